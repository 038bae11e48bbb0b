package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
)

const floorConcurrency = 64

// floor is the least that an engine can do for a run of Sluice's own kind: it creates one pod per step and writes the
// status when the run ends, or with -progress after each step. It keeps everything in memory, recovers nothing and
// checks nothing, and so shows how fast the control plane of this machine lets any engine be.
type floor struct {
	client   *Client
	template template
	statuses map[int][]byte // by number of ended steps: a merge patch
	slots    chan struct{}
	runs     map[string]*floorRun // by uid
}

type floorRun struct {
	name, uid     string
	started, done map[string]bool
	mu            sync.Mutex // one status write of a run at a time
	written       int        // ended steps in the newest one
}

func floorMain(args []string) error {
	flags := flag.NewFlagSet("floor", flag.ExitOnError)
	progress := flags.Bool("progress", false, "write the status after every step")
	path := flags.String("template", "", "what to send, as captured from the operator")
	flags.Parse(args)
	t, err := readTemplate(*path)
	if err != nil {
		return err
	}
	f := &floor{client: newClient("floor"), template: t, statuses: map[int][]byte{},
		slots: make(chan struct{}, floorConcurrency), runs: map[string]*floorRun{}}
	for done := 1; done <= len(needs); done++ {
		if *progress || done == len(needs) {
			status, err := t.statusAfter(done)
			if err != nil {
				return err
			}
			f.statuses[done] = []byte(`{"status":` + string(status) + `}`)
		}
	}
	ctx := context.Background()
	runs, pods := make(chan rawEvent, 1<<16), make(chan rawEvent, 1<<16)
	go newClient("floor").watch(ctx, runsPath, runs, nil)
	go newClient("floor").watch(ctx, podsPath+"?labelSelector="+runLabel, pods, nil)
	for {
		select {
		case e := <-runs:
			if event, ok := decode[runEvent](e.raw); ok {
				f.onRun(ctx, &event)
			}
		case e := <-pods:
			if event, ok := decode[podEvent](e.raw); ok {
				f.onPod(ctx, &event.Object)
			}
		}
	}
}

func (f *floor) onRun(ctx context.Context, e *runEvent) {
	m := e.Object.Metadata
	if e.Type == "DELETED" || e.Object.succeeded() == "True" || f.runs[m.UID] != nil {
		return
	}
	r := &floorRun{name: m.Name, uid: m.UID, started: map[string]bool{}, done: map[string]bool{}}
	f.runs[m.UID] = r
	f.next(ctx, r)
}

func (f *floor) next(ctx context.Context, r *floorRun) {
step:
	for s, before := range needs {
		if r.started[s] {
			continue
		}
		for _, b := range before {
			if !r.done[b] {
				continue step
			}
		}
		r.started[s] = true
		go f.call(ctx, "POST", podsPath, ctJSON, fill(f.template.Pods[s], r.name, r.uid))
	}
}

func (f *floor) onPod(ctx context.Context, p *pod) {
	if p.Status.Phase != "Succeeded" || len(p.Metadata.OwnerReferences) == 0 {
		return
	}
	r := f.runs[p.Metadata.OwnerReferences[0].UID]
	step := p.Metadata.Labels[taskLabel]
	if r == nil || r.done[step] {
		return
	}
	r.done[step] = true
	f.next(ctx, r)
	if done := len(r.done); f.statuses[done] != nil {
		go func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.written > done {
				return
			}
			r.written = done
			status := f.statuses[done]
			f.call(ctx, "PATCH", runsPath+"/"+r.name+"/status", ctMerge, fill(status, r.name, r.uid))
		}()
	}
}

func (f *floor) call(ctx context.Context, method, path, contentType string, body []byte) {
	f.slots <- struct{}{}
	defer func() { <-f.slots }()
	code, _, err := f.client.do(ctx, method, path, contentType, body)
	if err != nil && !(code == 409 && strings.HasSuffix(path, "/pods")) {
		fmt.Fprintln(os.Stderr, err)
	}
}
