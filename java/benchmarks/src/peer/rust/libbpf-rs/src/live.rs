// SPDX-License-Identifier: Apache-2.0

//! Variables of a loaded object, which lie in mapped memory. The kernel may write them at any time,
//! so each access is one that the compiler keeps.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::objects::{find_variable, load};
use crate::records::{Call, Sample};
use crate::run::{fold, spread, Run};

pub fn long_get(run: &mut Run) {
    let object = load(&run.path("live"));
    let value: *mut u64 = find_variable(&object, &run.argument);
    let operations = run.operations;
    // SAFETY: the object is loaded until the end of the row.
    unsafe { value.write_volatile(7) };
    run.iterate(|| (0..operations).fold(0, |sum, _| sum + unsafe { value.read_volatile() }));
}

pub fn int_get(run: &mut Run) {
    let object = load(&run.path("live"));
    let value: *mut u32 = find_variable(&object, &run.argument);
    let operations = run.operations;
    // SAFETY: as in long_get.
    unsafe { value.write_volatile(7) };
    run.iterate(|| {
        (0..operations).fold(0, |sum, _| {
            sum + u64::from(unsafe { value.read_volatile() })
        })
    });
}

pub fn long_set(run: &mut Run) {
    let object = load(&run.path("live"));
    let value: *mut u64 = find_variable(&object, &run.argument);
    let operations = run.operations;
    run.iterate(|| {
        for i in 0..operations {
            // SAFETY: as in long_get.
            unsafe { value.write_volatile(i as u64 * 3) };
        }
        unsafe { value.read_volatile() }
    });
}

pub fn int_set(run: &mut Run) {
    let object = load(&run.path("live"));
    let value: *mut u32 = find_variable(&object, &run.argument);
    let operations = run.operations;
    run.iterate(|| {
        for i in 0..operations {
            // SAFETY: as in long_get.
            unsafe { value.write_volatile(i as u32 * 3) };
        }
        u64::from(unsafe { value.read_volatile() })
    });
}

pub fn atomic_add(run: &mut Run) {
    let object = load(&run.path("live"));
    // SAFETY: as in long_get; the variable is aligned.
    let value = unsafe { AtomicU64::from_ptr(find_variable(&object, &run.argument)) };
    let operations = run.operations;
    run.iterate(|| {
        value.store(0, Ordering::Relaxed);
        let sum = (0..operations).fold(0u64, |sum, _| {
            sum.wrapping_add(value.fetch_add(3, Ordering::SeqCst))
        });
        fold(sum, value.load(Ordering::Relaxed))
    });
}

pub fn variable_get(run: &mut Run) {
    let object = load(&run.path("live"));
    let (name, operations) = (run.argument.clone(), run.operations);
    // SAFETY: as in long_get.
    unsafe { find_variable::<u64>(&object, &name).write_volatile(7) };
    run.iterate(|| {
        (0..operations).fold(0, |sum, _| {
            sum + unsafe { find_variable::<u64>(&object, &name).read_volatile() }
        })
    });
}

pub fn variable_set(run: &mut Run) {
    let object = load(&run.path("live"));
    let (name, operations) = (run.argument.clone(), run.operations);
    run.iterate(|| {
        for i in 0..operations {
            // SAFETY: as in long_get.
            unsafe { find_variable::<u64>(&object, &name).write_volatile(i as u64 * 3) };
        }
        unsafe { find_variable::<u64>(&object, &name).read_volatile() }
    });
}

pub fn struct_get(run: &mut Run) {
    let object = load(&run.path("live"));
    let live: *mut Sample = find_variable(&object, &run.argument);
    let operations = run.operations;
    // SAFETY: as in long_get.
    run.iterate(|| {
        (0..operations).fold(0u64, |sum, _| {
            sum.wrapping_add(unsafe { live.read_volatile() }.sum())
        })
    });
}

pub fn call_get(run: &mut Run) {
    let object = load(&run.path("live"));
    let live: *mut Call = find_variable(&object, &run.argument);
    let operations = run.operations;
    // SAFETY: as in long_get.
    run.iterate(|| {
        (0..operations).fold(0u64, |sum, _| {
            sum.wrapping_add(unsafe { live.read_volatile() }.sum())
        })
    });
}

pub fn look_up(run: &mut Run) {
    let object = load(&run.path(&run.argument));
    let (_, count) = run.argument.split_once('_').expect("NAME_COUNT");
    let names = spread(count.parse().expect("a count"));
    for (i, name) in names.iter().enumerate() {
        // SAFETY: as in long_get.
        unsafe { find_variable::<u64>(&object, name).write_volatile(i as u64 * 3) };
    }
    let operations = run.operations;
    run.iterate(|| {
        (0..operations).fold(0, |sum, i| {
            sum + unsafe { find_variable::<u64>(&object, &names[i % names.len()]).read_volatile() }
        })
    });
}
