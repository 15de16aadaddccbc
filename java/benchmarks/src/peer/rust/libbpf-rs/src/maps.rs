// SPDX-License-Identifier: Apache-2.0

//! Entries of maps. The crate hands out bytes.

use libbpf_rs::{num_possible_cpus, Map, MapCore, MapFlags};

use crate::objects::{load, map};
use crate::records::{Sample, SAMPLE_BYTES};
use crate::run::{fold, word, Run};

const ENTRIES: usize = 1024; // of the maps in live.bpf.c

fn set_word(bytes: &mut [u8], index: usize, value: u64) {
    bytes[index * 8..][..8].copy_from_slice(&value.to_ne_bytes());
}

/// Sets the first and the last word of each value to its key. Returns the last value.
fn fill(map: &Map) -> Vec<u8> {
    let mut value = vec![0; map.value_size() as usize];
    let last = value.len() / 8 - 1;
    for key in 0..map.max_entries() {
        set_word(&mut value, 0, key.into());
        set_word(&mut value, last, key.into());
        map.update(&key.to_ne_bytes(), &value, MapFlags::ANY)
            .expect("update");
    }
    value
}

fn look_up(run: &mut Run, object: &str, sum_of: impl Fn(&[u8]) -> u64) {
    let object = load(&run.path(object));
    let map = map(&object, &run.argument);
    let mut value = fill(&map);
    let operations = run.operations;
    run.iterate(|| {
        let mut sum = 0;
        for i in 0..operations {
            let key = (i % ENTRIES) as u32;
            let found = map
                .lookup_into(&key.to_ne_bytes(), &mut value, MapFlags::ANY)
                .expect("look-up");
            assert!(found, "no key {key}");
            sum += sum_of(&value);
        }
        sum
    });
}

fn ends(value: &[u8]) -> u64 {
    word(value, 0) + word(value, value.len() / 8 - 1)
}

/// The struct that the bytes are.
fn sample(value: &[u8]) -> Sample {
    assert_eq!(value.len(), SAMPLE_BYTES);
    // SAFETY: a sample has that many bytes, and any will do.
    unsafe { value.as_ptr().cast::<Sample>().read_unaligned() }
}

fn ends_of_sample(value: &[u8]) -> u64 {
    let sample = sample(value);
    sample.time + sample.total
}

pub fn map_lookup(run: &mut Run) {
    look_up(run, "live", ends);
}

pub fn table_lookup(run: &mut Run) {
    look_up(run, "tables", ends);
}

pub fn typed_get(run: &mut Run) {
    look_up(run, "tables", ends_of_sample);
}

pub fn map_update(run: &mut Run) {
    let object = load(&run.path("live"));
    let map = map(&object, &run.argument);
    let mut value = fill(&map);
    let last = value.len() / 8 - 1;
    let operations = run.operations;
    run.iterate(|| {
        for i in 0..operations {
            set_word(&mut value, 0, i as u64);
            set_word(&mut value, last, i as u64);
            map.update(&((i % ENTRIES) as u32).to_ne_bytes(), &value, MapFlags::ANY)
                .expect("update");
        }
        let mut sum = 0;
        for key in 0..ENTRIES as u32 {
            assert!(map
                .lookup_into(&key.to_ne_bytes(), &mut value, MapFlags::ANY)
                .expect("look-up"));
            sum = fold(sum, word(&value, 0)).wrapping_add(word(&value, last));
        }
        sum
    });
}

pub fn batch_read(run: &mut Run) {
    read_batches(run, ends);
}

pub fn typed_read(run: &mut Run) {
    if run.argument == "many_8" {
        read_batches(run, |value| word(value, 0) * 2); // its first word is its last
    } else {
        read_batches(run, ends_of_sample);
    }
}

/// Reads the whole map each time, in one batch: the iterator of 0.27.2 takes the first batch that the
/// kernel does not fill for the last one, and the kernel fills none whose next bucket does not fit.
fn read_batches(run: &mut Run, sum_of: impl Fn(&[u8]) -> u64) {
    let object = load(&run.path("tables"));
    let map = map(&object, &run.argument);
    fill(&map);
    run.iterate(|| {
        let (mut sum, mut seen) = (0, 0);
        for (key, value) in map
            .lookup_batch(map.max_entries(), MapFlags::ANY, MapFlags::ANY)
            .expect("batches")
        {
            sum += u64::from(u32::from_ne_bytes(key[..4].try_into().expect("4 bytes")))
                + sum_of(&value);
            seen += 1;
        }
        assert_eq!(seen, map.max_entries(), "entries that came");
        sum
    });
}

pub fn cpu_sum(run: &mut Run) {
    let object = load(&run.path("tables"));
    let map = map(&object, &run.argument);
    let key = 3u32.to_ne_bytes();
    let mut values = vec![vec![0; SAMPLE_BYTES]; num_possible_cpus().expect("CPUs")];
    for (cpu, value) in values.iter_mut().enumerate() {
        set_word(value, SAMPLE_BYTES / 8 - 1, cpu as u64 + 5);
    }
    map.update_percpu(&key, &values, MapFlags::ANY)
        .expect("update");
    let operations = run.operations;
    run.iterate(|| {
        let mut sum = 0;
        for _ in 0..operations {
            let values = map
                .lookup_percpu(&key, MapFlags::ANY)
                .expect("look-up")
                .expect("an entry");
            sum += values.iter().map(|value| sample(value).total).sum::<u64>();
        }
        sum
    });
}
