package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// cluster is a bare control plane, etcd and kube-apiserver, on free ports of the loopback: no scheduler, no
// controller-manager and no real kubelet take part, so that what is measured is the engine and what it makes others do.
type cluster struct {
	dir, server, etcdURL, kubectl string
	etcd, apiserver               *process
}

// users all may do everything; they differ so that requests can be told apart.
var users = []string{"bench", "kubelet", operatorUser}

func token(user string) string { return "BENCH_TOKEN=" + user + "-token" }

// startCluster wipes dir. With audit, requests are logged to dir/audit.log, which costs the API server time.
func startCluster(dir, programs, kubectl string, audit bool) (*cluster, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "etcd"), 0o700); err != nil {
		return nil, err
	}
	ports, err := freePorts(3)
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, kubectl: kubectl, etcdURL: fmt.Sprintf("http://127.0.0.1:%d", ports[0]),
		server: fmt.Sprintf("https://127.0.0.1:%d", ports[2])}
	peer := fmt.Sprintf("http://127.0.0.1:%d", ports[1])
	if err := c.writeFiles(); err != nil {
		return nil, err
	}
	// Disks differ more than engines do: etcd does not wait for them unless asked to.
	etcd := []string{filepath.Join(programs, "etcd"), "--data-dir", c.path("etcd"), "--log-level", "warn",
		"--listen-client-urls", c.etcdURL, "--advertise-client-urls", c.etcdURL, "--listen-peer-urls", peer,
		"--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer, "--quota-backend-bytes", "8589934592"}
	if os.Getenv("BENCH_FSYNC") != "1" {
		etcd = append(etcd, "--unsafe-no-fsync")
	}
	if c.etcd, err = startProcess("etcd", c.path("etcd.log"), nil, etcd...); err != nil {
		return nil, err
	}
	apiserver := []string{filepath.Join(programs, "kube-apiserver"), "--etcd-servers=" + c.etcdURL, "--cert-dir=" + dir,
		fmt.Sprintf("--secure-port=%d", ports[2]), "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
		"--service-account-key-file=" + c.path("sa.key"), "--service-account-signing-key-file=" + c.path("sa.key"),
		"--service-account-issuer=https://kubernetes.default.svc", "--token-auth-file=" + c.path("tokens.csv"),
		"--authorization-mode=RBAC", "--service-cluster-ip-range=10.96.0.0/16"}
	if audit {
		apiserver = append(apiserver, "--audit-policy-file="+c.path("audit.yaml"), "--audit-log-path="+c.path("audit.log"))
	}
	if c.apiserver, err = startProcess("kube-apiserver", c.path("apiserver.log"), nil, apiserver...); err != nil {
		c.stop()
		return nil, err
	}
	if err := c.awaitReady(); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

func (c *cluster) writeFiles() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	files := map[string]string{
		"sa.key":     string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})),
		"audit.yaml": auditPolicy,
		"tokens.csv": "",
	}
	for _, u := range users {
		files["tokens.csv"] += fmt.Sprintf("%[1]s-token,%[1]s,%[1]s,system:masters\n", u)
		files[u+".kubeconfig"] = fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: %s-token}}]
contexts: [{name: c, context: {cluster: c, user: u, namespace: %s}}]
current-context: c
`, c.server, u, namespace)
	}
	for name, text := range files {
		if err := os.WriteFile(c.path(name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// awaitReady also makes the namespace and what a controller-manager would put into it.
func (c *cluster) awaitReady() error {
	os.Setenv("BENCH_SERVER", c.server)
	os.Setenv("BENCH_TOKEN", "bench-token")
	client := newClient("plbench")
	ctx := context.Background()
	err := c.apiserver.await("ready", time.Minute, func() bool {
		resp, err := client.request(ctx, "GET", "/readyz", "", nil)
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == 200
	})
	if err != nil {
		return err
	}
	for _, object := range []struct{ path, body string }{
		{"/api/v1/namespaces", `{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"` + namespace + `"}}`},
		{"/api/v1/namespaces/" + namespace + "/serviceaccounts", `{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}`},
	} {
		if _, _, err := client.do(ctx, "POST", object.path, ctJSON, []byte(object.body)); err != nil {
			return err
		}
	}
	return nil
}

func (c *cluster) runKubectl(args ...string) error {
	out, err := exec.Command(c.kubectl, append([]string{"--kubeconfig", c.path("bench.kubeconfig")}, args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("kubectl %s: %w:\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// conditions says in a line per resource of the pipeline how it stands, for messages.
func (c *cluster) conditions() string {
	out, err := exec.Command(c.kubectl, "--kubeconfig", c.path("bench.kubeconfig"), "get", "objectstores,datasetingests,transforms,pipelines", "-o",
		`jsonpath={range .items[*]}{.kind}/{.metadata.name}: {range .status.conditions[*]}{.type}={.status} {.reason}: {.message} {end}{"\n"}{end}`).CombinedOutput()
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(out))
}

func (c *cluster) stop() {
	for _, p := range []*process{c.apiserver, c.etcd} {
		if p != nil {
			p.stop()
		}
	}
}
