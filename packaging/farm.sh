# shellcheck shell=bash
# farm.sh - sourced by packaging/quickstart and the integration tests: a farm of one's own, apart
# from whatever else runs on the machine.
#
# farm_new fills these; farm_start adds farm_pid:
#   farm_dir    its directory: project.toml, state/, lecternd.log
#   farm_url    http://127.0.0.1:PORT of lectern-web
#   farm_nats   nats://127.0.0.1:PORT; farm_broker prints it with user and password

# Debian has nats-server where an ordinary user's PATH does not look.
PATH=$PATH:/usr/local/sbin:/usr/sbin

# Something answers at that port of 127.0.0.1.
port_answers() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# free_port FIRST: the first port from FIRST on where nobody answers.
free_port() {
	local port=$1
	while port_answers "$port"; do
		port=$((port + 1))
		[ "$port" -le 65535 ] || return 1
	done
	echo "$port"
}

# toml_set FILE SECTION KEY VALUE: gives the key that value (TOML, quotes and all), in the place
# where it stands or at the head of its section.
toml_set() {
	local changed
	changed=$(SECTION=$2 KEY=$3 VALUE=$4 awk '
		function put() { print ENVIRON["KEY"] " = " ENVIRON["VALUE"]; done = 1 }
		/^[ \t]*\[/ {
			if (inside && !done) put()
			inside = index($0, "[" ENVIRON["SECTION"] "]") == 1
		}
		inside && !done && $1 == ENVIRON["KEY"] && $2 == "=" { put(); next }
		{ print }
		END {
			if (done) exit
			if (!inside) print "[" ENVIRON["SECTION"] "]"
			put()
		}' "$1") || return
	printf '%s\n' "$changed" >"$1"
}

# farm_new DIR PROJECT_TOML HTTP_PORT NATS_PORT: lays out a farm that has its own broker.
farm_new() {
	farm_dir=$1
	farm_url=http://127.0.0.1:$3
	farm_nats=nats://127.0.0.1:$4
	mkdir -p "$farm_dir/state"
	cp "$2" "$farm_dir/project.toml"
	chmod u+w "$farm_dir/project.toml"
	toml_set "$farm_dir/project.toml" nats url "\"$farm_nats\""
	toml_set "$farm_dir/project.toml" nats server '"auto"'
	toml_set "$farm_dir/project.toml" http listen '"127.0.0.1"'
	toml_set "$farm_dir/project.toml" http port "$3"
	toml_set "$farm_dir/project.toml" supervisor state_dir '"state"'
	toml_set "$farm_dir/project.toml" supervisor log_file '""'
}

# The broker's URL with the credentials that lecternd made up for it.
farm_broker() {
	printf 'nats://lectern:%s@%s\n' "$(cat "$farm_dir/state/nats/password" 2>/dev/null)" \
		"${farm_nats#nats://}"
}

# farm_start LECTERND: starts it in a session of its own, so that a Ctrl-C for the script is not
# one for the farm; it stops when the script dies, however that happens.
farm_start() {
	setpriv --pdeathsig TERM setsid "$1" --foreground --config "$farm_dir/project.toml" \
		>>"$farm_dir/lecternd.log" 2>&1 </dev/null &
	farm_pid=$!
}

farm_runs() {
	[ -n "${farm_pid-}" ] && kill -0 "$farm_pid" 2>/dev/null
}

farm_curl() {
	curl --noproxy '*' -sS "$@"
}

# farm_wait_ready SECONDS: until its HTTP answers; fails when it dies or takes longer.
farm_wait_ready() {
	local deadline=$((SECONDS + $1))
	until farm_curl -f -m 5 -o /dev/null "$farm_url/healthz" 2>/dev/null; do
		farm_runs && [ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.1
	done
}

# farm_stop: asks it to stop and waits; its exit status.
farm_stop() {
	local pid=${farm_pid-} status=0
	farm_pid=
	[ -n "$pid" ] || return 0
	kill -TERM "$pid" 2>/dev/null
	wait "$pid" || status=$?
	return "$status"
}

# farm_submit PDF: posts it, waiting while the broker is not there yet. Prints the job as JSON;
# a refusal goes to standard error.
farm_submit() {
	local answer code quoted deadline=$((SECONDS + 60))
	quoted=$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')
	while :; do
		answer=$(farm_curl -w '\n%{http_code}' \
			-F "file=@\"$quoted\";type=application/pdf" "$farm_url/jobs") || return 1
		code=${answer##*$'\n'}
		answer=${answer%$'\n'*}
		case $code in
		201)
			printf '%s\n' "$answer"
			return 0
			;;
		503)
			if [ "$SECONDS" -lt "$deadline" ]; then
				sleep 0.5
				continue
			fi
			;;
		esac
		printf '%s\n' "$answer" |
			jq -r '.detail // .title // "refused"' >&2 2>/dev/null ||
			echo "refused with HTTP status $code" >&2
		return 1
	done
}

farm_job() {
	farm_curl -m 20 -f "$farm_url/jobs/$1"
}
