# What needs root, a network or minutes: not part of `make check`.
package_tests = tests/package/debian.sh tests/package/tarball.sh tests/package/two_machines.sh
dist_check_SCRIPTS += $(package_tests)

# By themselves: what is not among TESTS has no rule for its log.
check-packaging: all $(check_PROGRAMS)
	@$(srcdir)/tests/package/run_all $(package_tests)
EXTRA_DIST += tests/package/run_all
.PHONY: check-packaging
