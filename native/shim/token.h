/* SPDX-License-Identifier: Apache-2.0 */
/* BPF tokens of what is made without an object. */
#ifndef LIBBPF_JAVA_TOKEN_H
#define LIBBPF_JAVA_TOKEN_H

#include <stdbool.h>

struct lbj_taken {
	int token, to_close;
	bool denied;
};

struct lbj_taken lbj_token_enter(int token);
void lbj_token_leave(struct lbj_taken *before);
/* The token, 0 for none. */
int lbj_token_taken(void);
/* Whether the kernel has answered EPERM since lbj_token_enter(). */
bool lbj_token_denied(void);

/*
 * Up to the end of its block, the programs, maps and BTF that this thread makes by libbpf take a token
 * along: the one of a descriptor; for 0, one that is found; for a negative number, none.
 */
#define WITH_TOKEN(token) \
	struct lbj_taken before __attribute__((unused, cleanup(lbj_token_leave))) = lbj_token_enter(token)

#endif
