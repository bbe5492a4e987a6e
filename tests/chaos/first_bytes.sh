#!/bin/bash
# first_bytes.sh - a voice that says the same text otherwise each time: of a page that was told of,
# what was stored first stays, though its message comes again.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

printf 'varying\n' >"$test_dir/model"
export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text 1 "$test_dir/book.pdf" "$test_dir/words.txt" || die "no PDF"
configure_impatience
configure_farm tts_service engine '"chatllm"'
configure_farm tts_service program "\"$build_dir/tests/tools/fake_chatllm\""
configure_farm tts_service model "\"$test_dir/model\""
configure_farm tts_service voice '"tara"'
start_farm

# stored FAULT: runs a job with a fault, and prints how often sound was stored of its page.
stored() {
	local id
	watch "$test_dir/puts" '$O.AUDIO_FILES.M.*'
	set_failpoint "$1"
	id=$(submit "$test_dir/book.pdf")
	completes "$id" 60 >&2 || return
	[ "$(failpoint_passages)" -ge 1 ] || return
	clear_failpoint
	unwatch "$test_dir/puts"
	grep -v '"deleted":true' "$test_dir/puts" | grep -c '\.pcm"'
}

check "once where nothing fails" [ "$(stored tts:published:9:exit)" = 1 ]
check "no second time when it was told of" [ "$(stored tts:published:1:exit)" = 1 ]
check "nor when only the word to the broker is missing" [ "$(stored tts:acked:1:exit)" = 1 ]
check "anew when nobody can know of it" [ "$(stored tts:object-put:1:exit)" = 2 ]
