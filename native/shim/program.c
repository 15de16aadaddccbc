// SPDX-License-Identifier: Apache-2.0
/* Programs of the kernel, whoever has loaded them: what it tells of them, what they print, and their links. */
#include "libbpf_java.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int lbj_program_facts(int fd, unsigned long long *numbers, unsigned char *name_and_tag,
		      unsigned int *map_ids, unsigned int map_count, unsigned long long *addresses,
		      unsigned int *lengths, unsigned int function_count)
{
	struct bpf_prog_info info;
	__u32 size = sizeof(info);
	int err;

	if (!numbers || !name_and_tag || (map_count && !map_ids) ||
	    (function_count && (!addresses || !lengths))) /* the JVM had no memory for a copy */
		return -ENOMEM;
	memset(&info, 0, sizeof(info)); /* the gaps too: the kernel refuses what it does not know */
	info.nr_map_ids = map_count;
	info.map_ids = (size_t)map_ids;
	info.nr_jited_ksyms = function_count;
	info.jited_ksyms = (size_t)addresses;
	info.nr_jited_func_lens = function_count;
	info.jited_func_lens = (size_t)lengths;
	err = bpf_prog_get_info_by_fd(fd, &info, &size);
	if (err)
		return err;
	numbers[0] = info.type;
	numbers[1] = info.id;
	numbers[2] = info.load_time;
	numbers[3] = info.created_by_uid;
	numbers[4] = info.nr_map_ids;
	numbers[5] = info.gpl_compatible;
	numbers[6] = info.ifindex;
	numbers[7] = info.netns_dev;
	numbers[8] = info.netns_ino;
	numbers[9] = info.xlated_prog_len;
	numbers[10] = info.jited_prog_len;
	/* How many there are; none where the kernel does not tell addresses to this process. */
	numbers[11] = function_count && !info.jited_ksyms ? 0 : info.nr_jited_ksyms;
	numbers[12] = info.btf_id;
	numbers[13] = info.attach_btf_obj_id;
	numbers[14] = info.attach_btf_id;
	numbers[15] = info.run_time_ns;
	numbers[16] = info.run_cnt;
	numbers[17] = info.recursion_misses;
	numbers[18] = info.verified_insns;
	memcpy(name_and_tag, info.name, BPF_OBJ_NAME_LEN);
	memcpy(name_and_tag + BPF_OBJ_NAME_LEN, info.tag, BPF_TAG_SIZE);
	return 0;
}

int lbj_program_stream_read(int fd, unsigned int stream, unsigned char *to, unsigned int len)
{
	return to ? bpf_prog_stream_read(fd, stream, to, len, NULL) : -ENOMEM;
}

int lbj_program_associate(int fd, int map_fd)
{
	return bpf_prog_assoc_struct_ops(fd, map_fd, NULL);
}

long long lbj_read(int fd, unsigned char *to, size_t len)
{
	ssize_t bytes = to ? read(fd, to, len) : -1;

	return !to ? -ENOMEM : bytes < 0 ? -errno : bytes;
}

long long lbj_boot_time(void)
{
	struct timespec now, up;

	if (clock_gettime(CLOCK_REALTIME, &now) || clock_gettime(CLOCK_BOOTTIME, &up))
		return -errno;
	return (now.tv_sec - up.tv_sec) * 1000000000LL + now.tv_nsec - up.tv_nsec;
}

/* Links by a program's descriptor, where libbpf has no struct of the program. */

int lbj_link_create(int fd, int target, int attach_type, unsigned int flags)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = flags);

	return bpf_link_create(fd, target, attach_type, &opts);
}

/* libbpf looks for the neighbour in the struct of the attach type; all of these have the same members. */
int lbj_link_create_ordered(int fd, int target, int attach_type, int preorder, int place, int to_link,
			    int neighbour, unsigned int id, unsigned long long revision)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts,
		    .flags = (place == 1 ? BPF_F_BEFORE : place == 2 ? BPF_F_AFTER : 0) |
			     (to_link ? BPF_F_LINK : 0) | (preorder ? BPF_F_PREORDER : 0));

	switch (attach_type) {
	case BPF_TCX_INGRESS:
	case BPF_TCX_EGRESS:
		opts.tcx.relative_fd = neighbour;
		opts.tcx.relative_id = id;
		opts.tcx.expected_revision = revision;
		break;
	case BPF_NETKIT_PRIMARY:
	case BPF_NETKIT_PEER:
		opts.netkit.relative_fd = neighbour;
		opts.netkit.relative_id = id;
		opts.netkit.expected_revision = revision;
		break;
	default:
		opts.cgroup.relative_fd = neighbour;
		opts.cgroup.relative_id = id;
		opts.cgroup.expected_revision = revision;
	}
	return bpf_link_create(fd, target, attach_type, &opts);
}

int lbj_link_create_cgroup(int fd, const char *path, int attach_type, int preorder, int place, int to_link,
			   int neighbour, unsigned int id, unsigned long long revision)
{
	int group = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), link;

	if (group < 0)
		return -errno;
	link = lbj_link_create_ordered(fd, group, attach_type, preorder, place, to_link, neighbour, id, revision);
	close(group);
	return link;
}

int lbj_link_create_netns(int fd, const char *path, int attach_type)
{
	int netns = open(path, O_RDONLY | O_CLOEXEC), link;

	if (netns < 0)
		return -errno;
	link = lbj_link_create(fd, netns, attach_type, 0);
	close(netns);
	return link;
}

int lbj_link_create_netfilter(int fd, unsigned int family, unsigned int hook, int priority, int defragment)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .netfilter.pf = family, .netfilter.hooknum = hook,
		    .netfilter.priority = priority,
		    .netfilter.flags = defragment ? BPF_F_NETFILTER_IP_DEFRAG : 0);

	return bpf_link_create(fd, 0, BPF_NETFILTER, &opts);
}

int lbj_link_create_raw_tracepoint(int fd, const char *name, unsigned long long cookie)
{
	LIBBPF_OPTS(bpf_raw_tp_opts, opts, .tp_name = *name ? name : NULL, .cookie = cookie);

	return bpf_raw_tracepoint_open_opts(fd, &opts);
}
