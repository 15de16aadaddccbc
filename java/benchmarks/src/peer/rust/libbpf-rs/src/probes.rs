// SPDX-License-Identifier: Apache-2.0

//! Measurements that are no loop of one operation.

use std::os::fd::{AsFd, AsRawFd};
use std::path::Path;
use std::time::Instant;

use libbpf_rs::libbpf_sys::bpf_object;
use libbpf_rs::{AsRawLibbpf, Object};

use crate::objects::{find_variable, load, open, set_ten, sum_ten};
use crate::process::{allow_descriptors, anonymous_kib, print_kib, test_run};
use crate::run::Run;

pub fn open_memory(run: &mut Run) {
    memory(run, open);
}

pub fn loaded_memory(run: &mut Run) {
    memory(run, load);
}

/// Memory for each of many objects, which are all there at once.
fn memory<O: AsRawLibbpf<LibbpfType = bpf_object>>(run: &mut Run, make: fn(&Path) -> O) {
    let (count, path) = (run.count(), run.path("small"));
    let mut objects = Vec::with_capacity(count);
    allow_descriptors();
    for _ in 0..20 {
        drop(load(&path)); // the kernel's features are probed once
    }
    let before = anonymous_kib();
    for i in 0..count {
        objects.push(make(&path));
        if i % 10 == 0 {
            run.add(sum_ten(&objects[i]));
        }
    }
    print_kib((anonymous_kib() - before) as f64 / count as f64);
}

fn cycle_once(path: &Path, seed: usize) -> Object {
    let object = open(path);
    set_ten(&object, seed);
    object.load().expect("load")
}

fn descriptors() -> i64 {
    std::fs::read_dir("/proc/self/fd")
        .expect("descriptors")
        .count() as i64
}

pub fn cycle_growth(run: &mut Run) {
    let (cycles, path) = (run.count(), run.path("small"));
    let (mut before, mut before_descriptors) = (0, 0);
    for i in 0..2 * cycles {
        if i == cycles {
            before = anonymous_kib();
            before_descriptors = descriptors();
        }
        let object = cycle_once(&path, i);
        if i % 100 == 0 {
            run.add(sum_ten(&object));
        }
    }
    print_kib((anonymous_kib() - before) as f64);
    println!("value - descriptors {}", descriptors() - before_descriptors);
}

pub fn first_cycles(run: &mut Run) {
    let (cycles, path) = (run.count(), run.path("small"));
    let mut sum = 0u64;
    let started = Instant::now();
    for i in 0..cycles {
        sum = sum.wrapping_add(sum_ten(&cycle_once(&path, i)));
    }
    println!(
        "nanoseconds {:.3}",
        started.elapsed().as_nanos() as f64 / cycles as f64
    );
    run.add(sum);
}

/// Counts in the kernel while this side sets the variable beside the counter.
pub fn lost_updates(run: &mut Run) {
    let object = load(&run.path("live"));
    let runs = run.count();
    let hits: *mut u64 = find_variable(&object, "hits");
    let mode: *mut u32 = find_variable(&object, "mode");
    let count = object
        .progs()
        .find(|program| program.name() == "count")
        .expect("program");
    let count = count.as_fd().as_raw_fd();
    let kernel = std::thread::spawn(move || test_run(count, runs));
    let mut i = 0;
    while !kernel.is_finished() {
        // SAFETY: the object is loaded until the end of the row.
        unsafe { mode.write_volatile(i) };
        i += 1;
    }
    kernel.join().expect("test run");
    let hits = unsafe { hits.read_volatile() };
    println!("value - lost {}", runs as i64 - hits as i64);
    run.add(hits);
}
