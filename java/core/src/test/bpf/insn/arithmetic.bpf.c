// SPDX-License-Identifier: Apache-2.0
/* Every arithmetic operation, on registers and on numbers, in 32 and 64 bits. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

#define SEC(name) __attribute__((section(name), used))

u64 in64[2] = {3, 5}, out64[32];
u32 in32[2] = {3, 5}, out32[32];
short in16 = -3;
signed char in8 = -3;
int in32s = -3;

char license_text[] SEC("license") = "GPL";

#define ALL(out, a, b)            \
	out[0] = a + b;           \
	out[1] = a - b;           \
	out[2] = a * b;           \
	out[3] = a / b;           \
	out[4] = a % b;           \
	out[5] = a | b;           \
	out[6] = a & b;           \
	out[7] = a ^ b;           \
	out[8] = a << (b & 31);   \
	out[9] = a >> (b & 31);   \
	out[10] = -a;             \
	out[11] = a + 1000;       \
	out[12] = a - 0x7fffffff; \
	out[13] = a * 1000;       \
	out[14] = a / 1000;       \
	out[15] = a % 1000;       \
	out[16] = a | 0x1000;     \
	out[17] = a & 0x1234;     \
	out[18] = a ^ 0x1000;     \
	out[19] = a << 7;         \
	out[20] = a >> 7;         \
	out[21] = ~a

SEC("socket") int wide(void *ctx)
{
	u64 a = in64[0], b = in64[1];

	ALL(out64, a, b);
	out64[22] = (long)a >> (b & 63);
	out64[23] = (long)a >> 9;
	out64[24] = 0x123456789abcdef0;
	out64[25] = 0xffffffff00000000;
	out64[26] = -7;
	return 0;
}

SEC("socket") int narrow(void *ctx)
{
	u32 a = in32[0], b = in32[1];

	ALL(out32, a, b);
	out32[22] = (int)a >> (b & 31);
	out32[23] = (int)a >> 9;
	out32[24] = 0x80000000;
	return a > b;
}

SEC("socket") int swaps(void *ctx)
{
	out64[0] = __builtin_bswap64(in64[0]);
	out32[0] = __builtin_bswap32(in32[0]);
	out32[1] = __builtin_bswap16(in32[1]);
	return 0;
}

/* Sign extension: pairs of shifts up to v3, moves and loads of their own in v4. */
SEC("socket") int signs(void *ctx)
{
	out64[0] = (long)in8 + (long)in16 + (long)in32s;
	out64[1] = (long)(signed char)in64[0] ^ (long)(short)in64[1] ^ (long)(int)in64[1];
	out32[0] = (int)(signed char)in32[0] ^ (int)(short)in32[1];
	return 0;
}

#if __BPF_CPU_VERSION__ >= 4
SEC("socket") int signed_division(void *ctx)
{
	out64[0] = (long)in64[0] / (long)in64[1];
	out64[1] = (long)in64[0] % -7;
	out32[0] = (int)in32[0] / -7;
	out32[1] = (int)in32[0] % (int)in32[1];
	return 0;
}
#endif
