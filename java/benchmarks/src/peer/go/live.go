// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"strings"
)

const sampleBytes = 64

// sample is struct sample of records.h.
type sample struct {
	Time    uint64
	Pid     uint32
	Tid     uint32
	Result  int32
	Kind    uint16
	Flags   uint16
	Bytes   uint64
	Offset  uint64
	Latency uint64
	Cookie  uint64
	Total   uint64
}

func (s *sample) sum() uint64 {
	return s.Time + uint64(s.Pid) + uint64(s.Tid) + uint64(s.Result) + uint64(s.Kind) + uint64(s.Flags) +
		s.Bytes + s.Offset + s.Latency + s.Cookie + s.Total
}

// call is struct call of records.h.
type call struct {
	Time    uint64
	Pid     uint32
	Result  int32
	Comm    [16]byte
	Bytes   uint64
	Latency uint64
	Cookie  uint64
	Total   uint64
}

func (c *call) sum() uint64 {
	return c.Time + uint64(c.Pid) + uint64(c.Result) + uint64(bytes.IndexByte(c.Comm[:], 0)) + uint64(c.Comm[8]) +
		c.Bytes + c.Latency + c.Cookie + c.Total
}

func longGet(r *run) {
	object := r.load("live")
	defer object.Close()
	counter := object.variable(r.argument)
	counter.set(uint64(7))
	var value uint64
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			counter.get(&value)
			sum += value
		}
		return sum
	})
}

func intGet(r *run) {
	object := r.load("live")
	defer object.Close()
	number := object.variable(r.argument)
	number.set(uint32(7))
	var value uint32
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			number.get(&value)
			sum += uint64(value)
		}
		return sum
	})
}

func longSet(r *run) {
	object := r.load("live")
	defer object.Close()
	counter := object.variable(r.argument)
	var value uint64
	r.iterate(func() uint64 {
		for i := 0; i < r.operations; i++ {
			counter.set(uint64(i) * 3)
		}
		counter.get(&value)
		return value
	})
}

func intSet(r *run) {
	object := r.load("live")
	defer object.Close()
	number := object.variable(r.argument)
	var value uint32
	r.iterate(func() uint64 {
		for i := 0; i < r.operations; i++ {
			number.set(uint32(i) * 3)
		}
		number.get(&value)
		return uint64(value)
	})
}

func variableGet(r *run) {
	object := r.load("live")
	defer object.Close()
	object.variable(r.argument).set(uint64(7))
	var value uint64
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			object.variable(r.argument).get(&value)
			sum += value
		}
		return sum
	})
}

func variableSet(r *run) {
	object := r.load("live")
	defer object.Close()
	var value uint64
	r.iterate(func() uint64 {
		for i := 0; i < r.operations; i++ {
			object.variable(r.argument).set(uint64(i) * 3)
		}
		object.variable(r.argument).get(&value)
		return value
	})
}

func structGet(r *run) {
	object := r.load("live")
	defer object.Close()
	live := object.variable(r.argument)
	var s sample
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			live.get(&s)
			sum += s.sum()
		}
		return sum
	})
}

func callGet(r *run) {
	object := r.load("live")
	defer object.Close()
	live := object.variable(r.argument)
	var c call
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			live.get(&c)
			sum += c.sum()
		}
		return sum
	})
}

func lookUp(r *run) {
	object := r.load(r.argument)
	defer object.Close()
	names := spread(number(r.argument[strings.Index(r.argument, "_")+1:]))
	for i, name := range names {
		object.variable(name).set(uint64(i) * 3)
	}
	var value uint64
	r.iterate(func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			object.variable(names[i%len(names)]).get(&value)
			sum += value
		}
		return sum
	})
}
