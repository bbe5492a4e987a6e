#!/bin/bash
# bad_input.sh - what is wrong with an input is said, and touches nobody else.
#
# Files that are no PDF, damaged, locked, empty or absurd, by HTTP and from other NATS clients;
# events that cannot be read. Each one's job, or the dead letter, names the reason; afterwards a
# good book goes through the same processes.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

make_pdf text 2 "$test_dir/good.pdf" "$test_dir/words.txt" || die "no PDF was made"
for kind in not-a-pdf empty stump truncated password zero-pages wide huge; do
	make_pdf $kind 4 "$test_dir/$kind.pdf" || die "no $kind was made"
done

# front_processes: pids of the long-lived processes, not of engines.
front_processes() {
	local pid
	for pid in $(farm_processes); do
		tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qx -- --engine || echo "$pid"
	done
}

# refused FILE STATUS WORD: the upload is answered with that status and a reason.
refused() {
	local answer
	answer=$(farm_curl -w '\n%{http_code}' -F "file=@$1;type=application/pdf" "$farm_url/jobs")
	[ "${answer##*$'\n'}" = "$2" ] && grep -qi "$3" <<<"$answer" || {
		note "answered: $answer"
		return 1
	}
}

# fails ID REASON: the job ends as failed, with a reason that has those words.
fails() {
	wait_job "$1" 60 || return
	[ "$(job_status "$1")" = failed ] && job_field "$1" '.error | tostring' | grep -qiE "$2" || {
		note "job: $(job_json "$1")"
		return 1
	}
}

# ends_as ID STATUS
ends_as() {
	wait_job "$1" 90 && [ "$(job_status "$1")" = "$2" ] || {
		note "job: $(job_json "$1")"
		return 1
	}
}

# by_nats NAME FILE: puts a file and announces it, as another program would; the job's id.
by_nats() {
	put_object PDF_FILES "tests/$1/source.pdf" "$2" && publish_pdf_created "$1" "tests/$1/source.pdf"
}

has_dead_letter() {
	dead_letters | jq -e --arg reason "$1" 'select(.reason | test($reason; "i"))' >/dev/null
}

# by_http KIND: gives it in; the job's id.
by_http() {
	submit "$test_dir/$1.pdf"
}

# A wide page is drawn smaller, not refused; the cap keeps this quick.
configure_farm pdf_to_png_service max_page_megapixels 4
configure_farm audio_encoder_service formats "[]"
start_farm
before=$(front_processes)

check "no PDF is refused at once" refused "$test_dir/not-a-pdf.pdf" 415 'not a PDF'
check "an empty file is refused at once" refused "$test_dir/empty.pdf" 415 'empty\|not a PDF'
check "a stump of a PDF fails" fails "$(by_http stump)" 'damaged|cannot be opened|no page'
check "a truncated PDF fails" fails "$(by_http truncated)" 'damaged'
check "a locked PDF fails" fails "$(by_http password)" 'password'
check "a PDF without pages fails" fails "$(by_http zero-pages)" 'no page'

check "no PDF from another client is taken as an event" by_nats nats-letter "$test_dir/not-a-pdf.pdf"
check "and its job fails" fails nats-letter 'not a PDF'
check "an empty object is taken as an event" by_nats nats-empty "$test_dir/empty.pdf"
check "and its job fails" fails nats-empty 'empty|not a PDF'
check "a key without object is taken as an event" publish_pdf_created nats-nothing tests/no/such.pdf
check "and its job fails" fails nats-nothing 'no such object|not in'

request pdf.created '{"pdfKey": "oh dear' >/dev/null
check "an event that is no JSON is a dead letter" wait_until 60 has_dead_letter 'json'
request pdf.created '{"header":{"timestamp":"2026-01-02T03:04:05Z","workflowId":"nats-lacks",
	"userId":"u","tenantId":"t","eventId":"e"}}' >/dev/null
check "an event without its key is a dead letter" wait_until 60 has_dead_letter 'pdfKey'
request png.created '{"header":{"timestamp":"2026-01-02T03:04:05Z","workflowId":"nats-page",
	"userId":"u","tenantId":"t","eventId":"e2"},"pngKey":"k","pageNumber":"one","totalPages":1}' >/dev/null
check "an event with a field of another type is a dead letter" wait_until 60 has_dead_letter 'pageNumber'

# The longest instructions that an event may have, of what takes the most room in JSON.
put_object PDF_FILES tests/nats-wordy/source.pdf "$test_dir/good.pdf" || die "no PDF is stored"
printf '"%.0s' {1..32768} >"$test_dir/instructions"
jq -nc --rawfile words "$test_dir/instructions" --arg now "$(date -u +%FT%TZ)" \
	'{enabled: true, customInstructions: $words} as $wish |
	{header: {timestamp: $now, workflowId: "nats-wordy", userId: "tester", tenantId: "tests",
		eventId: "nats-wordy-1"}, pdfKey: "tests/nats-wordy/source.pdf",
		augmentation: {commentary: $wish, summary: $wish}}' | request pdf.created - >/dev/null
# (With AddressSanitizer's strict checks of strings each look at so long a one takes seconds.)
check "a job with the longest instructions completes" completes nats-wordy 600

# with_metadata BUCKET NAME BYTES: gives a stored object metadata of that length.
with_metadata() {
	local subject meta
	subject="\$O.$1.M.$(printf %s "$2" | base64 -w0 | tr '+/' '-_')"
	meta=$(request "\$JS.API.STREAM.MSG.GET.OBJ_$1" "{\"last_by_subj\": \"$subject\"}" |
		jq -r '.message.data | @base64d')
	head -c "$3" /dev/zero | tr '\0' x >"$test_dir/metadata"
	jq -c --rawfile long "$test_dir/metadata" '.metadata = {story: $long}' <<<"$meta" |
		request "$subject" - >/dev/null
}

put_object PDF_FILES tests/nats-story/source.pdf "$test_dir/good.pdf" || die "no PDF is stored"
with_metadata PDF_FILES tests/nats-story/source.pdf 200000 || die "no metadata are stored"
check "a PDF with a story for metadata is taken as an event" publish_pdf_created nats-story tests/nats-story/source.pdf
check "and its job fails" fails nats-story 'its metadata'

check "a page five metres wide is drawn smaller" ends_as "$(by_http wide)" completed
check "one of five metres square is told of" ends_as "$(by_http huge)" completed_with_errors
good=$(submit "$test_dir/good.pdf")
check "the next good book completes" completes "$good" 60
check "and is read" reads_back "$good" "$test_dir/words.txt"
check "by the same processes" [ "$(front_processes)" = "$before" ]
check "and nothing waits" wait_until 60 queues_are_empty
