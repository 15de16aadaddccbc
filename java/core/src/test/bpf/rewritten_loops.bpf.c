// SPDX-License-Identifier: Apache-2.0
/* As rewritten.bpf.c, with a callback, for Linux 5.17 and newer. */
#define LOOPS
#include "rewritten.bpf.c"
