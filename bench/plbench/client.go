package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// base is the zero point of every timestamp; time.Since(base) uses the monotonic clock.
var base = time.Now()

func now() time.Duration { return time.Since(base) }

// Client is a minimal Kubernetes REST client: JSON, bearer token, HTTP/2 over TLS. The server's certificate is not
// verified: it was made for this measurement and is reached over loopback only.
type Client struct {
	url, token, agent string
	hc                *http.Client
}

func newClient(agent string) *Client {
	return &Client{
		url:   os.Getenv("BENCH_SERVER"),
		token: os.Getenv("BENCH_TOKEN"),
		agent: agent,
		hc: &http.Client{Transport: &http.Transport{
			TLSClientConfig:     &tls.Config{InsecureSkipVerify: true},
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 64,
			DisableCompression:  true,
		}},
	}
}

const (
	ctJSON  = "application/json"
	ctMerge = "application/merge-patch+json"
)

func (c *Client) request(ctx context.Context, method, path, ct string, body []byte) (*http.Response, error) {
	var rd io.Reader
	if body != nil {
		rd = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, rd)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", ctJSON)
	if ct != "" {
		req.Header.Set("Content-Type", ct)
	}
	return c.hc.Do(req)
}

// do sends one request and retries 409 (patch), 429 and 5xx a few times. It returns the last code and body.
func (c *Client) do(ctx context.Context, method, path, ct string, body []byte) (int, []byte, error) {
	for try := 0; ; try++ {
		resp, err := c.request(ctx, method, path, ct, body)
		if err != nil {
			if try < 5 && ctx.Err() == nil {
				time.Sleep(50 * time.Millisecond)
				continue
			}
			return 0, nil, err
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		code := resp.StatusCode
		if (code == 429 || code >= 500 || (code == 409 && method == "PATCH")) && try < 8 && ctx.Err() == nil {
			time.Sleep(time.Duration(20<<try) * time.Millisecond)
			continue
		}
		if err == nil && code >= 400 {
			err = fmt.Errorf("%s %s: %d %s", method, path, code, cut(string(b), 300))
		}
		return code, b, err
	}
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n] + "…"
	}
	return s
}

type listMeta struct {
	Metadata struct {
		ResourceVersion string `json:"resourceVersion"`
	} `json:"metadata"`
	Items []json.RawMessage `json:"items"`
}

func (c *Client) list(ctx context.Context, path string) (listMeta, error) {
	var l listMeta
	_, b, err := c.do(ctx, "GET", path, "", nil)
	if err != nil {
		return l, err
	}
	return l, json.Unmarshal(b, &l)
}

// rawEvent is one undecoded watch line with the time it was read.
type rawEvent struct {
	at  time.Duration
	raw []byte
}

type watchLine struct {
	Type   string          `json:"type"`
	Object json.RawMessage `json:"object"`
}

// watch lists path, hands every present item to out as an ADDED event, then streams changes until ctx ends.
// Lines are stamped as they are read and decoded elsewhere, so decoding does not delay the stamps.
func (c *Client) watch(ctx context.Context, path string, out chan<- rawEvent, ready chan<- struct{}) {
	first := true
	for ctx.Err() == nil {
		l, err := c.list(ctx, path)
		if err != nil {
			if ctx.Err() == nil {
				fmt.Fprintln(os.Stderr, "list:", err)
			}
			time.Sleep(200 * time.Millisecond)
			continue
		}
		for _, it := range l.Items {
			b, _ := json.Marshal(watchLine{"ADDED", it})
			out <- rawEvent{now(), b}
		}
		if first && ready != nil {
			close(ready)
		}
		first = false
		rv := l.Metadata.ResourceVersion
		for ctx.Err() == nil {
			rv, err = c.stream(ctx, path, rv, out)
			if errors.Is(err, errGone) {
				fmt.Fprintln(os.Stderr, "watch expired, listing again:", path)
				break
			}
		}
	}
}

var errGone = errors.New("gone")

func (c *Client) stream(ctx context.Context, path, rv string, out chan<- rawEvent) (string, error) {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	resp, err := c.request(ctx, "GET", path+sep+"watch=true&allowWatchBookmarks=true&timeoutSeconds=3600&resourceVersion="+rv, "", nil)
	if err != nil {
		time.Sleep(100 * time.Millisecond)
		return rv, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == 410 {
		return rv, errGone
	}
	if resp.StatusCode != 200 {
		time.Sleep(200 * time.Millisecond)
		return rv, fmt.Errorf("watch %d", resp.StatusCode)
	}
	r := bufio.NewReaderSize(resp.Body, 1<<20)
	for {
		line, err := r.ReadBytes('\n')
		if len(line) > 1 {
			at := now()
			if bytes.HasPrefix(line, []byte(`{"type":"ERROR"`)) {
				return rv, errGone
			}
			if v := findRV(line); v != "" {
				rv = v
			}
			if !bytes.HasPrefix(line, []byte(`{"type":"BOOKMARK"`)) {
				out <- rawEvent{at, line}
			}
		}
		if err != nil {
			return rv, err
		}
	}
}

// findRV picks metadata.resourceVersion without a full decode; the first occurrence is the object's own
// unless an annotation happens to contain the text, in which case the number check rejects it.
func findRV(line []byte) string {
	const k = `"resourceVersion":"`
	i := bytes.Index(line, []byte(k))
	if i < 0 {
		return ""
	}
	rest := line[i+len(k):]
	j := bytes.IndexByte(rest, '"')
	if j < 0 {
		return ""
	}
	s := string(rest[:j])
	if _, err := strconv.ParseUint(s, 10, 64); err != nil {
		return ""
	}
	return s
}
