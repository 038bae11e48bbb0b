package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

const operatorUser = "operator"

// auditPolicy keeps the operator's pods as they were sent, and who asked for what.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
- {level: Request, users: [` + operatorUser + `], verbs: [create], resources: [{group: "", resources: [pods]}]}
- {level: Metadata}
`

type auditEvent struct {
	Verb      string `json:"verb"`
	URI       string `json:"requestURI"`
	User      struct{ Username string }
	ObjectRef struct{ Resource, Subresource, Name string }
	Status    struct{ Code int } `json:"responseStatus"`
	Object    json.RawMessage    `json:"requestObject"`
}

// readAudit hands every complete event of an audit log to visit.
func readAudit(path string, visit func(*auditEvent)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		if e, ok := decode[auditEvent](lines.Bytes()); ok {
			visit(&e)
		}
	}
	return lines.Err()
}

// podsSent are the pods that the operator sent for a run, by step.
func podsSent(auditLog, runName string) (map[string]json.RawMessage, error) {
	pods := map[string]json.RawMessage{}
	err := readAudit(auditLog, func(e *auditEvent) {
		if e.User.Username != operatorUser || e.Verb != "create" || e.ObjectRef.Resource != "pods" {
			return
		}
		if p, ok := decode[pod](e.Object); ok && p.Metadata.Labels[runLabel] == runName {
			pods[p.Metadata.Labels[taskLabel]] = e.Object
		}
	})
	return pods, err
}

// requests counts the operator's requests so far by verb, resource and failure.
func requests(auditLog string) (map[string]int, error) {
	counts := map[string]int{}
	err := readAudit(auditLog, func(e *auditEvent) {
		if e.User.Username != operatorUser {
			return
		}
		what := e.ObjectRef.Resource
		if e.ObjectRef.Subresource != "" {
			what += "/" + e.ObjectRef.Subresource
		}
		if what == "" {
			what, _, _ = strings.Cut(e.URI, "?")
		}
		what = e.Verb + " " + what
		if e.Status.Code >= 400 {
			what += fmt.Sprintf(" (%d)", e.Status.Code)
		}
		counts[what]++
	})
	return counts, err
}

// describeRequests says how many requests more there are per run in after than in before.
func describeRequests(before, after map[string]int, runs int) string {
	var parts []string
	total := 0
	for what, count := range after {
		if d := count - before[what]; d > 0 {
			total += d
			parts = append(parts, fmt.Sprintf("%s %.2f", what, float64(d)/float64(runs)))
		}
	}
	sort.Strings(parts)
	return fmt.Sprintf("%.2f (%s)", float64(total)/float64(runs), strings.Join(parts, ", "))
}
