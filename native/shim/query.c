// SPDX-License-Identifier: Apache-2.0
/* What is attached to control groups and network interfaces. */
#define _GNU_SOURCE
#include "libbpf_java.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int lbj_open_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int lbj_query(int target, int attach_type, int effective, unsigned int *ids, unsigned int count,
	      unsigned long long *revision)
{
	bool is_of_device = attach_type == BPF_TCX_INGRESS || attach_type == BPF_TCX_EGRESS ||
			    attach_type == BPF_NETKIT_PRIMARY || attach_type == BPF_NETKIT_PEER;
	LIBBPF_OPTS(bpf_prog_query_opts, opts, .prog_cnt = count, .prog_ids = count ? ids : NULL,
		    .query_flags = effective ? BPF_F_QUERY_EFFECTIVE : 0);
	int err;

	if (!ids || !revision) /* the JVM had no memory for a copy */
		return -ENOMEM;
	if (count) {
		/* Groups take an array of flags from 6.0 on, and tell of no links. */
		opts.link_ids = is_of_device ? ids + count : NULL;
		opts.prog_attach_flags = is_of_device ? ids + 2 * (size_t)count : NULL;
	}
	err = bpf_prog_query_opts(target, attach_type, &opts);
	if (err && err != -ENOSPC)
		return err;
	*revision = opts.revision;
	return (int)opts.prog_cnt;
}

int lbj_query_xdp(int interface, unsigned int *ids)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, opts);
	int err;

	if (!ids)
		return -ENOMEM;
	/* Without the last members, for which libbpf would send two messages more. */
	opts.sz = offsetof(struct bpf_xdp_query_opts, feature_flags);
	err = bpf_xdp_query(interface, 0, &opts);
	if (err)
		return err;
	ids[0] = opts.attach_mode == XDP_ATTACHED_DRV ? opts.prog_id : opts.drv_prog_id;
	ids[1] = opts.attach_mode == XDP_ATTACHED_SKB ? opts.prog_id : opts.skb_prog_id;
	ids[2] = opts.attach_mode == XDP_ATTACHED_HW ? opts.prog_id : opts.hw_prog_id;
	return 0;
}

/* The attribute of that type among `len` bytes of them, NULL for none. */
static const struct rtattr *attribute(const struct rtattr *all, int len, int type)
{
	for (; RTA_OK(all, len); all = RTA_NEXT(all, len))
		if ((all->rta_type & NLA_TYPE_MASK) == type)
			return all;
	return NULL;
}

/* Reads a filter; whether it is one of BPF. */
static bool read_filter(const struct nlmsghdr *message, unsigned int *filter)
{
	const struct tcmsg *tc = NLMSG_DATA(message);
	const struct rtattr *kind, *options, *id;
	int len = (int)message->nlmsg_len - (int)NLMSG_LENGTH(sizeof(*tc));

	if (message->nlmsg_type != RTM_NEWTFILTER || len < 0)
		return false;
	kind = attribute(TCA_RTA(tc), len, TCA_KIND);
	options = attribute(TCA_RTA(tc), len, TCA_OPTIONS);
	if (!kind || !options || RTA_PAYLOAD(kind) < sizeof("bpf") || memcmp(RTA_DATA(kind), "bpf", sizeof("bpf")))
		return false;
	id = attribute(RTA_DATA(options), (int)RTA_PAYLOAD(options), TCA_BPF_ID);
	if (!id || RTA_PAYLOAD(id) < sizeof(unsigned int))
		return false;
	filter[0] = TC_H_MAJ(tc->tcm_info) >> 16;
	filter[1] = tc->tcm_handle;
	memcpy(filter + 2, RTA_DATA(id), sizeof(unsigned int));
	return true;
}

/* Reads the kernel's answer in all its parts: how many filters there are. */
static int read_filters(int netlink, char *buffer, size_t size, unsigned int *filters, unsigned int count)
{
	unsigned int found = 0, filter[3];

	for (;;) {
		int len = (int)recv(netlink, buffer, size, 0);
		const struct nlmsghdr *message = (const struct nlmsghdr *)buffer;

		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return len ? -errno : -EIO;
		for (; NLMSG_OK(message, (unsigned int)len); message = NLMSG_NEXT(message, len)) {
			if (message->nlmsg_type == NLMSG_DONE)
				return (int)found;
			if (message->nlmsg_type == NLMSG_ERROR) {
				int err = ((const struct nlmsgerr *)NLMSG_DATA(message))->error;

				return err ? err : -EIO;
			}
			if (!read_filter(message, filter))
				continue;
			if (found < count)
				memcpy(filters + 3 * (size_t)found, filter, sizeof(filter));
			found++;
		}
	}
}

int lbj_query_tc(int interface, int egress, unsigned int *filters, unsigned int count)
{
	struct {
		struct nlmsghdr header;
		struct tcmsg tc;
	} request = {
		.header = { .nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETTFILTER,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.tc = { .tcm_ifindex = interface,
			.tcm_parent = TC_H_MAKE(TC_H_CLSACT, egress ? TC_H_MIN_EGRESS : TC_H_MIN_INGRESS) },
	};
	const size_t size = 1 << 16; /* more than the kernel puts into one part */
	char *buffer;
	int netlink, result;

	if (!filters)
		return -ENOMEM;
	netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (netlink < 0)
		return -errno;
	buffer = malloc(size);
	if (!buffer)
		result = -ENOMEM;
	else if (send(netlink, &request, sizeof(request), 0) < 0)
		result = -errno;
	else
		result = read_filters(netlink, buffer, size, filters, count);
	free(buffer);
	close(netlink);
	return result;
}
