#!/bin/bash
# broker.sh - the embedded nats-server: started when it is called for, watched, stopped last.
. "$(dirname "$0")/lib.sh"

if ! command -v nats-server >/dev/null; then
	echo "skipped: no nats-server"
	exit 77
fi

answers() {
	(exec 3<>"/dev/tcp/127.0.0.1/$port" && timeout 2 head -c 4 <&3) 2>/dev/null | grep -q INFO
}

listens() {
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

# A port that nobody listens on now; at random, since tests run side by side.
embed() {
	for _ in {1..50}; do
		port=$((12000 + RANDOM % 8000))
		listens || break
	done
	option nats server '"auto"'
	option nats url "\"nats://127.0.0.1:$port\""
}

# A variable of the broker's environment.
broker_variable() {
	local pid
	pid=$(pgrep -f "nats-server .*$farm/state/nats/nats-server.conf") &&
		tr '\0' '\n' <"/proc/$pid/environ" | sed -n "s/^$1=//p"
}

runs_and_stops_last() {
	embed
	option tts_service worker_pool_size 1
	start_farm
	wait_log 'nats-server/0: starting -> idle'
	wait_log 'tts/0: starting -> idle'
	check "it answers" answers
	check "it came first" [ "$(grep -m 1 -nE 'tts/0: spawned' "$farm/log" | cut -d: -f1)" -gt \
		"$(grep -m 1 -nE 'nats-server/0: starting -> idle' "$farm/log" | cut -d: -f1)" ]
	check "its configuration is private" \
		[ "$(stat -c %a "$farm/state/nats/nats-server.conf")" = 600 ]
	check "its store is below the state directory" [ -d "$farm/state/nats/store/jetstream" ]
	check "its memory has a limit" grep -qE "^([4-9][0-9]{2}|1000)MiB$" <(broker_variable GOMEMLIMIT)
	check "only loopback" grep -q "listen: \"127.0.0.1:$port\"" "$farm/state/nats/nats-server.conf"
	stop_farm
	check "it went last" [ "$(grep -nE 'nats-server/0: exited' "$farm/log" | cut -d: -f1)" -gt \
		"$(grep -nE 'tts/0: exited' "$farm/log" | cut -d: -f1)" ]
	check "it does not answer any more" not answers
}

has_attribute_s() {
	lsattr -d "$1" 2>/dev/null | grep -q '^[^ ]*S'
}

# (Some may be gone by the time that they are looked at.)
all_below_have_attribute_s() {
	local others
	others=$(find "$1" -exec lsattr -d {} + 2>/dev/null | grep -v '^[^ ]*S')
	[ -z "$others" ] || {
		echo "$others"
		return 1
	}
}

# What it acknowledged is on the disk, or the log says plainly what a power failure may cost.
writes_through() {
	local store=$farm/state/nats/store
	embed
	start_farm
	wait_log 'nats-server/0: starting -> idle'
	if grep -q 'sync_interval: always' "$farm/state/nats/nats-server.conf"; then
		check "the server does so itself" not has_attribute_s "$store"
		stop_farm
		return
	elif ! has_attribute_s "$store"; then
		check "what is not promised is said" log_has 'does not sync to disk .*a power failure may lose'
		stop_farm
		return
	fi
	check "there is nothing to warn of" not log_has 'a power failure may lose'
	"$build_dir/tests/tools/nats_request" "nats://lectern:$(cat "$farm/state/nats/password")@127.0.0.1:$port" \
		'$JS.API.STREAM.CREATE.S' '{"name":"S","subjects":["s"]}' >/dev/null
	check "there are files" [ -n "$(find "$store" -type f)" ]
	check "its files are made so, too" all_below_have_attribute_s "$store"
	stop_farm
	# As a store that was put back from a backup.
	chattr -R -S "$store"
	start_farm
	wait_log 'nats-server/0: starting -> idle'
	check "still nothing to warn of" not log_has 'a power failure may lose'
	check "they are made so" all_below_have_attribute_s "$store"
	stop_farm
}

# as URL: whether that client may use the server. An answer that nobody is there is one, too.
may_use() {
	"$build_dir/tests/tools/nats_request" "$1" some.subject 2>&1 | grep -q 'No responders'
}

# Other users of the machine can reach the port, and need what they cannot read.
is_closed_to_others() {
	embed
	start_farm
	wait_log 'web/0: starting -> idle'
	local file=$farm/state/nats/password config=$farm/state/config/1.toml password
	password=$(cat "$file")
	check "the password is private" [ "$(stat -c %a "$file")" = 600 ]
	check "so is where it lies" [ "$(stat -c %a "$farm/state/nats")" = 700 ]
	check "it is long" [ "${#password}" -eq 64 ]
	check "who knows it may" may_use "nats://lectern:$password@127.0.0.1:$port"
	check "nobody else" not may_use "nats://127.0.0.1:$port"
	check "nor with another one" not may_use "nats://lectern:wrong@127.0.0.1:$port"
	check "children are told the file" grep -qxF "password_file = \"$file\"" "$config"
	check "and not the word" not grep -q "$password" "$config" "$farm/log"
	check "nor is the server's configuration" not grep -q "$password" "$farm/state/nats/nats-server.conf"
	check "with which it is content" not log_has 'Plaintext'
	option tts_service speed 180
	write_config
	kill -HUP "$lecternd"
	wait_log 'configuration generation 2 is in effect'
	check "nor is it forgotten by a reload" grep -qxF "password_file = \"$file\"" \
		"$farm/state/config/2.toml"
	stop_farm
	start_farm
	wait_log 'web/0: starting -> idle'
	check "it stays the same" [ "$(cat "$file")" = "$password" ]
	stop_farm
}

takes_given_credentials() {
	embed
	option nats user '"me"'
	option nats password_file "\"$farm/word\""
	(umask 077 && echo 'given-word' >"$farm/word")
	start_farm
	wait_log 'web/0: starting -> idle'
	check "they hold" may_use "nats://me:given-word@127.0.0.1:$port"
	check "and no other" not may_use "nats://127.0.0.1:$port"
	check "no other was made" [ ! -e "$farm/state/nats/password" ]
	stop_farm
	chmod 644 "$farm/word"
	start_farm
	wait_for_exit
	check "exit status 1" [ "$status" -eq 1 ]
	check "an open file is refused" log_has '\[nats\] password_file: .*word: .*chmod o-rwx'
}

comes_back() {
	embed
	start_farm
	wait_log 'nats-server/0: starting -> idle'
	kill -9 "$(pid_of nats-server/0)"
	wait_log 'nats-server/0: starting -> idle' 2
	check "it answers" answers
	check "the web lived on" not log_has 'web/0: exited'
	# Known to be ready as soon as it is: a second one was looked at only every five seconds.
	local times exited
	for times in 3 4 5 6; do
		kill -9 "$(pid_of nats-server/0)"
		wait_log 'nats-server/0: starting -> idle' $times
	done
	mapfile -t exited < <(mono_of 'nats-server\/0: exited')
	check "three restarts in $((exited[4] - exited[1])) us" \
		[ $((exited[4] - exited[1])) -lt 4500000 ]
	stop_farm
}

another_is_used() {
	embed
	mkdir "$farm/other"
	nats-server -a 127.0.0.1 -p "$port" -js -sd "$farm/other" -l "$farm/other.log" &
	local other=$!
	wait_until answers || fault "nats-server does not answer"
	start_farm
	wait_log 'already answers on 127.0.0.1 port'
	wait_log 'web/0: starting -> idle'
	check "no second one" not log_has 'nats-server/0'
	check "nothing is wrong with it" not log_has 'tells of no JetStream'
	stop_farm
	check "it was left alone" answers
	kill "$other"
	wait "$other"
}

# As Debian's own service is.
another_without_jetstream_is_told() {
	embed
	nats-server -a 127.0.0.1 -p "$port" -l "$farm/other.log" &
	local other=$!
	wait_until answers || fault "nats-server does not answer"
	start_farm
	wait_log 'that server does not offer JetStream'
	stop_farm
	kill "$other"
	wait "$other"
}

a_stranger_at_the_port() {
	if ! command -v node >/dev/null; then
		echo "  skipped: no node to play the stranger"
		return
	fi
	embed
	node -e 'require("net").createServer((s) => { s.write("220 hello\r\n"); s.on("error", () => {}); })
		.listen(+process.argv[1], "127.0.0.1")' "$port" &
	local stranger=$!
	wait_until listens || fault "the stranger does not listen"
	start_farm
	wait_for_exit
	check "exit status 1" [ "$status" -eq 1 ]
	check "why" log_has "the program that listens on 127.0.0.1 port $port is not a NATS server"
	kill "$stranger"
	wait "$stranger" 2>/dev/null
}

no_program() {
	embed
	option nats server_program '"no-such-nats-server"'
	start_farm
	wait_for_exit
	check "exit status 1" [ "$status" -eq 1 ]
	check "by name" log_has 'cannot execute no-such-nats-server: No such file or directory'
}

# What a killed lecternd's broker left does not hinder the next one, and what was stored is there.
kill_9_and_again() {
	embed
	start_farm
	wait_log 'nats-server/0: starting -> idle'
	: >"$farm/state/nats/store/jetstream/witness"
	kill -9 "$lecternd"
	wait "$lecternd" 2>/dev/null
	start_farm
	wait_log 'nats-server/0: starting -> idle'
	check "not taken for another's" not log_has 'already answers'
	check "the store is the same" [ -e "$farm/state/nats/store/jetstream/witness" ]
	stop_farm
}

url_and_server_are_fixed() {
	embed
	start_farm
	wait_log 'web/0: starting -> idle'
	option nats url '"nats://127.0.0.1:4999"'
	write_config
	kill -HUP "$lecternd"
	wait_log 'keeping the old configuration: \[nats\] url cannot change without a restart'
	stop_farm
}

run runs_and_stops_last writes_through is_closed_to_others takes_given_credentials comes_back another_is_used another_without_jetstream_is_told \
	a_stranger_at_the_port no_program \
	kill_9_and_again url_and_server_are_fixed
