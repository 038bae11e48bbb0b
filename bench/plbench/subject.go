package main

import "encoding/json"

// What is measured: runs of the pipeline chain4, whose four steps wait for each other.
const (
	namespace    = "bench"
	pipeline     = "chain4"
	runsPath     = "/apis/sluice.dev/v1alpha1/namespaces/" + namespace + "/pipelineruns"
	podsPath     = "/api/v1/namespaces/" + namespace + "/pods"
	runLabel     = "sluice.dev/run"
	taskLabel    = "sluice.dev/task"
	runCondition = "Succeeded"
)

// needs says which steps a step waits for.
var needs = map[string][]string{"a": nil, "b": {"a"}, "c": {"b"}, "d": {"c"}}

// terminationMessage is what a runner that wrote 100 rows leaves behind.
const terminationMessage = `{"protocolVersion":1,"outcome":"Succeeded","reason":"Succeeded","message":"Wrote 100 rows.",` +
	`"results":{"rows":100,"bytes":1000,"files":1,"uri":"s3://b/p","digest":"0123456789abcdef","unchanged":false},"truncated":false}`

// runBody is a PipelineRun of the given name.
func runBody(name string) []byte {
	return []byte(`{"apiVersion":"sluice.dev/v1alpha1","kind":"PipelineRun","metadata":{"name":"` + name + `"},"spec":{"pipeline":"` + pipeline + `"}}`)
}

type ownerRef struct {
	Name string `json:"name"`
	UID  string `json:"uid"`
}

type meta struct {
	Name              string            `json:"name"`
	Namespace         string            `json:"namespace"`
	UID               string            `json:"uid"`
	Labels            map[string]string `json:"labels"`
	OwnerReferences   []ownerRef        `json:"ownerReferences"`
	DeletionTimestamp string            `json:"deletionTimestamp"`
}

type container struct {
	Name  string `json:"name"`
	Image string `json:"image"`
}

type pod struct {
	Metadata meta `json:"metadata"`
	Spec     struct {
		Containers     []container `json:"containers"`
		InitContainers []container `json:"initContainers"`
	} `json:"spec"`
	Status struct {
		Phase string `json:"phase"`
	} `json:"status"`
}

type podEvent struct {
	Type   string `json:"type"`
	Object pod    `json:"object"`
}

type run struct {
	Metadata meta `json:"metadata"`
	Status   struct {
		Conditions []struct{ Type, Status string } `json:"conditions"`
	} `json:"status"`
}

// succeeded is the status of the condition that ends a run: True, False, or anything else while it goes on.
func (r *run) succeeded() string {
	for _, c := range r.Status.Conditions {
		if c.Type == runCondition {
			return c.Status
		}
	}
	return ""
}

type runEvent struct {
	Type   string `json:"type"`
	Object run    `json:"object"`
}

func isTerminal(phase string) bool { return phase == "Succeeded" || phase == "Failed" }

// decode reads an event; what is no object of the kind (a bookmark, an error) is left out.
func decode[T any](raw []byte) (T, bool) {
	var event T
	err := json.Unmarshal(raw, &event)
	return event, err == nil
}
