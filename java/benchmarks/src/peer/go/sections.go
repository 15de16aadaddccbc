// SPDX-License-Identifier: Apache-2.0

//go:build !variables

package main

import (
	"bytes"
	"encoding/binary"
	"log"
	"unsafe"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
)

// variable of a version that knows none, before 0.17: bytes of a section, which is a map with one
// element. A system call reads or writes all of it.
type variable struct {
	section *ebpf.Map
	all     []byte // the section's, as read last
	own     []byte // of those
}

// place finds a variable's section and where in it the variable lies.
func place(spec *ebpf.CollectionSpec, name string) (string, btf.VarSecinfo) {
	for section, m := range spec.Maps {
		if types, ok := m.Value.(*btf.Datasec); ok {
			for _, entry := range types.Vars {
				if entry.Type.TypeName() == name {
					return section, entry
				}
			}
		}
	}
	log.Fatalf("no variable %s", name)
	return "", btf.VarSecinfo{}
}

func setInitial(spec *ebpf.CollectionSpec, name string, value interface{}) {
	section, entry := place(spec, name)
	copy(spec.Maps[section].Contents[0].Value.([]byte)[entry.Offset:], encode(value))
}

func initial(spec *ebpf.CollectionSpec, name string) uint64 {
	section, entry := place(spec, name)
	return binary.LittleEndian.Uint64(spec.Maps[section].Contents[0].Value.([]byte)[entry.Offset:])
}

func (o object) variable(name string) variable {
	section, entry := place(o.spec, name)
	m := o.Maps[section]
	all := make([]byte, m.ValueSize())
	return variable{m, all, all[entry.Offset : entry.Offset+entry.Size]}
}

func (v variable) get(value interface{}) {
	v.read()
	switch value := value.(type) {
	case *uint64:
		*value = binary.LittleEndian.Uint64(v.own)
	case *uint32:
		*value = binary.LittleEndian.Uint32(v.own)
	default:
		log.Fatalf("cannot get a %T before 0.17", value)
	}
}

// set loses what others write to the section meanwhile: only before a row, which does not time it.
func (v variable) set(value interface{}) {
	v.read()
	copy(v.own, encode(value))
	check(v.section.Put(uint32(0), v.all))
}

func (v variable) read() {
	check(v.section.Lookup(uint32(0), unsafe.Pointer(&v.all[0])))
}

func encode(value interface{}) []byte {
	var encoded bytes.Buffer
	check(binary.Write(&encoded, binary.LittleEndian, value))
	return encoded.Bytes()
}

func elementGet(r *run) {
	log.Fatal("no mapped elements before 0.17")
}
