# What operators use: metrics, rules for alerts, lecternctl, backup.
OPS_TESTS = \
	tests/ops/backup.sh \
	tests/ops/check.sh \
	tests/ops/ctl.sh \
	tests/ops/manuals.sh \
	tests/ops/metrics.sh \
	tests/ops/proxy.sh \
	tests/ops/reload.sh \
	tests/ops/rules.sh
dist_check_SCRIPTS += $(OPS_TESTS)
TESTS += $(OPS_TESTS)
