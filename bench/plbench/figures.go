package main

import (
	"math"
	"slices"
	"time"
)

// figures is what one load showed: one line of the results file.
type figures struct {
	Contender  string              `json:"contender"`
	Load       string              `json:"load"`
	Repeat     int                 `json:"repeat"`
	N          int                 `json:"n"`
	Finished   int                 `json:"finished"`
	Bad        int                 `json:"bad"`
	Pods       int                 `json:"pods"`
	ExtraPods  int                 `json:"extra_pods"`       // beyond one per step: must be 0
	Order      int                 `json:"order_violations"` // pods made before a step they wait for had ended: must be 0
	Makespan   float64             `json:"makespan_s"`
	Rate       float64             `json:"runs_per_s"`
	Latency    dist                `json:"latency"`   // run submitted -> run seen ended
	StepGap    dist                `json:"step_gap"`  // last needed pod seen ended -> next pod seen created
	StartGap   dist                `json:"start_gap"` // run submitted -> first pod seen
	EndGap     dist                `json:"end_gap"`   // last pod seen ended -> run seen ended
	Proc       map[string]procStat `json:"proc"`
	Foreign    float64             `json:"foreign_cpu_share"` // CPU that neither contender, control plane nor harness used
	EtcdBytes  map[string]int64    `json:"etcd_bytes_per_run"`
	EtcdTotal  float64             `json:"etcd_total_bytes_per_run"`
	EtcdWrites float64             `json:"etcd_writes_per_run"`
}

type dist struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_ms"`
	P90 float64 `json:"p90_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
}

// newDist gives the nearest-rank percentiles.
func newDist(v []time.Duration) dist {
	if len(v) == 0 {
		return dist{}
	}
	slices.Sort(v)
	q := func(f float64) float64 {
		i := int(math.Ceil(f*float64(len(v)))) - 1
		return millis(v[max(i, 0)])
	}
	return dist{len(v), q(.5), q(.9), q(.99), millis(v[len(v)-1])}
}

func millis(d time.Duration) float64 { return math.Round(float64(d.Microseconds())/10) / 100 }

// addTo fills in all figures that follow from what was seen.
func (o *observer) addTo(f *figures) {
	o.mu.Lock()
	defer o.mu.Unlock()
	type key struct{ run, step string }
	pods := map[key]*podSeen{}
	for _, p := range o.pods {
		k := key{p.run, p.step}
		if _, isStep := needs[p.step]; !isStep || pods[k] != nil {
			f.ExtraPods++
			continue
		}
		pods[k] = p
		f.Pods++
	}
	var latency, gap, start, end []time.Duration
	first, last := time.Duration(math.MaxInt64), time.Duration(0)
	for name, r := range o.runs {
		if r.submitted == 0 {
			continue
		}
		first = min(first, r.submitted)
		var lastEnd time.Duration
		for step, before := range needs {
			p := pods[key{name, step}]
			if p == nil {
				continue
			}
			lastEnd = max(lastEnd, p.terminal)
			if len(before) == 0 {
				start = append(start, p.created-r.submitted)
				continue
			}
			var ready time.Duration
			early := false
			for _, b := range before {
				needed := pods[key{name, b}]
				if needed == nil || needed.terminal == 0 || needed.terminal > p.created {
					early = true
					continue
				}
				ready = max(ready, needed.terminal)
			}
			if early {
				f.Order++
				continue
			}
			gap = append(gap, p.created-ready)
		}
		if r.done > 0 {
			f.Finished++
			if r.bad {
				f.Bad++
			}
			last = max(last, r.done)
			latency = append(latency, r.done-r.submitted)
			end = append(end, r.done-lastEnd)
		}
	}
	if f.Finished > 0 {
		f.Makespan = (last - first).Seconds()
		f.Rate = float64(f.Finished) / f.Makespan
	}
	f.Latency, f.StepGap, f.StartGap, f.EndGap = newDist(latency), newDist(gap), newDist(start), newDist(end)
}
