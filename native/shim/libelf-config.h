/* SPDX-License-Identifier: Apache-2.0 */
/* Stands for the config.h that elfutils' configure would write: glibc, clang or gcc, no locks, no debuginfo. */
#define PACKAGE_NAME "elfutils"
#define PACKAGE_VERSION "0.188"
#define HAVE_DECL_MEMPCPY 1
#define HAVE_DECL_MEMRCHR 1
#define HAVE_DECL_POWEROF2 1
#define HAVE_DECL_RAWMEMCHR 1
#define HAVE_DECL_REALLOCARRAY 1
#define HAVE_ERR_H 1
#define HAVE_ERROR_H 1
#define HAVE_FALLTHROUGH 1
#define HAVE_MREMAP 1
#define HAVE_STDATOMIC_H 1
#define HAVE_VISIBILITY 1
#include <eu-config.h>
