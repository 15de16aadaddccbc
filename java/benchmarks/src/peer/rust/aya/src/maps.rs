// SPDX-License-Identifier: Apache-2.0

//! Entries of maps. Their types are chosen when the program is compiled.

use aya::maps::{Array, HashMap, Map, MapData, PerCpuArray, PerCpuValues};
use aya::util::nr_cpus;
use aya::Pod;

use crate::objects::load;
use crate::records::{Sample, SAMPLE_BYTES};
use crate::run::{fold, Run};

const ENTRIES: usize = 1024; // of the maps in live.bpf.c
const MANY: usize = 100_000; // of those that are read whole

// SAFETY: any bytes will do for it.
unsafe impl Pod for Sample {}

/// What the rows do with a map, whichever its type.
trait Table<V> {
    fn get(&self, key: u32) -> V;
    fn set(&mut self, key: u32, value: &V);
}

impl<V: Pod> Table<V> for Array<MapData, V> {
    fn get(&self, key: u32) -> V {
        self.get(&key, 0).expect("look-up")
    }

    fn set(&mut self, key: u32, value: &V) {
        self.set(key, value, 0).expect("update");
    }
}

impl<V: Pod> Table<V> for HashMap<MapData, u32, V> {
    fn get(&self, key: u32) -> V {
        self.get(&key, 0).expect("look-up")
    }

    fn set(&mut self, key: u32, value: &V) {
        self.insert(key, value, 0).expect("update");
    }
}

fn map(run: &Run, object: &str) -> Map {
    load(&run.path(object))
        .take_map(&run.argument)
        .expect("map")
}

fn array<V: Pod>(run: &Run) -> Array<MapData, V> {
    Array::try_from(map(run, "live")).expect("array")
}

fn hash<V: Pod>(run: &Run, object: &str) -> HashMap<MapData, u32, V> {
    HashMap::try_from(map(run, object)).expect("hash")
}

/// Sets the first and the last word of each value to its key.
fn fill<const WORDS: usize>(table: &mut impl Table<[u64; WORDS]>, entries: usize) {
    let mut value = [0; WORDS];
    for key in 0..entries {
        value[0] = key as u64;
        value[WORDS - 1] = key as u64;
        table.set(key as u32, &value);
    }
}

fn ends<const WORDS: usize>(value: &[u64; WORDS]) -> u64 {
    value[0] + value[WORDS - 1]
}

fn look_up<V>(run: &mut Run, table: &impl Table<V>, sum_of: impl Fn(&V) -> u64) {
    let operations = run.operations;
    run.iterate(|| {
        let mut sum = 0;
        for i in 0..operations {
            sum += sum_of(&table.get((i % ENTRIES) as u32));
        }
        sum
    });
}

fn look_up_words<const WORDS: usize>(mut table: impl Table<[u64; WORDS]>, run: &mut Run) {
    fill(&mut table, ENTRIES);
    look_up(run, &table, ends);
}

pub fn map_lookup(run: &mut Run) {
    match run.argument.as_str() {
        "array_8" => look_up_words(array::<[u64; 1]>(run), run),
        "array_256" => look_up_words(array::<[u64; 32]>(run), run),
        "hash_8" => look_up_words(hash::<[u64; 1]>(run, "live"), run),
        "hash_256" => look_up_words(hash::<[u64; 32]>(run, "live"), run),
        other => panic!("what is {other}?"),
    }
}

pub fn table_lookup(run: &mut Run) {
    look_up_words(hash::<[u64; SAMPLE_BYTES / 8]>(run, "tables"), run);
}

fn sample_of(key: usize) -> Sample {
    Sample {
        time: key as u64,
        total: key as u64,
        ..Sample::default()
    }
}

pub fn typed_get(run: &mut Run) {
    let mut table = hash::<Sample>(run, "tables");
    for key in 0..ENTRIES {
        Table::set(&mut table, key as u32, &sample_of(key));
    }
    look_up(run, &table, |sample| sample.time + sample.total);
}

fn update_words<const WORDS: usize>(mut table: impl Table<[u64; WORDS]>, run: &mut Run) {
    fill(&mut table, ENTRIES);
    let operations = run.operations;
    let mut value = [0; WORDS];
    run.iterate(|| {
        for i in 0..operations {
            value[0] = i as u64;
            value[WORDS - 1] = i as u64;
            table.set((i % ENTRIES) as u32, &value);
        }
        (0..ENTRIES).fold(0, |sum, key| fold(sum, ends(&table.get(key as u32))))
    });
}

pub fn map_update(run: &mut Run) {
    match run.argument.as_str() {
        "array_8" => update_words(array::<[u64; 1]>(run), run),
        "array_256" => update_words(array::<[u64; 32]>(run), run),
        "hash_8" => update_words(hash::<[u64; 1]>(run, "live"), run),
        "hash_256" => update_words(hash::<[u64; 32]>(run, "live"), run),
        other => panic!("what is {other}?"),
    }
}

/// Two system calls an entry: the next key, and its value. There are no batches.
fn read_all<V: Pod>(run: &mut Run, value_of: impl Fn(usize) -> V, sum_of: impl Fn(&V) -> u64) {
    let mut table = hash::<V>(run, "tables");
    for key in 0..MANY {
        Table::set(&mut table, key as u32, &value_of(key));
    }
    run.iterate(|| {
        let (mut sum, mut seen) = (0, 0);
        for entry in table.iter() {
            let (key, value) = entry.expect("an entry");
            sum += u64::from(key) + sum_of(&value);
            seen += 1;
        }
        assert_eq!(seen, MANY, "entries that came");
        sum
    });
}

pub fn typed_read(run: &mut Run) {
    if run.argument == "many_8" {
        read_all(run, |key| key as u64, |value| value * 2); // its first word is its last
    } else {
        read_all(run, sample_of, |sample| sample.time + sample.total);
    }
}

pub fn cpu_sum(run: &mut Run) {
    let mut map = PerCpuArray::<_, Sample>::try_from(map(run, "tables")).expect("array");
    let cpus = nr_cpus().expect("CPUs");
    let values = (0..cpus).map(|cpu| Sample {
        total: cpu as u64 + 5,
        ..Sample::default()
    });
    map.set(
        3,
        PerCpuValues::try_from(values.collect::<Vec<_>>()).expect("values"),
        0,
    )
    .expect("update");
    let operations = run.operations;
    run.iterate(|| {
        let mut sum = 0;
        for _ in 0..operations {
            sum += map
                .get(&3, 0)
                .expect("look-up")
                .iter()
                .map(|sample| sample.total)
                .sum::<u64>();
        }
        sum
    });
}
