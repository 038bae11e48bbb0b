package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func someTemplate(t *testing.T) template {
	t.Helper()
	pods := map[string]json.RawMessage{}
	for step := range needs {
		pods[step] = json.RawMessage(`{"metadata":{"name":"run-7-` + step + `-1","ownerReferences":[{"uid":"u-7"}]}}`)
	}
	status := `{"conditions":[{"type":"Succeeded","status":"True","reason":"Succeeded"}],"duration":"3s","finishedAt":"now","progress":"4/4",` +
		`"tasks":[{"name":"a","rows":1,"state":"Succeeded"},{"name":"b","rows":2,"state":"Succeeded"},{"name":"c","rows":3,"state":"Succeeded"},{"name":"d","rows":4,"state":"Succeeded"}]}`
	tpl, err := newTemplate("run-7", "u-7", pods, json.RawMessage(status))
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}

func TestATemplateIsFilledWithAnotherRunsNameAndUid(t *testing.T) {
	got := string(fill(someTemplate(t).Pods["b"], "run-8", "u-8"))
	if want := `{"metadata":{"name":"run-8-b-1","ownerReferences":[{"uid":"u-8"}]}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAStepWithoutAPodIsNamed(t *testing.T) {
	_, err := newTemplate("run-7", "u-7", map[string]json.RawMessage{}, nil)
	if err == nil || !strings.Contains(err.Error(), "run-7") {
		t.Errorf("got %v", err)
	}
}

func TestTheStatusAfterTwoStepsShowsTwoTasks(t *testing.T) {
	got, err := someTemplate(t).statusAfter(2)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"conditions":[{"reason":"Running","status":"Unknown","type":"Succeeded"}],"progress":"2/4",` +
		`"tasks":[{"name":"a","rows":1,"state":"Succeeded"},{"name":"b","rows":2,"state":"Succeeded"},{"name":"c","state":"Pending"},{"name":"d","state":"Pending"}]}`
	if string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheLastStatusIsTheOneThatWasCaptured(t *testing.T) {
	tpl := someTemplate(t)
	if got, err := tpl.statusAfter(4); err != nil || string(got) != string(tpl.Status) {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestAMissingTemplateSaysWhatToRunFirst(t *testing.T) {
	_, err := readTemplate(t.TempDir() + "/template.json")
	if err == nil || !strings.Contains(err.Error(), "run the contender sluice first") {
		t.Errorf("got %v", err)
	}
}
