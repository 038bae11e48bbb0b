package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// template is what the operator really sends for one run: the pod of each step, and the status at the end. The floor
// sends the same, so that a comparison is about the engines and not about what they store. ${NAME} and ${UID} stand
// for the run's name and uid.
type template struct {
	Pods   map[string]json.RawMessage `json:"pods"`
	Status json.RawMessage            `json:"status"`
}

// newTemplate makes a template of what was captured of one run.
func newTemplate(name, uid string, pods map[string]json.RawMessage, status json.RawMessage) (template, error) {
	t := template{Pods: map[string]json.RawMessage{}}
	abstract := strings.NewReplacer(name, "${NAME}", uid, "${UID}")
	for step := range needs {
		if pods[step] == nil {
			return t, fmt.Errorf("the operator made no pod for step %s of run %s", step, name)
		}
		t.Pods[step] = json.RawMessage(abstract.Replace(string(pods[step])))
	}
	t.Status = json.RawMessage(abstract.Replace(string(status)))
	return t, nil
}

func readTemplate(path string) (template, error) {
	var t template
	b, err := os.ReadFile(path)
	if err != nil {
		return t, fmt.Errorf("%w: the floor sends the operator's pods, so run the contender sluice first", err)
	}
	return t, json.Unmarshal(b, &t)
}

func (t template) write(path string) error {
	b, err := json.MarshalIndent(t, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}

func fill(text json.RawMessage, name, uid string) []byte {
	return []byte(strings.NewReplacer("${NAME}", name, "${UID}", uid).Replace(string(text)))
}

// statusAfter is the status when the first `done` steps of the chain have ended: the last one is the captured status.
func (t template) statusAfter(done int) (json.RawMessage, error) {
	if done == len(needs) {
		return t.Status, nil
	}
	var status map[string]any
	if err := json.Unmarshal(t.Status, &status); err != nil {
		return nil, err
	}
	delete(status, "finishedAt")
	delete(status, "duration")
	status["progress"] = fmt.Sprintf("%d/%d", done, len(needs))
	if conditions, ok := status["conditions"].([]any); ok {
		for _, c := range conditions {
			if condition, ok := c.(map[string]any); ok && condition["type"] == runCondition {
				condition["status"], condition["reason"] = "Unknown", "Running"
			}
		}
	}
	if tasks, ok := status["tasks"].([]any); ok {
		for i, entry := range tasks {
			if task, ok := entry.(map[string]any); ok && i >= done {
				tasks[i] = map[string]any{"name": task["name"], "state": "Pending"}
			}
		}
	}
	return json.Marshal(status)
}
