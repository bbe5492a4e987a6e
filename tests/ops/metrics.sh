#!/bin/bash
# metrics.sh - GET /metrics of a farm that works, of one whose worker is killed and of one whose
# broker is away; read by promtool and a real Prometheus where they are installed.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

setpriv --pdeathsig TERM nats-server -a 127.0.0.1 -p "${farm_nats##*:}" -js \
	-sd "$test_dir/store" >"$test_dir/nats.log" 2>&1 &
broker_pid=$!
wait_until 60 port_answers "${farm_nats##*:}" || die "nats-server did not start"
configure_farm nats server '"external"'
configure_farm supervisor log_level '"debug"'
start_farm

scrape() {
	farm_curl -f -o "$test_dir/metrics" "$farm_url/metrics"
}

# metric SERIES: its value in a fresh scrape.
metric() {
	scrape && awk -v series="lectern_$1" '$1 == series { print $2; found = 1 }
		END { exit !found }' "$test_dir/metrics"
}

metric_is() {
	[ "$(metric "$1")" = "$2" ]
}

metric_is_over() {
	awk -v value="$(metric "$1")" -v limit="$2" 'BEGIN { exit !(value > limit) }'
}

no_metric() {
	scrape && ! grep -q "^lectern_$1" "$test_dir/metrics"
}

# At its best of some: how long an answer takes does not depend on who else uses the machine.
answers_within() {
	local i
	for i in {1..20}; do
		farm_curl -o /dev/null -w '%{time_total}\n' "$farm_url/metrics"
	done | sort -n | head -n 1 | awk -v limit="$1" '{ exit !($1 <= limit) }'
}

make_pdf text 3 "$test_dir/book.pdf" || die "no PDF was made"
id=$(submit "$test_dir/book.pdf")
check "a job completes" completes "$id" 120
check "its pages are counted by stage" wait_until 60 \
	metric_is 'stage_jobs_total{stage="png-to-text",outcome="done"}' 3
check "none of them failed" metric_is 'stage_jobs_total{stage="png-to-text",outcome="failed"}' 0
check "their times too" wait_until 60 metric_is 'stage_job_duration_seconds_count{stage="tts"}' 3
check "all within the longest" metric_is 'stage_job_duration_seconds_bucket{stage="tts",le="+Inf"}' 3
check "the job is counted" wait_until 60 metric_is 'jobs{status="completed"}' 1
check "workers that are wanted" metric_is 'workers_wanted{stage="tts"}' 1
check "and ready" metric_is 'workers_ready{stage="tts"}' 1
check "and not busy" wait_until 60 metric_is 'workers_busy{stage="tts"}' 0
check "the upload" metric_is 'http_requests_total{method="POST",route="/jobs",status="2xx"}' 1
check "the broker" metric_is broker_connected 1
check "queues are empty" wait_until 60 metric_is 'queue_messages{stage="tts",state="waiting"}' 0
audio_is_counted() {
	[ "$(metric 'bucket_bytes{bucket="FINAL_AUDIO_FILES"}')" -gt 10000 ]
}
check "the audio is stored" wait_until 60 audio_is_counted
check "no dead letters" metric_is dead_letters_total 0
check "memory of the broker's client" test "$(metric web_resident_memory_bytes)" -gt 1000000
check "and of lecternd" test "$(metric supervisor_resident_memory_bytes)" -gt 500000
for stage in web pdf-to-png png-to-text tts pcm-to-wav wav-aggregator; do
	check "and of $stage" wait_until 60 metric_is_over "worker_resident_memory_bytes{stage=\"$stage\",slot=\"0\"}" 1000000
done
check "disk" test "$(metric disk_free_bytes)" -gt 0
pid_of() { # pid_of STAGE
	farm_curl "$farm_url/workers" | jq "[.slots[] | select(.stage == \"$1\")] | .[0].pid"
}
reader=$(pid_of png-to-text)
kill -STOP "$reader"
id=$(submit "$test_dir/book.pdf")
check "pages that wait are counted" wait_until 30 \
	metric_is_over 'queue_messages{stage="png-to-text",state="waiting"}' 0
check "and how long they do" wait_until 30 \
	metric_is_over 'queue_oldest_message_age_seconds{stage="png-to-text"}' 2
kill -CONT "$reader"
completes "$id" 120 || fault "they wait still"
check "until nobody waits" wait_until 30 metric_is 'queue_oldest_message_age_seconds{stage="png-to-text"}' 0.000

check "an event that is none" request pdf.created '{"no": "event"}' >/dev/null
check "is a dead letter" wait_until 30 metric_is dead_letters_total 1

tts=$(pid_of tts)
check "no restart yet" metric_is 'worker_restarts_total{stage="tts",cause="signal"}' 0
kill -KILL "$tts"
check "a worker that dies of a signal is counted" wait_until 30 \
	metric_is 'worker_restarts_total{stage="tts",cause="signal"}' 1
check "and was in no job" metric_is 'worker_deaths_in_job_total{stage="tts"}' 0
wait_until 30 metric_is 'workers_ready{stage="tts"}' 1 || die "tts does not come back"

check "answered within 50 ms" answers_within 0.05
scrape
if command -v promtool >/dev/null; then
	check "promtool has nothing to say" promtool check metrics <"$test_dir/metrics"
fi

# What rules and dashboard ask for is there, by the farm's own word.
dashboard=$source_dir/packaging/grafana/lectern.json
while read -r name; do
	check "$name is told" grep -qE "^${name}[ {]" "$test_dir/metrics"
done < <(grep -oh 'lectern_[a-z_]*' "$source_dir/packaging/prometheus/lectern.rules.yml" \
	"$dashboard" | sort -u)

# A real one: what it scrapes, and that our rules load and none fires.
prometheus_says() { # prometheus_says QUERY VALUE
	[ "$(farm_curl -G --data-urlencode "query=$1" "$prometheus_url/api/v1/query" |
		jq -r '.data.result[0].value[1]')" = "$2" ]
}
prometheus_knows() { # QUERY: it has an answer, whatever it is
	farm_curl -G --data-urlencode "query=$1" "$prometheus_url/api/v1/query" |
		jq -e '.status == "success" and (.data.result | length) > 0' >/dev/null
}
if command -v prometheus >/dev/null; then
	port=$(random_port)
	prometheus_url=http://127.0.0.1:$port
	cat >"$test_dir/prometheus.yml" <<-YML
		global: {scrape_interval: 1s, evaluation_interval: 1s}
		rule_files: ["$source_dir/packaging/prometheus/lectern.rules.yml"]
		scrape_configs:
		  - job_name: lectern
		    static_configs: [{targets: ["${farm_url#http://}"]}]
	YML
	setpriv --pdeathsig TERM prometheus --config.file="$test_dir/prometheus.yml" \
		--storage.tsdb.path="$test_dir/tsdb" --web.listen-address="127.0.0.1:$port" \
		>"$test_dir/prometheus.log" 2>&1 &
	prometheus_pid=$!
	check "Prometheus scrapes it" wait_until 30 prometheus_says 'up{job="lectern"}' 1
	check "and knows its numbers" wait_until 30 prometheus_says 'lectern_jobs{status="completed"}' 2
	while read -r query; do
		check "the dashboard's $query" wait_until 30 prometheus_knows "$query"
	done < <(jq -r '.panels[].targets[].expr' "$dashboard" | sed "s/[$]instance/.*/g")
	check "our rules are loaded" test "$(farm_curl "$prometheus_url/api/v1/rules" |
		jq '[.data.groups[].rules[]] | length')" -ge 8
	kill "$prometheus_pid"
	wait "$prometheus_pid"
fi

kill -KILL "$broker_pid"
wait "$broker_pid" 2>/dev/null
check "a broker that is away is told" wait_until 30 metric_is broker_connected 0
check "its queues are not" no_metric queue_messages
check "the workers still are" metric_is 'workers_wanted{stage="tts"}' 1
check "and as fast" answers_within 0.05
:
