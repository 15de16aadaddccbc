// SPDX-License-Identifier: Apache-2.0

//! The rows through aya, one a process, printed as the C side prints them.
//!
//! usage: rows CLASS OBJECTS ARGUMENT OPERATIONS BATCH WARM-UP ITERATIONS
//!
//! CLASS is the Java class in rows.h: it tells rows of structs from those of bytes, which share a
//! C function.

mod events;
mod live;
mod maps;
mod objects;
mod probes;

#[path = "../../shared/buffers.rs"]
mod buffers;
#[path = "../../shared/process.rs"]
mod process;
#[path = "../../shared/records.rs"]
mod records;
#[path = "../../shared/run.rs"]
mod run;

const ROWS: &[run::Row] = &[
    ("LongGet", live::long_get),
    ("IntGet", live::int_get),
    ("StructGet", live::struct_get),
    ("CallGet", live::call_get),
    ("MapLookup", maps::map_lookup),
    ("MapUpdate", maps::map_update),
    ("TableLookup", maps::table_lookup),
    ("TypedGet", maps::typed_get),
    ("TypedRead", maps::typed_read),
    ("CpuSum", maps::cpu_sum),
    ("RingDrain", events::ring_drain),
    ("RingCopy", events::ring_copy),
    ("RingWords", events::ring_words),
    ("RingOffset", events::ring_field),
    ("RingField", events::ring_field),
    ("RingMeanwhile", events::ring_meanwhile),
    ("PerfWoken", events::perf_woken),
    ("Attach", objects::attach),
    ("Cycle", objects::cycle),
    ("LoadedMemory", probes::loaded_memory),
    ("FirstCycles", probes::first_cycles),
];

fn main() {
    run::run_one(ROWS);
}
