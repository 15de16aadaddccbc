// SPDX-License-Identifier: Apache-2.0
/* Bound by hand: asked before the binding's classes can be used. native/link compiles it. */
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
