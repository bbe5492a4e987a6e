#!/bin/bash
# wire_manual.sh - lectern-events(7) names every field that an event is read or written with, every
# subject, and every key of an object's metadata that stages agree on.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
manual=$(tr -d '\\' <"$source_dir/packaging/man/lectern-events.7")
names=0 status=0

expect() { # WHAT NAME
	names=$((names + 1))
	grep -qE "(^|[^A-Za-z.-])$2([^A-Za-z-]|\$)" <<<"$manual" || {
		echo "FAILED: the manual does not have the $1 $2"
		status=1
	}
}

while read -r field; do
	expect field "$field"
done < <(grep -oE 'json_(get|find|add)_[a-z_]+\([^"]*"[a-zA-Z]+"' "$source_dir/common/farm/event.c" |
	grep -oE '[a-zA-Z]+"$' | tr -d '"' | sort -u)
while read -r subject; do
	expect subject "$subject"
done < <(sed -n 's/^[a-z_]*_subject = "\(.*\)"$/\1/p' "$source_dir/project.toml")
while read -r key; do
	expect "metadata key" "$key"
done < <(sed -n 's/^#define META_[A-Z_]* *"\([a-z-]*\)".*/\1/p' "$source_dir/common/farm/page_metadata.h")
[ "$names" -ge 40 ] || {
	echo "FAILED: only $names names were found"
	status=1
}
echo "$names names"
exit $status
