# What needs root, a network or minutes: not part of `make check`.
package_tests = tests/package/debian.sh tests/package/tarball.sh tests/package/two_machines.sh
dist_check_SCRIPTS += $(package_tests)

check-packaging: all $(check_PROGRAMS)
	$(MAKE) check TESTS='$(package_tests)'
.PHONY: check-packaging
