// SPDX-License-Identifier: Apache-2.0

//! The rows through libbpf-rs, one a process, printed as the C side prints them.
//!
//! usage: rows CLASS OBJECTS ARGUMENT OPERATIONS BATCH WARM-UP ITERATIONS
//!
//! CLASS is the Java class in rows.h: it tells rows of structs from those of bytes, which share a
//! C function.

mod events;
mod live;
mod maps;
mod objects;
mod places;
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
    ("LongSet", live::long_set),
    ("IntSet", live::int_set),
    ("AtomicAdd", live::atomic_add),
    ("VariableGet", live::variable_get),
    ("VariableSet", live::variable_set),
    ("StructGet", live::struct_get),
    ("CallGet", live::call_get),
    ("LookUp", live::look_up),
    ("MapLookup", maps::map_lookup),
    ("MapUpdate", maps::map_update),
    ("TableLookup", maps::table_lookup),
    ("TypedGet", maps::typed_get),
    ("BatchRead", maps::batch_read),
    ("TypedRead", maps::typed_read),
    ("CpuSum", maps::cpu_sum),
    ("RingDrain", events::ring_drain),
    ("RingCopy", events::ring_copy),
    ("RingWords", events::ring_words),
    ("RingOffset", events::ring_field),
    ("RingField", events::ring_field),
    ("RingMeanwhile", events::ring_meanwhile),
    ("PerfWoken", events::perf_woken),
    ("Attach", places::attach),
    ("AttachXdp", places::attach_xdp),
    ("Cycle", objects::cycle),
    ("OpenOnly", objects::open_only),
    ("OpenFresh", objects::open_fresh),
    ("KernelBtf", objects::kernel_btf),
    ("OpenMemory", probes::open_memory),
    ("LoadedMemory", probes::loaded_memory),
    ("FirstCycles", probes::first_cycles),
    ("CycleGrowth", probes::cycle_growth),
    ("LostUpdates", probes::lost_updates),
];

fn main() {
    run::run_one(ROWS);
}
