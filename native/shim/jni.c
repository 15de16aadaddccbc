// SPDX-License-Identifier: Apache-2.0
/*
 * Functions bound by hand, where JavaCPP's binding would not do: versions, which are asked before
 * its classes can be used; map elements in direct buffers, whose position JavaCPP reads anew after
 * Java has checked it; and opening and the log, for which a Pointer costs more than the call.
 * native/link compiles this file.
 */
#include "libbpf_java.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <jni.h>
#include <stdint.h>

/* JavaCPP's, renamed by native/link. */
jint JNI_OnLoad_jnijavacpp(JavaVM *vm, void *reserved);
jint JNI_OnLoad_jnilibbpf(JavaVM *vm, void *reserved);
void JNI_OnUnload_jnilibbpf(JavaVM *vm, void *reserved);

/*
 * JavaCPP's own natives are ready from the start: the JVM may bind another JavaCPP library's calls
 * to the copy in ours. The binding itself waits until it is used.
 */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
	return JNI_OnLoad_jnijavacpp(vm, reserved);
}

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved)
{
	JNI_OnUnload_jnilibbpf(vm, reserved);
}

/* Read by the binding's JNI_OnLoad, which presets/generate has told to. */
int lbj_register_structs;

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_NativeLibrary_initializeBinding(
	JNIEnv *env, jclass type, jboolean structs)
{
	JavaVM *vm;

	(void)type;
	lbj_register_structs = structs;
	return (*env)->GetJavaVM(env, &vm) == JNI_OK ? JNI_OnLoad_jnilibbpf(vm, NULL) : JNI_ERR;
}

JNIEXPORT jstring JNICALL Java_org_libbpfjava_presets_NativeLibrary_artifactVersion(JNIEnv *env, jclass type)
{
	(void)type;
	return (*env)->NewStringUTF(env, LBJ_VERSION);
}

JNIEXPORT jstring JNICALL Java_org_libbpfjava_presets_NativeLibrary_libbpfVersionString(JNIEnv *env, jclass type)
{
	(void)type;
	return (*env)->NewStringUTF(env, libbpf_version_string());
}

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

JNIEXPORT void JNICALL Java_org_libbpfjava_presets_MapElements_initialize(JNIEnv *env, jclass type)
{
	(void)type;
	address_field = find_address_field(env);
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

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_MapElements_lookup(
	JNIEnv *env, jclass type, jint fd, jobject key, jint key_offset, jobject value, jint value_offset, jlong flags)
{
	(void)type;
	return bpf_map_lookup_elem_flags(fd, at(env, key, key_offset), at(env, value, value_offset), (__u64)flags);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_MapElements_update(
	JNIEnv *env, jclass type, jint fd, jobject key, jint key_offset, jobject value, jint value_offset, jlong flags)
{
	(void)type;
	return bpf_map_update_elem(fd, at(env, key, key_offset), at(env, value, value_offset), (__u64)flags);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_MapElements_delete(
	JNIEnv *env, jclass type, jint fd, jobject key, jint key_offset)
{
	(void)type;
	return bpf_map_delete_elem(fd, at(env, key, key_offset));
}

/* Nothing of the arrays has changed: the copies that the JVM may have made are only freed. */
static void release(JNIEnv *env, jbyteArray array, jbyte *bytes)
{
	if (bytes)
		(*env)->ReleaseByteArrayElements(env, array, bytes, JNI_ABORT);
}

JNIEXPORT jlong JNICALL Java_org_libbpfjava_presets_ObjectCalls_open(
	JNIEnv *env, jclass type, jbyteArray elf, jbyteArray name, jbyteArray kconfig)
{
	jbyte *elf_bytes = (*env)->GetByteArrayElements(env, elf, NULL);
	jbyte *name_bytes = elf_bytes ? (*env)->GetByteArrayElements(env, name, NULL) : NULL;
	jbyte *kconfig_bytes = name_bytes && kconfig ? (*env)->GetByteArrayElements(env, kconfig, NULL) : NULL;
	jlong result = -ENOMEM; /* and the JVM's OutOfMemoryError is pending */

	(void)type;
	if (name_bytes && (kconfig_bytes || !kconfig)) {
		LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = (const char *)name_bytes,
			    .kconfig = (const char *)kconfig_bytes);

		result = lbj_object_open((const unsigned char *)elf_bytes, (*env)->GetArrayLength(env, elf), &opts);
	}
	release(env, kconfig, kconfig_bytes);
	release(env, name, name_bytes);
	release(env, elf, elf_bytes);
	return result;
}

JNIEXPORT jbyteArray JNICALL Java_org_libbpfjava_presets_ObjectCalls_takeLog(
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
	if (taken) {
		jbyte *bytes = (*env)->GetByteArrayElements(env, taken, NULL);

		if (bytes) {
			lbj_log_end((unsigned char *)bytes, size);
			(*env)->ReleaseByteArrayElements(env, taken, bytes, 0);
			return taken;
		}
	}
	lbj_log_end(NULL, 0);
	return NULL;
}
