#!/bin/bash
# removed.sh - the event of a job that was removed comes again while the broker is in trouble: the
# job does not come back.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

has_passed() {
	[ "$(failpoint_passages)" -ge "$1" ]
}

is_removed() {
	[ "$(farm_curl -o /dev/null -w '%{http_code}' "$farm_url/jobs/$1")" = 404 ]
}

export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf blank 1 "$test_dir/book.pdf" || die "no PDF was made"
start_farm
put_object PDF_FILES tests/gone/source.pdf "$test_dir/book.pdf" || die "no PDF is stored"
publish_pdf_created gone tests/gone/source.pdf
completes gone 60 || die "the book does not complete"
farm_curl -o /dev/null -X DELETE "$farm_url/jobs/gone"
check "the job is removed" wait_until 60 is_removed gone

set_failpoint pdf-to-png:removal-read:1:error
publish_pdf_created gone tests/gone/source.pdf
check "its event comes when nothing is known of it" wait_until 60 has_passed 1
check "and again" wait_until 60 has_passed 2
check "until it is done with" wait_until 30 queues_are_empty
check "the job stays removed" is_removed gone
check "nobody is told of it" test -z "$(dead_letters)"
