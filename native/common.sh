# shellcheck shell=bash
# Shared by the scripts of native/: where things lie, how they fail.

native=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export native
export cache=${LIBBPF_JAVA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/libbpf-java}

# One message, every line of it after the first indented, and a status that is not zero.
die() {
	printf '%s: %s\n' "$(basename "$0")" "$1" >&2
	shift
	[ $# -eq 0 ] || printf '    %s\n' "$@" >&2
	exit 1
}

# The cpu part of a target triple: linux-aarch64 -> aarch64.
triple_cpu() {
	case $1 in
	linux-x86_64) echo x86_64 ;;
	linux-aarch64) echo aarch64 ;;
	*) die "unknown platform '$1'" "supported: linux-x86_64 linux-aarch64" ;;
	esac
}

debian_arch() {
	case $1 in
	linux-x86_64) echo amd64 ;;
	linux-aarch64) echo arm64 ;;
	*) die "unknown platform '$1'" "supported: linux-x86_64 linux-aarch64" ;;
	esac
}
