// SPDX-License-Identifier: Apache-2.0

//! The rows that read events.

use std::os::fd::{AsFd, AsRawFd};
use std::time::Instant;

use aya::maps::{Array, MapData, PerfEventArray, RingBuf};
use aya::programs::Program;
use aya::util::online_cpus;
use aya::{Ebpf, EbpfLoader};
use bytes::BytesMut;

use crate::buffers::*;
use crate::objects::load_by;
use crate::process::test_run;
use crate::run::Run;

/// The words of the section .bss of ring.bpf.c; the first is the number of the next event.
const ZEROED_WORDS: usize = 258;

/// The events that a call takes from a perf buffer.
const PERF_BATCH: usize = 64;

fn load_events(run: &Run, ring_bytes: usize) -> Ebpf {
    let size = run.count() as u32;
    let mut loader = EbpfLoader::new();
    loader.set_global("size", &size, true);
    loader.set_max_entries("events", ring_bytes as u32);
    load_by(&mut loader, &run.path("ring"))
}

/// What writes so many events: they fit into the buffer.
fn writer(object: &mut Ebpf, name: &str, events: usize) -> impl FnMut() + Send {
    let Some(Program::SocketFilter(program)) = object.program(name) else {
        panic!("no program {name}");
    };
    let program = program.fd().expect("a loaded program").as_fd().as_raw_fd();
    let zeroed = object.take_map(".bss").expect("section");
    let mut zeroed = Array::<_, [u64; ZEROED_WORDS]>::try_from(zeroed).expect("array");
    move || {
        zeroed.set(0, [0; ZEROED_WORDS], 0).expect("update");
        test_run(program, events);
    }
}

fn ring(object: &mut Ebpf) -> RingBuf<MapData> {
    RingBuf::try_from(object.take_map("events").expect("map")).expect("ring buffer")
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

fn drain(run: &mut Run, mut sum_of: impl FnMut(&[u8]) -> u64) {
    let mut object = load_events(run, room(run, RING_HEADER));
    let mut ring = ring(&mut object);
    let operations = run.operations;
    run.iterate_after(writer(&mut object, "write_event", operations), || {
        let (mut sum, mut seen) = (0u64, 0);
        while let Some(event) = ring.next() {
            sum = sum.wrapping_add(sum_of(&event));
            seen += 1;
        }
        assert_eq!(seen, operations, "events that came");
        sum
    });
}

/// Writes beside the reader.
pub fn ring_meanwhile(run: &mut Run) {
    let mut object = load_events(run, MEANWHILE_BYTES);
    let events = meanwhile_events(run);
    let mut ring = ring(&mut object);
    let mut write = writer(&mut object, "write_event", events);
    for i in 0..MEANWHILE_TIMES {
        let mut sum = 0u64;
        std::thread::scope(|scope| {
            let started = Instant::now();
            scope.spawn(&mut write);
            let mut seen = 0;
            while seen < events {
                if let Some(event) = ring.next() {
                    sum = sum.wrapping_add(ends(&event));
                    seen += 1;
                }
            }
            if i >= MEANWHILE_WARMUP {
                println!(
                    "nanoseconds {:.3}",
                    started.elapsed().as_nanos() as f64 / events as f64
                );
            }
        });
        run.add(sum);
    }
}

/// The library is woken for each event, and has no option for it.
pub fn perf_woken(run: &mut Run) {
    let mut object = load_events(run, 64 << 10);
    let mut samples =
        PerfEventArray::try_from(object.take_map("samples").expect("map")).expect("perf buffer");
    // SAFETY: the call takes no pointer.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
    let pages = room(run, PERF_HEADER) / page;
    let cpus = online_cpus().expect("CPUs");
    let mut buffers: Vec<_> = cpus
        .iter()
        .map(|cpu| samples.open(*cpu, Some(pages)).expect("a CPU's buffer"))
        .collect();
    let mut events = vec![BytesMut::with_capacity(run.count() + PERF_HEADER); PERF_BATCH];
    let operations = run.operations;
    run.iterate_after(writer(&mut object, "write_sample", operations), || {
        let (mut sum, mut seen) = (0u64, 0);
        for buffer in &mut buffers {
            while buffer.readable() {
                let read = buffer.read_events(&mut events).expect("events");
                assert_eq!(read.lost, 0, "samples lost");
                sum = events[..read.read]
                    .iter()
                    .fold(sum, |sum, event| sum.wrapping_add(ends(event)));
                seen += read.read;
            }
        }
        assert_eq!(seen, operations, "events that came");
        sum
    });
}
