// SPDX-License-Identifier: Apache-2.0

//! Objects. A program is loaded by a call of its own.

use std::path::Path;

use aya::maps::Array;
use aya::programs::{Program, RawTracePoint};
use aya::{Ebpf, EbpfLoader, Pod};

use crate::run::{fold, spread, Run};

pub fn load(path: &Path) -> Ebpf {
    load_by(&mut EbpfLoader::new(), path)
}

pub fn load_by(loader: &mut EbpfLoader, path: &Path) -> Ebpf {
    let mut object = loader.load_file(path).expect("load");
    for (_, program) in object.programs_mut() {
        match program {
            Program::RawTracePoint(program) => program.load(),
            Program::SocketFilter(program) => program.load(),
            Program::Xdp(program) => program.load(),
            _ => panic!("a program of another type"),
        }
        .expect("load of a program");
    }
    object
}

/// Sets ten variables before load. There is no other way to set one by its name.
pub fn load_with_ten(path: &Path, seed: usize) -> Ebpf {
    let names = spread(10);
    let values: Vec<u64> = (0..10).map(|i| (seed * 10 + i) as u64).collect();
    let mut loader = EbpfLoader::new();
    for (name, value) in names.iter().zip(&values) {
        loader.set_global(name, value, true);
    }
    load_by(&mut loader, path)
}

/// A section is the only element of a map: a system call reads all of it.
pub fn section<T: Pod>(object: &Ebpf, name: &str) -> T {
    let map = object.map(name).expect("section");
    Array::<_, T>::try_from(map)
        .expect("array")
        .get(&0, 0)
        .expect("look-up")
}

/// Adds up the first ten of the loaded variables, which are all of a section.
pub fn sum_ten<const VARIABLES: usize>(object: &Ebpf) -> u64 {
    let all: [u64; VARIABLES] = section(object, ".data");
    all[..10].iter().fold(0, |sum, value| fold(sum, *value))
}

pub fn cycle(run: &mut Run) {
    let (path, operations) = (run.path(&run.argument), run.operations);
    let sum_ten = match run.argument.as_str() {
        "variables_1000" => sum_ten::<1000>,
        _ => sum_ten::<10>,
    };
    run.iterate(|| {
        let mut sum = 0;
        for i in 0..operations {
            let object = load_with_ten(&path, i);
            if i == 0 {
                sum = sum_ten(&object); // that the kernel has them: once an iteration, on both sides
            }
        }
        sum
    });
}

pub fn attach(run: &mut Run) {
    let mut object = load(&run.path("small"));
    let program = object.program_mut("on_sys_enter").expect("program");
    let program: &mut RawTracePoint = program.try_into().expect("raw tracepoint");
    let (place, operations) = (run.argument.clone(), run.operations);
    run.iterate(|| {
        for _ in 0..operations {
            let link = program.attach(&place).expect("attach");
            program.detach(link).expect("detach");
        }
        operations as u64
    });
}
