// SPDX-License-Identifier: Apache-2.0

//! The structs of records.h.

pub const SAMPLE_BYTES: usize = 64;

#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct Sample {
    pub time: u64,
    pub pid: u32,
    pub tid: u32,
    pub result: i32,
    pub kind: u16,
    pub flags: u16,
    pub bytes: u64,
    pub offset: u64,
    pub latency: u64,
    pub cookie: u64,
    pub total: u64,
}

impl Sample {
    pub fn sum(&self) -> u64 {
        let small = u64::from(self.pid)
            + u64::from(self.tid)
            + u64::from(self.kind)
            + u64::from(self.flags);
        let large = self.time + self.bytes + self.offset + self.latency + self.cookie + self.total;
        (small + large).wrapping_add(self.result as u64)
    }
}

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Call {
    pub time: u64,
    pub pid: u32,
    pub result: i32,
    pub comm: [u8; 16],
    pub bytes: u64,
    pub latency: u64,
    pub cookie: u64,
    pub total: u64,
}

impl Call {
    pub fn sum(&self) -> u64 {
        let end = self
            .comm
            .iter()
            .position(|c| *c == 0)
            .unwrap_or(self.comm.len());
        let text = end as u64 + u64::from(self.comm[8]);
        let numbers =
            self.time + u64::from(self.pid) + self.bytes + self.latency + self.cookie + self.total;
        (text + numbers).wrapping_add(self.result as u64)
    }
}
