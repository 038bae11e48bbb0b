package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestTheReportHoldsMediansAndOfSeveralLoadsTheWorst(t *testing.T) {
	dir := t.TempDir()
	results, out := filepath.Join(dir, "results.jsonl"), filepath.Join(dir, "target", "bench.json")
	for repeat, rate := range []float64{30, 50, 40} {
		for _, load := range []struct {
			name   string
			writes float64
		}{{"alone", 18}, {"at100", 17}, {"at500", 16}} {
			for _, contender := range []string{"sluice", "floor"} {
				f := figures{Contender: contender, Load: load.name, Repeat: repeat, N: 500, Rate: rate, EtcdWrites: load.writes,
					Proc: map[string]procStat{"controller": {CPU: 5, HWMMB: 200}}}
				if err := f.appendTo(results); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := report(results, []string{"sluice", "floor"}, out); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]map[string]float64
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, contender := range []string{"sluice", "floor"} {
		if len(got[contender]) != 8 {
			t.Errorf("%s has %d figures, want 8", contender, len(got[contender]))
		}
		for key, want := range map[string]float64{"runsPerSecond500": 40, "etcdWritesPerRun": 18, "cpuMsPerRun": 10, "peakRssMb": 200} {
			if got[contender][key] != want {
				t.Errorf("%s %s is %g, want %g", contender, key, got[contender][key], want)
			}
		}
	}
}

func TestTheMedianOfTwoIsTheirMean(t *testing.T) {
	if got := median([]float64{1, 2}); got != 1.5 {
		t.Errorf("got %g", got)
	}
}

func TestASpreadOfEqualValuesIsOneValue(t *testing.T) {
	if got := spread([]float64{17.01, 17.02}); got != "17.0" {
		t.Errorf("got %s", got)
	}
}
