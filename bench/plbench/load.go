package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	submitters = 16
	pause      = 300 * time.Millisecond // between runs of a serial load
)

// loadMain submits runs, watches what becomes of them, and appends one line of figures to a file.
func loadMain(args []string) error {
	flags := flag.NewFlagSet("load", flag.ExitOnError)
	n := flags.Int("n", 100, "runs")
	serial := flags.Bool("serial", false, "submit the next one only when the last has ended")
	timeout := flags.Duration("timeout", 8*time.Minute, "give up after")
	settle := flags.Duration("settle", 3*time.Second, "go on counting so long after the last run ended")
	pids := flags.String("pids", "", "processes that are counted: name=pid, comma-separated")
	etcd := flags.String("etcd", "", "URL of etcd")
	contender := flags.String("contender", "", "goes into the figures")
	name := flags.String("load", "", "goes into the figures")
	repeat := flags.Int("repeat", 1, "goes into the figures")
	prefix := flags.String("prefix", "run-", "names of the runs begin with it")
	quiet := flags.Float64("quiet", 0.10, "start when the machine is no busier than this share")
	patience := flags.Duration("patience", 2*time.Minute, "wait for that at most so long")
	out := flags.String("out", "", "file that the figures are appended to")
	flags.Parse(args)

	names := make([]string, *n)
	for i := range names {
		names[i] = fmt.Sprintf("%s%04d", *prefix, i)
	}
	o := newObserver(names)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := o.watch(ctx); err != nil {
		return err
	}
	counted, err := parsePids(*pids)
	if err != nil {
		return err
	}
	awaitQuiet(*quiet, *patience)
	etcd0, err := readEtcd(*etcd)
	if err != nil {
		return err
	}
	proc0 := readProcs(counted)
	for _, pid := range counted {
		// Peak memory is of this load. Where the kernel refuses it, it is of the whole life, which is no less.
		_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
	}
	busy0, wall0 := busy(), time.Now()

	timedOut, err := o.submit(ctx, names, *serial, time.After(*timeout))
	if err != nil {
		return err
	}

	busy1, wall1, proc1 := busy(), time.Now(), readProcs(counted)
	time.Sleep(*settle)
	f := figures{Contender: *contender, Load: *name, Repeat: *repeat, N: *n, Proc: map[string]procStat{}, EtcdBytes: map[string]int64{}}
	ours := 0.0
	for k, s := range readProcs(counted) {
		ours += proc1[k].CPU - proc0[k].CPU
		s.CPU -= proc0[k].CPU
		f.Proc[k] = s
	}
	f.Foreign = (busy1 - busy0 - ours) / (wall1.Sub(wall0).Seconds() * cores)
	etcd1, err := readEtcd(*etcd)
	if err != nil {
		return err
	}
	for k, v := range etcd1.Bytes {
		if d := v - etcd0.Bytes[k]; d != 0 {
			f.EtcdBytes[k] = d / int64(*n)
		}
	}
	f.EtcdTotal = float64(etcd1.total()-etcd0.total()) / float64(*n)
	f.EtcdWrites = float64(etcd1.Revision-etcd0.Revision) / float64(*n)
	o.addTo(&f)
	if err := f.appendTo(*out); err != nil {
		return err
	}
	if timedOut {
		return fmt.Errorf("%d of %d runs had not ended after %s", *n-f.Finished, *n, *timeout)
	}
	if f.Bad > 0 || f.ExtraPods > 0 || f.Order > 0 {
		return fmt.Errorf("%d runs failed, %d pods were one too many, %d came too early: all must be 0", f.Bad, f.ExtraPods, f.Order)
	}
	return nil
}

// watch begins to see, and returns when what exists already was listed.
func (o *observer) watch(ctx context.Context) error {
	pods, runs := make(chan rawEvent, 1<<16), make(chan rawEvent, 1<<16)
	podsListed, runsListed := make(chan struct{}), make(chan struct{})
	go newClient("plbench").watch(ctx, podsPath, pods, podsListed)
	go newClient("plbench").watch(ctx, runsPath, runs, runsListed)
	go func() {
		for {
			select {
			case e := <-pods:
				o.onPod(e.at, e.raw)
			case e := <-runs:
				o.onRun(e.at, e.raw)
			}
		}
	}()
	late := time.After(30 * time.Second)
	for _, listed := range []chan struct{}{podsListed, runsListed} {
		select {
		case <-listed:
		case <-late:
			return errors.New("the API server did not list pods and runs within 30 s")
		}
	}
	return nil
}

// submit creates the runs and returns when all have ended, or true when the deadline came first.
func (o *observer) submit(ctx context.Context, names []string, serial bool, deadline <-chan time.Time) (bool, error) {
	client := newClient("plbench")
	create := func(name string) error {
		o.submitted(name, now())
		_, _, err := client.do(ctx, "POST", runsPath, ctJSON, runBody(name))
		return err
	}
	if serial {
		for _, name := range names {
			if err := create(name); err != nil {
				return false, err
			}
			for !o.isDone(name) {
				select {
				case <-deadline:
					return true, nil
				case <-time.After(2 * time.Millisecond):
				}
			}
			time.Sleep(pause)
		}
		return false, nil
	}
	queue := make(chan string, len(names))
	for _, name := range names {
		queue <- name
	}
	close(queue)
	failures := make(chan error, submitters)
	var wait sync.WaitGroup
	for range submitters {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for name := range queue {
				if err := create(name); err != nil {
					failures <- err
					return
				}
			}
		}()
	}
	wait.Wait()
	select {
	case err := <-failures:
		return false, err
	case <-o.all:
		return false, nil
	case <-deadline:
		return true, nil
	}
}

// parsePids reads name=pid pairs and adds this process.
func parsePids(text string) (map[string]int, error) {
	pids := map[string]int{"harness": os.Getpid()}
	for _, pair := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(pair, "=")
		pid, err := strconv.Atoi(value)
		if err != nil {
			return nil, fmt.Errorf("-pids: %q is not name=pid", pair)
		}
		pids[name] = pid
	}
	return pids, nil
}

func readProcs(pids map[string]int) map[string]procStat {
	stats := map[string]procStat{}
	for name, pid := range pids {
		stats[name] = readProc(pid)
	}
	return stats
}

func (f *figures) appendTo(path string) error {
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := file.Write(append(b, '\n')); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
