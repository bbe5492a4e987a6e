#!/bin/bash
# http.sh [MEGABYTES] - how fast uploads and downloads are, against the object store's own speed and
# the raw disk, and what they take of lectern-web's memory.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

megabytes=${1:-512}

web_peak() {
	local pid
	for pid in $(farm_processes); do
		[ "$(role_of "$pid")" != lectern-web ] || awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$pid/status"
	done
}

# tell WHAT BYTES MILLISECONDS
tell() {
	awk -v what="$1" -v bytes="$2" -v ms="$3" 'BEGIN {
		printf "%-36s %8.1f MB/s  (%.0f MB in %.2f s)\n", what, bytes / 1e3 / ms, bytes / 1e6, ms / 1e3 }'
}

# Nothing that could be rendered: the job fails at once, which is no part of the upload.
upload() {
	local id start end
	{
		echo '%PDF-1.4'
		dd if=/dev/urandom bs=1M count="$megabytes" status=none
	} >"$test_dir/upload"
	start=$(now_ms)
	id=$(farm_curl -f -T "$test_dir/upload" -X POST -H 'Content-Type: application/pdf' \
		"$farm_url/jobs" | jq -r .id)
	end=$(now_ms)
	tell "upload" "$(stat -c %s "$test_dir/upload")" $((end - start))
	wait_job "$id" 120
	farm_curl -X DELETE -f -o /dev/null "$farm_url/jobs/$id"
}

download() {
	local start bytes
	start=$(now_ms)
	bytes=$(farm_curl -f -o /dev/null -w '%{size_download}' "$farm_url/jobs/$1/audio")
	tell "download of a book's audio" "$bytes" $(($(now_ms) - start))
}

disk() {
	local start
	start=$(now_ms)
	dd if="$test_dir/upload" of="$test_dir/copy" bs=512k oflag=dsync status=none
	tell "raw disk, written and synced" "$(stat -c %s "$test_dir/upload")" $(($(now_ms) - start))
	rm -f "$test_dir/copy"
}

configure_farm http max_upload_mb $((megabytes + 1))
bench_farm
start_farm
make_pdf text 20 "$test_dir/book.pdf"
id=$(submit_with "$test_dir/book.pdf" ocr=auto)
completes "$id" 600 || die "the farm failed"
before=$(web_peak)
for _ in 1 2 3; do
	upload
	download "$id"
done
disk
read -r put get _ < <("$build_dir/tests/bench/objstore_bench" "$(farm_broker)" $((megabytes * 1000000)) 1)
printf '%-36s %8.1f MB/s put, %.1f get\n' "object store" "$put" "$get"
echo "lectern-web's peak memory: $before MB before, $(web_peak) MB after"
