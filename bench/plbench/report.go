package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// loads are submitted in this order to the same controller, so that the first to be measured is warm already.
var loads = []struct {
	name   string
	n      int
	serial bool
}{{"alone", 0, true}, {"at100", 100, false}, {"at500", 500, false}}

// metric is a row of the table and a field of the JSON file.
type metric struct {
	key, title string
	from       []string // loads; of several the worst counts
	of         func(*figures) float64
	budget     float64 // at most; 0: none
}

var metrics = []metric{
	{"runsPerSecond100", "runs/s, 100 at once", []string{"at100"}, func(f *figures) float64 { return f.Rate }, 0},
	{"runsPerSecond500", "runs/s, 500 at once", []string{"at500"}, func(f *figures) float64 { return f.Rate }, 0},
	{"gapP50Ms", "step gap alone, median ms", []string{"alone"}, func(f *figures) float64 { return f.StepGap.P50 }, 8},
	{"gapP99Ms", "step gap alone, p99 ms", []string{"alone"}, func(f *figures) float64 { return f.StepGap.P99 }, 25},
	{"etcdWritesPerRun", "etcd writes per run", []string{"alone", "at100", "at500"}, func(f *figures) float64 { return f.EtcdWrites }, 18},
	{"etcdBytesPerRun", "etcd bytes per run", []string{"alone", "at100", "at500"}, func(f *figures) float64 { return f.EtcdTotal }, 16000},
	{"cpuMsPerRun", "own CPU ms per run, at 500", []string{"at500"}, func(f *figures) float64 { return 1000 * f.Proc["controller"].CPU / float64(f.N) }, 12},
	{"peakRssMb", "own peak memory, MiB", []string{"alone", "at100", "at500"}, func(f *figures) float64 { return f.Proc["controller"].HWMMB }, 256},
}

// ratioBudget is the least share of the floor's rate at 500.
const ratioBudget = 0.6

// report prints the table of a results file and writes the medians to out.
func report(results string, contenders []string, out string) error {
	all, err := readFigures(results)
	if err != nil {
		return err
	}
	medians := map[string]map[string]float64{}
	cells := map[string]map[string]string{}
	for _, c := range contenders {
		medians[c], cells[c] = map[string]float64{}, map[string]string{}
		for _, m := range metrics {
			for _, load := range m.from {
				values := m.values(all, c, load)
				if median := median(values); cells[c][m.key] == "" || median > medians[c][m.key] {
					medians[c][m.key], cells[c][m.key] = median, spread(values)
				}
			}
		}
	}
	printTable(contenders, medians, cells)
	if worst := foreign(all); worst > 0.15 {
		fmt.Printf("\nOther processes took up to %.0f %% of this machine meanwhile: repeat on a quieter one.\n", 100*worst)
	}
	b, err := json.MarshalIndent(medians, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, append(b, '\n'), 0o644)
}

func readFigures(path string) ([]figures, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []figures
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var f figures
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, lines.Err()
}

func (m *metric) values(all []figures, contender, load string) []float64 {
	var values []float64
	for i := range all {
		if all[i].Contender == contender && all[i].Load == load {
			values = append(values, m.of(&all[i]))
		}
	}
	slices.Sort(values)
	return values
}

// median of sorted values; of an even number the mean of the two in the middle.
func median(sorted []float64) float64 {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func spread(sorted []float64) string {
	if len(sorted) == 0 {
		return "-"
	}
	format := func(v float64) string {
		if v >= 1000 {
			return fmt.Sprintf("%.0f", v)
		}
		return fmt.Sprintf("%.1f", v)
	}
	text := format(median(sorted))
	if low, high := format(sorted[0]), format(sorted[len(sorted)-1]); low != high {
		text += " [" + low + "-" + high + "]"
	}
	return text
}

func foreign(all []figures) float64 {
	worst := 0.0
	for i := range all {
		worst = max(worst, all[i].Foreign)
	}
	return worst
}

func printTable(contenders []string, medians map[string]map[string]float64, cells map[string]map[string]string) {
	fmt.Printf("\n%-28s", "median [lowest-highest]")
	for _, c := range contenders {
		fmt.Printf(" %22s", c)
	}
	fmt.Printf("  %s\n", "budget")
	sluice, floor := medians["sluice"], medians["floor"]
	for _, m := range metrics {
		row := fmt.Sprintf("%-28s", m.title)
		for _, c := range contenders {
			row += fmt.Sprintf(" %22s", cells[c][m.key])
		}
		switch {
		case m.budget > 0:
			row += fmt.Sprintf("  at most %g", m.budget)
			if sluice != nil {
				row += ": " + verdict(sluice[m.key] <= m.budget)
			}
		case floor != nil && sluice != nil && floor[m.key] > 0:
			ratio := sluice[m.key] / floor[m.key]
			row += fmt.Sprintf("  %.2f of the floor", ratio)
			if m.key == "runsPerSecond500" {
				row += fmt.Sprintf(", at least %g: %s", ratioBudget, verdict(ratio >= ratioBudget))
			}
		}
		fmt.Println(strings.TrimRight(row, " "))
	}
}

func verdict(isMet bool) string {
	if isMet {
		return "met"
	}
	return "NOT MET"
}
