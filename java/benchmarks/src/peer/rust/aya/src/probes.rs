// SPDX-License-Identifier: Apache-2.0

//! Measurements that are no loop of one operation.

use std::time::Instant;

use crate::objects::{load, load_with_ten, sum_ten};
use crate::process::{allow_descriptors, anonymous_kib, print_kib};
use crate::run::Run;

const VARIABLES: usize = 10; // in the section .data of small.bpf.c

pub fn loaded_memory(run: &mut Run) {
    let (count, path) = (run.count(), run.path("small"));
    let mut objects = Vec::with_capacity(count);
    allow_descriptors();
    for _ in 0..20 {
        drop(load(&path)); // the kernel's features are probed once
    }
    let before = anonymous_kib();
    for i in 0..count {
        objects.push(load(&path));
        if i % 10 == 0 {
            run.add(sum_ten::<VARIABLES>(&objects[i]));
        }
    }
    print_kib((anonymous_kib() - before) as f64 / count as f64);
}

pub fn first_cycles(run: &mut Run) {
    let (cycles, path) = (run.count(), run.path("small"));
    let mut sum = 0u64;
    let started = Instant::now();
    for i in 0..cycles {
        sum = sum.wrapping_add(sum_ten::<VARIABLES>(&load_with_ten(&path, i)));
    }
    println!(
        "nanoseconds {:.3}",
        started.elapsed().as_nanos() as f64 / cycles as f64
    );
    run.add(sum);
}
