#!/bin/bash
# objstore.sh [ROUNDS [BYTES...]] - the object store at 1 KiB, 300 KiB, 64 MiB and 1 GiB beside the
# bare messages that an object is, one object after the other; plain publishes and reads of the same
# bytes, all at once; and the npm client: megabytes a second, medians.
# The broker is one of its own, set up as lecternd sets up its own.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

rounds=${1:-3}
shift
sizes=("$@")
[ $# -gt 0 ] || sizes=(1024 307200 67108864 1073741824)
export LECTERN_NODE_MODULES=${LECTERN_NODE_MODULES:-$source_dir/tests/oracle/node_modules}

column() {
	cut -d' ' -f"$2" "$1" | median
}

bench_farm
start_farm
url=$(farm_broker)
printf '%11s %5s | %8s %8s %8s %8s | %8s %8s %8s %8s | %s\n' bytes count put bare plain npm \
	get bare plain npm 'CPU ms/MB put, get'
for size in "${sizes[@]}"; do
	# Small ones often enough to measure, large ones once.
	count=$((size < 100000 ? 300 : size < 1000000 ? 100 : size < 100000000 ? 4 : 1))
	: >"$test_dir/ours"
	: >"$test_dir/theirs"
	for ((round = 1; round <= rounds; round++)); do
		"$build_dir/tests/bench/objstore_bench" "$url" "$size" "$count" >>"$test_dir/ours" ||
			die "our object store at $size"
		[ ! -d "$LECTERN_NODE_MODULES/@nats-io/obj" ] ||
			node "$source_dir/tests/bench/objstore.mjs" "$url" "$size" "$count" >>"$test_dir/theirs" ||
			die "the npm client at $size"
	done
	[ -s "$test_dir/theirs" ] || echo "0 0" >"$test_dir/theirs"
	printf '%11d %5d | %8.2f %8.2f %8.2f %8.2f | %8.2f %8.2f %8.2f %8.2f | %.2f %.2f\n' \
		"$size" "$count" "$(column "$test_dir/ours" 1)" "$(column "$test_dir/ours" 3)" \
		"$(column "$test_dir/ours" 5)" "$(column "$test_dir/theirs" 1)" \
		"$(column "$test_dir/ours" 2)" "$(column "$test_dir/ours" 4)" \
		"$(column "$test_dir/ours" 6)" "$(column "$test_dir/theirs" 2)" \
		"$(column "$test_dir/ours" 7)" "$(column "$test_dir/ours" 8)"
done
