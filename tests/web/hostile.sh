#!/bin/bash
# hostile.sh - clients that stall, trickle, lie, reset and flood: nobody else notices, nothing stays.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
command -v node >/dev/null || skip "node is not installed"
start_broker
write_config
configure http idle_timeout_seconds 2
configure http upload_timeout_seconds 4
configure http max_connections_per_address 60
configure http max_upload_mb 10
start_web
wait_until 60 answers 200 /jobs || die "the broker was not found"
node "$source_dir/tests/web/hostile.mjs" "${url##*:}"
check "all of them are dealt with" [ $? -eq 0 ]
quiet() {
	call /metrics
	grep -q '^lectern_http_uploads 0$' "$body" && grep -q '^lectern_http_connections 1$' "$body"
}
check "no upload and no connection is left" wait_until 60 quiet
# The one whose declared length was a whole PDF.
only_one() {
	[ "$(seed objects PDF_FILES | wc -l)" -eq 1 ] && [ "$(seed bytes PDF_FILES)" -lt 10000 ]
}
check "of half uploads nothing is stored" wait_until 60 only_one
