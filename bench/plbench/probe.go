package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const hz = 100 // USER_HZ of /proc/PID/stat

var cores = float64(runtime.NumCPU())

type procStat struct {
	CPU   float64 `json:"cpu_s"`
	RSSMB float64 `json:"rss_mb"`
	HWMMB float64 `json:"peak_rss_mb"`
}

func readProc(pid int) procStat {
	var s procStat
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		if len(f) > 13 {
			u, _ := strconv.ParseFloat(f[11], 64)
			k, _ := strconv.ParseFloat(f[12], 64)
			s.CPU = (u + k) / hz
		}
	}
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
		for _, l := range strings.Split(string(b), "\n") {
			f := strings.Fields(l)
			if len(f) < 2 {
				continue
			}
			v, _ := strconv.ParseFloat(f[1], 64)
			switch f[0] {
			case "VmRSS:":
				s.RSSMB = v / 1024
			case "VmHWM:":
				s.HWMMB = v / 1024
			}
		}
	}
	return s
}

// busy is the machine's total busy CPU seconds, softirq and steal included.
func busy() float64 {
	b, _ := os.ReadFile("/proc/stat")
	f := strings.Fields(strings.SplitN(string(b), "\n", 2)[0])
	var t float64
	for i, s := range f[1:] {
		if i == 3 || i == 4 || i >= 8 { // idle, iowait, guest (already in user)
			continue
		}
		v, _ := strconv.ParseFloat(s, 64)
		t += v
	}
	return t / hz
}

// etcdUse is what etcd holds: bytes of live keys and values by resource, and how often it was written.
type etcdUse struct {
	Bytes    map[string]int64
	Revision int64
}

// readEtcd asks over etcd's JSON gateway.
func readEtcd(url string) (etcdUse, error) {
	u := etcdUse{Bytes: map[string]int64{}}
	end := base64.StdEncoding.EncodeToString([]byte("/registry0"))
	key := []byte("/registry/")
	hc := &http.Client{Timeout: 60 * time.Second}
	for {
		body := fmt.Sprintf(`{"key":"%s","range_end":"%s","limit":"400"}`, base64.StdEncoding.EncodeToString(key), end)
		resp, err := hc.Post(url+"/v3/kv/range", ctJSON, strings.NewReader(body))
		if err != nil {
			return u, fmt.Errorf("etcd: %w", err)
		}
		var r struct {
			Header struct {
				Revision string `json:"revision"`
			} `json:"header"`
			Kvs []struct {
				Key   []byte `json:"key"`
				Value []byte `json:"value"`
			} `json:"kvs"`
			More bool `json:"more"`
		}
		err = json.NewDecoder(resp.Body).Decode(&r)
		resp.Body.Close()
		if err != nil {
			return u, fmt.Errorf("etcd: %w", err)
		}
		u.Revision, _ = strconv.ParseInt(r.Header.Revision, 10, 64)
		for _, kv := range r.Kvs {
			p := strings.Split(string(kv.Key), "/")
			k := p[2]
			if strings.Contains(k, ".") && len(p) > 4 {
				k = p[3] + "." + p[2]
			}
			u.Bytes[k] += int64(len(kv.Value) + len(kv.Key))
		}
		if !r.More || len(r.Kvs) == 0 {
			break
		}
		key = append(append([]byte{}, r.Kvs[len(r.Kvs)-1].Key...), 0)
	}
	return u, nil
}

// total is the bytes of all resources.
func (u etcdUse) total() int64 {
	var sum int64
	for _, b := range u.Bytes {
		sum += b
	}
	return sum
}

// awaitQuiet waits until the rest of the machine is below the busy share, at most so long, and returns the last share.
func awaitQuiet(limit float64, patience time.Duration) float64 {
	start := time.Now()
	for {
		before, at := busy(), time.Now()
		time.Sleep(time.Second)
		share := (busy() - before) / (time.Since(at).Seconds() * cores)
		if share <= limit || time.Since(start) > patience {
			return share
		}
	}
}
