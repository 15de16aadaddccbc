// SPDX-License-Identifier: Apache-2.0
/*
 * Opens objects by libbpf and prints what came of it, one line each; native/compare compares the lines
 * of two libbpfs. Of each object there are broken variants too: a number says what is broken in them,
 * and is all that a variant depends on.
 *
 * usage: compare variants OBJECT…       each object, and variants of it
 *        compare load OBJECT…           loads each twice, and once without capabilities
 *        compare one OBJECT NUMBER      one variant, and all of its messages and bytes
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <linux/capability.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *messages; /* of this variant */
static size_t messages_size, messages_end;
static enum libbpf_print_level most = LIBBPF_DEBUG;
static bool whole;

static _Noreturn void die(const char *what, const char *which)
{
	fprintf(stderr, "compare: %s %s: %m\n", what, which);
	exit(2);
}

static int keep(enum libbpf_print_level level, const char *format, va_list args)
{
	char line[65536];
	int length = vsnprintf(line, sizeof(line), format, args);

	if (level > most || length < 0)
		return 0;
	if (length >= (int)sizeof(line))
		length = sizeof(line) - 1;
	if (messages_end + length + 1 > messages_size) {
		messages_size = 2 * (messages_end + length + 1);
		messages = realloc(messages, messages_size);
		if (!messages)
			die("no memory for", "messages");
	}
	memcpy(messages + messages_end, line, length + 1);
	messages_end += length;
	return length;
}

static __u64 hash(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	__u64 hash = 14695981039346656037ull;

	while (size--)
		hash = (hash ^ *at++) * 1099511628211ull;
	return hash;
}

static void print_bytes(const char *what, const void *bytes, size_t size)
{
	printf(" %s %zu %016llx", what, size, (unsigned long long)(bytes ? hash(bytes, size) : 0));
	if (!whole || !bytes)
		return;
	for (size_t i = 0; i < size; i++)
		printf("%s%02x", i % 32 ? " " : "\n\t", ((const unsigned char *)bytes)[i]);
	putchar('\n');
}

static void print_map(struct bpf_map *map)
{
	const char *pin = bpf_map__pin_path(map);
	size_t size = 0;
	const void *value = bpf_map__initial_value(map, &size);

	printf(" map %s type %d %u %u %u flags %x %llx btf %u %u numa %u if %u pin %s %d%d%d", bpf_map__name(map),
	       bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map), bpf_map__max_entries(map),
	       bpf_map__map_flags(map), bpf_map__map_extra(map), bpf_map__btf_key_type_id(map),
	       bpf_map__btf_value_type_id(map), bpf_map__numa_node(map), bpf_map__ifindex(map), pin ?: "none",
	       bpf_map__autocreate(map), bpf_map__autoattach(map), bpf_map__is_internal(map));
	/* A struct_ops has addresses of its programs in it. */
	print_bytes("value", bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS ? NULL : value, size);
}

static void print_object(struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	struct bpf_program *program;
	struct bpf_map *map;
	__u32 size = 0;

	printf(" object %s kernel %u", bpf_object__name(object), bpf_object__kversion(object));
	bpf_object__for_each_map(map, object) {
		struct bpf_map *inner = bpf_map__inner_map(map);

		print_map(map);
		if (inner)
			print_map(inner);
	}
	bpf_object__for_each_program(program, object) {
		printf(" program %s in %s type %d %d %d", bpf_program__name(program), bpf_program__section_name(program),
		       bpf_program__type(program), bpf_program__expected_attach_type(program), bpf_program__autoload(program));
		print_bytes("insns", bpf_program__insns(program), bpf_program__insn_cnt(program) * sizeof(struct bpf_insn));
	}
	if (!btf)
		return;
	for (__u32 id = 1; whole && id < btf__type_cnt(btf); id++) {
		const struct btf_type *section = btf__type_by_id(btf, id);

		if (!btf_is_datasec(section))
			continue;
		printf("\n section %s size %u", btf__name_by_offset(btf, section->name_off), section->size);
		for (int i = 0; i < btf_vlen(section); i++) {
			const struct btf_var_secinfo *entry = btf_var_secinfos(section) + i;
			const struct btf_type *variable = btf__type_by_id(btf, entry->type);

			printf("\n\t%s at %u size %u linkage %u", btf__name_by_offset(btf, variable->name_off), entry->offset,
			       entry->size, btf_is_var(variable) ? btf_var(variable)->linkage : 0);
		}
	}
	print_bytes("btf", btf__raw_data(btf, &size), size);
}

static void print_messages(void)
{
	printf(" messages %zu %016llx\n", messages_end, (unsigned long long)hash(messages, messages_end));
	if (whole)
		fwrite(messages, 1, messages_end, stdout);
}

static unsigned char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes;
	long end;

	if (!file || fseek(file, 0, SEEK_END) || (end = ftell(file)) <= 0 || fseek(file, 0, SEEK_SET))
		die("cannot read", path);
	bytes = malloc(end);
	if (!bytes || fread(bytes, 1, end, file) != (size_t)end)
		die("cannot read", path);
	fclose(file);
	*size = end;
	return bytes;
}

static __u64 state;

static __u64 random_below(__u64 limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return limit ? state % limit : 0;
}

struct parts {
	Elf64_Shdr *table; /* the section of the symbols */
	Elf64_Sym *symbols;
	size_t symbol_count;
	unsigned char *names, *btf;
	size_t names_size, btf_size;
};

/* Objects are whole here: clang or bpftool made them. */
static struct parts parts_of(unsigned char *bytes)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)bytes;
	Elf64_Shdr *sections = (Elf64_Shdr *)(bytes + header->e_shoff);
	const char *names = (char *)bytes + sections[header->e_shstrndx].sh_offset;
	struct parts parts = {};

	for (int i = 0; i < header->e_shnum; i++) {
		if (sections[i].sh_type == SHT_SYMTAB) {
			Elf64_Shdr *strings = &sections[sections[i].sh_link];

			parts.table = &sections[i];
			parts.symbols = (Elf64_Sym *)(bytes + sections[i].sh_offset);
			parts.symbol_count = sections[i].sh_size / sizeof(Elf64_Sym);
			parts.names = bytes + strings->sh_offset;
			parts.names_size = strings->sh_size;
		}
		if (!strcmp(names + sections[i].sh_name, ".BTF")) {
			parts.btf = bytes + sections[i].sh_offset;
			parts.btf_size = sections[i].sh_size;
		}
	}
	return parts;
}

/* A symbol that names a variable where there is one: broken others change little. */
static Elf64_Sym *some_symbol(const struct parts *parts)
{
	Elf64_Sym *symbol = NULL;

	for (int i = 0; i < 20; i++) {
		symbol = &parts->symbols[random_below(parts->symbol_count)];
		if (ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT)
			break;
	}
	return symbol;
}

static void break_something(const struct parts *parts, unsigned char *bytes, size_t *size)
{
	Elf64_Sym *one = some_symbol(parts), *other = some_symbol(parts), kept = *one;

	switch (random_below(16)) {
	case 0: one->st_name = random_below(parts->names_size); break;
	case 1: one->st_name = parts->names_size + random_below(1000); break;
	case 2: one->st_info = ELF64_ST_INFO(random_below(4), random_below(5)); break;
	case 3: one->st_other = random_below(4); break;
	case 4: one->st_name = other->st_name; break;
	case 5: *one = *other, *other = kept; break;
	case 6: *one = *other; break;
	case 7: one->st_value = random_below(2) ? random_below(256) : random_below(-1); break;
	case 8: one->st_shndx = random_below(2) ? SHN_UNDEF : random_below(20); break;
	case 9: parts->names[random_below(2) ? parts->names_size - 1 : random_below(parts->names_size)] ^= 1 + random_below(255); break;
	case 10: (random_below(2) ? &parts->table->sh_size : &parts->table->sh_entsize)[0] += random_below(64) - 32; break;
	case 11: if (parts->btf) parts->btf[random_below(parts->btf_size)] ^= 1 << random_below(8); break;
	case 12: bytes[random_below(*size)] ^= 1 << random_below(8); break;
	case 13:
	case 14: /* a second symbol of the name, with another value and visibility, and none is lost */
		other = &parts->symbols[random_below(parts->symbol_count)];
		if (ELF64_ST_TYPE(other->st_info) == STT_OBJECT)
			break;
		*other = *one;
		other->st_value ^= 4;
		other->st_other = random_below(4);
		break;
	case 15: if (!random_below(4)) *size -= random_below(*size); break;
	}
}

static void open_variant(const char *path, const unsigned char *bytes, size_t size, int number)
{
	unsigned char *copy = malloc(size);
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "compared");
	struct bpf_object *object;

	if (!copy)
		die("no memory for", path);
	memcpy(copy, bytes, size);
	if (number) {
		struct parts parts = parts_of(copy);

		state = number * 0x9e3779b97f4a7c15ull;
		/* In the order of what is found where: what moves the end comes last. */
		for (int i = 0; i <= number % 3; i++)
			break_something(&parts, copy, &size);
	}
	messages_end = 0;
	errno = 0;
	object = bpf_object__open_mem(copy, size, &options);
	printf("%s %d: %d", path, number, object ? 0 : -errno);
	if (object)
		print_object(object);
	print_messages();
	bpf_object__close(object);
	free(copy);
}

/* As many as take about as long, however large the object is. */
static int variants_of(size_t size)
{
	return size < 20000 ? 80 : size < 100000 ? 20 : size < 400000 ? 8 : 1;
}

static int descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	if (!folder)
		die("cannot read", "/proc/self/fd");
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static void set_capabilities(const __u32 effective[2], struct __user_cap_data_struct old[2])
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		die("cannot read", "capabilities");
	if (old)
		memcpy(old, data, sizeof(data));
	for (int i = 0; i < 2; i++)
		data[i].effective = effective[i];
	if (syscall(SYS_capset, &header, data))
		die("cannot set", "capabilities");
}

/* What the kernel says anew each time: how long the verifier took, where a map lies. */
static void blank(const char *before)
{
	for (char *at = messages_end ? strstr(messages, before) : NULL; at; at = strstr(at, before)) {
		size_t digits;

		at += strlen(before);
		digits = strspn(at, "0123456789abcdef");
		memmove(at, at + digits, strlen(at + digits) + 1);
		messages_end -= digits;
	}
}

static void load(const char *path, const char *how)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_map *map;
	int status;

	if (!object)
		return;
	bpf_object__for_each_map(map, object) {
		bpf_map__set_pin_path(map, NULL); /* or the second load gets what the first one left */
		if (bpf_map__map_flags(map) & BPF_F_SEGV_ON_FAULT) { /* libbpf 1.7.0 itself crashes on it */
			bpf_object__close(object);
			return;
		}
	}
	most = LIBBPF_WARN;
	messages_end = 0;
	status = bpf_object__load(object);
	printf("%s %s: %d", path, how, status);
	bpf_object__for_each_map(map, object)
		printf(" %s %d", bpf_map__name(map), bpf_map__fd(map));
	blank("verification time ");
	blank(" = 0xffff");
	print_messages();
	bpf_object__close(object);
}

static void load_all_ways(const char *path)
{
	static const __u32 none[2];
	struct __user_cap_data_struct old[2];

	load(path, "first load");
	load(path, "second load");
	set_capabilities(none, old);
	load(path, "load without capabilities");
	set_capabilities((__u32[]){ old[0].effective, old[1].effective }, NULL);
}

int main(int argc, char **argv)
{
	int before = descriptors();

	if (argc < 3)
		return fputs("usage: compare variants|load OBJECT… | one OBJECT NUMBER\n", stderr), 2;
	whole = !strcmp(argv[1], "one");
	libbpf_set_print(keep);
	for (int i = 2; i < (whole ? 3 : argc); i++) {
		if (!strcmp(argv[1], "load")) {
			load_all_ways(argv[i]);
		} else {
			size_t size;
			unsigned char *bytes = read_file(argv[i], &size);

			for (int number = whole ? atoi(argv[3]) : 0; number < (whole ? atoi(argv[3]) + 1 : variants_of(size)); number++)
				open_variant(argv[i], bytes, size, number);
			free(bytes);
		}
	}
	free(messages);
	printf("left: %d descriptors, %d bytes\n", descriptors() - before, mallinfo().uordblks);
	return 0;
}
