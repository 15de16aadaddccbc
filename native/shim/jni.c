// SPDX-License-Identifier: Apache-2.0
/*
 * Functions bound by hand, where JavaCPP's binding would not do: versions, which are asked before
 * its classes can be used; and map elements in direct buffers, whose position JavaCPP reads anew
 * after Java has checked it. native/link compiles this file.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <jni.h>

/* JavaCPP's, renamed by native/link. */
jint JNI_OnLoad_jnijavacpp(JavaVM *vm, void *reserved);
jint JNI_OnLoad_jnilibbpf(JavaVM *vm, void *reserved);
void JNI_OnUnload_jnilibbpf(JavaVM *vm, void *reserved);

/*
 * JavaCPP's own natives are ready from the start: the JVM may bind another JavaCPP library's calls
 * to the copy in ours. The binding itself, most of the time, waits until it is used.
 */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
	return JNI_OnLoad_jnijavacpp(vm, reserved);
}

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved)
{
	JNI_OnUnload_jnilibbpf(vm, reserved);
}

JNIEXPORT jint JNICALL Java_org_libbpfjava_presets_NativeLibrary_initializeBinding(JNIEnv *env, jclass type)
{
	JavaVM *vm;

	(void)type;
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
