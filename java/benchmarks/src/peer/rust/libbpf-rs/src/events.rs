// SPDX-License-Identifier: Apache-2.0

//! The rows that read events, which are lent to a callback.

use std::cell::Cell;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::time::Instant;

use libbpf_rs::{Object, PerfBufferBuilder, RingBuffer, RingBufferBuilder};

use crate::buffers::*;
use crate::objects::{find_variable, map, open};
use crate::process::test_run;
use crate::run::Run;

fn load_events(run: &Run, ring_bytes: usize) -> Object {
    let mut object = open(&run.path("ring"));
    // SAFETY: the variable has 4 bytes, and the object is open.
    unsafe { find_variable::<u32>(&object, "size").write(run.count() as u32) };
    let mut events = object
        .maps_mut()
        .find(|map| map.name() == "events")
        .expect("map");
    events
        .set_max_entries(ring_bytes as u32)
        .expect("the ring's size");
    drop(events);
    object.load().expect("load")
}

fn program(object: &Object, name: &str) -> RawFd {
    let program = object
        .progs()
        .find(|program| program.name() == name)
        .expect("program");
    program.as_fd().as_raw_fd()
}

/// What writes so many events: they fit into the buffer.
fn writer(object: &Object, program_name: &str, events: usize) -> impl Fn() + Send + Sync {
    // Addresses and numbers alone, so that another thread may write.
    let first = find_variable::<u64>(object, "number") as usize;
    let program = program(object, program_name);
    move || {
        // SAFETY: rows write events while the object is loaded.
        unsafe { (first as *mut u64).write_volatile(0) };
        test_run(program, events);
    }
}

fn ring<'s>(
    object: &Object,
    sum: &'s Cell<u64>,
    mut sum_of: impl FnMut(&[u8]) -> u64 + 's,
) -> RingBuffer<'s> {
    let events = map(object, "events");
    let mut builder = RingBufferBuilder::new();
    let add = move |event: &[u8]| {
        sum.set(sum.get().wrapping_add(sum_of(event)));
        0
    };
    builder.add(&events, add).expect("ring buffer");
    builder.build().expect("ring buffer")
}

pub fn ring_drain(run: &mut Run) {
    drain(run, ends);
}

pub fn ring_words(run: &mut Run) {
    drain(run, words);
}

pub fn ring_copy(run: &mut Run) {
    drain(run, copier());
}

pub fn ring_field(run: &mut Run) {
    drain(run, field);
}

fn drain(run: &mut Run, sum_of: impl FnMut(&[u8]) -> u64) {
    let object = load_events(run, room(run, RING_HEADER));
    let sum = Cell::new(0);
    let ring = ring(&object, &sum, sum_of);
    let operations = run.operations;
    run.iterate_after(writer(&object, "write_event", operations), || {
        sum.set(0);
        assert_eq!(ring.consume_raw(), operations as i32, "events that came");
        sum.get()
    });
}

/// Writes beside the reader.
pub fn ring_meanwhile(run: &mut Run) {
    let object = load_events(run, MEANWHILE_BYTES);
    let events = meanwhile_events(run);
    let sum = Cell::new(0);
    let ring = ring(&object, &sum, ends);
    let write = writer(&object, "write_event", events);
    for i in 0..MEANWHILE_TIMES {
        sum.set(0);
        std::thread::scope(|scope| {
            let started = Instant::now();
            scope.spawn(&write);
            let mut seen = 0;
            while seen < events {
                seen += usize::try_from(ring.consume_raw()).expect("events");
            }
            if i >= MEANWHILE_WARMUP {
                println!(
                    "nanoseconds {:.3}",
                    started.elapsed().as_nanos() as f64 / events as f64
                );
            }
        });
        run.add(sum.get());
    }
}

/// The crate is woken for each event, and has no option for it.
pub fn perf_woken(run: &mut Run) {
    let object = load_events(run, 64 << 10);
    let sum = Cell::new(0u64);
    let samples = map(&object, "samples");
    // SAFETY: the call takes no pointer.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
    let buffer = PerfBufferBuilder::new(&samples)
        .pages(room(run, PERF_HEADER) / page)
        .sample_cb(|_, event: &[u8]| sum.set(sum.get().wrapping_add(ends(event)))) // without what aligns
        .lost_cb(|cpu, lost| panic!("{lost} samples lost on CPU {cpu}"))
        .build()
        .expect("perf buffer");
    let operations = run.operations;
    run.iterate_after(writer(&object, "write_sample", operations), || {
        sum.set(0);
        buffer.consume().expect("consume");
        sum.get()
    });
}
