// SPDX-License-Identifier: Apache-2.0
/*
 * Descriptors that Java cannot open, for the maps whose keys or values they are. The functions have
 * the names that JNI looks for, and take what needs no jni.h. Each returns a descriptor or -errno.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_xdp.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef SOL_XDP
#define SOL_XDP 283
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

#define FUNCTION(name) Java_org_libbpfjava_testing_Descriptors_##name

static int answer(long result)
{
	return result < 0 ? -errno : (int)result;
}

int FUNCTION(pidfd)(void *env, void *class)
{
	(void)env, (void)class;
	return answer(syscall(SYS_pidfd_open, getpid(), 0));
}

/* An AF_XDP socket with memory and rings, which no device uses. Linux 7.2 takes none without. */
int FUNCTION(xdpSocket)(void *env, void *class)
{
	static char memory[16 * 4096] __attribute__((aligned(65536)));
	struct xdp_umem_reg umem = { .addr = (unsigned long)memory, .len = sizeof(memory), .chunk_size = 4096 };
	int rings[] = { XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING, XDP_RX_RING, XDP_TX_RING };
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), entries = 16, error;
	unsigned int i;

	(void)env, (void)class;
	if (fd < 0)
		return -errno;
	error = setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof(umem)) ? errno : 0;
	for (i = 0; i < sizeof(rings) / sizeof(*rings) && !error; i++)
		error = setsockopt(fd, SOL_XDP, rings[i], &entries, sizeof(entries)) ? errno : 0;
	if (!error)
		return fd;
	close(fd);
	return -error;
}

/* A TCP socket that listens on a port of the loopback device. */
int FUNCTION(listener)(void *env, void *class, int reuses_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), error;

	(void)env, (void)class;
	if (fd < 0)
		return -errno;
	if ((!reuses_port || !setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &reuses_port, sizeof(reuses_port))) &&
	    !bind(fd, (struct sockaddr *)&address, sizeof(address)) && !listen(fd, 1))
		return fd;
	error = errno;
	close(fd);
	return -error;
}

/* An event that only BPF programs write. */
int FUNCTION(perfEvent)(void *env, void *class, int cpu)
{
	struct perf_event_attr attr;

	(void)env, (void)class;
	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_SOFTWARE;
	attr.config = PERF_COUNT_SW_BPF_OUTPUT;
	attr.sample_type = PERF_SAMPLE_RAW;
	return answer(syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC));
}

/* A file or folder. The path is the address of a C string. */
int FUNCTION(path)(void *env, void *class, long long path)
{
	(void)env, (void)class;
	return answer(open((const char *)path, O_RDONLY | O_CLOEXEC));
}

void FUNCTION(close)(void *env, void *class, int fd)
{
	(void)env, (void)class;
	close(fd);
}
