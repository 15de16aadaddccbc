// SPDX-License-Identifier: Apache-2.0
/*
 * Programs at places for which libbpf has no struct bpf_link: sockets, maps of sockets before Linux
 * 6.10, tc's clsact, XDP by netlink. A hook knows how to take its program away again.
 */
#define _GNU_SOURCE
#include "libbpf_java.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef SO_ATTACH_BPF
#define SO_ATTACH_BPF 50
#endif
#ifndef SO_DETACH_BPF
#define SO_DETACH_BPF 27 /* SO_DETACH_FILTER */
#endif
#ifndef SO_ATTACH_REUSEPORT_EBPF
#define SO_ATTACH_REUSEPORT_EBPF 52
#endif
#ifndef SO_COOKIE
#define SO_COOKIE 57
#endif
#ifndef SO_DETACH_REUSEPORT_BPF
#define SO_DETACH_REUSEPORT_BPF 68
#endif

struct hook {
	int (*detach)(const struct hook *hook);
	int link; /* the kernel's link; -1 for none */
	int program, map; /* descriptors of the hook's own; -1 for none */
	int socket; /* its owner's descriptor, which may be another file by now */
	int detach_option;
	unsigned long long cookie; /* of the socket */
	int interface, attach_type;
	unsigned int flags, program_id;
	struct bpf_tc_hook tc;
	unsigned int handle, priority;
};

static struct hook *new_hook(int (*detach)(const struct hook *hook))
{
	struct hook *hook = calloc(1, sizeof(*hook));

	if (hook) {
		hook->detach = detach;
		hook->link = hook->program = hook->map = hook->socket = -1;
	}
	return hook;
}

static void free_hook(struct hook *hook)
{
	if (hook->link >= 0)
		close(hook->link);
	if (hook->program >= 0)
		close(hook->program);
	if (hook->map >= 0)
		close(hook->map);
	free(hook);
}

/* The hook; or what went wrong, and the hook is freed. */
static long long hook_or_error(struct hook *hook, int err)
{
	if (!err)
		return (long long)(size_t)hook;
	free_hook(hook);
	return err;
}

/* A descriptor of the hook's own for the same file. */
static int own(int fd, int *copy)
{
	*copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return *copy < 0 ? -errno : 0;
}

int lbj_hook_fd(long long hook)
{
	int link = ((struct hook *)(size_t)hook)->link;

	return link < 0 ? -EOPNOTSUPP : link;
}

int lbj_hook_detach(long long hook)
{
	struct hook *it = (struct hook *)(size_t)hook;
	int err = it->detach ? it->detach(it) : 0;

	free_hook(it);
	return err;
}

static unsigned long long socket_cookie(int socket)
{
	unsigned long long cookie = 0;
	socklen_t len = sizeof(cookie);

	return getsockopt(socket, SOL_SOCKET, SO_COOKIE, &cookie, &len) ? 0 : cookie;
}

/*
 * Sets an option of the socket that had that number when it was looked up. A copy of the descriptor
 * holds it meanwhile, so that it cannot become another one. -EBADF where it is another one by now.
 */
static int set_option(int socket, unsigned long long cookie, int option, int value)
{
	int copy = fcntl(socket, F_DUPFD_CLOEXEC, 3), err = 0;

	if (copy < 0)
		return -errno;
	if (cookie != socket_cookie(copy))
		err = -EBADF;
	else if (setsockopt(copy, SOL_SOCKET, option, &value, sizeof(value)))
		err = -errno;
	close(copy);
	return err;
}

static int detach_socket(const struct hook *hook)
{
	return set_option(hook->socket, hook->cookie, hook->detach_option, 0);
}

long long lbj_hook_socket(int program, int socket, unsigned long long cookie, int reuseport)
{
	struct hook *hook = new_hook(detach_socket);

	if (!hook)
		return -ENOMEM;
	hook->socket = socket;
	hook->cookie = cookie;
	hook->detach_option = reuseport ? SO_DETACH_REUSEPORT_BPF : SO_DETACH_BPF;
	return hook_or_error(hook, set_option(socket, cookie, reuseport ? SO_ATTACH_REUSEPORT_EBPF : SO_ATTACH_BPF,
					      program));
}

/* An address of 16 bytes, IPv4 ones as IPv6 writes them, and the port in the network's order. */
static int copy_address(const struct sockaddr_storage *from, unsigned char *to)
{
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)from;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)from;

	switch (from->ss_family) {
	case AF_INET:
		memset(to, 0, 10);
		memset(to + 10, 0xff, 2);
		memcpy(to + 12, &v4->sin_addr, 4);
		memcpy(to + 16, &v4->sin_port, 2);
		return 0;
	case AF_INET6:
		memcpy(to, &v6->sin6_addr, 16);
		memcpy(to + 16, &v6->sin6_port, 2);
		return 0;
	}
	return -EAFNOSUPPORT;
}

static int read_socket(int socket, unsigned char *addresses, unsigned long long *numbers)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address), type_len = sizeof(int);
	int type;

	memset(addresses, 0, 36);
	if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &type_len) ||
	    getsockname(socket, (struct sockaddr *)&address, &len))
		return -errno;
	numbers[0] = socket_cookie(socket);
	numbers[1] = type;
	numbers[2] = 0;
	if (copy_address(&address, addresses))
		return 0; /* of another family: what has no address */
	len = sizeof(address);
	numbers[2] = 1;
	if (!getpeername(socket, (struct sockaddr *)&address, &len))
		copy_address(&address, addresses + 18);
	return 0;
}

int lbj_socket_facts(int fd, unsigned char *addresses, unsigned long long *numbers)
{
	int copy, err;

	if (!addresses || !numbers) /* the JVM had no memory for a copy */
		return -ENOMEM;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (copy < 0)
		return -errno;
	err = read_socket(copy, addresses, numbers);
	close(copy);
	return err;
}

static int detach_sockmap(const struct hook *hook)
{
	return bpf_prog_detach2(hook->program, hook->map, hook->attach_type);
}

/* Kernels before 6.10 have no such link, and answer EINVAL; then the program is set by itself. */
static int attach_sockmap(struct hook *hook, int program)
{
	int err;

	hook->link = bpf_link_create(program, hook->map, hook->attach_type, NULL);
	if (hook->link >= 0)
		return 0;
	err = hook->link;
	hook->link = -1;
	if (err != -EINVAL)
		return err;
	err = own(program, &hook->program);
	if (err)
		return err;
	hook->detach = detach_sockmap;
	return bpf_prog_attach(program, hook->map, hook->attach_type, 0);
}

long long lbj_hook_sockmap(int program, int attach_type, int map)
{
	struct hook *hook = new_hook(NULL);
	int err;

	if (!hook)
		return -ENOMEM;
	hook->attach_type = attach_type;
	err = own(map, &hook->map);
	return hook_or_error(hook, err ? err : attach_sockmap(hook, program));
}

/* Somebody may have put another program there: that one stays. */
static int detach_tc(const struct hook *hook)
{
	LIBBPF_OPTS(bpf_tc_opts, there, .handle = hook->handle, .priority = hook->priority);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = hook->handle, .priority = hook->priority);
	int err = bpf_tc_query(&hook->tc, &there);

	if (err || there.prog_id != hook->program_id)
		return err;
	return bpf_tc_detach(&hook->tc, &opts);
}

long long lbj_hook_tc(int program, int interface, int egress, unsigned int handle, unsigned int priority, int replace)
{
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = program, .handle = handle,
		    .priority = priority, .flags = replace ? BPF_TC_F_REPLACE : 0);
	struct hook *hook = new_hook(detach_tc);
	int err;

	if (!hook)
		return -ENOMEM;
	hook->tc.sz = sizeof(hook->tc);
	hook->tc.ifindex = interface;
	hook->tc.attach_point = egress ? BPF_TC_EGRESS : BPF_TC_INGRESS;
	err = bpf_tc_hook_create(&hook->tc);
	if (!err || err == -EEXIST) /* the qdisc is there */
		err = bpf_tc_attach(&hook->tc, &opts);
	hook->handle = opts.handle;
	hook->priority = opts.priority;
	hook->program_id = opts.prog_id;
	return hook_or_error(hook, err);
}

/* Kernels before 5.7 know of no expected program. */
static int detach_xdp(const struct hook *hook)
{
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts, .old_prog_fd = hook->program);
	int err = bpf_xdp_detach(hook->interface, hook->flags, &opts);

	return err == -EINVAL ? bpf_xdp_detach(hook->interface, hook->flags, NULL) : err;
}

long long lbj_hook_xdp(int program, int interface, unsigned int flags, int old)
{
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts, .old_prog_fd = old);
	struct hook *hook = new_hook(detach_xdp);
	int err;

	if (!hook)
		return -ENOMEM;
	hook->interface = interface;
	hook->flags = flags;
	err = own(program, &hook->program);
	if (!err)
		err = bpf_xdp_attach(interface, hook->program, flags | (old ? 0 : XDP_FLAGS_UPDATE_IF_NOEXIST), &opts);
	return hook_or_error(hook, err);
}
