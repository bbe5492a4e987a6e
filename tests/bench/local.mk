# What the farm is compared with, and the comparison: `make bench`, never part of `make check`.
EXTRA_PROGRAMS = tests/bench/floor
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_CPPFLAGS = $(AM_CPPFLAGS) $(MUPDF_CFLAGS) $(TESSERACT_CFLAGS) $(SNDFILE_CFLAGS) \
	$(ESPEAK_CFLAGS)
tests_bench_floor_LDADD = $(MUPDF_LIBS) $(TESSERACT_LIBS) $(SNDFILE_LIBS) $(ESPEAK_LIBS)
EXTRA_DIST += tests/bench/bench.sh tests/bench/shell_pipeline.sh
CLEANFILES += tests/bench/floor

bench: all $(check_PROGRAMS) tests/bench/floor bench-sandbox
	$(srcdir)/tests/bench/bench.sh $(BENCH_ROUNDS) $(BENCH_BOOK)
	$(srcdir)/tests/bench/lecternd_idle.sh 60
.PHONY: bench

# What locking engines in costs a page.
if HAVE_CMOCKA
EXTRA_PROGRAMS += tests/bench/sandbox_cost
tests_bench_sandbox_cost_SOURCES = tests/bench/sandbox_cost.c
tests_bench_sandbox_cost_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_bench_sandbox_cost_LDADD = $(ENGINE_TEST_LIBS)
CLEANFILES += tests/bench/sandbox_cost
endif
bench-sandbox: all $(check_PROGRAMS) tests/bench/sandbox_cost
	tests/bench/sandbox_cost
.PHONY: bench-sandbox
