#!/bin/bash
# rules.sh - every alert fires on what it is for and on nothing else; rules and dashboard ask for
# metrics that exist only.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
rules=$source_dir/packaging/prometheus
dashboard=$source_dir/packaging/grafana/lectern.json
status=0

fault() {
	echo "FAILED: $*"
	status=1
}

# Names as web/metrics*.c has them, and what Prometheus makes of a histogram.
known=$(grep -ho 'metrics_head([^;]*;\|append_count([^;]*;\|"[a-z_]*", "\(gauge\|counter\|histogram\)"' \
	<(tr '\n\t' '  ' <"$source_dir/web/status/metrics.c") <(tr '\n\t' '  ' <"$source_dir/web/status/metrics_farm.c") \
	<(tr '\n\t' '  ' <"$source_dir/web/status/metrics_broker.c") |
	grep -o '"[a-z_]*", *"\(gauge\|counter\|histogram\)"' | cut -d'"' -f2 | sort -u)
[ "$(wc -l <<<"$known")" -ge 20 ] || fault "the metrics' names were not found: $known"
for name in $(grep -oh 'lectern_[a-z_]*' "$rules/lectern.rules.yml" "$dashboard" | sort -u); do
	short=${name#lectern_}
	grep -qx "${short%_bucket}" <<<"$known" || grep -qx "$short" <<<"$known" ||
		fault "$name is asked for and does not exist"
done

jq -e '.panels | (length > 10) and all(.[]; (.targets | length) > 0)' "$dashboard" >/dev/null ||
	fault "the dashboard is none"
for alert in $(sed -n 's/.*- alert: //p' "$rules/lectern.rules.yml"); do
	grep -q "name: $alert$" "$rules/lectern.rules.test.yml" || fault "$alert has no test"
done

if command -v promtool >/dev/null; then
	promtool check rules "$rules/lectern.rules.yml" || fault "check rules"
	promtool test rules "$rules/lectern.rules.test.yml" || fault "test rules"
	# The dashboard's questions, too, are questions.
	jq -r '.panels[].targets[].expr' "$dashboard" | sed 's/\$instance/.*/g' |
		jq -Rn '{groups: [{name: "dashboard", rules: [inputs | {record: "x", expr: .}]}]}' \
			>"${TMPDIR:-/tmp}/lectern-dashboard-$$.yml"
	promtool check rules --lint=none "${TMPDIR:-/tmp}/lectern-dashboard-$$.yml" ||
		fault "the dashboard's expressions"
	rm -f "${TMPDIR:-/tmp}/lectern-dashboard-$$.yml"
elif [ "$status" -eq 0 ]; then
	echo "skipped: promtool is not installed"
	exit 77
fi
exit "$status"
