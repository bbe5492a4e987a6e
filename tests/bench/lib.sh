# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the benchmarks
# lib.sh - sourced by the benchmarks: a farm whose broker tells what went through it, and what the
# farm's processes cost.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../integration/lib.sh"

ticks=$(getconf CLK_TCK)

# The farm with the settings that it comes with, and a broker that can be asked.
bench_farm() {
	local service
	monitor_port=$(random_port)
	printf '#!/bin/sh\nexec nats-server "$@" --http_port %s\n' "$monitor_port" >"$test_dir/broker"
	chmod +x "$test_dir/broker"
	cp "$source_dir/project.toml" "$test_dir/fresh.toml"
	for service in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator; do
		configure_farm "${service}_service" worker_pool_size \
			"$(awk -v section="[${service}_service]" '
				/^\[/ { inside = $0 == section }
				inside && $1 == "worker_pool_size" { print $3 }' "$test_dir/fresh.toml")"
	done
	configure_farm pdf_to_png_service dpi "$(awk '$1 == "dpi" { print $3 }' "$test_dir/fresh.toml")"
	# Files for people come after the WAV, which is what is measured.
	configure_farm audio_encoder_service formats "[]"
	configure_farm nats server_program "\"$test_dir/broker\""
}

# What the broker counted: bytes in, bytes out, messages in, messages out.
broker_counts() {
	farm_curl -f "http://127.0.0.1:$monitor_port/varz" |
		jq -r '"\(.in_bytes) \(.out_bytes) \(.in_msgs) \(.out_msgs)"'
}

# Program of a process, and whether it is an engine.
role_of() {
	tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null |
		awk '{ n = split($1, path, "/"); print path[n] ($0 ~ / --engine/ ? "(engine)" : "") }'
}

# By role, CPU ticks so far, of the dead children that were waited for too.
farm_cpu_by_role() {
	local pid
	for pid in $(farm_processes); do
		printf '%s ' "$(role_of "$pid")"
		sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $12 + $13 + $14 + $15 }'
	done | awk 'NF == 2 { ticks[$1] += $2 } END { for (role in ticks) print role, ticks[role] }' |
		sort
}

# The sum of that, in ticks.
farm_cpu() {
	farm_cpu_by_role | awk '{ sum += $2 } END { print sum + 0 }'
}

# Largest resident memory of a process of each role so far, in MB.
farm_memory() {
	local pid
	for pid in $(farm_processes); do
		printf '%s ' "$(role_of "$pid")"
		awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$pid/status" 2>/dev/null || echo
	done | awk 'NF == 2 && $2 > most[$1] { most[$1] = $2 } END { for (role in most) print role, most[role] }' |
		sort
}

now_ms() {
	date +%s%3N
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# submit_with PDF [NAME=VALUE...]: prints the job's id.
submit_with() {
	local pdf=$1 option options=()
	shift
	for option in "$@"; do options+=(-F "$option"); done
	farm_curl -f -F "file=@$pdf;type=application/pdf" "${options[@]}" "$farm_url/jobs" | jq -r .id
}

# ended ID: waits for the job's end as a page does, by its events: to ask for it ten times a second
# would take a tenth of the machine from the farm.
ended() {
	grep -q -m 1 -E '"status":"(completed|completed_with_errors|failed|cancelled)"' \
		< <(farm_curl -N --max-time 7200 "$farm_url/jobs/$1/events")
}

# timed_job PDF [NAME=VALUE...]: prints wall ms, CPU ticks, ms to the first page's WAV, bytes in and
# out of the broker, messages in and out; of a job that completes.
timed_job() {
	local id start first end cpu before after
	# By its event: to ask again and again would take time from the page.
	watch "$test_dir/first" "$(awk '$1 == "wav_created_subject" { print $3 }' \
		"$source_dir/project.toml" | tr -d \")"
	cpu=$(farm_cpu)
	before=$(broker_counts)
	start=$(now_ms)
	id=$(submit_with "$@") || return
	ended "$id"
	end=$(now_ms)
	completes "$id" 10 >&2 || return
	unwatch "$test_dir/first"
	first=$(awk -F '\t' 'NF > 2 { print $1; exit }' "$test_dir/first")
	sleep 1 # its tidying up counts
	after=$(broker_counts)
	echo "$((end - start)) $(($(farm_cpu) - cpu)) $((first - start)) $(paste -d' ' <(echo "$before") <(echo "$after") |
		awk '{ printf "%.0f %.0f %d %d", $5 - $1, $6 - $2, $7 - $3, $8 - $4 }')"
	farm_curl -X DELETE -f -o /dev/null "$farm_url/jobs/$id"
}
