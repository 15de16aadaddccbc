// SPDX-License-Identifier: Apache-2.0

//! What this process has and what it asks of the kernel beside the library.

use std::os::fd::RawFd;

/// The memory that is this process's alone and no file's.
pub fn anonymous_kib() -> i64 {
    let told = std::fs::read_to_string("/proc/self/smaps_rollup").expect("smaps_rollup");
    let line = told
        .lines()
        .find(|line| line.starts_with("Anonymous:"))
        .expect("Anonymous");
    line.split_whitespace()
        .nth(1)
        .expect("a number")
        .parse()
        .expect("a number")
}

/// As many descriptors as the process may have.
pub fn allow_descriptors() {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: both calls get the address of a struct that outlives them.
    let status = unsafe {
        libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit);
        limit.rlim_cur = limit.rlim_max;
        libc::setrlimit(libc::RLIMIT_NOFILE, &limit)
    };
    assert_eq!(status, 0, "setrlimit");
}

pub fn print_kib(kib: f64) {
    println!("value KiB memory {kib:.2}");
}

const BPF_PROG_TEST_RUN: libc::c_long = 10;

/// The part of union bpf_attr for a test run.
#[repr(C)]
#[derive(Default)]
struct TestRun {
    prog_fd: u32,
    retval: u32,
    data_size_in: u32,
    data_size_out: u32,
    data_in: u64,
    data_out: u64,
    repeat: u32,
    duration: u32,
}

/// Lets the kernel run a program so many times on a packet. No row measures it, so both peers have
/// it from here: aya has no call for it.
pub fn test_run(program: RawFd, repeat: usize) {
    let packet = [0u8; 64];
    let mut run = TestRun {
        prog_fd: program as u32,
        data_size_in: packet.len() as u32,
        data_in: packet.as_ptr() as u64,
        repeat: repeat as u32,
        ..TestRun::default()
    };
    // SAFETY: the kernel reads as many bytes of the struct as we tell, and the packet outlives the call.
    let status = unsafe {
        libc::syscall(
            libc::SYS_bpf,
            BPF_PROG_TEST_RUN,
            &mut run as *mut TestRun,
            size_of::<TestRun>(),
        )
    };
    assert_eq!(status, 0, "test run: {}", std::io::Error::last_os_error());
}
