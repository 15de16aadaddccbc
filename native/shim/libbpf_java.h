/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libbpf's own interface cannot give to Java, in one language: a number, negative is -errno.
 *
 * Functions that return a pointer come back as `long long`, because errno does not survive between
 * two JNI calls. Nothing here calls into the JVM or prints, and
 * nothing but the log, hooks and BTF dumps allocates what outlives a call.
 */
#ifndef LIBBPF_JAVA_H
#define LIBBPF_JAVA_H

#include <stddef.h>
#include <bpf/libbpf.h>
#include <bpf/btf.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Log. libbpf's messages are formatted at once, into a buffer of the calling thread. Each starts
 * with its level as one byte, 1 warning, 2 information, 3 debug, and ends with a NUL.
 */

/* Collects messages up to `level` on this thread, `limit` bytes at most; drops what was there. */
void lbj_log_begin(int level, size_t limit);
/* Bytes collected since; with the bytes that found no room in *dropped. */
size_t lbj_log_size(size_t *dropped);
/* What was collected, as long as nothing else is called. */
const char *lbj_log_text(void);
/* Frees it. Collecting ends. */
void lbj_log_end(void);

/* Objects. */

/* A struct bpf_object *. */
long long lbj_object_open(const unsigned char *elf, size_t size, const struct bpf_object_open_opts *opts);
/* By the address that opening returned. */
void lbj_object_close(long long object);
/*
 * Loads an object with __arena globals as its skeleton would, which alone is told where in `arena`
 * they are: `address` gets that.
 */
int lbj_object_load_arena(struct bpf_object *object, struct bpf_map *arena, long long *address);
/* Bytes of the object's BTF as libbpf fixed it up, 0 without BTF. Leaves no trace in the object. */
long long lbj_object_btf_size(const struct bpf_object *object);
/* Copies all of it; -ERANGE when `len` is not its size. */
long long lbj_object_btf_read(const struct bpf_object *object, unsigned char *to, size_t len);

/* Size of a data map's initial image; -ENOENT where libbpf keeps none. */
long long lbj_section_size(const struct bpf_map *map);
/*
 * The address of `len` bytes of the image; -ENOENT without one, -ERANGE past its end. It moves on
 * resize and goes with load and close: to be used at once.
 */
long long lbj_section_image(const struct bpf_map *map, size_t off, size_t len);
/* The same for writing: -EBUSY once the map exists, -EINVAL for .kconfig, as bpf_map__set_initial_value(). */
long long lbj_section_writable_image(struct bpf_map *map, size_t off, size_t len);

/* A struct bpf_link *; -EOPNOTSUPP where the program's section says nothing of a place to attach. */
long long lbj_program_attach(const struct bpf_program *program);
/* A struct bpf_link * of a struct_ops map, loaded. */
long long lbj_struct_ops_attach(const struct bpf_map *map);
/* Links by the address that attaching returned. */
int lbj_link_fd(long long link);
int lbj_link_destroy(long long link);
/* Of a link of a struct_ops map alone: libbpf takes its struct for a larger one. */
int lbj_link_update_map(long long link, const struct bpf_map *map);

/*
 * Attaching with options: a struct bpf_link *. A text that is not given is "". `place` among other
 * programs: 0 wherever, 1 before, 2 after the program or link (`to_link`) of that descriptor or id,
 * before or after all of them without one.
 */

long long lbj_attach_raw_tracepoint(const struct bpf_program *program, const char *name, unsigned long long cookie);
long long lbj_attach_tracepoint(const struct bpf_program *program, const char *category, const char *name,
				unsigned long long cookie);
long long lbj_attach_trace(const struct bpf_program *program, unsigned long long cookie);
/* The number of a network interface in the network namespace of this thread. */
int lbj_interface_index(const char *name);
/* `flags`: XDP_FLAGS_SKB_MODE and its like. */
long long lbj_attach_xdp(const struct bpf_program *program, int interface, unsigned int flags);
long long lbj_attach_tcx(const struct bpf_program *program, int interface, int place, int to_link, int fd,
			 unsigned int id, unsigned long long revision);
long long lbj_attach_netkit(const struct bpf_program *program, int interface, int place, int to_link, int fd,
			    unsigned int id, unsigned long long revision);
long long lbj_attach_cgroup(const struct bpf_program *program, const char *path, int preorder, int place,
			    int to_link, int fd, unsigned int id, unsigned long long revision);
long long lbj_attach_netns(const struct bpf_program *program, const char *path);
long long lbj_attach_netfilter(const struct bpf_program *program, unsigned int family, unsigned int hook,
			       int priority, int defragment);
/* Without a function, `offset` is an address. `mode`: enum probe_attach_mode. */
long long lbj_attach_kprobe(const struct bpf_program *program, const char *function, unsigned long long offset,
			    int on_return, unsigned long long cookie, int mode);
/* Functions by a pattern, by names that each end with a NUL, or by addresses. No cookies, or one for each. */
long long lbj_attach_kprobe_multi(const struct bpf_program *program, const char *pattern,
				  const unsigned char *functions, size_t function_count,
				  const unsigned long long *addresses, size_t address_count,
				  const unsigned long long *cookies, size_t cookie_count, int on_return,
				  int unique_match);
/* `pid`: 0 for this process, -1 for all. */
long long lbj_attach_uprobe(const struct bpf_program *program, int pid, const char *binary, const char *function,
			    unsigned long long offset, int on_return, unsigned long long reference_counter,
			    unsigned long long cookie, int mode);
long long lbj_attach_uprobe_multi(const struct bpf_program *program, int pid, const char *binary,
				  const char *pattern, const unsigned char *functions, size_t function_count,
				  const unsigned long long *offsets, size_t offset_count,
				  const unsigned long long *cookies, size_t cookie_count, int on_return);
long long lbj_attach_usdt(const struct bpf_program *program, int pid, const char *binary, const char *provider,
			  const char *name, unsigned long long cookie);

/* `target` is another program, which has a function of that name. */
long long lbj_attach_freplace(const struct bpf_program *program, int target, const char *function);
long long lbj_attach_ksyscall(const struct bpf_program *program, const char *name, int on_return,
			      unsigned long long cookie);
/* `kind`: 0 for all, 1 a map by its descriptor, 2 a thread, 3 a process, 4 a pidfd, 5 a group by its path. */
long long lbj_attach_iter(const struct bpf_program *program, int kind, int number, const char *cgroup, int order);
/*
 * Opens a perf event, which the link then owns. `address`, `len`, `access` are those of a breakpoint.
 * `sampling`: a period, or a frequency. `pid` -1 for all, `cpu` -1 for all of that thread.
 */
long long lbj_attach_perf_event(const struct bpf_program *program, unsigned int type, unsigned long long config,
				unsigned long long address, unsigned long long len, unsigned int access,
				unsigned long long sampling, int is_frequency, int pid, int cpu,
				unsigned long long cookie);

/*
 * Hooks: a program at a place for which libbpf has no struct bpf_link, by its address. lbj_hook_fd() gives
 * the kernel's link, -EOPNOTSUPP where there is none.
 */

/* `cookie` tells whether the descriptor is still the same socket: -EBADF where it is not. */
long long lbj_hook_socket(int program, int socket, unsigned long long cookie, int reuseport);
long long lbj_hook_sockmap(int program, int attach_type, int map);
/* Makes the clsact qdisc where there is none. The kernel chooses a `handle` and `priority` of 0. */
long long lbj_hook_tc(int program, int interface, int egress, unsigned int handle, unsigned int priority, int replace);
/* `old`: the program to be replaced, 0 for none. */
long long lbj_hook_xdp(int program, int interface, unsigned int flags, int old);
int lbj_hook_fd(long long hook);
/* Takes the program away and frees the hook, whatever it returns. */
int lbj_hook_detach(long long hook);
/*
 * A socket's local and remote address, each 16 bytes and a port; `numbers`: cookie, type, and 1 where it is
 * one of IPv4 or IPv6, which alone have addresses here.
 */
int lbj_socket_facts(int fd, unsigned char *addresses, unsigned long long *numbers);

/* What is attached where. */

/* A descriptor of a folder. */
int lbj_open_folder(const char *path);
/*
 * Programs at a control group, by its descriptor, or at a network interface: how many there are. Fills
 * 3 times `count` numbers: the ids of programs, of their links or 0, and flags; as many as there is room
 * for. `revision` is 0 where the kernel does not count changes. `effective`: of a control group all that
 * run there, those of its ancestors too.
 */
int lbj_query(int target, int attach_type, int effective, unsigned int *ids, unsigned int count,
	      unsigned long long *revision);
/* 3 `ids` of programs, 0 for none: in the driver, generic, offloaded. */
int lbj_query_xdp(int interface, unsigned int *ids);
/* The BPF filters of clsact: how many. Fills 3 numbers for each, up to `count`: priority, handle, program id. */
int lbj_query_tc(int interface, int egress, unsigned int *filters, unsigned int count);

/* C text of BTF types: btf_dump__new() with a callback that collects. */

/* A struct btf * of a copy of the bytes, over the one at address `base`, which must outlive it, or 0. */
long long lbj_btf_new(const unsigned char *raw, size_t size, long long base);
void lbj_btf_free(long long btf);

struct lbj_btf_dump;
/* A struct lbj_btf_dump *. The BTF must outlive it. */
long long lbj_btf_dump_new(const struct btf *btf);
/* What btf_dump__dump_type() and its like take; they append to the text. */
struct btf_dump *lbj_btf_dump_inner(const struct lbj_btf_dump *dump);
/* Appends the types from id `first` up to and without `end`, each after what it needs. */
int lbj_btf_dump_types(struct lbj_btf_dump *dump, unsigned int first, unsigned int end);
/* Bytes of text so far; -ENOMEM when some found no room. */
long long lbj_btf_dump_size(const struct lbj_btf_dump *dump);
/* Copies the text, `len` bytes at most, and starts anew. */
size_t lbj_btf_dump_take(struct lbj_btf_dump *dump, unsigned char *to, size_t len);
void lbj_btf_dump_free(struct lbj_btf_dump *dump);

/* Memory. */

/* The address of a shared mapping of `size` bytes of a map or perf event, from `offset` on. */
long long lbj_mmap(int fd, long long offset, size_t size, int writable);
int lbj_munmap(long long address, size_t size);
/*
 * Puts private memory with the same bytes in the place of a mapping, which then holds the map no
 * more. Its addresses are valid all the while; what is stored by others meanwhile may be lost.
 * The bytes that needed memory, whole pages of them; pages of zeros need none.
 */
long long lbj_mapping_detach(long long address, size_t size, int writable);
/*
 * Puts pages of zeros in the place of a mapping, which then holds the map no more. They take no
 * memory, as long as nobody writes into them.
 */
int lbj_mapping_drop(long long address, size_t size, int writable);
long long lbj_page_size(void);
/* The descriptor of a file in memory that holds the bytes: /proc/self/fd/N is its path. */
int lbj_memory_file(const unsigned char *bytes, size_t size);

/* Reads or writes this process's own memory by system call: -EFAULT where a load would be SIGSEGV. */
long long lbj_memory_read(long long address, unsigned char *to, size_t len);
long long lbj_memory_write(long long address, const unsigned char *from, size_t len);

/* Map elements: the caller answers for the sizes of key and value. */
int lbj_map_lookup(int fd, const unsigned char *key, unsigned char *value, unsigned long long flags);
int lbj_map_update(int fd, const unsigned char *key, const unsigned char *value, unsigned long long flags);
int lbj_map_delete(int fd, const unsigned char *key);
int lbj_map_lookup_and_delete(int fd, const unsigned char *key, unsigned char *value, unsigned long long flags);
/* The key after `key`; the first one where `has_key` is 0. -ENOENT after the last. */
int lbj_map_next_key(int fd, const unsigned char *key, int has_key, unsigned char *next);

/* A test run. `sizes_and_results`: in data_in, data_out, ctx_in, ctx_out sizes in bytes; out
 * data_out and ctx_out sizes, the return value, mean nanoseconds a run. -ENOSPC: did not fit. */
int lbj_program_test_run(int fd, const unsigned char *data_in, unsigned char *data_out,
			 const unsigned char *ctx_in, unsigned char *ctx_out, int repeat,
			 unsigned int flags, unsigned int cpu, unsigned int batch_size,
			 unsigned int *sizes_and_results);
/* Runs a syscall program, which may change its context. */
int lbj_program_run_syscall(int fd, unsigned char *context, unsigned int size, unsigned int *returned);

/* What the kernel keeps of a loaded map or program. */

int lbj_map_id(int fd);
/*
 * 11 `numbers`: type, id, key size, value size, max_entries, flags, map_extra in two halves, the low
 * one first, the ids of its BTF and of its key's and value's type in it. `name`: 16 bytes, a C string.
 */
int lbj_map_info(int fd, unsigned int *numbers, unsigned char *name);
/* Bytes of the BTF with that id; copies `len` of them at most. */
long long lbj_btf_read(unsigned int id, unsigned char *to, size_t len);
/* The same by its descriptor. */
long long lbj_btf_content(int fd, unsigned char *to, size_t len);
/*
 * Copies a program as the kernel rewrote it, with its function records {slot, BTF type id} and line
 * records {slot, file, text, line << 10 | column}; file and text are offsets of strings in its BTF.
 * `numbers`: in the room, bytes of xlated code, function records, line records; out what there is of
 * each, bytes of JITed code, the program's id, and 1 where the kernel hides code of that size. More
 * than the room is never written. 0 bytes of code: hidden too, from a process without privileges.
 */
int lbj_program_info(int fd, unsigned int *numbers, unsigned char *xlated, unsigned int *functions,
		     unsigned int *lines);
/*
 * A program: 19 `numbers`: type, id, nanoseconds from boot to its load, uid, how many maps it uses, 1
 * for a license that goes with the GPL, interface of offload with device and inode of its network
 * namespace, bytes of xlated and of JITed code, how many functions are JITed, ids of its BTF, of the
 * BTF that has its target's type and of that type, nanoseconds and number of its runs,
 * missed runs, verified instructions. `name_and_tag`: a C string of 16 bytes, and 8 bytes. As many ids
 * of maps, and addresses and bytes of functions, as there is room for.
 */
int lbj_program_facts(int fd, unsigned long long *numbers, unsigned char *name_and_tag,
		      unsigned int *map_ids, unsigned int map_count, unsigned long long *addresses,
		      unsigned int *lengths, unsigned int function_count);
/* Takes what a program has printed to stream 1 or 2; bytes, 0 for nothing. */
int lbj_program_stream_read(int fd, unsigned int stream, unsigned char *to, unsigned int len);
/* Makes a program one of a struct_ops map. */
int lbj_program_associate(int fd, int map_fd);
/*
 * Links of a program by its descriptor, where there is no struct bpf_program: a descriptor. The place
 * among others is that of lbj_attach_tcx() and its like; "" for the tracepoint that the program names.
 */
int lbj_link_create(int fd, int target, int attach_type, unsigned int flags);
int lbj_link_create_ordered(int fd, int target, int attach_type, int preorder, int place, int to_link,
			    int neighbour, unsigned int id, unsigned long long revision);
int lbj_link_create_cgroup(int fd, const char *path, int attach_type, int preorder, int place, int to_link,
			   int neighbour, unsigned int id, unsigned long long revision);
int lbj_link_create_netns(int fd, const char *path, int attach_type);
int lbj_link_create_netfilter(int fd, unsigned int family, unsigned int hook, int priority, int defragment);
int lbj_link_create_raw_tracepoint(int fd, const char *name, unsigned long long cookie);
/* read(2): bytes, 0 at the end. */
long long lbj_read(int fd, unsigned char *to, size_t len);
/* The moment of boot in nanoseconds since 1970, by today's clock. */
long long lbj_boot_time(void);

/*
 * A link: `numbers` has room for 8. First its type, its id and that of its program; then what struct
 * bpf_link_info has of that type, in its order. `text`: the one name that it has, `len` bytes at most.
 * `lists`: 3 times `count` numbers, filled where the link has so many functions: the addresses and
 * cookies of a kprobe.multi, the offsets, counters' offsets and cookies of a uprobe.multi.
 */
int lbj_link_info(int fd, unsigned long long *numbers, unsigned char *text, size_t len,
		  unsigned long long *lists, unsigned int count);
/* The name of the program with that id: 16 bytes, a C string. */
int lbj_program_name(unsigned int id, unsigned char *name);

/* What the running kernel holds and knows, whoever made it. */

enum { LBJ_PROGRAM, LBJ_MAP, LBJ_LINK, LBJ_BTF };
/* The lowest id above `id` of that kind; -ENOENT after the last. */
int lbj_next_id(int kind, unsigned int id);
/* A descriptor; -ENOENT where nothing of that kind has that id. */
int lbj_open_id(int kind, unsigned int id);
/* BTF: 3 `numbers`, its id, bytes, 1 for that of the kernel or a module. `name`: a C string. */
int lbj_btf_info(int fd, unsigned int *numbers, unsigned char *name, unsigned int len);
/*
 * The constants of an enum of the kernel, each a C string, in order: copied into `to` as far as they
 * fit whole; the bytes of all. -ENOENT for no such enum, or no BTF.
 */
long long lbj_kernel_enumerators(const char *name, unsigned char *to, size_t len);
/* A BPF token of the file system that is mounted there, a descriptor. */
int lbj_token_open(const char *path);
/*
 * Where the first BPF file system is mounted that gives a token to this process, as a C string, cut to
 * `len` bytes; -ENOENT for none, and in the first user namespace, which needs none.
 */
int lbj_token_folder(unsigned char *folder, size_t len);
/* 1 where the kernel or a module has such a function for programs to call; negative without BTF. */
int lbj_kernel_has_kfunc(const char *name);

/* Events: what wakes a consumer. */

int lbj_epoll_create(void);
/* Reports each wake-up of `fd` once: for data to read, or for room to write. */
int lbj_epoll_add(int epoll, int fd, int writes);
/* How many descriptors woke it; 0 after `millis` milliseconds, negative for ever, or for a signal. */
int lbj_epoll_wait(int epoll, int millis);
/* A descriptor that lbj_eventfd_wake() wakes, until lbj_eventfd_clear(). */
int lbj_eventfd(void);
int lbj_eventfd_wake(int fd);
int lbj_eventfd_clear(int fd);

/*
 * The perf event to which programs on `cpu` write: PERF_COUNT_SW_BPF_OUTPUT. It wakes after that
 * many samples, or bytes where `watermark`. Where `backward`, it overwrites its oldest samples.
 */
int lbj_perf_open(int cpu, unsigned int wakeup, int watermark, int backward);
int lbj_perf_enable(int fd);
int lbj_perf_pause(int fd, int pause);
/* Another descriptor of the same open file. */
int lbj_duplicate(int fd);

/*
 * Maps and programs without an object: a descriptor. `token`: the descriptor of a BPF token; 0 for one
 * that is found, in a user namespace of the process's own; negative for none.
 */

/* The program type and expected attach type of a section's name, such as "xdp"; -ESRCH for none. */
int lbj_program_type(const char *section, int *type_and_attach_type);
/*
 * 10 `numbers`: key size, value size, max_entries, flags, NUMA node, map_extra in two halves, the low
 * one first, the descriptor of an inner map or 0, the ids of the key's and value's type in `btf`, which
 * has `len` bytes, 0 for none. Where the kernel refuses the BTF, or a map with it, the map has none.
 */
int lbj_map_create(int type, const char *name, const unsigned int *numbers, const unsigned char *btf, size_t len,
		   int token);
/*
 * Makes such a map once more, without BTF, and closes it: one that was refused. Linux 7.2 or newer
 * writes the reason into `log`, a C string of `len` bytes at most. Older ones write nothing.
 */
int lbj_map_refusal(int type, const char *name, const unsigned int *numbers, unsigned char *log, size_t len,
		    int token);
/* The same where the types are in BTF that is loaded already; a negative descriptor for no types. */
int lbj_map_create_typed(int type, const char *name, const unsigned int *numbers, int btf_fd);
int lbj_map_freeze(int fd);
/*
 * Loads `count` instructions. The verifier writes a log that ends with a NUL if `log_level` is not 0;
 * -ENOSPC where it needs more than `log_size` bytes, how many in *log_need from Linux 6.4 on, else 0.
 */
int lbj_program_load(int type, int attach_type, const char *name, const char *license,
		     const unsigned char *instructions, size_t count, unsigned int log_level,
		     unsigned char *log, unsigned int log_size, unsigned int *log_need, int token);
/* Loads BTF: a descriptor. The kernel's log is as that of lbj_program_load(). */
int lbj_btf_load(const unsigned char *btf, size_t len, unsigned int log_level, unsigned char *log,
		 unsigned int log_size, unsigned int *log_need, int token);
int lbj_close(int fd);
/* How many descriptors fit from the lowest free one on; -EMFILE or -ENFILE for none. */
long long lbj_room_for_descriptors(void);

/*
 * Probes: each uses one kernel feature, on nothing that outlives the call, with a BPF token if one is
 * found. 0 where the kernel has it, otherwise its refusal.
 */
int lbj_probe_global_data(void);
int lbj_probe_mmapable_arrays(void);
int lbj_probe_known_constants(void);
int lbj_probe_fentry(void);
int lbj_probe_map_batch(void);
int lbj_probe_lsm(void);
int lbj_probe_ring_buffer(void);
int lbj_probe_ring_buffer_overwrite(void);
int lbj_probe_cpu_flags(void);
int lbj_probe_exclusive_maps(void);
int lbj_probe_run_time_statistics(void);
int lbj_probe_program_streams(void);
int lbj_probe_struct_ops_association(void);
int lbj_probe_user_ring_buffer(void);
int lbj_probe_cookie(void);
int lbj_probe_large_sections(void);
int lbj_probe_kprobe_multi(void);
int lbj_probe_tcx(void);
int lbj_probe_uprobe_multi(void);
int lbj_probe_netkit(void);
int lbj_probe_arena(void);

/* libbpf_probe_bpf_prog_type() and its like: 1, 0, or negative; -EPERM where the kernel let no call pass. */
int lbj_probe_program_type(int type);
int lbj_probe_map_type(int type);
int lbj_probe_helper(int type, int helper);

/* 0 where a system call reaches the kernel: bpf(2), perf_event_open(2). */
int lbj_probe_bpf_call(void);
int lbj_probe_perf_call(void);

#ifdef __cplusplus
}
#endif
#endif
