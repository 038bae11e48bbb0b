package main

import (
	"sync"
	"time"
)

type podSeen struct {
	run, step         string
	created, terminal time.Duration
}

type runSeen struct {
	submitted, done time.Duration
	bad             bool
}

// observer collects when things were seen. The watches stamp lines as they read them; decoding comes later.
type observer struct {
	mu   sync.Mutex
	pods map[string]*podSeen // by uid
	runs map[string]*runSeen // by name
	left int
	all  chan struct{} // closed when every run has ended
}

func newObserver(names []string) *observer {
	o := &observer{pods: map[string]*podSeen{}, runs: map[string]*runSeen{}, left: len(names), all: make(chan struct{})}
	for _, name := range names {
		o.runs[name] = &runSeen{}
	}
	return o
}

func (o *observer) onPod(at time.Duration, raw []byte) {
	event, ok := decode[podEvent](raw)
	if !ok {
		return
	}
	m := &event.Object.Metadata
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.runs[m.Labels[runLabel]] == nil {
		return // of an earlier load, or no pod of a run
	}
	p := o.pods[m.UID]
	if p == nil {
		p = &podSeen{run: m.Labels[runLabel], step: m.Labels[taskLabel], created: at}
		o.pods[m.UID] = p
	}
	if p.terminal == 0 && isTerminal(event.Object.Status.Phase) {
		p.terminal = at
	}
}

func (o *observer) onRun(at time.Duration, raw []byte) {
	event, ok := decode[runEvent](raw)
	if !ok {
		return
	}
	succeeded := event.Object.succeeded()
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.runs[event.Object.Metadata.Name]
	if r == nil || r.done != 0 || (succeeded != "True" && succeeded != "False") {
		return
	}
	r.done, r.bad = at, succeeded == "False"
	if o.left--; o.left == 0 {
		close(o.all)
	}
}

func (o *observer) submitted(name string, at time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.runs[name].submitted = at
}

func (o *observer) isDone(name string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.runs[name].done != 0
}
