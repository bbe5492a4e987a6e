#!/bin/bash
# commentator.sh - lectern-commentator alone, against an endpoint that behaves in every way.
set -u
build_dir=$PWD
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
command -v node >/dev/null || {
	echo "skipped: no node"
	exit 77
}
test_dir=$(mktemp -d "${TMPDIR:-/tmp}/lectern-commentator-XXXXXX") || exit 99
failed=0 endpoint_pid=''
# shellcheck source=packaging/farm.sh
. "$source_dir/packaging/farm.sh"
# shellcheck source=tests/integration/endpoint.sh
. "$source_dir/tests/integration/endpoint.sh"

wait_until() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.1
	done
}

end_test() {
	local status=$?
	trap - EXIT
	stop_endpoint
	[ "$failed" -eq 0 ] || status=1
	rm -rf "$test_dir"
	exit "$status"
}
trap end_test EXIT

check() {
	local what=$1
	shift
	if "$@"; then
		echo "ok: $what"
	else
		echo "FAILED: $what: $*; said: ${said-} $(cat "$test_dir/errors" 2>/dev/null)"
		failed=$((failed + 1))
	fi
}

config=$test_dir/project.toml
secret=sk-test-0123456789abcdef
set_option() {
	toml_set "$config" commentary "$@"
}

# ask [MILLISECONDS] [IMAGE]: a question; `said` is the answer, `asked` how many requests it took.
ask() {
	local before image=false input=/dev/null
	before=$(requests)
	[ -z "${2-}" ] || {
		image=true
		input=$2
	}
	jq -nc --argjson ms "${1:-60000}" --argjson image "$image" --arg more "${more_text-}" \
		'{instructions: "Summarise this page.", language: "German",
		  text: ($more + "Ein \"Text\"\nmit Zeilen: äöü."), page: 3, totalPages: 50, $image,
		  milliseconds: $ms}' >"$test_dir/question"
	said=$("$build_dir/workers/lectern-commentator" --config "$config" <"$test_dir/question" \
		3<"$input" 2>"$test_dir/errors")
	asked=$(($(requests) - before))
}

says() {
	[ "$said" = "$1" ]
}

says_like() {
	[[ $said =~ $1 ]]
}

took() {
	[ "$asked" -eq "$1" ]
}

# after N MS: the Nth request came at least so long after the one before.
after() {
	local count=$1 first second
	first=$(request_field $((count - 1)) .at)
	second=$(request_field "$count" .at)
	[ $((second - first)) -ge "$2" ]
}

start_endpoint || exit 99
install -m 600 /dev/null "$test_dir/key"
echo "$secret" >"$test_dir/key"
cp "$source_dir/project.toml" "$config"
chmod u+w "$config"
set_option base_url "\"$endpoint_url/\""
set_option model '"tiny"'
set_option key_file '"key"'
set_option timeout_seconds 5
set_option max_answer_kb 64
set_option max_spoken_chars 200

ask
check "an answer" says "+Here is the summary number 1 of this page."
check "one request" took 1
check "posted to the right place" [ "$(request_field 1 '.method + .url')" = POST/v1/chat/completions ]
check "with the key" [ "$(request_field 1 .authorization)" = "Bearer $secret" ]
check "the model" [ "$(request_field 1 .body.model)" = tiny ]
check "numbers" [ "$(request_field 1 '.body | [.max_tokens, .temperature, .stream] | tojson')" = \
	'[1024,0.3,false]' ]
check "the page" [ "$(request_field 1 '.body.messages[1].content | endswith("Ein \"Text\"\nmit Zeilen: äöü.")')" = true ]
check "in its language" [ "$(request_field 1 '.body.messages[0].content | contains("Write in German")')" = true ]

behave marked
ask
check "made speakable" says $'+Heading.\n\nfirst item.\n\nsecond.\n\nThe end .'
behave parts
ask
check "an answer in parts" says "+In parts."
behave cut
ask
check "what was cut ends with a sentence" says "+This is whole."
set_option max_answer_kb 4096
behave long
ask
check "a long answer is shortened" [ ${#said} -le 201 ]
check "after a sentence" says_like 'is here\.$'
set_option max_answer_kb 64

behave busy good
ask
check "429, then good" says_like '^\+Here is'
check "two requests" took 2
check "Retry-After is honoured" after "$(requests)" 1950
behave 500 503 good
ask
check "twice 5xx, then good" says_like '^\+Here is'
behave 500
ask
check "5xx for good" says '?the endpoint answered 500 (in 3 attempts): out of memory'
check "three requests" took 3
behave never
ask 5000
check "a wait that is too long is not waited" says_like '^\?the endpoint answered 429'
check "one request" took 1
behave closed
ask
check "closed connections" says '?the endpoint closed the connection (in 3 attempts)'
behave half good
ask
check "half an answer, then a whole one" says_like '^\+Here is'
set_option timeout_seconds 1
set_option max_attempts 1
behave silent
ask
check "no answer" says '?the endpoint did not answer in time'
set_option timeout_seconds 60
set_option max_attempts 3
ask 1500
check "nor within the page's time" says '?the endpoint did not answer in time'
set_option timeout_seconds 5

behave 401
ask
check "a wrong key" says '-the endpoint answered 401'
check "is not tried again" took 1
behave 400
ask
check "the key is not repeated" says '-the endpoint answered 400'
behave 404
ask
check "an error's message" says '-the endpoint answered 404: no such model'
behave redirect
ask
check "no redirection is followed" says '-the endpoint answered 302'
behave huge
ask
check "a huge answer" says '-an answer larger than max_answer_kb = 64'
behave rubbish
ask
check "no JSON" says '-an answer that is not a JSON object'
check "is not asked for again" took 1
behave nothing
ask
check "no message" says '-an answer without a message'
behave empty
ask
check "an empty answer" says '-an empty answer'
behave refusal
ask
check "a refusal" says '-the model refused to answer'
behave markup
ask
check "nothing to say" says '-an answer with nothing to say aloud'

behave good
printf '\x89PNG\r\n\x1a\n picture' >"$test_dir/image.png"
ask 60000 "$test_dir/image.png"
last=$(requests)
check "the image goes along" [ "$(request_field "$last" '.body.messages[1].content[1].image_url.url')" = \
	"data:image/png;base64,$(base64 -w0 "$test_dir/image.png")" ]
head -c 9000 /dev/zero >"$test_dir/large.png"
set_option max_request_kb 8
ask 60000 "$test_dir/large.png"
check "not one that is too large" [ "$(request_field "$(requests)" '.body.messages[1].content | type')" = string ]
set_option max_request_kb 1
more_text=$(printf 'x%.0s' {1..1000}) ask
check "nor a page" says '-the page is larger than max_request_kb = 1'
set_option max_request_kb 4096

set_option base_url "\"http://localhost:${endpoint_url##*:}\""
ask
check "a name is looked up" says_like '^\+Here is'
set_option base_url '"http://no-such-host.invalid/v1"'
set_option max_attempts 1
ask
check "one that does not exist" says_like "^\\?the endpoint's host name cannot be resolved"
stop_endpoint
mkdir "$test_dir/tls"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost -keyout "$test_dir/tls/key.pem" -out "$test_dir/tls/cert.pem" \
	2>/dev/null
start_endpoint "$test_dir/tls" || exit 99
set_option base_url "\"https://localhost:${endpoint_url##*:}\""
ask
check "a certificate that nobody signed" says_like '^\?.*certificate'
check "is shown no key" [ "$(requests)" -eq 0 ]
set_option tls_ca_file '"tls/cert.pem"'
ask
check "TLS" says_like '^\+Here is'
set_option base_url '"http://127.0.0.1:1/v1"'
ask
check "nobody there" says '?the endpoint cannot be reached'
chmod o+r "$test_dir/key"
ask
check "a key that all can read" says '-the commentator cannot start; see the log'
check "with the reason in the log" grep -q 'chmod o-rwx' "$test_dir/errors"
set_option base_url '""'
ask
check "off" says '-no endpoint is configured'
