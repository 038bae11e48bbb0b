// plbench measures what running pipelines costs on a bare Kubernetes control plane: see ../README.md.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

func init() {
	// Children ask the kernel to end them when the thread that started them ends: it must be the main one.
	runtime.LockOSThread()
}

func main() {
	commands := map[string]func([]string) error{"bench": benchMain, "kubelet": kubeletMain, "floor": floorMain, "load": loadMain}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: plbench bench|kubelet|floor|load [flags]")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "plbench "+os.Args[1]+": "+strings.TrimSpace(err.Error()))
		os.Exit(1)
	}
}
