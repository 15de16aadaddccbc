// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cilium/ebpf"
)

// object is loaded; its spec knows where its variables lie.
type object struct {
	*ebpf.Collection
	spec *ebpf.CollectionSpec
}

func (r *run) open(name string) *ebpf.CollectionSpec {
	spec, err := ebpf.LoadCollectionSpec(filepath.Join(r.objects, name+".bpf.o"))
	check(err)
	return spec
}

func (r *run) load(name string) object {
	return load(r.open(name))
}

func load(spec *ebpf.CollectionSpec) object {
	collection, err := ebpf.NewCollection(spec)
	check(err)
	return object{collection, spec}
}

// spread names 10 of so many variables.
func spread(count int) (names [10]string) {
	for i := range names {
		names[i] = fmt.Sprintf("variable_%05d", i*(count/10))
	}
	return names
}

func setTen(spec *ebpf.CollectionSpec, seed int) {
	for i, name := range spread(10) {
		setInitial(spec, name, uint64(seed*10+i))
	}
}

// sumTen adds up what the loaded variables are.
func (o object) sumTen() uint64 {
	var sum, value uint64
	for _, name := range spread(10) {
		o.variable(name).get(&value)
		sum = sum*31 + value
	}
	return sum
}

// sumTenOf adds up what the variables will be.
func sumTenOf(spec *ebpf.CollectionSpec) uint64 {
	var sum uint64
	for _, name := range spread(10) {
		sum = sum*31 + initial(spec, name)
	}
	return sum
}

func cycle(r *run) {
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			spec := r.open(r.argument)
			setTen(spec, i)
			object := load(spec)
			if i == 0 { // that the kernel has them: once an iteration, on both sides
				sum = object.sumTen()
			}
			object.Close()
		}
		return sum
	})
}

func openOnly(r *run) {
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			spec := r.open(r.argument)
			if i == 0 {
				sum = sumTenOf(spec)
			}
		}
		return sum
	})
}

// openFresh opens files that were never opened before: their number is in bytes of the ELF header
// that mean nothing.
func openFresh(r *run) {
	file, err := os.ReadFile(filepath.Join(r.objects, r.argument+".bpf.o"))
	check(err)
	number := uint32(0)
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			number++
			binary.LittleEndian.PutUint32(file[elf.EI_PAD:], number)
			spec, err := ebpf.LoadCollectionSpecFromReader(bytes.NewReader(file))
			check(err)
			if i == 0 {
				sum = sumTenOf(spec)
			}
		}
		return sum
	})
}
