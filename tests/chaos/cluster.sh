#!/bin/bash
# cluster.sh - three servers with three replicas on loopback, one of them killed every 15 s
# while books are made. Only in the long form: a cluster takes its time.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
[ "$chaos_mode" = all ] || skip "three servers take a while: make check-chaos"

pages=6 jobs=6
are_gone=named_intermediates_are_gone
node_ports=() node_routes=() node_pids=()

for node in 0 1 2; do
	node_ports+=("$(random_port)")
	node_routes+=("$(random_port)")
done

start_node() {
	local dir=$test_dir/node-$1
	mkdir -p "$dir"
	cat >"$dir/nats.conf" <<-END
		server_name: node-$1
		listen: 127.0.0.1:${node_ports[$1]}
		jetstream { store_dir: "$dir/store" }
		cluster {
			name: lectern
			listen: 127.0.0.1:${node_routes[$1]}
			routes: [ $(printf 'nats://127.0.0.1:%s, ' "${node_routes[@]}") ]
		}
	END
	setpriv --pdeathsig KILL nats-server -c "$dir/nats.conf" >>"$dir/log" 2>&1 &
	node_pids[$1]=$!
}

stop_nodes() {
	kill -KILL "${node_pids[@]}" 2>/dev/null
	wait "${node_pids[@]}" 2>/dev/null
}
ended=0
trap 'ended=$?; stop_farm; stop_nodes; (exit $ended); end_test' EXIT

# The servers ask for no password.
farm_broker() {
	local urls
	urls=$(printf 'nats://127.0.0.1:%s,' "${node_ports[@]}")
	echo "${urls%,}"
}

cluster_answers() {
	request '$JS.API.INFO' 2>/dev/null | jq -e '.error | not' >/dev/null 2>&1
}

# Every stream and consumer has its leader, and two who have all that it has. Three replicas stand
# one failure at a time: who was killed must have caught up before the next one is. (nats-server 2.9
# forgets keys otherwise: see docs/guarantees.md.)
all_are_current() {
	local streams consumers stream
	streams=$(request '$JS.API.STREAM.LIST' 2>/dev/null) || return 1
	jq -e '(.streams | length) >= 12 and all(.streams[].cluster; .leader != null and
		(.replicas | length) == 2 and all(.replicas[]; .current and (.offline | not)))' \
		<<<"$streams" >/dev/null || return 1
	for stream in $(jq -r '.streams[].config.name' <<<"$streams"); do
		consumers=$(request "\$JS.API.CONSUMER.LIST.$stream" 2>/dev/null) || return 1
		jq -e 'all(.consumers[].cluster; .leader != null and all(.replicas[]; .current))' \
			<<<"$consumers" >/dev/null || return 1
	done
}

for node in 0 1 2; do
	start_node $node
done
wait_until 60 cluster_answers || die "the cluster has no leader"
configure_impatience
configure_farm nats url "\"$(farm_broker)\""
configure_farm nats server '"external"'
configure_farm nats replicas 3
configure_farm wav_aggregator_service stalled_seconds 20
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
start_farm
calm=$(submit "$test_dir/book.pdf")
completes "$calm" 180 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"

all_finished() {
	local id
	for id in "${ids[@]}"; do
		job_is_finished "$id" || return 1
	done
}

ids=() round=0
until [ $round -ge $jobs ] && all_finished; do
	[ $round -lt 40 ] || break
	[ $round -ge $jobs ] || ids+=("$(submit "$test_dir/book.pdf")")
	sleep 12
	wait_until 120 all_are_current || fault "the servers do not find together"
	kill -KILL "${node_pids[round % 3]}"
	wait "${node_pids[round % 3]}" 2>/dev/null
	tally faults_injected
	sleep 3
	start_node $((round % 3))
	round=$((round + 1))
done
wait_until 60 cluster_answers || fault "the cluster did not come back"
for id in "${ids[@]}"; do
	check "job $id completes" completes "$id" 300
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
done
nothing_waits 90
print_tally
