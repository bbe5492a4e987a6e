#!/bin/bash
# oracle.sh - runs oracle.mjs against a nats-server of its own. Skipped (77) when the npm clients
# are not installed: `npm ci` in tests/oracle, or LECTERN_NODE_MODULES names a node_modules.
set -u
build_dir=$PWD
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
modules=${LECTERN_NODE_MODULES:-$source_dir/node_modules}
[ -d "$modules/@nats-io/obj" ] || {
	echo "skipped: the npm NATS clients are not installed in $modules"
	exit 77
}
PATH=$PATH:/usr/sbin:/usr/local/sbin
nats_server=${LECTERN_NATS_SERVER:-nats-server}
for program in node "$nats_server"; do
	command -v "$program" >/dev/null || {
		echo "skipped: no $program"
		exit 77
	}
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/lectern-oracle-XXXXXX") || exit 99
server=
clean_up() {
	[ -n "$server" ] && kill "$server" && wait "$server"
	rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

"$nats_server" -a 127.0.0.1 -p -1 -js -sd "$dir/store" -l "$dir/log" --ports_file_dir "$dir" &
server=$!
ports=$dir/$(basename "$nats_server")_$server.ports
for ((i = 0; i < 200; i++)); do
	[ -s "$ports" ] && break
	kill -0 "$server" 2>/dev/null || break
	sleep 0.1
done
url=$(sed -n 's/.*"\(nats:[^"]*\)".*/\1/p' "$ports" | head -n 1)
[ -n "$url" ] || {
	cat "$dir/log"
	exit 99
}
mkdir "$dir/files"
timeout 300 node "$source_dir/oracle.mjs" "$modules/../package.json" "$url" \
	"$build_dir/tests/oracle/objstore-tool" "$dir/files"
