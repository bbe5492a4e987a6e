#!/bin/bash
# protocol.sh - HTTP itself: refusals of the library, targets, proxies, entity tags, compression,
# slow clients, guessed tokens.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
configure http header_timeout_seconds 2
configure http max_connections 12
start_web
wait_until 60 answers 200 /jobs || die "the broker was not found"
pdf=$test_dir/a.pdf
make_pdf_file "$pdf" 100000
port=${url##*:}

# raw REQUEST: printf's form; the answer in $body (all of it) and $status. A server that answers before
# it has read everything resets the connection, and that may take the answer with it: another try.
raw() {
	: >"$body"
	for _ in 1 2 3 4 5; do
		exec {fd}<>"/dev/tcp/127.0.0.1/$port"
		# shellcheck disable=SC2059
		(trap '' PIPE && printf "$1" >&"$fd") 2>/dev/null
		timeout "${2:-10}" cat <&"$fd" >"$body" 2>/dev/null
		exec {fd}>&-
		[ ! -s "$body" ] || break
	done
	status=$(head -n 1 "$body" | cut -d ' ' -f 2)
}
# raw_refuses STATUS TYPE REQUEST
raw_refuses() {
	raw "$3"
	[ "$status" = "$1" ] && grep -qi '^content-type: application/problem+json' "$body" &&
		[ "$(grep -c '^HTTP/' "$body")" = 1 ] &&
		grep -q "\"type\":\"urn:lectern:problem:$2\"" "$body" || {
		note "$(head -c 600 "$body")"
		return 1
	}
}

note "-- what the library refuses"
host='Host: localhost\r\n'
check "a chunk that is none" raw_refuses 400 bad-request "POST /jobs HTTP/1.1\r\n${host}Content-Type: application/pdf\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
check "a negative length" raw_refuses 400 bad-request "POST /jobs HTTP/1.1\r\n${host}Content-Length: -5\r\n\r\n"
check "a length beyond all numbers" raw_refuses 413 too-large "POST /jobs HTTP/1.1\r\n${host}Content-Length: 99999999999999999999999\r\n\r\n"
big=$(printf '%040000d' 0)
check "headers that are too large" raw_refuses 431 headers-too-large "GET /jobs HTTP/1.1\r\n${host}X: $big\r\n\r\n"
check "another version" raw_refuses 505 http-version "GET /jobs HTTP/2.0\r\n${host}\r\n"
check "a transfer encoding that is not chunked" raw_refuses 501 not-implemented "POST /jobs HTTP/1.1\r\n${host}Content-Type: application/pdf\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
check "nor is gzip alone" raw_refuses 501 not-implemented "POST /jobs HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n\r\n"
check "two hosts" raw_refuses 400 bad-request "GET /jobs HTTP/1.1\r\n${host}${host}\r\n"
check "a body that is compressed" refuses 415 unsupported-type gzip -H 'Content-Encoding: gzip' -H 'Content-Type: application/pdf' --data-binary @"$pdf" /jobs
check "which codings would do is said" is "$(header Accept-Encoding)" identity
check "one that is not" answers 201 -H 'Content-Encoding: identity' -H 'Content-Type: application/pdf' --data-binary @"$pdf" /jobs
id=$(field .id)

note "-- targets"
check "a long one" refuses 414 target-too-long long "/jobs?after=${big:0:20000}"
check "longer than the library reads" raw_refuses 414 target-too-long "GET /$big HTTP/1.1\r\n${host}\r\n"
raw "GET http://localhost:$port/jobs/$id HTTP/1.1\r\nHost: ignored.example\r\nConnection: close\r\n\r\n"
check "an absolute one" is "$status" 200
raw "GET HTTP://127.0.0.1?limit=1 HTTP/1.1\r\n${host}Connection: close\r\n\r\n"
check "an absolute one without a path" is "$status" 200
check "its authority counts" raw_refuses 421 misdirected "GET http://evil.example/jobs HTTP/1.1\r\n${host}Connection: close\r\n\r\n"
check "a cursor that is none" refuses 422 bad-option after '/jobs?after=zzz'
check "nor is this" refuses 422 bad-option after '/jobs?after=12345'
check "nor this" refuses 422 bad-option after '/jobs?after=-'
answers 201 -F "file=@$pdf" /jobs
answers 200 '/jobs?limit=1'
check "one that is" answers 200 "$(field .next)"

note "-- entity tags and compression"
etag_of() {
	call "$@"
	etag=$(header ETag)
	[ -n "$etag" ]
}
for path in /jobs "/jobs/$id" "/books/$id" /farm /openapi.json / /style.css /workers /voices; do
	check "$path has a tag" etag_of "$path"
	check "which spares the bytes" answers 304 -H "If-None-Match: $etag" "$path"
	check "compressed, too" etag_of -H 'Accept-Encoding: gzip' "$path"
	check "the same" answers 304 -H "If-None-Match: $etag" -H 'Accept-Encoding: gzip' "$path"
done
for path in /openapi.json /metrics / /library.js; do
	answers 200 "$path"
	cp "$body" "$test_dir/plain"
	call -H 'Accept-Encoding: br, gzip;q=0.8' "$path"
	check "$path comes compressed" is "$(header Content-Encoding)" gzip
	check "for those who ask" matches '(^|, )Accept-Encoding' "$(header Vary)"
	check "smaller" [ "$(stat -c %s "$body")" -lt $(($(stat -c %s "$test_dir/plain") / 2)) ]
	[ "$path" = /metrics ] || check "and is the same" cmp <(gzip -dc "$body") "$test_dir/plain"
	call -H 'Accept-Encoding: gzip;q=0' "$path"
	check "not for those who refuse" is "$(header Content-Encoding)" ""
done

note "-- the PDF, and long names"
call "/jobs/$id/pdf"
check "the PDF comes back" cmp "$body" "$pdf"
check "as one" is "$(header Content-Type)" application/pdf
long=$(printf 'ü%.0s' {1..2500})
check "a name of 5,000 bytes" answers 201 -F "file=@$pdf;filename=$long.pdf" /jobs
check "is cut, but for its end" matches '^ü+\.pdf$' "$(field .name)"
call "/jobs/$(field .id)/pdf"
check "and downloads as a PDF" matches '\.pdf' "$(header Content-Disposition)"

note "-- a proxy on another port"
form=(-F "file=@$pdf")
check "the browser's word is enough" answers 201 -H 'Host: localhost' -H 'Origin: http://localhost:8443' -H 'Sec-Fetch-Site: same-origin' "${form[@]}" /jobs
check "and the proxy's" answers 201 -H 'Host: localhost' -H 'Origin: http://localhost:8443' -H 'X-Forwarded-Host: localhost:8443' "${form[@]}" /jobs
check "another origin without either is foreign" refuses 403 forbidden own -H 'Host: localhost' -H 'Origin: http://localhost:8443' "${form[@]}" /jobs
check "as is what the browser calls so" refuses 403 forbidden own -H 'Sec-Fetch-Site: same-site' "${form[@]}" /jobs

note "-- silent clients"
held=()
for _ in {1..40}; do
	exec {fd}<>"/dev/tcp/127.0.0.1/$port" && held+=("$fd")
	printf 'GET /healthz HT' >&"$fd"
done
check "who asks is served all the same" answers 200 /healthz
check "and by the broker" answers 200 /jobs
for fd in "${held[@]}"; do
	exec {fd}>&-
done
slow_head() {
	local begun=$SECONDS
	exec {fd}<>"/dev/tcp/127.0.0.1/$port"
	for ((i = 0; i < 20; i++)); do
		{ printf 'G' >&"$fd"; } 2>/dev/null || break
		read -r -t 0.5 -u "$fd" _
		[ $? -le 128 ] && break
	done
	exec {fd}>&-
	[ $((SECONDS - begun)) -le 8 ]
}
check "a head that comes byte by byte is cut" slow_head
stop_web

note "-- below a path"
configure http max_connections 512
configure http base_path '"/tools/lectern"'
start_web
wait_until 60 answers 200 /jobs || die "the broker was not found"
for prefix in "" /tools/lectern; do
	check "the page at \"$prefix\"" answers 200 "$prefix/"
	check "an upload" answers 201 "${form[@]}" "$prefix/jobs"
	check "its place" is "$(header Location)" "/tools/lectern/jobs/$(field .id)"
	check "its links" is "$(field .links.self)" "/tools/lectern/jobs/$(field .id)"
	check "the next page" answers 200 "$prefix/jobs?limit=1"
	check "is below it, too" answers 200 "$(field .next)"
	check "a form goes back to the page" answers 303 -H 'Accept: text/html' "${form[@]}" "$prefix/jobs"
	check "which is there" is "$(header Location)" /tools/lectern/
done
check "the path alone leads to it" answers 308 /tools/lectern
check "with a slash" is "$(header Location)" /tools/lectern/
check "what only begins so is nothing" refuses 404 not-found path /tools/lecternx
call -H 'Accept: text/html' /tools/lectern/nothing
check "a page of an error has its links" grep -q 'href="/tools/lectern/style.css"' "$body"
stop_web
configure http base_path '"lectern/"'
check "a path that is none is refused" is "$("$build_dir/web/lectern-web" --config "$config" 2>/dev/null; echo $?)" 78
configure http base_path '""'

note "-- guessed tokens"
(umask 077 && echo correct-horse-battery-staple >"$test_dir/token")
configure http token_file "\"$test_dir/token\""
start_web
wait_until 60 answers 200 -u x:correct-horse-battery-staple /jobs
guess() {
	local begun
	begun=$(date +%s%N)
	for ((i = 0; i < 14; i++)); do
		call -H "Authorization: Bearer wrong-wrong-wrong-$i" /jobs
	done
	took=$((($(date +%s%N) - begun) / 1000000))
	[ "$took" -ge 3000 ]
}
check "many take their time" guess
check "the right one does not" answers 200 -u x:correct-horse-battery-staple /jobs
for _ in {1..12}; do
	curl --noproxy '*' -s -o /dev/null -w '%{http_code}\n' -H 'Authorization: Bearer wrong' "$url/jobs" &
done >"$test_dir/guesses"
# shellcheck disable=SC2046 # a list of pids
wait $(jobs -p | tail -n 12)
check "at once, most are not looked at" [ "$(grep -c 429 "$test_dir/guesses")" -ge 4 ]
call -H 'Accept: text/html' /jobs
check "who has none may see the style of that page" answers 200 "$(grep -o '/style.css' "$body")"
stop_web
