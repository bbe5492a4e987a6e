#!/bin/bash
# commentary.sh - a farm whose pages are commented on by an endpoint of the test's own: what is
# heard, what is told when the endpoint is away, and that nothing is asked for twice.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/integration/endpoint.sh
. "$(dirname "$0")/endpoint.sh"
command -v node >/dev/null || skip "no node"

secret=sk-test-fedcba9876543210
make_pdf text 2 "$test_dir/book.pdf" "$test_dir/book.words" || die "no PDF was made"
make_pdf german 1 "$test_dir/german.pdf" "$test_dir/german.words" || die "no PDF was made"
make_pdf french 1 "$test_dir/french.pdf" "$test_dir/french.words" || die "no PDF was made"
start_endpoint || die "the endpoint does not start"
install -m 600 /dev/null "$farm_dir/endpoint.key"
echo "$secret" >"$farm_dir/endpoint.key"
touch "$farm_dir/failpoint"
export LECTERN_FAILPOINT=$farm_dir/failpoint

# post_book NAME OPTION=VALUE...: prints the job's id.
post_book() {
	local name=$1 fields=() option
	shift
	for option; do
		fields+=(-F "$option")
	done
	farm_curl -f "${fields[@]}" -F "file=@$test_dir/$name.pdf;type=application/pdf" \
		"$farm_url/jobs" | jq -r .id
}

post() {
	post_book book "$@"
}

text_of() {
	farm_curl -f "$farm_url/jobs/$1/pages/$2.txt"
}

# The text of page N of job ID has a line that matches.
reads() {
	text_of "$1" "$2" | grep -qE -e "$3"
}

# ends ID STATUS: so, when all of it is done.
ends() {
	wait_job "$1" 180 && [ "$(job_status "$1")" = "$2" ]
}

refuses() {
	farm_curl "$@" -w '\n%{http_code}' | tee "$test_dir/refusal" | tail -n 1 | grep -qx 422 &&
		grep -q 'not configured on this server' "$test_dir/refusal"
}

metric_is() {
	farm_curl -f "$farm_url/metrics" | grep -qxF "lectern_pages_read_without{kind=\"$1\"} $2"
}

page_has() {
	farm_curl -f "$farm_url/" | grep -q 'name="commentary"'
}

start_farm
check "without an endpoint a commentary is refused" refuses -F commentary=true \
	-F "file=@$test_dir/book.pdf;type=application/pdf" "$farm_url/jobs"
check "before the upload where the query says so" refuses -H 'Content-Type: application/pdf' \
	--data-binary "@$test_dir/book.pdf" "$farm_url/jobs?summary=true"
check "and not offered" eval '! page_has'
stop_farm

configure_farm nats ack_wait_seconds 4
configure_farm png_to_text_service max_attempts 2
configure_farm commentary base_url "\"$endpoint_url\""
configure_farm commentary model '"tiny"'
configure_farm commentary key_file '"endpoint.key"'
configure_farm commentary send_image true
configure_farm commentary max_attempts 2
configure_farm commentary timeout_seconds 60
start_farm
check "with one it is offered" page_has

# A calm run, with one answer that takes longer than a message may be left alone.
behave slow good
id=$(post commentary=true summary=true summaryPlacement=bottom "commentaryInstructions=Name the colours.")
check "a book with both completes" completes "$id" 180
check "each was asked once for each page" [ "$(requests)" -eq 4 ]
check "a slow answer is waited for" grep -qx 'Commentary: At last.' <(text_of "$id" 1; text_of "$id" 2)
check "the commentary is introduced" reads "$id" 2 '^Commentary: Here is the commentary number [0-9]+ of this page\.$'
check "the summary too" reads "$id" 2 '^Summary: Here is the summary number [0-9]+ of this page\.$'
check "in this order" [ "$(text_of "$id" 1 | grep -oE '^(Summary|Commentary)' | tr '\n' ' ')" = "Summary Commentary " ]
check "behind the page" [ "$(text_of "$id" 1 | head -n 1 | grep -cE '^(Summary|Commentary)')" -eq 0 ]
check "what the job says is asked" grep -q 'Name the colours' "$endpoint_dir/requests"
check "with the image" grep -q '"url":"data:image/png;base64,iVBOR' "$endpoint_dir/requests"
check "with the key" [ "$(jq -r .authorization "$endpoint_dir/requests" | sort -u)" = "Bearer $secret" ]
check "the job has nothing to tell" [ "$(job_field "$id" '.pages.notes | length')" -eq 0 ]
check "nor have the metrics" metric_is commentary 0

# What is added is introduced in the book's language, and asked for in it.
german=$(post_book german commentary=true language=deu)
french=$(post_book french summary=true language=fra)
check "a German book completes" completes "$german" 180
check "with a Kommentar" reads "$german" 1 '^Kommentar: Here is'
check "asked for in German" grep -q 'German' "$endpoint_dir/requests"
check "the page itself is there" grep -q 'Vögel' <(text_of "$german" 1)
check "a French book completes" completes "$french" 180
check "with a Résumé" reads "$french" 1 '^Résumé.: Here is'

# What is added is said as a person would, and leaves the page's words their places.
behave figures
id=$(post commentary=true)
check "a commentary with figures completes" completes "$id" 180
check "is printed as it was written" reads "$id" 1 '^Commentary: In 1832 Henry VIII of Greenland paid \$10m\.$'
check "and said in words" grep -qx 'Commentary: In eighteen thirty-two Henry the eighth of Greenland paid ten million dollars\.' \
	<(farm_curl -f "$farm_url/jobs/$id/pages/1.said.txt")
words_have_places() {
	farm_curl -f "$farm_url/jobs/$id/timeline.json" | jq -e '[.pages[].utterances[].words[]] |
		map(select((.boxes // []) | length > 0)) | length > 30' >/dev/null
}
check "the page's words keep their places" words_have_places
behave good

# A front that dies with its text stored: the text is told of again, and nothing asked.
if grep -q '^#define LECTERN_FAILPOINTS 1' "$build_dir/config.h"; then
	before=$(requests)
	echo 'png-to-text:object-put:1:exit' >"$farm_dir/failpoint"
	id=$(post summary=true)
	check "a book whose reader died completes" completes "$id" 180
	: >"$farm_dir/failpoint"
	check "a stored text is not asked for again" [ $(($(requests) - before)) -eq 2 ]
	check "and is heard" reads "$id" 1 '^Summary: Here is'

	# What failed is tried again, with all that was asked for; what is good is asked for no more.
	echo 'png-to-text:job-taken:*:segv:2' >"$farm_dir/failpoint"
	id=$(post commentary=true)
	check "a page that cannot be read is a gap" ends "$id" completed_with_errors
	: >"$farm_dir/failpoint"
	before=$(requests)
	farm_curl -f -X POST -o /dev/null "$farm_url/jobs/$id/retry"
	check "a retry completes it" wait_until 180 ends "$id" completed
	check "the page that failed was asked for" [ $(($(requests) - before)) -eq 1 ]
	check "and is commented on" reads "$id" 2 '^Commentary: Here is'
fi

# The key is with the one process that needs it, and while that runs nowhere to be seen.
behave silent
before=$(requests)
id=$(post commentary=true)
commentator() {
	local other
	for other in $(farm_processes); do
		[[ $(tr '\0' ' ' <"/proc/$other/cmdline") != */lectern-commentator\ * ]] || echo "$other"
	done
}
is_asking() {
	[ "$(requests)" -gt "$before" ] && [ -n "$(commentator)" ]
}
check "an endpoint may take its time" wait_until 60 is_asking
pid=$(commentator)
# exposed PID: in its arguments or environment, or those of any process of the farm.
exposed() {
	local other
	for other in $1 $(farm_processes); do
		grep -qsF "$secret" "/proc/$other/cmdline" "/proc/$other/environ" && return
	done
	return 1
}
check "the key is in no argument and no environment" eval '! exposed "$pid"'
check "the environment is empty" [ -z "$(tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -v SAN_OPTIONS)" ]
grep -q '^#define LECTERN_SANITIZED 1' "$build_dir/config.h" || {
	check "it is locked in" grep -q '^Seccomp:.2' "/proc/$pid/status"
	check "it leaves no core" grep -qE '^Max core file size +0 +0' "/proc/$pid/limits"
}
farm_curl -f -X DELETE "$farm_url/jobs/$id" >/dev/null
it_is_gone() {
	[ ! -e "/proc/$pid" ]
}
check "who cancels the job ends the question" wait_until 30 it_is_gone

# Away: read without, and said so.
behave 503
id=$(post commentary=true summary=true)
check "without its endpoint a book completes" completes "$id" 180
check "the page is read" reads_back "$id" "$test_dir/book.words"
check "alone" eval '! reads "$id" 1 "Commentary|Summary"'
notes=$(job_field "$id" '.pages.notes')
check "the job says what is missing" jq -e '[.[] | select(.kind == "summary")] | length > 0' <<<"$notes"
check "of every page" [ "$(jq -r '[.[] | select(.kind == "commentary") | .pages] | join(",")' <<<"$notes" |
	tr ',-' '\n\n' | sort -un | tr '\n' ' ')" = "1 2 " ]
check "and why" jq -e '[.[].reason | select(startswith("the endpoint answered 503"))] | length > 0' <<<"$notes"
check "so do the metrics" wait_until 60 metric_is commentary 2
check "and the log" grep -q 'page 1: read without commentary: the endpoint answered 503' "$farm_dir/lecternd.log"
check "an endpoint that is away is left alone" grep -q 'is unreachable: not trying again for' "$farm_dir/lecternd.log"

stop_farm
stop_endpoint
check "the key is in no log" eval '! grep -qF "$secret" "$farm_dir/lecternd.log"'
