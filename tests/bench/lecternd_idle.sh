#!/bin/bash
# lecternd_idle.sh [SECONDS] - what lecternd costs with 100 idle workers: resident memory, and the
# share of one core over so many seconds (10). Workers are fake ones with the real ones' rhythm of
# signs of life. Limits: 8 MB and 0.2 %.
. "$(dirname "$0")/../supervisor/lib.sh"
seconds=${1:-10}
if sanitized; then
	echo "skipped: a sanitizer's memory and pace are not lecternd's"
	exit 77
fi

# Microseconds on a processor: the kernel's ticks are too coarse for so little.
cpu_us() {
	awk '{ print int($1 / 1000) }' "/proc/$lecternd/schedstat"
}

hundred_are_ready() {
	[ "$(find "$farm/fake/ready" -type f | wc -l)" -eq 101 ]
}

hundred_idle() {
	local section before after rss
	for section in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator; do
		option "${section}_service" worker_pool_size 20
	done
	option supervisor silence_seconds 30
	option supervisor ready_seconds 30
	option supervisor log_level '"info"'
	start_farm env FAKE_SIGN_MS=5000
	wait_until hundred_are_ready || fault "not all are ready"
	before=$(cpu_us)
	sleep "$seconds"
	after=$(cpu_us)
	rss=$(awk '/^VmRSS/ { print $2 }' "/proc/$lecternd/status")
	awk -v rss="$rss" -v us=$((after - before)) -v s="$seconds" '
		BEGIN { printf "100 idle workers: RSS %.2f MB, %.3f %% of a core over %d s\n",
			rss * 1024 / 1e6, us / 1e6 / s * 100, s }'
	check "RSS below 8 MB" [ "$rss" -lt 7812 ]
	check "below 0.2 % of a core" \
		[ $((after - before)) -lt $((2000 * seconds)) ]
	stop_farm
}

run hundred_idle
