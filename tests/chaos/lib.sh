# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the tests and with tests/integration/lib.sh
# lib.sh - sourced by the fault tests after tests/integration/lib.sh: faults on demand, calm runs
# to compare with, and the tally of what was found.
#
# A test counts with `tally NAME [N]` and ends with `print_tally`: a table for people, and, when
# LECTERN_TALLY names a file, lines for the closing table of `make check-chaos`.
declare -A tally_of=()
tally_names=(faults_injected jobs_run pages_checked pages_lost pages_twice bytes_differing)
chaos_mode=${1:-${LECTERN_CHAOS:-cut}}

tally() {
	tally_of[$1]=$((${tally_of[$1]-0} + ${2:-1}))
}

# Fails when a number that should be 0 is not.
print_tally() {
	local name
	for name in "${tally_names[@]}"; do
		printf '%-18s %d\n' "${name//_/ }" "${tally_of[$name]-0}"
		[ -z "${LECTERN_TALLY-}" ] ||
			printf '%s %s %d\n' "$(basename "$0")" "$name" "${tally_of[$name]-0}" >>"$LECTERN_TALLY"
	done
	for name in pages_lost pages_twice bytes_differing; do
		[ "${tally_of[$name]-0}" = 0 ] || fault "$name: ${tally_of[$name]}"
	done
}

# Quick to notice trouble: a test must not wait for what a farm at work may take its time for.
configure_impatience() {
	local service
	read_images
	configure_farm supervisor abort_seconds 1
	configure_farm nats ack_wait_seconds 3
	configure_farm pdf_to_png_service dpi 120
	for service in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator audio_encoder; do
		configure_farm ${service}_service progress_timeout_seconds "${patience:-3}"
	done
}

# A fault for the running farm, see workers/engine/failpoint.h; farms read the file again at each passage.
set_failpoint() {
	printf '%s\n' "$1" >"$LECTERN_FAILPOINT"
}

clear_failpoint() {
	: >"$LECTERN_FAILPOINT"
}

# How many passages there were since set_failpoint.
failpoint_passages() {
	tail -n +2 "$LECTERN_FAILPOINT" | tr -cd . | wc -c
}

# Pages of "1-3,5": their number.
count_pages() {
	awk -v RS='[,\n]' -F- 'NF { n += (NF > 1 ? $2 : $1) - $1 + 1 } END { print n + 0 }' <<<"$1"
}

# check_job ID PAGES CALM_WAV: a completed job is one with every page and a calm run's audio.
check_job() {
	local id=$1 pages=$2 calm=$3 job there bytes
	tally jobs_run
	tally pages_checked "$pages"
	job=$(job_json "$id")
	there=$(jq -r '[.pages.spoken, .pages.blank] | map(select(. != "")) | join(",")' <<<"$job")
	there=$(count_pages "$there")
	[ "$there" -ge "$pages" ] || tally pages_lost $((pages - there))
	# The broker may just be on its way back.
	if ! wait_until 60 fetch_audio "$id" "$test_dir/heard.wav" 2>/dev/null; then
		tally bytes_differing "$(stat -c %s "$calm")"
		note "job $id has no audio: $job"
		return 1
	fi
	# A page spoken twice would make it longer.
	[ "$(stat -c %s "$test_dir/heard.wav")" -le "$(stat -c %s "$calm")" ] || tally pages_twice
	bytes=$(cmp -l "$calm" "$test_dir/heard.wav" 2>&1 | wc -l)
	tally bytes_differing "$bytes"
	[ "$bytes" = 0 ] && [ "$there" = "$pages" ] && [ "$(jq -r .status <<<"$job")" = completed ]
}

# Every chunk in a bucket that lasts belongs to an object, or is of a put under way.
orphan_chunks() {
	local bucket
	for bucket in PDF_FILES PNG_FILES TEXT_FILES AUDIO_FILES WAV_FILES FINAL_AUDIO_FILES; do
		request "\$JS.API.STREAM.INFO.OBJ_$bucket" '{"subjects_filter":">"}' |
			jq -r --arg bucket "$bucket" '.state.subjects // {} | keys |
				group_by(split(".")[2]) | map({(.[0] | split(".")[2]): length}) | add // {} |
				select((.C // 0) > (.M // 0)) | "\($bucket): \(.C) C, \(.M // 0) M"'
	done
}

no_orphan_chunks() {
	[ -z "$(orphan_chunks)" ]
}

# What fronts note of a page that may have killed them goes when the page is done.
no_deaths_noted() {
	request '$JS.API.STREAM.INFO.KV_WAV_AGGREGATOR_STATE' \
		'{"subjects_filter":"$KV.WAV_AGGREGATOR_STATE.deaths.>"}' |
		jq -e '.state.subjects // {} | length == 0' >/dev/null
}

# What the work queues hold and how their consumers see it.
queue_contents() {
	local pair
	for pair in PDF_JOBS.pdf-workers PNG_PROCESSING.png-text-workers TTS_JOBS.tts-workers \
		AUDIO_PROCESSING.pcm-to-wav-workers AUDIO_PROCESSING.wav-aggregator-workers; do
		request "\$JS.API.STREAM.INFO.${pair%.*}" | jq -c .state
		request "\$JS.API.CONSUMER.INFO.$pair" |
			jq -c '{name, delivered, ack_floor, num_ack_pending, num_redelivered, num_waiting, num_pending}'
	done
}

# complete_within SECONDS ID...: each job in so many seconds, one after the other.
complete_within() {
	local seconds=$1 id
	shift
	for id in "$@"; do
		completes "$id" "$seconds" || return 1
	done
}

# nothing_waits SECONDS: no message and no intermediate is left after that time. A test that kills
# the broker sets are_gone=named_intermediates_are_gone: chunks of a put that nobody could undo are
# for the reconciler, which removes them after a day.
nothing_waits() {
	wait_until "$1" queues_are_empty || {
		fault "queues are not empty: $(queue_contents)"
		return 1
	}
	wait_until "$1" "${are_gone:-intermediates_are_gone}" || {
		fault "left over: $(stored_subjects | tr '\n' ' ')"
		return 1
	}
	wait_until "$1" no_deaths_noted || fault "noted deaths are left over"
}
