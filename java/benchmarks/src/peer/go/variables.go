// SPDX-License-Identifier: Apache-2.0

//go:build variables

package main

import (
	"encoding/binary"

	"github.com/cilium/ebpf"
)

// variable lies in mapped memory: version 0.17 and newer.
type variable struct {
	*ebpf.Variable
}

func setInitial(spec *ebpf.CollectionSpec, name string, value any) {
	check(spec.Variables[name].Set(value))
}

func initial(spec *ebpf.CollectionSpec, name string) uint64 {
	var value uint64
	check(spec.Variables[name].Get(&value))
	return value
}

func (o object) variable(name string) variable {
	return variable{o.Variables[name]}
}

func (v variable) get(value any) {
	check(v.Get(value))
}

func (v variable) set(value any) {
	check(v.Set(value))
}

// elementGet reads the last member of one element.
func elementGet(r *run) {
	object := r.load("tables")
	defer object.Close()
	memory, err := object.Maps[r.argument].Memory()
	check(err)
	var total [8]byte
	const offset = 3*sampleBytes + sampleBytes - 8
	binary.LittleEndian.PutUint64(total[:], 7)
	_, err = memory.WriteAt(total[:], offset)
	check(err)
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			_, err := memory.ReadAt(total[:], offset)
			check(err)
			sum += binary.LittleEndian.Uint64(total[:])
		}
		return sum
	})
}
