// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"log"

	"github.com/cilium/ebpf"
)

const batchEntries = 4096

func batchRead(r *run) {
	if r.argument == "many_8" {
		readNumbers(r)
		return
	}
	values := make([][sampleBytes / 8]uint64, batchEntries)
	readBatches(r, values, func(i int) uint64 { return values[i][0] + values[i][len(values[i])-1] })
}

func typedRead(r *run) {
	if r.argument == "many_8" {
		readNumbers(r)
		return
	}
	values := make([]sample, batchEntries)
	readBatches(r, values, func(i int) uint64 { return values[i].Time + values[i].Total })
}

func readNumbers(r *run) {
	values := make([]uint64, batchEntries)
	readBatches(r, values, func(i int) uint64 { return values[i] + values[i] }) // its first word is its last
}

// readBatches reads the whole map each time, into values.
func readBatches(r *run, values interface{}, sumOf func(int) uint64) {
	object := r.load("tables")
	defer object.Close()
	m := object.Maps[r.argument]
	fill(m)
	keys := make([]uint32, batchEntries)
	r.iterate(func() uint64 {
		var sum uint64
		seen := 0
		next := batchesOf(m)
		for end := false; !end; {
			count, err := next(keys, values)
			end = errors.Is(err, ebpf.ErrKeyNotExist)
			if !end {
				check(err)
			}
			for i := 0; i < count; i++ {
				sum += uint64(keys[i]) + sumOf(i)
			}
			seen += count
		}
		if seen != int(m.MaxEntries()) {
			log.Fatalf("%d of %d entries came", seen, m.MaxEntries())
		}
		return sum
	})
}
