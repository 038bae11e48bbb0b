package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"time"
)

const kubeletConcurrency = 64

// kubelet takes every pod from Pending over Running to Succeeded at once, with two status patches, as the shortest
// possible step would.
type kubelet struct {
	client *Client
	slots  chan struct{}
	known  map[string]bool // by uid
}

func kubeletMain([]string) error {
	k := &kubelet{client: newClient("fake-kubelet"), slots: make(chan struct{}, kubeletConcurrency), known: map[string]bool{}}
	ctx := context.Background()
	events := make(chan rawEvent, 1<<16)
	go newClient("fake-kubelet").watch(ctx, "/api/v1/pods", events, nil)
	for e := range events {
		if event, ok := decode[podEvent](e.raw); ok {
			k.handle(ctx, &event)
		}
	}
	return nil
}

func (k *kubelet) handle(ctx context.Context, e *podEvent) {
	p := &e.Object
	switch {
	case e.Type == "DELETED":
		delete(k.known, p.Metadata.UID)
	case p.Metadata.DeletionTimestamp != "":
		go k.call(ctx, "DELETE", podPath(p)+"?gracePeriodSeconds=0", "", nil)
	case !k.known[p.Metadata.UID] && !isTerminal(p.Status.Phase):
		k.known[p.Metadata.UID] = true
		go k.run(ctx, p)
	}
}

func podPath(p *pod) string {
	return "/api/v1/namespaces/" + p.Metadata.Namespace + "/pods/" + p.Metadata.Name
}

func (k *kubelet) call(ctx context.Context, method, path, contentType string, body []byte) {
	k.slots <- struct{}{}
	defer func() { <-k.slots }()
	if code, _, err := k.client.do(ctx, method, path, contentType, body); err != nil && code != 404 {
		fmt.Fprintln(os.Stderr, err)
	}
}

func (k *kubelet) run(ctx context.Context, p *pod) {
	start := timestamp()
	k.call(ctx, "PATCH", podPath(p)+"/status", ctMerge, podStatus(p, "Running", start))
	k.call(ctx, "PATCH", podPath(p)+"/status", ctMerge, podStatus(p, "Succeeded", start))
}

func timestamp() string { return time.Now().UTC().Format(time.RFC3339) }

// podStatus is a patch with what a kubelet would say of a pod in the phase.
func podStatus(p *pod, phase, start string) []byte {
	type m = map[string]any
	terminated := func(message string) m {
		t := m{"exitCode": 0, "reason": "Completed", "startedAt": start, "finishedAt": timestamp(), "containerID": "fake://x"}
		if message != "" {
			t["message"] = message
		}
		return m{"terminated": t}
	}
	statuses := func(containers []container, state m, ready bool) []m {
		var out []m
		for _, c := range containers {
			out = append(out, m{"name": c.Name, "image": c.Image, "imageID": "fake://" + c.Image, "containerID": "fake://x",
				"ready": ready, "started": ready, "restartCount": 0, "state": state})
		}
		return out
	}
	running, ready := phase == "Running", "True"
	state := m{"running": m{"startedAt": start}}
	if !running {
		state, ready = terminated(terminationMessage), "False"
	}
	condition := func(name, status string) m { return m{"type": name, "status": status, "lastTransitionTime": start} }
	status := m{"phase": phase, "startTime": start, "hostIP": "10.0.0.1", "podIP": "10.1.0.1", "podIPs": []m{{"ip": "10.1.0.1"}},
		"conditions": []m{condition("PodScheduled", "True"), condition("Initialized", "True"),
			condition("ContainersReady", ready), condition("Ready", ready)},
		"containerStatuses": statuses(p.Spec.Containers, state, running)}
	if len(p.Spec.InitContainers) > 0 {
		status["initContainerStatuses"] = statuses(p.Spec.InitContainers, terminated(""), false)
	}
	b, _ := json.Marshal(m{"status": status}) // maps of strings and numbers always marshal
	return b
}
