// SPDX-License-Identifier: Apache-2.0
/*
 * Functions bound by hand, where JavaCPP's binding would not do: versions, which are asked before
 * its classes can be used; map elements in direct buffers, whose position JavaCPP reads anew after
 * Java has checked it; opening and the log, for which a Pointer costs more than the call; and
 * section images, which move without a copy in between. Then what JavaCPP's own functions are made
 * to use. None calls Java on its way: that would need a stack and a heap that may be full.
 * native/link compiles this file.
 */
#include "libbpf_java.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <jni.h>
#include <limits.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

/* JavaCPP's, renamed by native/link. */
jint JNI_OnLoad_jnilibbpf(JavaVM *vm, void *reserved);
void JNI_OnUnload_jnilibbpf(JavaVM *vm, void *reserved);
/* Appended to JavaCPP's code by presets/src/build/JavaCppNatives.java. */
int lbj_register_javacpp(JNIEnv *env);

/* java.nio.Buffer's field `address`; NULL where this JVM keeps addresses in another way. */
static jfieldID address_field;

static jfieldID find_address_field(JNIEnv *env)
{
	static char probe;
	jobject buffer = (*env)->NewDirectByteBuffer(env, &probe, 1);
	jclass type = buffer ? (*env)->FindClass(env, "java/nio/Buffer") : NULL;
	jfieldID field = type ? (*env)->GetFieldID(env, type, "address", "J") : NULL;

	if ((*env)->ExceptionCheck(env)) {
		(*env)->ExceptionClear(env);
		return NULL;
	}
	return field && (*env)->GetLongField(env, buffer, field) == (jlong)(uintptr_t)&probe ? field : NULL;
}

/*
 * From JDK 19 on a buffer may be a view of memory that its owner closes at any time (an Arena), and
 * the JVM's own accessors refuse it then. java.nio.Buffer's field `segment` is NULL for all others.
 */
static jfieldID segment_field;
static jboolean scopes_are_hidden; /* such a JVM, which keeps them in another way */

static void find_segment_field(JNIEnv *env)
{
	jclass type = (*env)->FindClass(env, "java/nio/Buffer");

	segment_field = type ? (*env)->GetFieldID(env, type, "segment", "Ljava/lang/foreign/MemorySegment;") : NULL;
	if ((*env)->ExceptionCheck(env))
		(*env)->ExceptionClear(env);
	scopes_are_hidden = !segment_field && (*env)->GetVersion(env) >= 0x00130000;
}

static int may_be_closed(JNIEnv *env, jobject buffer)
{
	return scopes_are_hidden || (segment_field && (*env)->GetObjectField(env, buffer, segment_field));
}

/* JavaCPP is not started here: what needs none of its classes shall not pay for them. */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
	JNIEnv *env;

	(void)reserved;
	if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_6) != JNI_OK)
		return JNI_ERR;
	address_field = find_address_field(env);
	find_segment_field(env);
	return JNI_VERSION_1_6;
}

static int is_bound;

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved)
{
	if (is_bound)
		JNI_OnUnload_jnilibbpf(vm, reserved);
}

/* Read by the binding's JNI_OnLoad, which presets/generate has told to. */
int lbj_register_structs;

/* NativeLibrary calls it under a lock. A part that fails is done again by the next call. */
JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_NativeLibrary_initializeBinding(
	JNIEnv *env, jclass type, jboolean structs)
{
	JavaVM *vm;
	jint result;

	(void)type;
	if ((*env)->GetJavaVM(env, &vm) != JNI_OK)
		return JNI_ERR;
	lbj_register_structs = structs;
	result = JNI_OnLoad_jnilibbpf(vm, NULL); /* which starts JavaCPP */
	if (result >= 0 && !structs)
		result = lbj_register_javacpp(env);
	is_bound |= result >= 0;
	return result;
}

/*
 * For JavaCPP's functions: presets/src/build/CheckedArguments.java. Where one fails, an exception is
 * pending, if not the one that is meant then the one that making it ended in.
 */

void lbj_throw(JNIEnv *env, jclass type, const char *message)
{
	if (type)
		(*env)->ThrowNew(env, type, message);
}

/* The JVM answers NULL for an array that it cannot copy, and throws nothing itself. */
void lbj_no_memory(JNIEnv *env)
{
	if (!(*env)->ExceptionCheck(env))
		lbj_throw(env, (*env)->FindClass(env, "java/lang/OutOfMemoryError"),
			  "libbpf-java: no native memory for the copy of an argument");
}

#define IS_SURROGATE(unit) (((unit) & 0xf800) == 0xd800)
#define IS_HIGH(unit) (((unit) & 0xfc00) == 0xd800)
#define IS_LOW(unit) (((unit) & 0xfc00) == 0xdc00)

/* UTF-8 of one or two UTF-16 units, with '?' for half a pair; how many units it took. */
static int utf8(const jchar *unit, int left, char **to)
{
	unsigned char *at = (unsigned char *)*to;
	unsigned int point = unit[0];
	int taken = 1;

	if (IS_HIGH(point) && left > 1 && IS_LOW(unit[1])) {
		point = 0x10000 + ((point & 0x3ff) << 10) + (unit[1] & 0x3ff);
		taken = 2;
		*at++ = 0xf0 | point >> 18;
		*at++ = 0x80 | (point >> 12 & 0x3f);
		*at++ = 0x80 | (point >> 6 & 0x3f);
		*at++ = 0x80 | (point & 0x3f);
	} else if (IS_SURROGATE(point)) {
		*at++ = '?';
	} else if (point < 0x80) {
		*at++ = point;
	} else if (point < 0x800) {
		*at++ = 0xc0 | point >> 6;
		*at++ = 0x80 | (point & 0x3f);
	} else {
		*at++ = 0xe0 | point >> 12;
		*at++ = 0x80 | (point >> 6 & 0x3f);
		*at++ = 0x80 | (point & 0x3f);
	}
	*to = (char *)at;
	return taken;
}

/* To be freed by the caller. NULL for null, and with an exception where there is no memory. */
const char *lbj_string(JNIEnv *env, jstring text)
{
	jchar units[256];
	jsize length, done = 0;
	char *bytes, *end;

	if (!text)
		return NULL;
	length = (*env)->GetStringLength(env, text);
	bytes = end = malloc((size_t)length * 3 + 1);
	if (!bytes) {
		lbj_no_memory(env);
		return NULL;
	}
	while (done < length) {
		int count = length - done < 256 ? length - done : 256, at = 0;

		(*env)->GetStringRegion(env, text, done, count, units);
		/* The last of a full block may be the first half of a pair: it comes again. */
		while (at < count && (at == 0 || at + 1 < count || done + count == length))
			at += utf8(units + at, count - at, &end);
		done += at;
	}
	*end = 0;
	return bytes;
}

/* How many bytes follow the first one of a character, and which range the next one is in; -1 for no first. */
static int utf8_rest(unsigned char first, unsigned char *low, unsigned char *high)
{
	*low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	*high = first == 0xf4 ? 0x8f : 0xbf;
	return first < 0x80 ? 0 : first < 0xc2 || first > 0xf4 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

/*
 * One character of UTF-8, as Java's own decoder takes it: U+FFFD for as many bytes as begin a
 * character and end before it, and for half a pair. How many bytes it took. The NUL at the end of
 * the text is in no range.
 */
static int utf16(const unsigned char *at, jchar **to)
{
	unsigned char low, high;
	int rest = utf8_rest(at[0], &low, &high);
	unsigned int point = rest > 0 ? at[0] & (0x3f >> rest) : at[0];

	for (int i = 1; i <= rest; i++) {
		if (at[i] < low || at[i] > high) {
			*(*to)++ = 0xfffd;
			return i;
		}
		point = point << 6 | (at[i] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	if (rest < 0 || (point < 0x10000 && IS_SURROGATE(point))) {
		*(*to)++ = 0xfffd;
	} else if (point < 0x10000) {
		*(*to)++ = point;
	} else {
		*(*to)++ = 0xd800 | (point - 0x10000) >> 10;
		*(*to)++ = 0xdc00 | (point & 0x3ff);
	}
	return rest < 0 ? 1 : rest + 1;
}

/* A Java string of a C string in UTF-8, null for NULL. JavaCPP's own way calls Java. */
jstring lbj_text(JNIEnv *env, const char *bytes)
{
	jchar few[128], *units = few, *end;
	size_t length = bytes ? strlen(bytes) : 0;
	jstring text;

	if (!bytes)
		return NULL;
	if (length > 128)
		units = length < INT_MAX ? malloc(length * sizeof(*units)) : NULL;
	if (!units) {
		lbj_no_memory(env);
		return NULL;
	}
	end = units;
	for (size_t done = 0; done < length;)
		done += utf16((const unsigned char *)bytes + done, &end);
	text = (*env)->NewString(env, units, end - units);
	if (units != few)
		free(units);
	return text;
}

JNIEXPORT jstring JNICALL Java_org_libbpfjava_presets_NativeLibrary_artifactVersion(JNIEnv *env, jclass type)
{
	(void)type;
	return (*env)->NewStringUTF(env, LBJ_VERSION);
}

JNIEXPORT jstring JNICALL Java_org_libbpfjava_presets_NativeLibrary_libbpfVersionString(JNIEnv *env, jclass type)
{
	char version[64];

	(void)type;
	snprintf(version, sizeof(version), "%s." LBJ_LIBBPF_PATCH, libbpf_version_string());
	return (*env)->NewStringUTF(env, version);
}

/*
 * The caller has checked that the buffer is direct and that the bytes lie within its capacity.
 * GetDirectBufferAddress enters the JVM, whose code and data a system call has often put out of the
 * caches: twice that is a tenth of a map's call. Reading a field does not.
 */
static char *at(JNIEnv *env, jobject buffer, jint offset)
{
	char *start = address_field ? (char *)(uintptr_t)(*env)->GetLongField(env, buffer, address_field)
				    : (char *)(*env)->GetDirectBufferAddress(env, buffer);

	return start + offset;
}

static jlong address(JNIEnv *env, jobject buffer, jint offset)
{
	return (jlong)(uintptr_t)at(env, buffer, offset);
}

/*
 * libbpf's calls for one element, without its three functions and the C library's on the way. After
 * a system call the processor has forgotten where each of them returns to, which costs as much as
 * the rest of JNI. The fields are those of bpf_map_lookup_elem_flags() and its like.
 */
static jint element_call(enum bpf_cmd command, jint fd, jlong key, jlong value, jlong flags)
{
	union bpf_attr attr;
	const size_t size = offsetof(union bpf_attr, flags) + sizeof(attr.flags);

	memset(&attr, 0, size);
	attr.map_fd = fd;
	attr.key = (__u64)key;
	attr.value = (__u64)value;
	attr.flags = (__u64)flags;
#if defined(__x86_64__)
	long result = __NR_bpf;

	__asm__ volatile("syscall" : "+a"(result) : "D"((long)command), "S"(&attr), "d"(size) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
	register long number __asm__("x8") = __NR_bpf;
	register long result __asm__("x0") = command;
	register const void *second __asm__("x1") = &attr;
	register size_t third __asm__("x2") = size;

	__asm__ volatile("svc #0" : "+r"(result) : "r"(number), "r"(second), "r"(third) : "memory");
#else
#error "how does a program call the kernel here?"
#endif
	return (jint)result;
}

#define COPY_FIRST 0x7fffffff /* MapElements.COPY_FIRST */

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_lookup(
	JNIEnv *env, jclass type, jint fd, jobject key, jint key_offset, jobject value, jint value_offset, jlong flags)
{
	(void)type;
	if (may_be_closed(env, key) || may_be_closed(env, value))
		return COPY_FIRST;
	return element_call(BPF_MAP_LOOKUP_ELEM, fd, address(env, key, key_offset), address(env, value, value_offset), flags);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_update(
	JNIEnv *env, jclass type, jint fd, jobject key, jint key_offset, jobject value, jint value_offset, jlong flags)
{
	(void)type;
	if (may_be_closed(env, key) || may_be_closed(env, value))
		return COPY_FIRST;
	return element_call(BPF_MAP_UPDATE_ELEM, fd, address(env, key, key_offset), address(env, value, value_offset), flags);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_delete(
	JNIEnv *env, jclass type, jint fd, jobject key, jint key_offset)
{
	(void)type;
	if (may_be_closed(env, key))
		return COPY_FIRST;
	return element_call(BPF_MAP_DELETE_ELEM, fd, address(env, key, key_offset), 0, 0);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_lookupAndDelete(
	JNIEnv *env, jclass type, jint fd, jobject key, jint key_offset, jobject value, jint value_offset, jlong flags)
{
	(void)type;
	if (may_be_closed(env, key) || may_be_closed(env, value))
		return COPY_FIRST;
	return element_call(BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, address(env, key, key_offset),
			    address(env, value, value_offset), flags);
}

/*
 * The same by addresses that Java has kept. The two calls that read a buffer's field are guessed
 * wrong behind a system call, as returns are.
 */
JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_lookupAt(
	JNIEnv *env, jclass type, jint fd, jlong key, jlong value, jlong flags)
{
	(void)env, (void)type;
	return element_call(BPF_MAP_LOOKUP_ELEM, fd, key, value, flags);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_updateAt(
	JNIEnv *env, jclass type, jint fd, jlong key, jlong value, jlong flags)
{
	(void)env, (void)type;
	return element_call(BPF_MAP_UPDATE_ELEM, fd, key, value, flags);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_deleteAt(
	JNIEnv *env, jclass type, jint fd, jlong key)
{
	(void)env, (void)type;
	return element_call(BPF_MAP_DELETE_ELEM, fd, key, 0, 0);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_MapElements_lookupAndDeleteAt(
	JNIEnv *env, jclass type, jint fd, jlong key, jlong value, jlong flags)
{
	(void)env, (void)type;
	return element_call(BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, key, value, flags);
}

/* 0 for a buffer that may be closed. */
JNIEXPORT jlong JNICALL Java_org_libbpfjava_presets_calls_DirectBuffers_address(
	JNIEnv *env, jclass type, jobject buffer)
{
	(void)type;
	return may_be_closed(env, buffer) ? 0 : address(env, buffer, 0);
}

/* The error, and below it how many elements: the kernel says that even where it refuses the rest. */
static jlong batch_result(int err, __u32 count)
{
	return (jlong)((__u64)(__u32)err << 32 | count);
}

JNIEXPORT jlong JNICALL Java_org_libbpfjava_presets_calls_MapElements_lookupBatch(
	JNIEnv *env, jclass type, jint fd, jboolean deletes, jobject tokens, jint in_offset, jint out_offset,
	jobject keys, jint keys_offset, jobject values, jint values_offset, jint most)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts);
	__u32 count = most;
	int err;

	(void)type;
	if (may_be_closed(env, tokens) || may_be_closed(env, keys) || may_be_closed(env, values))
		return batch_result(COPY_FIRST, 0);
	err = (deletes ? bpf_map_lookup_and_delete_batch : bpf_map_lookup_batch)(
		fd, in_offset < 0 ? NULL : at(env, tokens, in_offset), at(env, tokens, out_offset),
		at(env, keys, keys_offset), at(env, values, values_offset), &count, &opts);
	return batch_result(err, count);
}

JNIEXPORT jlong JNICALL Java_org_libbpfjava_presets_calls_MapElements_updateBatch(
	JNIEnv *env, jclass type, jint fd, jobject keys, jint keys_offset, jobject values, jint values_offset,
	jint number, jlong flags)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts, .elem_flags = (__u64)flags);
	__u32 count = number;
	int err;

	(void)type;
	if (may_be_closed(env, keys) || may_be_closed(env, values))
		return batch_result(COPY_FIRST, 0);
	err = bpf_map_update_batch(fd, at(env, keys, keys_offset), at(env, values, values_offset), &count, &opts);
	return batch_result(err, count);
}

JNIEXPORT jlong JNICALL Java_org_libbpfjava_presets_calls_MapElements_deleteBatch(
	JNIEnv *env, jclass type, jint fd, jobject keys, jint keys_offset, jint number)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts);
	__u32 count = number;
	int err;

	(void)type;
	if (may_be_closed(env, keys))
		return batch_result(COPY_FIRST, 0);
	err = bpf_map_delete_batch(fd, at(env, keys, keys_offset), &count, &opts);
	return batch_result(err, count);
}

/* Nothing of the arrays has changed: the copies that the JVM may have made are only freed. */
static void release(JNIEnv *env, jbyteArray array, jbyte *bytes)
{
	if (bytes)
		(*env)->ReleaseByteArrayElements(env, array, bytes, JNI_ABORT);
}

/* A C string that may be missing: false where there is no memory for a copy. */
static bool optional_text(JNIEnv *env, jbyteArray array, jbyte **text)
{
	*text = array ? (*env)->GetByteArrayElements(env, array, NULL) : NULL;
	return *text || !array;
}

JNIEXPORT jlong JNICALL Java_org_libbpfjava_presets_calls_ObjectCalls_open(
	JNIEnv *env, jclass type, jbyteArray elf, jbyteArray name, jbyteArray kconfig, jbyteArray pin_root,
	jbyteArray kernel_btf, jbyteArray token_path)
{
	jbyte *elf_bytes = (*env)->GetByteArrayElements(env, elf, NULL);
	jbyte *name_bytes = elf_bytes ? (*env)->GetByteArrayElements(env, name, NULL) : NULL;
	jbyte *kconfig_bytes = NULL, *root_bytes = NULL, *btf_bytes = NULL, *token_bytes = NULL;
	jlong result = -ENOMEM;

	(void)type;
	if (name_bytes && optional_text(env, kconfig, &kconfig_bytes) && optional_text(env, pin_root, &root_bytes) &&
	    optional_text(env, kernel_btf, &btf_bytes) && optional_text(env, token_path, &token_bytes)) {
		LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = (const char *)name_bytes,
			    .kconfig = (const char *)kconfig_bytes, .pin_root_path = (const char *)root_bytes,
			    .btf_custom_path = (const char *)btf_bytes,
			    .bpf_token_path = (const char *)token_bytes);

		result = lbj_object_open((const unsigned char *)elf_bytes, (*env)->GetArrayLength(env, elf), &opts);
	} else {
		lbj_no_memory(env);
	}
	release(env, token_path, token_bytes);
	release(env, kernel_btf, btf_bytes);
	release(env, pin_root, root_bytes);
	release(env, kconfig, kconfig_bytes);
	release(env, name, name_bytes);
	release(env, elf, elf_bytes);
	return result;
}

JNIEXPORT jbyteArray JNICALL Java_org_libbpfjava_presets_calls_ObjectCalls_takeLog(
	JNIEnv *env, jclass type, jlongArray dropped)
{
	size_t no_room;
	size_t size = lbj_log_size(&no_room);
	jbyteArray taken = NULL;
	jlong lost;

	(void)type;
	if (size > 0x7fffffff - 8) { /* more than an array holds */
		no_room += size;
		size = 0;
	}
	lost = (jlong)no_room;
	(*env)->SetLongArrayRegion(env, dropped, 0, 1, &lost);
	if (size > 0)
		taken = (*env)->NewByteArray(env, (jsize)size);
	if (taken)
		(*env)->SetByteArrayRegion(env, taken, 0, (jsize)size, (const jbyte *)lbj_log_text());
	lbj_log_end();
	return taken;
}

/* The bytes go straight from the image into the array: a copy in between may be more than there is room for. */
JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_ObjectCalls_readSection(
	JNIEnv *env, jclass type, jlong map, jlong offset, jbyteArray to, jint at, jint length)
{
	long long from = lbj_section_image((struct bpf_map *)(uintptr_t)map, (size_t)offset, (size_t)length);

	(void)type;
	if (from < 0)
		return (jint)from;
	(*env)->SetByteArrayRegion(env, to, at, length, (const jbyte *)(uintptr_t)from);
	return 0;
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_calls_ObjectCalls_writeSection(
	JNIEnv *env, jclass type, jlong map, jlong offset, jbyteArray from, jint at, jint length)
{
	long long to = lbj_section_writable_image((struct bpf_map *)(uintptr_t)map, (size_t)offset, (size_t)length);

	(void)type;
	if (to < 0)
		return (jint)to;
	(*env)->GetByteArrayRegion(env, from, at, length, (jbyte *)(uintptr_t)to);
	return 0;
}

JNIEXPORT jobject JNICALL Java_org_libbpfjava_presets_calls_DirectBuffers_of(
	JNIEnv *env, jclass type, jlong address, jint size)
{
	(void)type;
	return (*env)->NewDirectByteBuffer(env, (void *)(uintptr_t)address, size);
}
