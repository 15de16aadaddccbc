// SPDX-License-Identifier: Apache-2.0

package main

import (
	"unsafe"

	"github.com/cilium/ebpf"
)

const entries = 1024 // of the maps in live.bpf.c

// fill sets the first and the last word of each value to its key.
func fill(m *ebpf.Map) (value []uint64, last int) {
	value = make([]uint64, m.ValueSize()/8)
	last = len(value) - 1
	for key := uint32(0); key < m.MaxEntries(); key++ {
		value[0] = uint64(key)
		value[last] = uint64(key)
		check(m.Update(unsafe.Pointer(&key), unsafe.Pointer(&value[0]), ebpf.UpdateAny))
	}
	return value, last
}

// lookUpWords gives the library pointers, which spares it its decoding.
func (r *run) lookUpWords(name string) {
	object := r.load(name)
	defer object.Close()
	m := object.Maps[r.argument]
	value, last := fill(m)
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			key := uint32(i % entries)
			check(m.Lookup(unsafe.Pointer(&key), unsafe.Pointer(&value[0])))
			sum += value[0] + value[last]
		}
		return sum
	})
}

func mapLookup(r *run) {
	r.lookUpWords("live")
}

func tableLookup(r *run) {
	r.lookUpWords("tables")
}

func typedGet(r *run) {
	object := r.load("tables")
	defer object.Close()
	m := object.Maps[r.argument]
	fill(m)
	var s sample
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			check(m.Lookup(uint32(i%entries), &s))
			sum += s.Time + s.Total
		}
		return sum
	})
}

func mapUpdate(r *run) {
	object := r.load("live")
	defer object.Close()
	m := object.Maps[r.argument]
	value, last := fill(m)
	r.iterate(func() uint64 {
		for i := 0; i < r.operations; i++ {
			key := uint32(i % entries)
			value[0] = uint64(i)
			value[last] = uint64(i)
			check(m.Update(unsafe.Pointer(&key), unsafe.Pointer(&value[0]), ebpf.UpdateAny))
		}
		var sum uint64
		for key := uint32(0); key < entries; key++ {
			check(m.Lookup(unsafe.Pointer(&key), unsafe.Pointer(&value[0])))
			sum = sum*31 + value[0] + value[last]
		}
		return sum
	})
}

func cpuSum(r *run) {
	object := r.load("tables")
	defer object.Close()
	m := object.Maps[r.argument]
	var values []sample
	key := uint32(3)
	check(m.Lookup(key, &values))
	for cpu := range values {
		values[cpu].Total = uint64(cpu) + 5
	}
	check(m.Put(key, values))
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			check(m.Lookup(key, &values))
			for cpu := range values {
				sum += values[cpu].Total
			}
		}
		return sum
	})
}
