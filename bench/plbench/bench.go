package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const captured = "capture-"

// bench measures contenders one after the other, each on a fresh control plane.
type bench struct {
	root, programs, kubectl, work, floorStatus string
	warm, alone                                int
	patience                                   time.Duration
	template, results                          string
}

func benchMain(args []string) error {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	b := &bench{}
	flags.StringVar(&b.root, "root", ".", "checkout of Sluice, built")
	flags.StringVar(&b.programs, "programs", "", "folder with etcd and kube-apiserver")
	flags.StringVar(&b.kubectl, "kubectl", "kubectl", "kubectl")
	flags.StringVar(&b.work, "work", "", "folder for logs, data and figures")
	flags.IntVar(&b.warm, "warm", 200, "runs before the first figure is taken")
	flags.IntVar(&b.alone, "alone", 20, "runs one after the other")
	flags.StringVar(&b.floorStatus, "floor-status", "final", "final: the floor writes a status once per run; progress: after each step")
	flags.DurationVar(&b.patience, "patience", 2*time.Minute, "how long to wait before each load until the machine is quiet")
	repeats := flags.Int("repeats", 3, "how often each contender is measured")
	contenders := flags.String("contenders", "sluice,floor", "which, in this order")
	out := flags.String("out", "", "file for the figures of the budget")
	flags.Parse(args)

	if err := os.MkdirAll(b.work, 0o755); err != nil {
		return err
	}
	b.template, b.results = filepath.Join(b.work, "template.json"), filepath.Join(b.work, "results.jsonl")
	if err := os.RemoveAll(b.results); err != nil {
		return err
	}
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	names := strings.Split(*contenders, ",")
	if names[0] == "sluice" {
		if err := b.capture(interrupted); err != nil {
			return unlessInterrupted(interrupted, err)
		}
	}
	for repeat := 1; repeat <= *repeats; repeat++ {
		for _, name := range names {
			if err := b.measure(interrupted, name, repeat); err != nil {
				return unlessInterrupted(interrupted, fmt.Errorf("%s, repeat %d: %w", name, repeat, err))
			}
		}
	}
	return report(b.results, names, *out)
}

// unlessInterrupted keeps what an interruption made fail from being reported as its cause.
func unlessInterrupted(interrupted context.Context, err error) error {
	if interrupted.Err() != nil {
		return errors.New("interrupted; all processes have ended")
	}
	return err
}

// with runs f on a fresh control plane with a kubelet and the contender.
func (b *bench) with(contender string, audit bool, f func(c *cluster, controller, kubelet *process) error) error {
	c, err := startCluster(filepath.Join(b.work, contender), b.programs, b.kubectl, audit)
	if err != nil {
		return err
	}
	defer c.stop()
	if err := c.runKubectl("apply", "-f", filepath.Join(b.root, "crds")); err != nil {
		return err
	}
	if err := c.runKubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"); err != nil {
		return err
	}
	kubelet, err := b.self("kubelet", c, "kubelet")
	if err != nil {
		return err
	}
	defer kubelet.stop()
	var controller *process
	switch contender {
	case "sluice":
		controller, err = b.startOperator(c)
	case "floor":
		controller, err = b.self(operatorUser, c, "floor", "-template", b.template, "-progress="+strconv.FormatBool(b.floorStatus == "progress"))
	default:
		return fmt.Errorf("there is no contender %q: sluice or floor", contender)
	}
	if err != nil {
		return err
	}
	defer controller.stop()
	if err := c.runKubectl("apply", "-f", filepath.Join(b.root, "bench", "chain4.yaml")); err != nil {
		return err
	}
	if contender == "sluice" {
		err := c.runKubectl("wait", "--for=condition=Ready", "objectstore/lake", "pipeline/"+pipeline, "--timeout=30s")
		if err != nil {
			return fmt.Errorf("%w\n%s\nThe operator's log ends with:\n%s", err, c.conditions(), tail(controller.log))
		}
	}
	return f(c, controller, kubelet)
}

// self starts this program again as one of the user's processes.
func (b *bench) self(user string, c *cluster, args ...string) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return startProcess(args[0], c.path(args[0]+".log"), []string{token(user)}, append([]string{program}, args...)...)
}

// startOperator starts it as it is shipped and returns when it is ready.
func (b *bench) startOperator(c *cluster) (*process, error) {
	target := filepath.Join(b.root, "operator", "target")
	jars, err := filepath.Glob(filepath.Join(target, "sluice-operator-*.jar"))
	if err != nil || len(jars) == 0 {
		return nil, fmt.Errorf("there is no operator in %s: run `make build` first", target)
	}
	java := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		java = filepath.Join(home, "bin", "java")
	}
	ports, err := freePorts(1)
	if err != nil {
		return nil, err
	}
	environment := []string{"KUBECONFIG=" + c.path(operatorUser+".kubeconfig"), "SLUICE_LEADER_ELECTION=false",
		fmt.Sprintf("SLUICE_HTTP_PORT=%d", ports[0]), "SLUICE_HTTP_ADDRESS=127.0.0.1"}
	operator, err := startProcess("operator", c.path("operator.log"), environment,
		java, "@"+filepath.Join(b.root, "operator", "src", "main", "jvm.options"),
		"-cp", jars[0]+":"+filepath.Join(target, "lib", "*"), "dev.sluice.operator.Main")
	if err != nil {
		return nil, err
	}
	err = operator.await("ready", time.Minute, func() bool {
		resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/readyz", ports[0]))
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == 200
	})
	if err != nil {
		operator.stop()
		return nil, err
	}
	return operator, nil
}

// load runs one load to its end.
func (b *bench) load(interrupted context.Context, c *cluster, controller, kubelet *process, results string, args ...string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	pids := fmt.Sprintf("controller=%d,kubelet=%d,apiserver=%d,etcd=%d", controller.pid(), kubelet.pid(), c.apiserver.pid(), c.etcd.pid())
	command := exec.CommandContext(interrupted, program, append([]string{"load", "-pids", pids, "-etcd", c.etcdURL, "-out", results}, args...)...)
	out, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s%w\nThe log of %s ends with:\n%s", out, err, controller.name, tail(controller.log))
	}
	return interrupted.Err()
}

// capture learns from an audited operator what it sends, and says how many requests a run takes it.
func (b *bench) capture(interrupted context.Context) error {
	return b.with("sluice", true, func(c *cluster, controller, kubelet *process) error {
		log, unused := c.path("audit.log"), c.path("capture.jsonl")
		if err := b.load(interrupted, c, controller, kubelet, unused, "-n", "3", "-prefix", captured, "-patience", "0s"); err != nil {
			return err
		}
		for _, l := range []struct{ title, prefix, serial string }{{"one after the other", "alone-", "true"}, {"50 at once", "audited-", "false"}} {
			before, err := requests(log)
			if err != nil {
				return err
			}
			if err := b.load(interrupted, c, controller, kubelet, unused, "-n", "50", "-serial="+l.serial, "-prefix", l.prefix, "-patience", "0s"); err != nil {
				return err
			}
			after, err := requests(log)
			if err != nil {
				return err
			}
			fmt.Printf("Requests of the operator per run, %s: %s\n", l.title, describeRequests(before, after, 50))
		}
		return b.writeTemplate(c, captured+"0000")
	})
}

func (b *bench) writeTemplate(c *cluster, name string) error {
	_, body, err := newClient("plbench").do(context.Background(), "GET", runsPath+"/"+name, "", nil)
	if err != nil {
		return err
	}
	var ended struct {
		Metadata meta            `json:"metadata"`
		Status   json.RawMessage `json:"status"`
	}
	if err := json.Unmarshal(body, &ended); err != nil {
		return err
	}
	pods, err := podsSent(c.path("audit.log"), name)
	if err != nil {
		return err
	}
	t, err := newTemplate(name, ended.Metadata.UID, pods, ended.Status)
	if err != nil {
		return err
	}
	return t.write(b.template)
}

func (b *bench) measure(interrupted context.Context, contender string, repeat int) error {
	return b.with(contender, false, func(c *cluster, controller, kubelet *process) error {
		if b.warm > 0 {
			err := b.load(interrupted, c, controller, kubelet, c.path("warm.jsonl"), "-n", strconv.Itoa(b.warm), "-prefix", "warm-", "-patience", "0s")
			if err != nil {
				return err
			}
		}
		for _, l := range loads {
			n := l.n
			if l.serial {
				n = b.alone
			}
			fmt.Fprintf(os.Stderr, "%s, repeat %d: %s\n", contender, repeat, l.name)
			err := b.load(interrupted, c, controller, kubelet, b.results, "-n", strconv.Itoa(n), "-prefix", l.name+"-",
				"-serial="+strconv.FormatBool(l.serial), "-contender", contender, "-load", l.name, "-repeat", strconv.Itoa(repeat),
				"-patience", b.patience.String())
			if err != nil {
				return err
			}
		}
		return nil
	})
}
