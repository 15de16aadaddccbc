// SPDX-License-Identifier: Apache-2.0

//go:build !cursor

package main

import "github.com/cilium/ebpf"

// batchesOf keeps where the kernel is in the map by itself: version 0.12 and older.
func batchesOf(m *ebpf.Map) func(keys, values interface{}) (int, error) {
	var token interface{}
	var next uint32
	return func(keys, values interface{}) (int, error) {
		count, err := m.BatchLookup(token, &next, keys, values, nil)
		token = next
		return count, err
	}
}
