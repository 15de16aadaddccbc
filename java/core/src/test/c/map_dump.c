// SPDX-License-Identifier: Apache-2.0
/* Prints the first element of the map with the id given, in hex: libbpf in C, to compare with. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct bpf_map_info info;
	__u32 size = sizeof(info), key = 0;
	unsigned char *value;
	int fd;

	memset(&info, 0, sizeof(info));
	fd = argc == 2 ? bpf_map_get_fd_by_id(strtoul(argv[1], NULL, 10)) : -EINVAL;
	if (fd < 0 || bpf_map_get_info_by_fd(fd, &info, &size))
		return 1;
	value = calloc(1, info.value_size);
	if (!value || bpf_map_lookup_elem(fd, &key, value))
		return 2;
	for (__u32 i = 0; i < info.value_size; i++)
		printf("%02x", value[i]);
	printf("\n");
	return 0;
}
