#!/bin/bash
# guarantees.sh - what docs/guarantees.md says is there: each promise has a mechanism and a test that
# is run, what it names exists, and no test that breaks things goes without a promise.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
document=$source_dir/docs/guarantees.md
rows=0 status=0

fault() {
	echo "FAILED: $*"
	status=1
}

# names TEXT: what is between backquotes, a word each.
names() {
	grep -o '`[^` ]*`' <<<"$1" | tr -d '`'
}

# Run by `make check`: a script, or a program that is built for it.
is_test() {
	grep -qE "tests/${1//./\\.}( |\$)" "$source_dir"/tests/*/local.mk &&
		{ [ -x "$source_dir/tests/$1" ] || [ -f "$source_dir/tests/$1.c" ]; }
}

check_row() { # PROMISE MECHANISM TESTS
	local name tests=0
	rows=$((rows + 1))
	[ -n "${2// /}" ] || fault "$1: no mechanism"
	for name in $(names "$3"); do
		case $name in
		*/*)
			is_test "$name" || fault "$1: no test $name"
			tests=$((tests + 1))
			;;
		esac
	done
	[ "$tests" -gt 0 ] || fault "$1: no test"
	for name in $(names "$2"); do
		case $name in
		*/*) [ -f "$source_dir/$name" ] || fault "$1: no $name" ;;
		*_*[a-z])
			grep -qE "^$name = |\"$name\"" "$source_dir"/{project.toml,common/farm/workflow*.c} ||
				[[ $name == "${name^^}" ]] ||
				fault "$1: no setting or status $name"
			;;
		esac
	done
}

while IFS='|' read -r _ promise mechanism tests _; do
	case $promise in
	' promise '* | ---*) ;;
	*) check_row "$promise" "$mechanism" "$tests" ;;
	esac
done < <(grep '^|' "$document")
[ "$rows" -ge 15 ] || fault "only $rows promises were found"

for test in "$source_dir"/tests/chaos/*.sh; do
	name=${test##*/tests/}
	case $name in
	chaos/lib.sh | chaos/guarantees.sh) continue ;;
	esac
	grep -q "\`$name\`" "$document" || fault "$name tries to break no promise"
done
[ $status != 0 ] || echo "$rows promises"
exit $status
