#!/bin/bash
# poison.sh [cut|all] - pages that always crash, hang, dawdle or bring garbage: each ends as that
# page's failure with stage and reason, the rest is spoken, and a retry redoes only what failed.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

pages=3
export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
configure_impatience
configure_farm pcm_to_wav_service job_timeout_seconds 2
configure_farm tts_service max_attempts 2
start_farm
calm=$(submit "$test_dir/book.pdf")
completes "$calm" 120 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"

letter_of() { # ID STAGE PAGE
	dead_letters | jq -c --arg id "$1" --arg stage "$2" --argjson page "$3" 'select(
		.header.workflowId == $id and .stage == $stage) |
		select((.original | fromjson | .pageNumber // 0) == $page or
			(.reason | startswith("page \($page): ")))'
}

# retry ID: asks for it; the passages of STAGE:fetched are counted meanwhile.
retry() {
	set_failpoint "$2:fetched:999999:error"
	farm_curl -f -X POST -o /dev/null "$farm_url/jobs/$1/retry" || return
	completes "$1" 120
}

# poison STAGE POINT FAULT PAGE REASON ATTEMPTS: the whole story of one poisoned page.
poison() {
	local stage=$1 point=$2 fault=$3 page=$4 reason=$5 attempts=$6 id job good letter
	note "$stage: page $page always: $fault"
	set_failpoint "$stage:$point:*:$fault:$page"
	tally faults_injected
	id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
	check "it ends" wait_job "$id" 120
	tally jobs_run
	tally pages_checked $pages
	job=$(job_json "$id")
	check "with errors" test "$(jq -r .status <<<"$job")" = completed_with_errors
	check "one page failed, at its stage" test \
		"$(jq -c '[.pages.failed[] | [.page, .stage]]' <<<"$job")" = "[[$page,\"$stage\"]]"
	check "for its reason" matches "$reason" "$(jq -r '.pages.failed[0].reason' <<<"$job")"
	good=$(jq -r .pages.spoken <<<"$job")
	[ "$(count_pages "$good")" = $((pages - 1)) ] || tally pages_lost $((pages - 1 - $(count_pages "$good")))
	check "the failpoint struck so often" test "$(failpoint_passages)" -ge $((attempts - 1))
	letter=$(letter_of "$id" "$stage" "$page")
	check "a dead letter tells of it" matches "$reason" "$(jq -r .reason <<<"$letter")"
	check "how often it was tried" test "$(jq -r .attempts <<<"$letter")" = "$attempts"
	check "and when" matches '^20[0-9-]+T' "$(jq -r .header.timestamp <<<"$letter")"
	wait_until 30 queues_are_empty || fault "queues are not empty"

	check "a retry completes it" retry "$id" png-to-text
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
	check "and redid only that page" test "$(failpoint_passages)" = 1
	wait_until 30 intermediates_are_gone || fault "left over: $(stored_subjects)"
	clear_failpoint
}

poison png-to-text job-taken segv 2 'SIGSEGV.*in 3 attempts' 3
poison tts job-taken hang 3 'no progress for 3 s.*in 2 attempts' 2
poison pcm-to-wav job-taken busy 1 'not done within 2 s.*in 3 attempts' 3
poison pdf-to-png progress segv 2 'SIGSEGV.*in 3 attempts' 3
if [ "$chaos_mode" = all ]; then
	poison pdf-to-png progress hang 1 'no progress for 3 s.*in 3 attempts' 3
	poison png-to-text job-taken garbage 3 'in 3 attempts' 3
	poison tts job-taken garbage 1 'in 2 attempts' 2
	poison pcm-to-wav job-taken exit 3 'status 99.*in 3 attempts' 3
	# The front itself dies of it: 3 deliveries before it is suspected, 3 noted deaths, and the
	# seventh delivery gives up.
	poison png-to-text state-read exit 2 'its worker died in 3 deliveries' 7
fi

note "the text of page 3 kills who reads it"
set_failpoint "pdf-to-png:text-read:*:segv:3"
tally faults_injected
tally jobs_run
id=$(farm_curl -f -F ocr=auto -F "file=@$test_dir/book.pdf;type=application/pdf" \
	"$farm_url/jobs" | jq -r .id)
check "it completes, and so do its neighbours" completes "$id" 120
check "after two deaths" test "$(failpoint_passages)" = 2
check "by their images" test "$(job_field "$id" .pages.textSource.ocr)" = "1-$pages"
check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
clear_failpoint

note "who looks for its language dies of it"
set_failpoint "pdf-to-png:language-read:*:segv"
tally faults_injected
tally jobs_run
id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
check "it completes" completes "$id" 120
check "after one death" test "$(failpoint_passages)" = 1
check "with its cover" farm_curl -f -o "$test_dir/cover" "$farm_url/jobs/$id/cover"
check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
clear_failpoint

note "the join always crashes"
set_failpoint "wav-aggregator:job-taken:*:segv"
tally faults_injected
tally jobs_run
id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
check "it ends" wait_job "$id" 120
check "as a failed job" test "$(job_status "$id")" = failed
check "for its reason" matches SIGSEGV "$(job_field "$id" .error)"
check "a retry completes it" retry "$id" png-to-text
check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
clear_failpoint

note "on_page_failure = fail"
configure_farm wav_aggregator_service on_page_failure '"fail"'
kill -HUP "$farm_pid"
wait_until 30 grep -q 'generation 2 is in effect' "$farm_dir/lecternd.log" ||
	fault "no new configuration"
set_failpoint "png-to-text:job-taken:*:segv:2"
tally faults_injected
tally jobs_run
id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
check "it ends" wait_job "$id" 120
check "as a failed job" test "$(job_status "$id")" = failed
check "that says where and why" matches 'page 2: png-to-text: .*SIGSEGV' \
	"$(job_field "$id" .error)"
wait_until 30 queues_are_empty || fault "queues are not empty"
wait_until 30 intermediates_are_gone || fault "left over: $(stored_subjects)"
check "a retry completes it" retry "$id" png-to-text
check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
print_tally
