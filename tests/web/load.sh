#!/bin/bash
# load.sh - many readers, many uploads and many stalled clients at once; and ten thousand jobs.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
command -v node >/dev/null || skip "node is not installed"
start_broker
write_config
configure http max_connections 600
configure http max_connections_per_address 500
configure http max_uploads 100
start_web
wait_until 20 answers 200 /jobs || die "the broker was not found"
load=(200 20 50 50) jobs=10000 limit=20
if grep -q '^#define LECTERN_SANITIZED 1' config.h; then
	# The same load; but shadow memory and its pace are not what is measured.
	export LECTERN_ANY_MEMORY=1
	limit=300
fi
node "$source_dir/tests/web/load.mjs" "${url##*:}" "$web_pid" "${load[@]}"
check "all finish" [ $? -eq 0 ]

seed many $jobs || die "no jobs"
all_known() {
	call '/jobs?limit=1'
	[ "$(field '[.counts[]] | add')" -ge $jobs ]
}
check "$jobs jobs are known" wait_until 60 all_known
# Best of some, since others use this machine.
milliseconds() {
	local best=100000 time
	for _ in 1 2 3 4 5 6 7 8; do
		time=$(curl --noproxy '*' -sS -o /dev/null -w '%{time_total}' "$url$1")
		time=$(awk -v t="$time" 'BEGIN { printf "%d", t * 1000 }')
		[ "$time" -ge "$best" ] || best=$time
	done
	echo "$best"
}
best=$(milliseconds /jobs)
note "GET /jobs with $jobs jobs: $best ms; memory $(web_rss) KiB"
check "the list comes within $limit ms" [ "$best" -lt $limit ]
best=$(milliseconds /metrics)
check "the metrics within 50: $best" [ "$best" -lt 50 ]
pages=0 next='/jobs?limit=200&status=failed' ids=0
while [ "$next" != null ]; do
	call "$next"
	next=$(field .next)
	ids=$((ids + $(field '.jobs | length')))
	pages=$((pages + 1))
done
check "all failed ones are found, page by page" [ "$ids" -eq $((jobs / 4)) ]
