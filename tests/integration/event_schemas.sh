#!/bin/bash
# event_schemas.sh - every event that a farm publishes is valid by docs/events.schema.json, which
# lectern-events(7) names, and which knows all of their fields.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

schema=$source_dir/docs/events.schema.json
python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
configure_farm pdf_to_png_service pages_per_turn 1
configure_farm pdf_to_png_service dpi 100
make_pdf text 2 "$test_dir/book.pdf"
start_farm
watch "$test_dir/watched" pdf.created png.created text.processed audio.chunk.created wav.created \
	final.audio.created audio.encode audio.encoded page.image voice.sample audio.live dead.letter
id=$(farm_curl -f -F voice=en-gb -F speed=200 -F "file=@$test_dir/book.pdf" "$farm_url/jobs" | jq -r .id)
check "a book is made" completes "$id" 60
is_encoded() {
	request '$JS.API.STREAM.INFO.FINAL_AUDIO' '{"subjects_filter":"audio.encoded"}' |
		jq -e '.state.subjects["audio.encoded"] >= 1' >/dev/null
}
check "and encoded" wait_until 60 is_encoded
# Nobody draws it here; that it is asked for is enough.
farm_curl -m 2 -o /dev/null "$farm_url/jobs/$id/pages/1.webp?width=800"
farm_curl -m 2 -o /dev/null -d "GIF = jif" "$farm_url/pronunciation/sample?voice=en-gb&text=GIF"
farm_curl -m 2 -o /dev/null "$farm_url/jobs/$id/live/1-1.m4s"
request pdf.created '{"header":{"userId":"stranger"}}' >/dev/null
a_dead_letter_is_there() {
	[ "$(stream_messages DEAD_LETTERS)" -ge 1 ]
}
check "what is no event is a dead letter" wait_until 30 a_dead_letter_is_there
unwatch "$test_dir/watched"
check "the events are what their schemas say" "$source_dir/tests/integration/event_schemas.py" \
	"$schema" "$test_dir/watched"
check "the manual names them" grep -q 'events.schema.json' "$source_dir/packaging/man/lectern-events.7"
