// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cilium/ebpf"
)

// anonymousKib is the memory that is this process's alone and no file's, without garbage.
func anonymousKib() int {
	debug.FreeOSMemory()
	file, err := os.ReadFile("/proc/self/smaps_rollup")
	check(err)
	for _, line := range strings.Split(string(file), "\n") {
		if strings.HasPrefix(line, "Anonymous:") {
			return number(strings.Fields(line)[1])
		}
	}
	log.Fatal("/proc/self/smaps_rollup does not tell")
	return 0
}

func descriptors() int {
	open, err := os.ReadDir("/proc/self/fd")
	check(err)
	return len(open)
}

func printKib(kib float64) {
	fmt.Printf("value KiB memory %.2f\n", kib)
}

func openMemory(r *run) {
	count := number(r.argument)
	objects := make([]*ebpf.CollectionSpec, count)
	r.loadSome()
	before := anonymousKib()
	for i := range objects {
		objects[i] = r.open("small")
		if i%10 == 0 {
			r.add(sumTenOf(objects[i]))
		}
	}
	printKib(float64(anonymousKib()-before) / float64(count))
	runtime.KeepAlive(objects)
}

func loadedMemory(r *run) {
	count := number(r.argument)
	objects := make([]object, count)
	r.loadSome()
	before := anonymousKib()
	for i := range objects {
		objects[i] = r.load("small")
		if i%10 == 0 {
			r.add(objects[i].sumTen())
		}
	}
	printKib(float64(anonymousKib()-before) / float64(count))
	for _, object := range objects {
		object.Close()
	}
}

// loadSome probes the kernel's features, once and for all.
func (r *run) loadSome() {
	for i := 0; i < 20; i++ {
		object := r.load("small")
		object.Close()
	}
}

func (r *run) cycleOnce(seed int) object {
	spec := r.open("small")
	setTen(spec, seed)
	return load(spec)
}

func cycleGrowth(r *run) {
	cycles := number(r.argument)
	before, beforeDescriptors := 0, 0
	for i := 0; i < 2*cycles; i++ {
		if i == cycles {
			before, beforeDescriptors = anonymousKib(), descriptors()
		}
		object := r.cycleOnce(i)
		if i%100 == 0 {
			r.add(object.sumTen())
		}
		object.Close()
	}
	printKib(float64(anonymousKib() - before))
	fmt.Println("value - descriptors", descriptors()-beforeDescriptors)
}

func firstCycles(r *run) {
	cycles := number(r.argument)
	started := time.Now()
	for i := 0; i < cycles; i++ {
		object := r.cycleOnce(i)
		r.checksum += object.sumTen()
		object.Close()
	}
	fmt.Println("nanoseconds", float64(time.Since(started).Nanoseconds())/float64(cycles))
}

// lostUpdates counts in the kernel while this side sets the variable beside the counter.
func lostUpdates(r *run) {
	object := r.load("live")
	defer object.Close()
	runs := number(r.argument)
	var done atomic.Value
	go func() {
		_, _, err := object.Programs["count"].Benchmark(packet, runs, nil)
		check(err)
		done.Store(true)
	}()
	mode := object.variable("mode")
	for i := uint32(0); done.Load() == nil; i++ {
		mode.set(i)
	}
	var hits uint64
	object.variable("hits").get(&hits)
	fmt.Println("value - lost", int64(runs)-int64(hits))
	r.checksum = hits
}
