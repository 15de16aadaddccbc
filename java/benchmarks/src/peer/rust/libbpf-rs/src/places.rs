// SPDX-License-Identifier: Apache-2.0

//! Rows that attach and detach.

use std::ffi::CString;
use std::process::Command;

use crate::objects::{load, open};
use crate::run::Run;

pub fn attach(run: &mut Run) {
    let object = load(&run.path("small"));
    let program = object.progs_mut().next().expect("program");
    let (place, operations) = (run.argument.clone(), run.operations);
    run.iterate(|| {
        for _ in 0..operations {
            drop(program.attach_raw_tracepoint(&place).expect("attach"));
        }
        operations as u64
    });
}

pub fn attach_xdp(run: &mut Run) {
    let mut object = open(&run.path("places"));
    for mut program in object.progs_mut() {
        let is_ours = program.name() == "on_receive";
        program.set_autoload(is_ours);
    }
    let object = object.load().expect("load");
    let program = object
        .progs_mut()
        .find(|program| program.name() == "on_receive")
        .expect("program");
    let (device, operations) = (run.argument.clone(), run.operations);
    ip(&format!(
        "link add {device} type veth peer name {device}-peer"
    ));
    let name = CString::new(device.as_str()).expect("a name");
    // SAFETY: the name outlives the call.
    let index = unsafe { libc::if_nametoindex(name.as_ptr()) } as i32;
    run.iterate(|| {
        for _ in 0..operations {
            drop(program.attach_xdp(index).expect("attach"));
        }
        operations as u64
    });
    ip(&format!("link del {device}"));
}

fn ip(arguments: &str) {
    let status = Command::new("ip")
        .args(arguments.split(' '))
        .status()
        .expect("ip");
    assert!(status.success(), "ip {arguments}");
}
