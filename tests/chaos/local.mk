# Tests that break things. A representative cut is part of `make check`; all of it, slow, is
# `make check-chaos`.
chaos_tests = \
	tests/chaos/again.sh \
	tests/chaos/broker.sh \
	tests/chaos/cluster.sh \
	tests/chaos/disk_full.sh \
	tests/chaos/duplicates.sh \
	tests/chaos/encoder.sh \
	tests/chaos/failpoints.sh \
	tests/chaos/fairness.sh \
	tests/chaos/first_bytes.sh \
	tests/chaos/guarantees.sh \
	tests/chaos/large_book.sh \
	tests/chaos/lifetimes.sh \
	tests/chaos/lost_files.sh \
	tests/chaos/low_disk.sh \
	tests/chaos/outbox.sh \
	tests/chaos/outside.sh \
	tests/chaos/poison.sh \
	tests/chaos/reconciler.sh \
	tests/chaos/removed.sh \
	tests/chaos/slow_pages.sh \
	tests/chaos/slow_stages.sh \
	tests/chaos/small_disk.sh \
	tests/chaos/storm.sh \
	tests/chaos/two_farms.sh
dist_check_SCRIPTS += $(chaos_tests)
TESTS += $(chaos_tests)
EXTRA_DIST += tests/chaos/duplicates.mjs tests/chaos/lib.sh

# Puts synthetic pages: the aggregator's work without that of the other stages.
check_PROGRAMS += tests/tools/feed_pages
tests_tools_feed_pages_SOURCES = tests/tools/feed_pages.c
tests_tools_feed_pages_CPPFLAGS = $(FARM_CPPFLAGS)
tests_tools_feed_pages_LDADD = $(WORKER_LIBS)

check-chaos: all $(check_PROGRAMS)
	rm -f chaos.tally
	began=$$(date +%s); \
	LECTERN_TALLY=$(abs_builddir)/chaos.tally LECTERN_CHAOS=all LECTERN_FAIRNESS_PAGES=2000 \
		$(MAKE) check TESTS='$(chaos_tests)'; status=$$?; \
		$(srcdir)/tests/chaos/closing_table chaos.tally $$(($$(date +%s) - began)) && exit $$status
CLEANFILES += chaos.tally

# What kills, repeats and fails while a neural voice speaks; LECTERN_TEST_VOICE is its folder.
natural_chaos = tests/chaos/storm.sh tests/chaos/duplicates.sh tests/chaos/failpoints.sh \
	tests/chaos/again.sh tests/chaos/lifetimes.sh tests/chaos/outside.sh tests/integration/kill_workers.sh
check-chaos-natural: all $(check_PROGRAMS)
	test -f "$(LECTERN_TEST_VOICE)/voice.toml"
	LECTERN_FARM_VOICE="$(LECTERN_TEST_VOICE)" $(MAKE) check TESTS='$(natural_chaos)'
EXTRA_DIST += tests/chaos/closing_table
.PHONY: check-chaos check-chaos-natural
