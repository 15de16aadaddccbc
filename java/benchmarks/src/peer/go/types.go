// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/cilium/ebpf/btf"

// kernelBtf reads the file: what LoadKernelSpec returns is kept by newer versions.
func kernelBtf(r *run) {
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			spec, err := btf.LoadSpec("/sys/kernel/btf/vmlinux")
			check(err)
			var found *btf.Struct
			check(spec.TypeByName(r.argument, &found))
			id, err := spec.TypeID(found)
			check(err)
			sum += uint64(id)*31 + uint64(found.Size)
		}
		return sum
	})
}
