package main

import (
	"os"
	"testing"
)

func auditLog(t *testing.T) string {
	t.Helper()
	path := t.TempDir() + "/audit.log"
	lines := `{"verb":"create","user":{"username":"operator"},"objectRef":{"resource":"pods","name":"r-a-1"},"responseStatus":{"code":201},"requestObject":{"metadata":{"labels":{"sluice.dev/run":"r","sluice.dev/task":"a"}}}}
{"verb":"create","user":{"username":"operator"},"objectRef":{"resource":"pods","name":"other-a-1"},"responseStatus":{"code":201},"requestObject":{"metadata":{"labels":{"sluice.dev/run":"other","sluice.dev/task":"a"}}}}
{"verb":"update","user":{"username":"operator"},"objectRef":{"resource":"pipelineruns","subresource":"status"},"responseStatus":{"code":409}}
{"verb":"patch","user":{"username":"kubelet"},"objectRef":{"resource":"pods","subresource":"status"},"responseStatus":{"code":200}}
`
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOnlyThePodsOfTheRunAreTaken(t *testing.T) {
	pods, err := podsSent(auditLog(t), "r")
	if err != nil || len(pods) != 1 || pods["a"] == nil {
		t.Errorf("got %v, %v", pods, err)
	}
}

func TestRequestsOfTheOperatorAreCountedAndFailuresApart(t *testing.T) {
	counts, err := requests(auditLog(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := describeRequests(nil, counts, 2), "1.50 (create pods 1.00, update pipelineruns/status (409) 0.50)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
