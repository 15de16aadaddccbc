// SPDX-License-Identifier: Apache-2.0

//! Buffers of events: their sizes, and what is added up of an event.

use crate::run::{word, Run};

pub const RING_HEADER: usize = 8;
pub const PERF_HEADER: usize = 16; // with what aligns the next sample

/// The ring that is written while it is read.
pub const MEANWHILE_BYTES: usize = 16 << 20;
const MOST_MEANWHILE: usize = 30_000;

/// Times that such a ring is read, and how many of them come first: as many as Java needs to warm up.
pub const MEANWHILE_TIMES: usize = 15;
pub const MEANWHILE_WARMUP: usize = 10;

/// The bytes of a buffer for all operations' events: the next power of two.
pub fn room(run: &Run, header: usize) -> usize {
    let least = 64 << 10; // a page, on every machine
    (run.operations * (run.count() + header))
        .next_power_of_two()
        .max(least)
}

/// Events that fit into the ring that is written while it is read: none is dropped.
pub fn meanwhile_events(run: &Run) -> usize {
    (MEANWHILE_BYTES / (run.count() + RING_HEADER)).min(MOST_MEANWHILE)
}

pub fn ends(event: &[u8]) -> u64 {
    word(event, 0).wrapping_add(word(event, event.len() / 8 - 1))
}

pub fn words(event: &[u8]) -> u64 {
    (0..event.len() / 8).fold(0, |sum, i| sum.wrapping_add(word(event, i)))
}

/// Copies each event to the same place, and adds its first byte.
pub fn copier() -> impl FnMut(&[u8]) -> u64 {
    let mut copy = [0u8; 2048];
    move |event| {
        copy[..event.len()].copy_from_slice(event);
        u64::from(std::hint::black_box(&copy)[0]) // all of it, not only what is added
    }
}

pub fn field(event: &[u8]) -> u64 {
    word(event, 0)
}
