// SPDX-License-Identifier: Apache-2.0
/* Links: what the kernel keeps of them, as numbers, whatever their type. */
#include "libbpf_java.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static int read_info(int fd, struct bpf_link_info *info)
{
	__u32 size = sizeof(*info);

	return bpf_link_get_info_by_fd(fd, info, &size);
}

/* Where the kernel is to write the name of a perf event; 0 where it has none. */
static int want_event_name(struct bpf_link_info *info, unsigned char *text, __u32 len)
{
	switch (info->perf_event.type) {
	case BPF_PERF_EVENT_UPROBE:
	case BPF_PERF_EVENT_URETPROBE:
		info->perf_event.uprobe.file_name = (size_t)text;
		info->perf_event.uprobe.name_len = len;
		return 1;
	case BPF_PERF_EVENT_KPROBE:
	case BPF_PERF_EVENT_KRETPROBE:
		info->perf_event.kprobe.func_name = (size_t)text;
		info->perf_event.kprobe.name_len = len;
		return 1;
	case BPF_PERF_EVENT_TRACEPOINT:
		info->perf_event.tracepoint.tp_name = (size_t)text;
		info->perf_event.tracepoint.name_len = len;
		return 1;
	}
	return 0;
}

/*
 * Where the kernel is to write what is longer than a number; 0 where there is nothing of the kind. A
 * kernel that has not said how much there is does not know these members, and would refuse them.
 */
static int want_more(struct bpf_link_info *info, unsigned char *text, __u32 len, unsigned long long *lists,
		     unsigned int count)
{
	switch (info->type) {
	case BPF_LINK_TYPE_RAW_TRACEPOINT:
		info->raw_tracepoint.tp_name = (size_t)text;
		info->raw_tracepoint.tp_name_len = len;
		return 1;
	case BPF_LINK_TYPE_ITER:
		info->iter.target_name = (size_t)text;
		info->iter.target_name_len = len;
		return 1;
	case BPF_LINK_TYPE_KPROBE_MULTI:
		if (!count || info->kprobe_multi.count != count)
			return 0;
		info->kprobe_multi.addrs = (size_t)lists;
		info->kprobe_multi.cookies = (size_t)(lists + count);
		return 1;
	case BPF_LINK_TYPE_UPROBE_MULTI:
		if (!info->uprobe_multi.path_size)
			return 0;
		info->uprobe_multi.path = (size_t)text;
		info->uprobe_multi.path_size = len;
		if (count && info->uprobe_multi.count == count) {
			info->uprobe_multi.offsets = (size_t)lists;
			info->uprobe_multi.ref_ctr_offsets = (size_t)(lists + count);
			info->uprobe_multi.cookies = (size_t)(lists + 2 * (size_t)count);
		} else {
			info->uprobe_multi.count = 0;
		}
		return 1;
	case BPF_LINK_TYPE_PERF_EVENT:
		return want_event_name(info, text, len);
	}
	return 0;
}

static void copy_event(const struct bpf_link_info *info, unsigned long long *to)
{
	to[0] = info->perf_event.type;
	switch (info->perf_event.type) {
	case BPF_PERF_EVENT_UPROBE:
	case BPF_PERF_EVENT_URETPROBE:
		to[1] = info->perf_event.uprobe.offset;
		to[2] = info->perf_event.uprobe.cookie;
		to[3] = info->perf_event.uprobe.ref_ctr_offset;
		break;
	case BPF_PERF_EVENT_KPROBE:
	case BPF_PERF_EVENT_KRETPROBE:
		to[1] = info->perf_event.kprobe.offset;
		to[2] = info->perf_event.kprobe.cookie;
		to[3] = info->perf_event.kprobe.addr;
		to[4] = info->perf_event.kprobe.missed;
		break;
	case BPF_PERF_EVENT_TRACEPOINT:
		to[1] = info->perf_event.tracepoint.cookie;
		break;
	case BPF_PERF_EVENT_EVENT:
		to[1] = info->perf_event.event.type;
		to[2] = info->perf_event.event.config;
		to[3] = info->perf_event.event.cookie;
		break;
	}
}

/* In the order of the struct's members, without the pointers and their sizes. */
static void copy_numbers(const struct bpf_link_info *info, unsigned long long *to)
{
	switch (info->type) {
	case BPF_LINK_TYPE_RAW_TRACEPOINT:
		to[0] = info->raw_tracepoint.cookie;
		break;
	case BPF_LINK_TYPE_TRACING:
		to[0] = info->tracing.attach_type;
		to[1] = info->tracing.target_obj_id;
		to[2] = info->tracing.target_btf_id;
		to[3] = info->tracing.cookie;
		break;
	case BPF_LINK_TYPE_CGROUP:
		to[0] = info->cgroup.cgroup_id;
		to[1] = info->cgroup.attach_type;
		break;
	case BPF_LINK_TYPE_ITER:
		to[0] = info->iter.map.map_id;
		to[1] = info->iter.cgroup.cgroup_id;
		to[2] = info->iter.cgroup.order;
		to[3] = info->iter.task.tid;
		to[4] = info->iter.task.pid;
		break;
	case BPF_LINK_TYPE_NETNS:
		to[0] = info->netns.netns_ino;
		to[1] = info->netns.attach_type;
		break;
	case BPF_LINK_TYPE_XDP:
		to[0] = info->xdp.ifindex;
		break;
	case BPF_LINK_TYPE_STRUCT_OPS:
		to[0] = info->struct_ops.map_id;
		break;
	case BPF_LINK_TYPE_NETFILTER:
		to[0] = info->netfilter.pf;
		to[1] = info->netfilter.hooknum;
		to[2] = (unsigned long long)(long long)info->netfilter.priority;
		to[3] = info->netfilter.flags;
		break;
	case BPF_LINK_TYPE_KPROBE_MULTI:
		to[0] = info->kprobe_multi.count;
		to[1] = info->kprobe_multi.flags;
		to[2] = info->kprobe_multi.missed;
		break;
	case BPF_LINK_TYPE_UPROBE_MULTI:
		to[0] = info->uprobe_multi.count;
		to[1] = info->uprobe_multi.flags;
		to[2] = info->uprobe_multi.pid;
		break;
	case BPF_LINK_TYPE_PERF_EVENT:
		copy_event(info, to);
		break;
	case BPF_LINK_TYPE_TCX:
		to[0] = info->tcx.ifindex;
		to[1] = info->tcx.attach_type;
		break;
	case BPF_LINK_TYPE_NETKIT:
		to[0] = info->netkit.ifindex;
		to[1] = info->netkit.attach_type;
		break;
	case BPF_LINK_TYPE_SOCKMAP:
		to[0] = info->sockmap.map_id;
		to[1] = info->sockmap.attach_type;
		break;
	}
}

int lbj_link_info(int fd, unsigned long long *numbers, unsigned char *text, size_t len,
		  unsigned long long *lists, unsigned int count)
{
	struct bpf_link_info info;
	int err;

	if (!numbers || !text || !len || (count && !lists)) /* the JVM had no memory for a copy */
		return -ENOMEM;
	text[0] = 0;
	memset(&info, 0, sizeof(info)); /* the gaps too: the kernel refuses what it does not know */
	err = read_info(fd, &info);
	if (!err && want_more(&info, text, (__u32)len, lists, count))
		err = read_info(fd, &info);
	if (err)
		return err;
	text[len - 1] = 0;
	numbers[0] = info.type;
	numbers[1] = info.id;
	numbers[2] = info.prog_id;
	copy_numbers(&info, numbers + 3);
	return 0;
}

int lbj_program_name(unsigned int id, unsigned char *name)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int fd, err;

	if (!name)
		return -ENOMEM;
	fd = bpf_prog_get_fd_by_id(id);
	if (fd < 0)
		return fd;
	err = bpf_prog_get_info_by_fd(fd, &info, &size);
	close(fd);
	if (!err)
		memcpy(name, info.name, sizeof(info.name));
	return err;
}

int lbj_link_update_map(long long link, const struct bpf_map *map)
{
	return bpf_link__update_map((struct bpf_link *)(size_t)link, map);
}
