// SPDX-License-Identifier: Apache-2.0

//! Variables of a loaded object: a get reads a whole section by a system call. A set would lose what
//! the kernel writes beside it, so there is none but before the first get.

use aya::maps::Array;
use aya::{Ebpf, Pod};

use crate::objects::load;
use crate::records::{Call, Sample};
use crate::run::Run;

/// The section .bss of live.bpf.c, as clang lays it out.
#[derive(Clone, Copy)]
#[repr(C)]
struct Zeroed {
    hits: u64,
    counter: u64,
    number: u32,
    mode: u32,
}

/// The section .data.
#[derive(Clone, Copy)]
#[repr(C)]
struct Initialized {
    sample: Sample,
    call: Call,
    settings: [u64; 9],
}

// SAFETY: any bytes will do for these.
unsafe impl Pod for Zeroed {}
unsafe impl Pod for Initialized {}

fn get<T: Pod>(run: &mut Run, object: &Ebpf, section: &str, sum_of: impl Fn(&T) -> u64) {
    let section = Array::<_, T>::try_from(object.map(section).expect("section")).expect("array");
    let operations = run.operations;
    run.iterate(|| {
        let mut sum = 0u64;
        for _ in 0..operations {
            sum = sum.wrapping_add(sum_of(&section.get(&0, 0).expect("look-up")));
        }
        sum
    });
}

fn load_with_sevens(run: &Run) -> Ebpf {
    let mut object = load(&run.path("live"));
    let mut section =
        Array::<_, Zeroed>::try_from(object.map_mut(".bss").expect("section")).expect("array");
    let sevens = Zeroed {
        hits: 0,
        counter: 7,
        number: 7,
        mode: 0,
    };
    section.set(0, sevens, 0).expect("update");
    object
}

pub fn long_get(run: &mut Run) {
    let object = load_with_sevens(run);
    get(run, &object, ".bss", |live: &Zeroed| live.counter);
}

pub fn int_get(run: &mut Run) {
    let object = load_with_sevens(run);
    get(run, &object, ".bss", |live: &Zeroed| live.number.into());
}

pub fn struct_get(run: &mut Run) {
    let object = load(&run.path("live"));
    get(run, &object, ".data", |live: &Initialized| {
        live.sample.sum()
    });
}

pub fn call_get(run: &mut Run) {
    let object = load(&run.path("live"));
    get(run, &object, ".data", |live: &Initialized| live.call.sum());
}
