// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"time"

	"github.com/cilium/ebpf/perf"
	"github.com/cilium/ebpf/ringbuf"
)

const (
	ringHeader    = 8
	perfHeader    = 16 // with what aligns the next sample
	meanwhile     = 16 << 20
	mostMeanwhile = 30000
)

var packet = make([]byte, 64)

func (r *run) eventBytes(header int) int {
	return r.operations * (number(r.argument) + header)
}

// room is the bytes of a buffer for so many bytes of events: the next power of two.
func room(bytes int) int {
	size := 64 << 10 // a page, on every machine
	for size < bytes {
		size *= 2
	}
	return size
}

func (r *run) loadEvents(ringBytes int) object {
	spec := r.open("ring")
	setInitial(spec, "size", uint32(number(r.argument)))
	spec.Maps["events"].MaxEntries = uint32(ringBytes)
	return load(spec)
}

// writer returns what writes the operations' events: they fit into the buffer.
func (r *run) writer(object object, program string) func() {
	first := object.variable("number")
	return func() {
		first.set(uint64(0))
		_, _, err := object.Programs[program].Benchmark(packet, r.operations, nil)
		check(err)
	}
}

func word(event []byte, index int) uint64 {
	return binary.LittleEndian.Uint64(event[index*8:])
}

func ends(event []byte) uint64 {
	return word(event, 0) + word(event, len(event)/8-1)
}

func ringDrain(r *run) {
	drain(r, ends)
}

func ringWords(r *run) {
	drain(r, func(event []byte) uint64 {
		var sum uint64
		for i := 0; i < len(event)/8; i++ {
			sum += word(event, i)
		}
		return sum
	})
}

// ringCopy has nothing to copy: the reader copies each event.
func ringCopy(r *run) {
	drain(r, func(event []byte) uint64 { return uint64(event[0]) })
}

func ringField(r *run) {
	drain(r, func(event []byte) uint64 { return word(event, 0) })
}

func drain(r *run, sumOf func([]byte) uint64) {
	object := r.loadEvents(room(r.eventBytes(ringHeader)))
	defer object.Close()
	reader := ringReader(object)
	defer reader.Close()
	var record ringbuf.Record
	r.iterateAfter(r.writer(object, "write_event"), func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			check(reader.ReadInto(&record))
			sum += sumOf(record.RawSample)
		}
		return sum
	})
}

func ringReader(object object) *ringbuf.Reader {
	reader, err := ringbuf.NewReader(object.Maps["events"])
	check(err)
	return reader
}

// ringMeanwhile writes beside the reader. All events fit, so none is dropped.
func ringMeanwhile(r *run) {
	object := r.loadEvents(meanwhile)
	defer object.Close()
	reader := ringReader(object)
	defer reader.Close()
	r.operations = meanwhile / (number(r.argument) + ringHeader)
	if r.operations > mostMeanwhile {
		r.operations = mostMeanwhile
	}
	write := r.writer(object, "write_event")
	var record ringbuf.Record
	for i := 0; i < 15; i++ {
		var sum uint64
		written := make(chan bool)
		started := time.Now()
		go func() {
			write()
			close(written)
		}()
		for seen := 0; seen < r.operations; seen++ {
			check(reader.ReadInto(&record))
			sum += ends(record.RawSample)
		}
		if i >= 10 { // as many as Java needs to warm up
			fmt.Println("nanoseconds", float64(time.Since(started).Nanoseconds())/float64(r.operations))
		}
		<-written
		r.add(sum)
	}
}

// perfDrain is woken for all events of a batch, when all of its bytes but one are there.
func perfDrain(r *run) {
	drainPerf(r, perf.ReaderOptions{Watermark: r.eventBytes(perfHeader) - 1})
}

// perfWoken is woken for each event.
func perfWoken(r *run) {
	drainPerf(r, perf.ReaderOptions{})
}

func drainPerf(r *run, options perf.ReaderOptions) {
	object := r.loadEvents(64 << 10)
	defer object.Close()
	reader, err := perf.NewReaderWithOptions(object.Maps["samples"], room(r.eventBytes(perfHeader)), options)
	check(err)
	defer reader.Close()
	var record perf.Record
	r.iterateAfter(r.writer(object, "write_sample"), func() uint64 {
		var sum uint64
		for i := 0; i < r.operations; i++ {
			check(reader.ReadInto(&record))
			if record.LostSamples > 0 {
				log.Fatalf("%d samples lost", record.LostSamples)
			}
			sum += ends(record.RawSample)
		}
		return sum
	})
}
