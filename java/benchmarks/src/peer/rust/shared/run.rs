// SPDX-License-Identifier: Apache-2.0

//! One row's run: timed, added up and printed as the C side does it.

use std::path::PathBuf;
use std::time::Instant;

/// What baseline.h calls so.
pub struct Run {
    objects: String,
    pub argument: String,
    pub operations: usize,
    batch: usize,
    warmup: usize,
    iterations: usize,
    checksum: u64,
}

/// The Java class of a row in rows.h, and what does it here.
pub type Row = (&'static str, fn(&mut Run));

/// Runs the row that the command line names. A row that fails panics, which ends the process.
pub fn run_one(rows: &[Row]) {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, class, objects, argument, operations, batch, warmup, iterations] = &arguments[..]
    else {
        panic!("usage: rows CLASS OBJECTS ARGUMENT OPERATIONS BATCH WARM-UP ITERATIONS");
    };
    let row = rows.iter().find(|(name, _)| name == class);
    let (_, row) = row.unwrap_or_else(|| panic!("no row '{class}'"));
    let mut run = Run {
        objects: objects.clone(),
        argument: argument.clone(),
        operations: number(operations),
        batch: number(batch),
        warmup: number(warmup),
        iterations: number(iterations),
        checksum: 0,
    };
    row(&mut run);
    println!("checksum {}", run.checksum as i64);
}

impl Run {
    /// The file of an object.
    pub fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("{}/{name}.bpf.o", self.objects))
    }

    /// The number that the argument is.
    pub fn count(&self) -> usize {
        number(&self.argument)
    }

    /// Times the row, which does the operations and returns the sum over what it read and wrote.
    pub fn iterate(&mut self, row: impl FnMut() -> u64) {
        self.iterate_after(|| (), row);
    }

    /// Prepares before each time, which is not timed.
    pub fn iterate_after(&mut self, mut prepare: impl FnMut(), mut row: impl FnMut() -> u64) {
        for i in 0..self.warmup + self.iterations {
            let mut nanoseconds = 0;
            for _ in 0..self.batch {
                prepare();
                let started = Instant::now();
                let sum = row();
                nanoseconds += started.elapsed().as_nanos();
                if i >= self.warmup {
                    self.add(sum);
                }
            }
            if i >= self.warmup {
                println!("nanoseconds {nanoseconds}");
            }
        }
    }

    pub fn add(&mut self, sum: u64) {
        self.checksum = fold(self.checksum, sum);
    }
}

/// Adds one more value, so that their order counts.
pub fn fold(sum: u64, value: u64) -> u64 {
    sum.wrapping_mul(31).wrapping_add(value)
}

/// The names of 10 of so many variables.
pub fn spread(count: usize) -> Vec<String> {
    (0..10)
        .map(|i| format!("variable_{:05}", i * (count / 10)))
        .collect()
}

/// A word of what the kernel wrote.
pub fn word(bytes: &[u8], index: usize) -> u64 {
    u64::from_ne_bytes(bytes[index * 8..][..8].try_into().expect("8 bytes"))
}

fn number(text: &str) -> usize {
    text.parse()
        .unwrap_or_else(|_| panic!("'{text}' is no number"))
}
