// SPDX-License-Identifier: Apache-2.0

//! Objects, and their variables by name.

use std::ffi::{CString, OsStr};
use std::path::Path;

use libbpf_rs::btf::types::{DataSec, Struct};
use libbpf_rs::btf::{BtfType, TypeId};
use libbpf_rs::libbpf_sys::{bpf_map__initial_value, bpf_object, bpf_object__find_map_by_name};
use libbpf_rs::{AsRawLibbpf, Btf, HasSize, Map, MapCore, Object, ObjectBuilder, OpenObject};

use crate::run::{fold, spread, Run};

pub fn open(path: &Path) -> OpenObject {
    ObjectBuilder::default().open_file(path).expect("open")
}

pub fn load(path: &Path) -> Object {
    open(path).load().expect("load")
}

pub fn map<'o>(object: &'o Object, name: &str) -> Map<'o> {
    object.maps().find(|map| map.name() == name).expect("map")
}

/// The memory of a variable, in the initial image before load and live after. The crate has no call
/// for a variable by its name: its BTF names it, as on the C side. The memory is the one that the
/// code of libbpf-cargo refers to.
pub fn find_variable<T>(object: &impl AsRawLibbpf<LibbpfType = bpf_object>, name: &str) -> *mut T {
    // SAFETY: the object outlives this function.
    let raw = unsafe { object.as_libbpf_object().as_ref() };
    let btf = Btf::from_bpf_object(raw).expect("BTF").expect("BTF");
    let name = OsStr::new(name);
    // Sections stand at the end of what clang writes.
    for id in (1..btf.len() as u32).rev() {
        let Some(section) = btf.type_by_id::<DataSec>(TypeId::from(id)) else {
            continue;
        };
        for variable in section.iter() {
            if btf
                .type_by_id::<BtfType>(variable.ty)
                .and_then(|found| found.name())
                == Some(name)
            {
                let memory = section_memory(raw, section.name().expect("a section's name"));
                // SAFETY: the offset is within the section.
                return unsafe { memory.add(variable.offset as usize) }.cast();
            }
        }
    }
    panic!("no variable {name:?}");
}

fn section_memory(object: &bpf_object, section: &OsStr) -> *mut u8 {
    let name = CString::new(section.as_encoded_bytes()).expect("a name");
    let mut size = 0;
    // SAFETY: libbpf reads the object and the name, and writes the size.
    let memory = unsafe {
        bpf_map__initial_value(
            bpf_object__find_map_by_name(object, name.as_ptr()),
            &mut size,
        )
    };
    assert!(!memory.is_null(), "no memory of {section:?}");
    memory.cast()
}

pub fn set_ten(object: &OpenObject, seed: usize) {
    for (i, name) in spread(10).iter().enumerate() {
        // SAFETY: the variable has 8 bytes, and the object is open.
        unsafe { find_variable::<u64>(object, name).write((seed * 10 + i) as u64) };
    }
}

/// Adds up what the variables are, or will be.
pub fn sum_ten(object: &impl AsRawLibbpf<LibbpfType = bpf_object>) -> u64 {
    // SAFETY: each variable has 8 bytes, and the object is open.
    spread(10).iter().fold(0, |sum, name| {
        fold(sum, unsafe {
            find_variable::<u64>(object, name).read_volatile()
        })
    })
}

pub fn cycle(run: &mut Run) {
    let (path, operations) = (run.path(&run.argument), run.operations);
    run.iterate(|| {
        let mut sum = 0;
        for i in 0..operations {
            let object = open(&path);
            set_ten(&object, i);
            let object = object.load().expect("load");
            if i == 0 {
                sum = sum_ten(&object); // that the kernel has them: once an iteration, on both sides
            }
        }
        sum
    });
}

pub fn open_only(run: &mut Run) {
    let (path, operations) = (run.path(&run.argument), run.operations);
    run.iterate(|| {
        let mut sum = 0;
        for i in 0..operations {
            let object = open(&path);
            if i == 0 {
                sum = sum_ten(&object);
            }
        }
        sum
    });
}

/// Opens files that were never opened before: their number is in bytes of the ELF header that mean
/// nothing.
pub fn open_fresh(run: &mut Run) {
    const EI_PAD: usize = 9;
    let mut file = std::fs::read(run.path(&run.argument)).expect("the object's file");
    let operations = run.operations;
    let mut number = 0u32;
    run.iterate(|| {
        let mut sum = 0;
        for i in 0..operations {
            number += 1;
            file[EI_PAD..][..4].copy_from_slice(&number.to_ne_bytes());
            let object = ObjectBuilder::default().open_memory(&file).expect("open");
            if i == 0 {
                sum = sum_ten(&object);
            }
        }
        sum
    });
}

pub fn kernel_btf(run: &mut Run) {
    let (name, operations) = (run.argument.clone(), run.operations);
    run.iterate(|| {
        let mut sum = 0;
        for _ in 0..operations {
            let btf = Btf::from_vmlinux().expect("the kernel's BTF");
            let found: Struct = btf.type_by_name(&name).expect("the struct");
            sum += u64::from(u32::from(found.type_id())) * 31 + found.size() as u64;
        }
        sum
    });
}
