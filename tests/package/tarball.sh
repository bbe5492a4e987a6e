#!/bin/bash
# tarball.sh - `make dist` of the same tree gives the same bytes.
set -u
build_dir=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/lectern-dist-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
pack() { # pack UMASK NAME
	(umask "$1" && SOURCE_DATE_EPOCH=1700000000 env -u MAKEFLAGS -u MFLAGS make -s -C "$build_dir" dist) \
		>"$work/log" 2>&1 || {
		cat "$work/log"
		return 1
	}
	mv "$build_dir"/lectern-*.tar.xz "$work/$2"
}
pack 022 one || exit 1
sleep 1.1 # another second
pack 077 two || exit 1
cmp "$work/one" "$work/two" || exit 1
tar -tf "$work/one" | grep -q '/packaging/lecternd.service.in$'
