// SPDX-License-Identifier: Apache-2.0
/* Programs at functions of the kernel whose place is fixed when they are loaded. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile __u64 hits;
volatile __u64 last_cookie;

static int count(void *ctx)
{
	last_cookie = bpf_get_attach_cookie(ctx);
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("fexit/vfs_unlink") int on_fexit(void *ctx) { return count(ctx); }
SEC("fmod_ret/security_inode_unlink") int on_modify_return(void *ctx) { return count(ctx); }
SEC("lsm/inode_unlink") int on_unlink(void *ctx) { return count(ctx); }

static int note(int verdict)
{
	__sync_fetch_and_add(&hits, 1);
	return verdict;
}

SEC("fsession/vfs_unlink") int on_session(void *ctx) { return note(0); }
SEC("lsm_cgroup/socket_bind") int on_bind(void *ctx) { return note(1); }

char _license[] SEC("license") = "GPL";
