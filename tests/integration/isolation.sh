#!/bin/bash
# isolation.sh - one job's events reach nothing of another's, of its own tenant or of a stranger.
#
# Events of other NATS clients that name a job, a source or a page of somebody else are dead letters
# or cost their own job, and the other's objects and state are as they were.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

make_pdf text 1 "$test_dir/secret.pdf" "$test_dir/words.txt" || die "no PDF was made"
make_pdf blank 1 "$test_dir/own.pdf" || die "no PDF was made"

# event SUBJECT TENANT WORKFLOW FIELDS: publishes an event with those further fields.
event() {
	jq -nc --arg tenant "$2" --arg id "$3" --arg now "$(date -u +%FT%TZ)" --argjson more "$4" \
		'{header: {timestamp: $now, workflowId: $id, userId: "mallory", tenantId: $tenant,
			eventId: ($id + "-" + $now + "-" + ($more | tostring | @base64))}} + $more' |
		request "$1" - >/dev/null
}

has_dead_letter() {
	dead_letters | jq -e --arg reason "$1" 'select(.reason | test($reason))' >/dev/null
}

# state WORKFLOW: the entry of the key-value bucket as it is stored.
state() {
	request "\$JS.API.DIRECT.GET.KV_WAV_AGGREGATOR_STATE.\$KV.WAV_AGGREGATOR_STATE.$1"
}

no_such_job() {
	[ "$(farm_curl -o /dev/null -w '%{http_code}' "$farm_url/jobs/$1")" = 404 ]
}

# has_object BUCKET NAME
has_object() {
	request "\$JS.API.STREAM.INFO.OBJ_$1" '{"subjects_filter":">"}' |
		jq -e --arg s "\$O.$1.M.$(printf %s "$2" | base64 -w0 | tr '+/' '-_')" \
			'.state.subjects | has($s)' >/dev/null
}

is_read() {
	[ "$(job_field "$1" .progress.read)" = 1 ]
}

nobody_speaks() {
	farm_curl "$farm_url/workers" |
		jq -e 'all(.slots[] | select(.stage == "tts"); .pid == null)' >/dev/null
}

reads_all() {
	[ "$(stream_messages PNG_PROCESSING)" = 0 ]
}

start_farm
victim=$(submit "$test_dir/secret.pdf")
completes "$victim" 60 || die "the book does not complete"
put_object PDF_FILES tests/mine/source.pdf "$test_dir/own.pdf"
publish_pdf_created mine tests/mine/source.pdf
completes mine 60 || die "the other book does not complete"
before=$(state "$victim")
key=default/$victim

event pdf.created tests thief '{"pdfKey": "'"$key"'/source.pdf"}'
check "another's source makes no job" wait_until 60 has_dead_letter 'belongs to another job'
check "indeed" no_such_job thief
event pdf.created default mine2 '{"pdfKey": "'"$key"'/source.pdf"}'
check "not for a job of the same tenant either" wait_until 60 no_such_job mine2
event pdf.created tests "$victim" '{"pdfKey": "tests/mine/source.pdf"}'
check "another tenant's job gets no source" wait_until 60 has_dead_letter 'belongs to another tenant'
put_object PDF_FILES tests/open/source.pdf "$test_dir/own.pdf"
publish_pdf_created open tests/open/source.pdf
completes open 60 || die "the third book does not complete"
for fields in '"pngKey": "'"$key"'/page_00001.png"' '"textKey": "'"$key"'/page_00001.txt", "pngKey": "x"' \
	'"audioKey": "'"$key"'/page_00001.pcm"' '"wavKey": "'"$key"'/page_00001.wav"'; do
	case $fields in
	*pngKey*textKey* | *textKey*) subject=text.processed ;;
	*pngKey*) subject=png.created ;;
	*audioKey*) subject=audio.chunk.created ;;
	*) subject=wav.created ;;
	esac
	event $subject tests stranger "{$fields, \"pageNumber\": 1, \"totalPages\": 1}"
	event $subject tests "$victim" "{$fields, \"pageNumber\": 1, \"totalPages\": 1}"
	event $subject default "$victim" "{$fields, \"pageNumber\": 7, \"totalPages\": 9}"
done
check "nobody has work with them" wait_until 30 queues_are_empty
check "no job of that name is made" no_such_job stranger
check "the other's state is as it was" [ "$(state "$victim")" = "$before" ]
check "and so is what was read" reads_back "$victim" "$test_dir/words.txt"

# A job whose page is read already and not spoken yet is told that somebody else's image is its own.
configure_farm tts_service worker_pool_size 0
kill -HUP "$farm_pid"
wait_until 60 nobody_speaks || die "the pool does not shrink"
reader=$(submit "$test_dir/secret.pdf")
wait_until 60 is_read "$reader" || die "the page is not read"
wait_until 60 reads_all || die "the page's message stays"
put_object PNG_FILES default/elsewhere/page_00001.png "$test_dir/own.pdf"
check "somebody's image is there" has_object PNG_FILES default/elsewhere/page_00001.png
event png.created default "$reader" \
	'{"pngKey": "default/elsewhere/page_00001.png", "pageNumber": 1, "totalPages": 1}'
check "an event that calls it another's is done with" wait_until 60 reads_all
check "and it stays" has_object PNG_FILES default/elsewhere/page_00001.png
event png.created default "$reader" \
	'{"pngKey": "default/'"$reader"'/page_00001.png", "pageNumber": 7, "totalPages": 9}'
check "a page that the document has not is a dead letter" \
	wait_until 60 has_dead_letter 'page 7: no such page: the document has 1'
check "of which nothing is stored" not has_object TEXT_FILES "default/$reader/page_00007.txt"
configure_farm tts_service worker_pool_size 1
kill -HUP "$farm_pid"
check "the job completes all the same" completes "$reader" 60
