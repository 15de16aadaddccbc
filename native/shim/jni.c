// SPDX-License-Identifier: Apache-2.0
/*
 * Functions bound by hand, where JavaCPP's binding would not do: versions, which are asked before
 * its classes can be used; and map elements in direct buffers, whose position JavaCPP reads anew
 * after Java has checked it. native/link compiles this file.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <jni.h>

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

/* The caller has checked that the buffer is direct and that the bytes lie within its capacity. */
static char *at(JNIEnv *env, jobject buffer, jint offset)
{
	return (char *)(*env)->GetDirectBufferAddress(env, buffer) + offset;
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
