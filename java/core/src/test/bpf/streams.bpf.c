// SPDX-License-Identifier: Apache-2.0
/* What a program prints to user space: whole lines, halves of lines, and errors. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Linux 6.18 has it under this name. */
extern int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args, __u32 len__sz,
				   void *aux__prog) __weak __ksym;
/* And Linux 7.0 under this one. */
extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args, __u32 len__sz) __weak __ksym;

#define PRINT(stream, fmt, args...)                                                                   \
	({                                                                                            \
		static const char format[] = fmt;                                                     \
		unsigned long long values[___bpf_narg(args)];                                         \
		___bpf_fill(values, args);                                                            \
		bpf_ksym_exists(bpf_stream_vprintk_impl)                                              \
			? bpf_stream_vprintk_impl(stream, format, values, sizeof(values), (void *)0)  \
			: bpf_stream_vprintk(stream, format, values, sizeof(values));                 \
	})

int number;

SEC("syscall")
int print_begin(void *ctx)
{
	return PRINT(BPF_STREAM_STDOUT, "first %d\nsecond\nthi", number);
}

SEC("syscall")
int print_end(void *ctx)
{
	return PRINT(BPF_STREAM_STDOUT, "rd\n");
}

SEC("syscall")
int print_error(void *ctx)
{
	return PRINT(BPF_STREAM_STDERR, "wrong: %d\n", number);
}

char _license[] SEC("license") = "GPL";
