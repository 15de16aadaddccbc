// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net"
	"os/exec"
	"strings"

	"github.com/cilium/ebpf/link"
)

func attach(r *run) {
	object := r.load("small")
	defer object.Close()
	options := link.RawTracepointOptions{Name: r.argument, Program: object.Programs["on_sys_enter"]}
	r.iterate(func() uint64 {
		for i := 0; i < r.operations; i++ {
			attached, err := link.AttachRawTracepoint(options)
			check(err)
			check(attached.Close())
		}
		return uint64(r.operations)
	})
}

func attachXdp(r *run) {
	spec := r.open("places")
	for name := range spec.Programs {
		if name != "on_receive" {
			delete(spec.Programs, name)
		}
	}
	object := load(spec)
	defer object.Close()
	ip("link add " + r.argument + " type veth peer name " + r.argument + "-peer")
	device, err := net.InterfaceByName(r.argument)
	check(err)
	options := link.XDPOptions{Program: object.Programs["on_receive"], Interface: device.Index}
	r.iterate(func() uint64 {
		for i := 0; i < r.operations; i++ {
			attached, err := link.AttachXDP(options)
			check(err)
			check(attached.Close())
		}
		return uint64(r.operations)
	})
	ip("link del " + r.argument)
}

func ip(arguments string) {
	check(exec.Command("ip", strings.Fields(arguments)...).Run())
}
