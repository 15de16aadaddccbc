// SPDX-License-Identifier: Apache-2.0
/* Instructions newer than the assemblers here, as numbers: load_acquire, store_release (6.15). */
// bpf-clang: 19
// bpf-cpu: v4
#define SEC(name) __attribute__((section(name), used))
#define NAKED __attribute__((naked))

char license_text[] SEC("license") = "GPL";

SEC("socket") NAKED int ordered(void)
{
	asm volatile("r1 = 0; *(u64 *)(r10 - 8) = r1;"
		     ".8byte 0x00000100fff8a0d3;" /* r0 = load_acquire((u8 *)(r10 - 8)) */
		     ".8byte 0x00000100fff8a0cb;"
		     ".8byte 0x00000100fff8a0c3;"
		     ".8byte 0x00000100fff8a0db;"
		     ".8byte 0x00000110fff81ad3;" /* store_release((u8 *)(r10 - 8), r1) */
		     ".8byte 0x00000110fff81acb;"
		     ".8byte 0x00000110fff81ac3;"
		     ".8byte 0x00000110fff81adb;"
		     "exit;");
}
