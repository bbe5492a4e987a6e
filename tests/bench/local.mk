# What the farm is compared with, and the comparisons, by hand and never part of `make check`.
EXTRA_PROGRAMS = tests/bench/floor tests/bench/objstore_bench \
	tests/bench/read_pdf tests/bench/compare_readings
tests_bench_read_pdf_SOURCES = tests/bench/read_pdf.c
tests_bench_read_pdf_CPPFLAGS = $(FARM_CPPFLAGS) $(TESSERACT_CFLAGS)
tests_bench_read_pdf_LDADD = workers/pdf_to_png/libpdf_to_png.a workers/png_to_text/libpng_to_text.a workers/ocr/libocr.a $(GUESS_LIBS) $(READING_LIBS) $(WORKER_LIBS) \
	$(MUPDF_LIBS) $(TESSERACT_LIBS) -lz -lm
tests_bench_compare_readings_SOURCES = tests/bench/compare_readings.c tests/workers/reading/figures.c \
	tests/workers/reading/figures.h
tests_bench_compare_readings_CPPFLAGS = $(FARM_CPPFLAGS)
tests_bench_compare_readings_LDADD = $(FARM_LIBS)
tests_bench_floor_SOURCES = tests/bench/floor.c
tests_bench_floor_CPPFLAGS = $(AM_CPPFLAGS) $(MUPDF_CFLAGS) $(TESSERACT_CFLAGS) $(SNDFILE_CFLAGS) \
	$(ESPEAK_CFLAGS)
tests_bench_floor_LDADD = $(MUPDF_LIBS) $(TESSERACT_LIBS) $(SNDFILE_LIBS) $(ESPEAK_LIBS)
tests_bench_objstore_bench_SOURCES = tests/bench/objstore_bench.c
tests_bench_objstore_bench_CPPFLAGS = $(FARM_CPPFLAGS)
tests_bench_objstore_bench_LDADD = $(FARM_LIBS)
EXTRA_PROGRAMS += tests/bench/headings_of
tests_bench_headings_of_SOURCES = tests/bench/headings_of.c
tests_bench_headings_of_CPPFLAGS = $(FARM_CPPFLAGS)
tests_bench_headings_of_LDADD = workers/wav_aggregator/libwav_aggregator.a $(WORKER_LIBS) -lm
EXTRA_DIST += tests/bench/chapters.py tests/bench/chapters.sh
CLEANFILES += tests/bench/headings_of
EXTRA_PROGRAMS += tests/bench/thick_book
tests_bench_thick_book_SOURCES = tests/bench/thick_book.c
tests_bench_thick_book_CPPFLAGS = $(FARM_CPPFLAGS)
tests_bench_thick_book_LDADD = $(FARM_LIBS)
EXTRA_DIST += tests/bench/thick_book.sh
CLEANFILES += tests/bench/thick_book
EXTRA_PROGRAMS += tests/bench/voice_floor
tests_bench_voice_floor_SOURCES = tests/bench/voice_floor.c
tests_bench_voice_floor_CPPFLAGS = $(FARM_CPPFLAGS) $(ESPEAK_CFLAGS) $(SHERPA_CFLAGS)
tests_bench_voice_floor_LDADD = workers/tts/libtts.a $(VOICES_LIBS) $(READING_LIBS) $(WORKER_LIBS) \
	$(SPEAKING_LIBS)
EXTRA_PROGRAMS += tests/bench/saying_figures
tests_bench_saying_figures_SOURCES = tests/bench/saying_figures.c tests/workers/saying/table.c \
	tests/workers/saying/table.h
tests_bench_saying_figures_CPPFLAGS = $(FARM_CPPFLAGS) -I$(top_srcdir)
tests_bench_saying_figures_LDADD = $(SAYING_LIBS) $(BASE_LIBS)
EXTRA_PROGRAMS += tests/bench/saying_changes
tests_bench_saying_changes_SOURCES = tests/bench/saying_changes.c
tests_bench_saying_changes_CPPFLAGS = $(FARM_CPPFLAGS)
tests_bench_saying_changes_LDADD = $(SAYING_LIBS) $(BASE_LIBS)
EXTRA_DIST += tests/bench/saying.sh
EXTRA_PROGRAMS += tests/bench/saying_phonemes
tests_bench_saying_phonemes_SOURCES = tests/bench/saying_phonemes.c tests/workers/saying/table.c \
	tests/workers/saying/table.h
tests_bench_saying_phonemes_CPPFLAGS = $(FARM_CPPFLAGS) $(ESPEAK_CFLAGS) -I$(top_srcdir)
tests_bench_saying_phonemes_LDADD = $(SAYING_LIBS) $(BASE_LIBS) $(ESPEAK_LIBS)
CLEANFILES += tests/bench/saying_phonemes tests/bench/saying_changes tests/bench/saying_figures tests/bench/voice_floor
EXTRA_DIST += tests/bench/bench.sh tests/bench/encoding.sh tests/bench/http.sh tests/bench/lib.sh tests/bench/lecternd_idle.sh tests/bench/objstore.mjs \
	tests/bench/objstore.sh tests/bench/reading.sh tests/bench/scale.sh tests/bench/shell_pipeline.sh \
	tests/bench/reading_order.py tests/bench/timeline.awk tests/bench/timeline.sh tests/bench/voices.sh tests/bench/word_alignment.py tests/bench/word_times.py tests/bench/words_heard.py
CLEANFILES += tests/bench/floor tests/bench/objstore_bench tests/bench/read_pdf \
	tests/bench/compare_readings

# make bench BENCH_PDF=book.pdf BENCH_ROUNDS=5
bench: all $(check_PROGRAMS) tests/bench/floor bench-sandbox
	$(srcdir)/tests/bench/bench.sh "$(BENCH_ROUNDS)" "$(BENCH_PDF)"
	$(srcdir)/tests/bench/lecternd_idle.sh 60
bench-encoding: all $(check_PROGRAMS)
	$(srcdir)/tests/bench/encoding.sh "$(BENCH_ROUNDS)" "$(BENCH_PDF)"
bench-objstore: all $(check_PROGRAMS) tests/bench/objstore_bench
	$(srcdir)/tests/bench/objstore.sh
bench-http: all $(check_PROGRAMS) tests/bench/objstore_bench
	$(srcdir)/tests/bench/http.sh
bench-scale: all $(check_PROGRAMS)
	$(srcdir)/tests/bench/scale.sh
bench-saying: tests/bench/saying_figures tests/bench/saying_phonemes
	$(srcdir)/tests/bench/saying.sh
bench-timeline: all $(check_PROGRAMS)
	$(srcdir)/tests/bench/timeline.sh "$(BENCH_PDF)"
bench-voices: all tests/bench/voice_floor
	BUILD_DIR=. $(srcdir)/tests/bench/voices.sh $(BENCH_VOICES)
.PHONY: bench bench-encoding bench-http bench-objstore bench-saying bench-scale bench-timeline bench-voices

# What a page costs, in things that can be counted.
check_PROGRAMS += tests/tools/nats_watch
tests_tools_nats_watch_SOURCES = tests/tools/nats_watch.c
tests_tools_nats_watch_CPPFLAGS = $(FARM_CPPFLAGS)
tests_tools_nats_watch_LDADD = $(BASE_LIBS) $(NATS_LIBS) -lpthread
if HAVE_CMOCKA
check_PROGRAMS += tests/bench/engine_cost
tests_bench_engine_cost_SOURCES = tests/bench/engine_cost.c
tests_bench_engine_cost_CPPFLAGS = $(FARM_CPPFLAGS)
tests_bench_engine_cost_LDADD = $(ENGINE_TEST_LIBS)
dist_check_SCRIPTS += tests/bench/counts.sh
TESTS += tests/bench/counts.sh
endif
EXTRA_DIST += tests/bench/counts.txt

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
