#!/bin/bash
# two_machines.sh - network namespaces as machines: NATS in one, all stages in another, a third that
# only reads pages. The pages are shared; the third is cut off for a minute in the middle, and
# nothing is lost.
if [ "$(id -u)" != 0 ] || ! command -v ip >/dev/null; then
	echo "skipped: network namespaces need root and ip"
	exit 77
fi
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

tag=lect$$
cut_seconds=${LECTERN_CUT_SECONDS:-60}
bridge=$tag-br
machines=(nats full ocr)
address() { # address MACHINE
	case $1 in nats) echo 10.213.0.1 ;; full) echo 10.213.0.2 ;; ocr) echo 10.213.0.3 ;; esac
}

# The bridge is in a namespace of its own: nothing of the real network is touched.
remove_network() {
	local machine
	for machine in "${machines[@]}" switch; do
		ip netns del "$tag-$machine" 2>/dev/null
	done
}
cleanup() {
	local status=$? pid
	for pid in "${ocr_pid-}" "${broker_pid-}"; do
		[ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null
	done
	[ -z "${farm_pid-}" ] || farm_stop
	wait
	remove_network
	(exit "$status")
	end_test
}
trap cleanup EXIT

ip netns add "$tag-switch" || skip "no network namespaces here"
ip -n "$tag-switch" link add "$bridge" type bridge
ip -n "$tag-switch" link set "$bridge" up
for machine in "${machines[@]}"; do
	ip netns add "$tag-$machine"
	ip -n "$tag-$machine" link set lo up
	ip -n "$tag-switch" link add "port-$machine" type veth peer name eth0 netns "$tag-$machine"
	ip -n "$tag-switch" link set "port-$machine" master "$bridge" up
	ip -n "$tag-$machine" addr add "$(address "$machine")/24" dev eth0
	ip -n "$tag-$machine" link set eth0 up
done
on() { # on MACHINE COMMAND...
	local machine=$1
	shift
	ip netns exec "$tag-$machine" "$@"
}

password=$(tr -dc a-z0-9 </dev/urandom | head -c 24)
(umask 077 && echo "$password" >"$test_dir/password")
(umask 077 && cat >"$test_dir/nats.conf" <<-CONF
	listen: "$(address nats):4222"
	authorization { user: farm, password: "$password" }
	jetstream { store_dir: "$test_dir/store" }
CONF
)
on nats setpriv --pdeathsig TERM nats-server -c "$test_dir/nats.conf" >"$test_dir/nats.log" 2>&1 &
broker_pid=$!

# Both have the same settings but for their pools.
settle() {
	read_images
	configure_farm nats server '"external"'
	configure_farm nats url "\"nats://$(address nats):4222\""
	configure_farm nats user '"farm"'
	configure_farm nats password_file "\"$test_dir/password\""
	configure_farm nats ack_wait_seconds 10
	configure_farm http port 8080
}
settle
main_dir=$farm_dir
farm_new "$test_dir/ocr" "$source_dir/project.toml" 8080 4222
settle
for service in pdf_to_png tts pcm_to_wav wav_aggregator; do
	configure_farm "${service}_service" worker_pool_size 0
done
configure_farm png_to_text_service worker_pool_size 2
ocr_dir=$farm_dir
farm_dir=$main_dir
farm_url=http://127.0.0.1:8080

# farm.sh's and lib.sh's ways to the farm, from its own machine.
farm_curl() {
	on full curl --noproxy '*' -sS "$@"
}
request() {
	on full "$build_dir/tests/tools/nats_request" "nats://farm:$password@$(address nats):4222" "$@"
}

make_pdf text 24 "$test_dir/book.pdf" || die "no PDF was made"
on full setpriv --pdeathsig TERM setsid "$build_dir/supervisor/lecternd" --foreground \
	--config "$main_dir/project.toml" >"$main_dir/lecternd.log" 2>&1 </dev/null &
farm_pid=$!
on ocr setpriv --pdeathsig TERM setsid "$build_dir/supervisor/lecternd" --foreground \
	--config "$ocr_dir/project.toml" >"$ocr_dir/lecternd.log" 2>&1 </dev/null &
ocr_pid=$!
farm_wait_ready 60 || die "the farm did not come up"
wait_until 60 web_has_broker || die "the broker did not come up"

ocr_jobs() { # pages that the second machine has read, by its own numbers
	on ocr curl --noproxy '*' -sS http://127.0.0.1:8080/metrics 2>/dev/null |
		awk '$1 == "lectern_stage_jobs_total{stage=\"png-to-text\",outcome=\"done\"}" { n = $2 }
			END { print n + 0 }'
}
ocr_has_read() {
	[ "$(ocr_jobs)" -ge "$1" ]
}
ocr_is_ready() {
	on ocr curl --noproxy '*' -sS http://127.0.0.1:8080/metrics 2>/dev/null |
		grep -qx 'lectern_workers_ready{stage="png-to-text"} 2'
}
wait_until 60 ocr_is_ready || die "the second machine did not come up: $(tail "$ocr_dir/lecternd.log")"

calm=$(submit "$test_dir/book.pdf")
check "a book completes" completes "$calm" 300
fetch_audio "$calm" "$test_dir/calm.wav"
wait_until 60 ocr_has_read 1
read_before=$(ocr_jobs)
check "both machines read ($read_before of 24 on the second)" \
	[ "$read_before" -ge 1 -a "$read_before" -lt 24 ]

id=$(submit "$test_dir/book.pdf")
wait_until 60 ocr_has_read $((read_before + 1)) || die "the second machine reads nothing"
ip -n "$tag-switch" link set port-ocr down
note "the second machine is cut off for $cut_seconds s"
cut_at=$SECONDS
check "the book completes without it" completes "$id" 300
fetch_audio "$id" "$test_dir/cut.wav"
check "with the same audio" cmp "$test_dir/calm.wav" "$test_dir/cut.wav"
while [ $((SECONDS - cut_at)) -lt "$cut_seconds" ]; do
	sleep 1
done
ip -n "$tag-switch" link set port-ocr up
before=$(ocr_jobs)
again=$(submit "$test_dir/book.pdf")
check "back again, another one completes" completes "$again" 300
check "and the second machine reads once more" wait_until 60 ocr_has_read $((before + 1))
fetch_audio "$again" "$test_dir/again.wav"
check "with the same audio" cmp "$test_dir/calm.wav" "$test_dir/again.wav"
check "no page is left anywhere" wait_until 60 nobody_has_work
