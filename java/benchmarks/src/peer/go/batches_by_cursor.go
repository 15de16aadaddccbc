// SPDX-License-Identifier: Apache-2.0

//go:build cursor

package main

import "github.com/cilium/ebpf"

// batchesOf has a cursor: version 0.13 and newer.
func batchesOf(m *ebpf.Map) func(keys, values any) (int, error) {
	var cursor ebpf.MapBatchCursor
	return func(keys, values any) (int, error) {
		return m.BatchLookup(&cursor, keys, values, nil)
	}
}
