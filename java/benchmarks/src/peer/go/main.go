// SPDX-License-Identifier: Apache-2.0

// The rows through cilium/ebpf, one a process, printed as the C side prints them.
//
// usage: rows CLASS OBJECTS ARGUMENT OPERATIONS BATCH WARM-UP ITERATIONS
//
// CLASS is the Java class in rows.h: it tells rows of structs from those of bytes, which share a C
// function. Built by ci/bench --cilium-ebpf alone, as if it lay in the checkout.
package main

import (
	"fmt"
	"log"
	"os"
	"strconv"
	"time"
)

var rows = map[string]func(*run){
	"LongGet":       longGet,
	"IntGet":        intGet,
	"LongSet":       longSet,
	"IntSet":        intSet,
	"VariableGet":   variableGet,
	"VariableSet":   variableSet,
	"StructGet":     structGet,
	"CallGet":       callGet,
	"LookUp":        lookUp,
	"ElementGet":    elementGet,
	"MapLookup":     mapLookup,
	"MapUpdate":     mapUpdate,
	"TableLookup":   tableLookup,
	"TypedGet":      typedGet,
	"BatchRead":     batchRead,
	"TypedRead":     typedRead,
	"CpuSum":        cpuSum,
	"RingDrain":     ringDrain,
	"RingCopy":      ringCopy,
	"RingWords":     ringWords,
	"RingOffset":    ringField,
	"RingField":     ringField,
	"RingMeanwhile": ringMeanwhile,
	"PerfDrain":     perfDrain,
	"PerfWoken":     perfWoken,
	"Attach":        attach,
	"AttachXdp":     attachXdp,
	"Cycle":         cycle,
	"OpenOnly":      openOnly,
	"OpenFresh":     openFresh,
	"KernelBtf":     kernelBtf,
	"OpenMemory":    openMemory,
	"LoadedMemory":  loadedMemory,
	"FirstCycles":   firstCycles,
	"CycleGrowth":   cycleGrowth,
	"LostUpdates":   lostUpdates,
}

// run is one row's: what baseline.h calls so.
type run struct {
	objects    string
	argument   string
	operations int
	batch      int
	warmup     int
	iterations int
	checksum   uint64
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("cilium/ebpf: ")
	if len(os.Args) != 8 {
		log.Fatal("usage: rows CLASS OBJECTS ARGUMENT OPERATIONS BATCH WARM-UP ITERATIONS")
	}
	row := rows[os.Args[1]]
	if row == nil {
		log.Fatalf("no row '%s'", os.Args[1])
	}
	r := &run{
		objects:    os.Args[2],
		argument:   os.Args[3],
		operations: number(os.Args[4]),
		batch:      number(os.Args[5]),
		warmup:     number(os.Args[6]),
		iterations: number(os.Args[7]),
	}
	row(r)
	fmt.Println("checksum", int64(r.checksum))
}

// iterate times the row, which does the operations and returns the sum over what it read and wrote.
func (r *run) iterate(row func() uint64) {
	r.iterateAfter(func() {}, row)
}

// iterateAfter prepares before each time, which is not timed.
func (r *run) iterateAfter(prepare func(), row func() uint64) {
	for i := 0; i < r.warmup+r.iterations; i++ {
		var nanoseconds int64
		for j := 0; j < r.batch; j++ {
			prepare()
			started := time.Now()
			sum := row()
			nanoseconds += time.Since(started).Nanoseconds()
			if i >= r.warmup {
				r.add(sum)
			}
		}
		if i >= r.warmup {
			fmt.Println("nanoseconds", nanoseconds)
		}
	}
}

func (r *run) add(sum uint64) {
	r.checksum = r.checksum*31 + sum
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	check(err)
	return n
}

// check ends the process, so that a row need not think of failure.
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
