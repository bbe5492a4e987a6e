# What the farm is compared with, and the comparison: `make bench`, never part of `make check`.
EXTRA_PROGRAMS = tests/bench/floor tests/bench/read_pdf tests/bench/compare_readings
tests_bench_read_pdf_SOURCES = tests/bench/read_pdf.c
tests_bench_read_pdf_CPPFLAGS = $(FARM_CPPFLAGS) $(TESSERACT_CFLAGS)
tests_bench_read_pdf_LDADD = workers/libpdf_to_png.a workers/libpng_to_text.a $(WORKER_LIBS) \
	$(MUPDF_LIBS) $(TESSERACT_LIBS) -lz -lm
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_CPPFLAGS = $(AM_CPPFLAGS) $(MUPDF_CFLAGS) $(TESSERACT_CFLAGS) $(SNDFILE_CFLAGS) \
	$(ESPEAK_CFLAGS)
tests_bench_floor_LDADD = $(MUPDF_LIBS) $(TESSERACT_LIBS) $(SNDFILE_LIBS) $(ESPEAK_LIBS)
EXTRA_DIST += tests/bench/bench.sh tests/bench/reading.sh tests/bench/shell_pipeline.sh
CLEANFILES += tests/bench/floor tests/bench/read_pdf tests/bench/compare_readings

bench: all $(check_PROGRAMS) tests/bench/floor
	$(srcdir)/tests/bench/bench.sh $(BENCH_ROUNDS) $(BENCH_BOOK)
.PHONY: bench

tests_bench_compare_readings_SOURCES = tests/bench/compare_readings.c tests/reading/figures.c \
	tests/reading/figures.h
tests_bench_compare_readings_CPPFLAGS = $(FARM_CPPFLAGS)
tests_bench_compare_readings_LDADD = $(FARM_LIBS)
