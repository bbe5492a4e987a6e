#!/bin/bash
# event_ids.sh - another program makes the sound of a book's pages, and gives all of its events the
# same eventId: each page counts. Its PDF, under a name of its own, stays when the job is removed.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

pages=3
make_pdf text $pages "$test_dir/book.pdf" || die "no PDF was made"
configure_farm tts_service worker_pool_size 0
start_farm

has_read() {
	[ "$(job_field "$1" .progress.read)" = $pages ]
}

put_object PDF_FILES shelf/book.pdf "$test_dir/book.pdf" || die "no PDF is stored"
publish_pdf_created sung shelf/book.pdf
wait_until 60 has_read sung || die "the pages are not read"
head -c 44100 /dev/zero >"$test_dir/page.pcm"
for ((page = 1; page <= pages; page++)); do
	key=tests/sung/page_0000$page.pcm
	put_object AUDIO_FILES "$key" "$test_dir/page.pcm" || die "no sound is stored"
	jq -nc --arg now "$(date -u +%FT%TZ)" --arg key "$key" --argjson page $page --argjson total $pages \
		'{header: {timestamp: $now, workflowId: "sung", userId: "tester", tenantId: "tests",
			eventId: "the-same"}, audioKey: $key, pageNumber: $page, totalPages: $total}' |
		request audio.chunk.created - >/dev/null
done
check "the book is complete" completes sung 60
check "with all its pages" [ "$(job_field sung .pages.spoken)" = "1-$pages" ]
check "the job is removed" farm_curl -f -o /dev/null -X DELETE "$farm_url/jobs/sung"
publish_pdf_created sung-again shelf/book.pdf
check "its source is there for another" wait_until 60 has_read sung-again
