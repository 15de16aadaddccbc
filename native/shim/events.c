// SPDX-License-Identifier: Apache-2.0
/* What wakes a consumer of events, and the perf events that carry them. */
#include "libbpf_java.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int result(int value)
{
	return value < 0 ? -errno : value;
}

int lbj_epoll_create(void)
{
	return result(epoll_create1(EPOLL_CLOEXEC));
}

/*
 * EPOLLET: a ring whose next record is not committed yet counts as readable, and without it a wait
 * would return at once, again and again, until it is. kernel/bpf/ringbuf.c, ringbuf_avail_data_sz().
 */
int lbj_epoll_add(int epoll, int fd, int writes)
{
	struct epoll_event event = { .events = (writes ? EPOLLOUT : EPOLLIN) | EPOLLET };

	return result(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

int lbj_epoll_wait(int epoll, int millis)
{
	struct epoll_event ready[64];
	int count = epoll_wait(epoll, ready, sizeof(ready) / sizeof(ready[0]), millis);

	return count < 0 && errno == EINTR ? 0 : result(count);
}

int lbj_eventfd(void)
{
	return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

int lbj_eventfd_wake(int fd)
{
	return result(eventfd_write(fd, 1));
}

int lbj_eventfd_clear(int fd)
{
	eventfd_t woken;

	return result(eventfd_read(fd, &woken));
}

int lbj_perf_open(int cpu, unsigned int wakeup, int watermark, int backward)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_RAW,
		.watermark = !!watermark,
		.wakeup_watermark = wakeup, /* wakeup_events lies in the same place */
		.write_backward = !!backward,
	};

	return result((int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC));
}

int lbj_perf_enable(int fd)
{
	return result(ioctl(fd, PERF_EVENT_IOC_ENABLE, 0));
}

int lbj_perf_pause(int fd, int pause)
{
	return result(ioctl(fd, PERF_EVENT_IOC_PAUSE_OUTPUT, !!pause));
}

int lbj_duplicate(int fd)
{
	return result(fcntl(fd, F_DUPFD_CLOEXEC, 0));
}
