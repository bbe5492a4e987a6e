# Small parts of the workers' runtime that need neither broker nor engine.
if HAVE_CMOCKA
WORKERS_TESTS = \
	tests/workers/test_layout \
	tests/workers/test_neighbours \
	tests/workers/test_silence \
	tests/workers/test_speech \
	tests/workers/test_spool
check_PROGRAMS += $(WORKERS_TESTS)
TESTS += $(WORKERS_TESTS)
endif

tests_workers_test_layout_SOURCES = tests/workers/test_layout.c
tests_workers_test_layout_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_layout_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_neighbours_SOURCES = tests/workers/test_neighbours.c
tests_workers_test_neighbours_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_neighbours_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_silence_SOURCES = tests/workers/test_silence.c
tests_workers_test_silence_CPPFLAGS = $(UNIT_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_workers_test_silence_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS) $(SNDFILE_LIBS)

tests_workers_test_speech_SOURCES = tests/workers/test_speech.c
tests_workers_test_speech_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_speech_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_spool_SOURCES = tests/workers/test_spool.c
tests_workers_test_spool_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_spool_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)
