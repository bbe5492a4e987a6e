#!/bin/bash
# command_line.sh - options and exit statuses of lecternd, and what it links.
. "$(dirname "$0")/lib.sh"

# status_of COMMAND...: sets `status`, leaves the output in $farm/out.
status_of() {
	"$@" >"$farm/out" 2>&1
	status=$?
}

says() {
	grep -qE -e "$1" "$farm/out"
}

options() {
	local program=$build_dir/supervisor/lecternd
	write_config
	status_of "$program" --help
	check "--help" [ "$status" -eq 0 ] && check "usage" says '^usage: lecternd'
	status_of "$program" --version
	check "--version" [ "$status" -eq 0 ] && check "version" says '^lecternd [0-9]+\.[0-9]+'
	status_of "$program" --no-such-option
	check "an unknown option" [ "$status" -eq 2 ]
	status_of "$program" surplus
	check "a surplus argument" [ "$status" -eq 2 ]
	status_of "$program" --config
	check "a missing argument" [ "$status" -eq 2 ]
	status_of "$program" --check --config "$farm/project.toml"
	check "--check of a good file" [ "$status" -eq 0 ]
	status_of env LECTERN_LIBEXECDIR="$farm/bin" FAKE_UNFIT=lectern-web "$program" --check --config "$farm/project.toml"
	check "--check of what a program cannot work by" [ "$status" -eq 78 ]
	check "which says so" says '^lectern-web: nothing is right'
	status_of env LECTERN_LIBEXECDIR="$farm/bin" FAKE_UNFIT=tts-service "$program" --check --config "$farm/project.toml"
	check "who has no worker is not asked" [ "$status" -eq 0 ]
	option tts_service worker_pool_size 1
	write_config
	status_of env LECTERN_LIBEXECDIR="$farm/bin" FAKE_UNFIT=tts-service "$program" --check --config "$farm/project.toml"
	check "who has one is" [ "$status" -eq 78 ]
	check "and says so" says '^tts-service: nothing is right'
	status_of env LECTERN_LIBEXECDIR="$farm/none" "$program" --check --config "$farm/project.toml"
	check "--check without programs" [ "$status" -eq 78 ]
	check "names them" says 'cannot execute .*/none/lectern-web'
	printf '[tts_service]\nworker_pool_size = -1\n' >"$farm/bad.toml"
	status_of "$program" --check --config "$farm/bad.toml"
	check "--check of a bad file" [ "$status" -eq 78 ]
	check "it says where" says 'bad.toml:2: .*worker_pool_size'
	status_of "$program" --config "$farm/bad.toml"
	check "a bad file" [ "$status" -eq 78 ]
	status_of "$program" --config "$farm/none.toml"
	check "no file" [ "$status" -eq 78 ]
	check "nothing was made" [ ! -e "$farm/state" ]
}

relative_path() {
	option tts_service worker_pool_size 1
	write_config
	cd "$farm" || return
	FAKE_DIR=$farm/fake LECTERN_LIBEXECDIR=$farm/bin "$build_dir/supervisor/lecternd" \
		--config project.toml 2>"$farm/log" &
	lecternd=$!
	cd "$build_dir" || return
	wait_log 'tts/0: starting -> idle'
	kill -HUP "$lecternd"
	wait_log 'the configuration is unchanged'
	stop_farm
}

state_dir_that_cannot_be() {
	: >"$farm/file"
	option supervisor state_dir "\"$farm/file/state\""
	write_config
	status_of "$build_dir/supervisor/lecternd" --config "$farm/project.toml"
	check "exit status 1" [ "$status" -eq 1 ]
	check "which and why" says "state_dir: .*$farm/file.*: Not a directory"
}

# No thread and none of the libraries that meet strangers' data or the network.
links_little() {
	local libraries
	libraries=$(readelf -d "$build_dir/supervisor/lecternd" | grep NEEDED)
	check "no such library" not grep -qiE \
		'nats|microhttpd|tesseract|lept|mupdf|espeak|sndfile|cjson|ssl|crypto|pthread' \
		<<<"$libraries"
	check "nor inside" not grep -qE ' (natsConnection_|MHD_|fz_|TessBase|pthread_create$)' \
		< <(nm "$build_dir/supervisor/lecternd" | sed 's/@.*//')
	option tts_service worker_pool_size 1
	start_farm
	wait_log 'tts/0: starting -> idle'
	check "one thread" [ "$(find "/proc/$lecternd/task" -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ]
	stop_farm
}

run options relative_path state_dir_that_cannot_be links_little
