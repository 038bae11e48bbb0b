package main

import (
	"fmt"
	"testing"
	"time"
)

const ms = time.Millisecond

func (o *observer) pod(at time.Duration, run, step, attempt, phase string) {
	o.onPod(at, []byte(fmt.Sprintf(`{"type":"MODIFIED","object":{"metadata":{"uid":"%s-%s-%s","labels":{"%s":%q,"%s":%q}},"status":{"phase":%q}}}`,
		run, step, attempt, runLabel, run, taskLabel, step, phase)))
}

func (o *observer) run(at time.Duration, name, succeeded string) {
	o.onRun(at, []byte(fmt.Sprintf(`{"type":"MODIFIED","object":{"metadata":{"name":%q},"status":{"conditions":[{"type":"Succeeded","status":%q}]}}}`, name, succeeded)))
}

// chain is a run whose steps take 10 ms and follow each other after 4 ms.
func chain(o *observer) {
	o.submitted("r", 100*ms)
	at := 105 * ms
	for _, step := range []string{"a", "b", "c", "d"} {
		o.pod(at, "r", step, "1", "Pending")
		o.pod(at+10*ms, "r", step, "1", "Succeeded")
		at += 14 * ms
	}
}

func TestGapsAreFromTheEndOfTheNeededPodToTheNextPod(t *testing.T) {
	o := newObserver([]string{"r"})
	chain(o)
	o.run(300*ms, "r", "Unknown")
	o.run(350*ms, "r", "True")
	var f figures
	o.addTo(&f)
	if f.StepGap.N != 3 || f.StepGap.P50 != 4 || f.StartGap.P50 != 5 || f.Latency.P50 != 250 || f.Rate != 4 {
		t.Errorf("got %+v", f)
	}
	if f.Finished != 1 || f.Bad != 0 || f.Pods != 4 || f.ExtraPods != 0 || f.Order != 0 {
		t.Errorf("got %+v", f)
	}
}

func TestASecondPodOfAStepIsOneTooMany(t *testing.T) {
	o := newObserver([]string{"r"})
	chain(o)
	o.pod(200*ms, "r", "b", "2", "Pending")
	var f figures
	o.addTo(&f)
	if f.ExtraPods != 1 || f.Pods != 4 {
		t.Errorf("got %+v", f)
	}
}

func TestAPodBeforeTheEndOfWhatItNeedsIsCounted(t *testing.T) {
	o := newObserver([]string{"r"})
	o.submitted("r", 100*ms)
	o.pod(110*ms, "r", "a", "1", "Pending")
	o.pod(120*ms, "r", "b", "1", "Pending")
	o.pod(130*ms, "r", "a", "1", "Succeeded")
	var f figures
	o.addTo(&f)
	if f.Order != 1 {
		t.Errorf("got %+v", f)
	}
}

func TestPodsOfEarlierLoadsAreLeftOut(t *testing.T) {
	o := newObserver([]string{"r"})
	o.pod(10*ms, "warm-0001", "a", "1", "Succeeded")
	var f figures
	o.addTo(&f)
	if f.Pods != 0 || f.ExtraPods != 0 {
		t.Errorf("got %+v", f)
	}
}

func TestAFailedRunEndsTheLoadAndIsBad(t *testing.T) {
	o := newObserver([]string{"r"})
	chain(o)
	o.run(350*ms, "r", "False")
	select {
	case <-o.all:
	default:
		t.Error("the load goes on")
	}
	var f figures
	o.addTo(&f)
	if f.Bad != 1 {
		t.Errorf("got %+v", f)
	}
}
