# Small parts of the workers' runtime that need neither broker nor engine.
if HAVE_CMOCKA
WORKERS_TESTS = \
	tests/workers/test_augment \
	tests/workers/test_chat \
	tests/workers/test_commentator_process \
	tests/workers/test_spoken_answer \
	tests/workers/test_edge_marks \
	tests/workers/test_edge_sketch \
	tests/workers/test_glyph_line \
	tests/workers/test_ink \
	tests/workers/test_layout \
	tests/workers/test_neighbours \
	tests/workers/test_passages \
	tests/workers/test_print_script \
	tests/workers/test_reading_signs \
	tests/workers/test_reading_text \
	tests/workers/test_silence \
	tests/workers/test_speech \
	tests/workers/test_spool \
	tests/workers/test_text_choice
check_PROGRAMS += $(WORKERS_TESTS)
TESTS += $(WORKERS_TESTS)
endif

tests_workers_test_layout_SOURCES = tests/workers/test_layout.c
tests_workers_test_layout_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_layout_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_edge_marks_SOURCES = tests/workers/test_edge_marks.c
tests_workers_test_edge_marks_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_edge_marks_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_test_edge_sketch_SOURCES = tests/workers/test_edge_sketch.c
tests_workers_test_edge_sketch_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_edge_sketch_LDADD = workers/libpdf_to_png.a $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_test_neighbours_SOURCES = tests/workers/test_neighbours.c
tests_workers_test_neighbours_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_neighbours_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_passages_SOURCES = tests/workers/test_passages.c
tests_workers_test_passages_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_passages_LDADD = workers/libtts.a $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_silence_SOURCES = tests/workers/test_silence.c
tests_workers_test_silence_CPPFLAGS = $(UNIT_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_workers_test_silence_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS) $(SNDFILE_LIBS)

tests_workers_test_speech_SOURCES = tests/workers/test_speech.c
tests_workers_test_speech_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_speech_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_spool_SOURCES = tests/workers/test_spool.c
tests_workers_test_spool_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_spool_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_glyph_line_SOURCES = tests/workers/test_glyph_line.c
tests_workers_test_glyph_line_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_glyph_line_LDADD = workers/libpdf_to_png.a $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_ink_SOURCES = tests/workers/test_ink.c
tests_workers_test_ink_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_ink_LDADD = workers/libpdf_to_png.a $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_test_text_choice_SOURCES = tests/workers/test_text_choice.c
tests_workers_test_text_choice_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_text_choice_LDADD = workers/libpng_to_text.a $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_print_script_SOURCES = tests/workers/test_print_script.c
tests_workers_test_print_script_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_print_script_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_augment_SOURCES = tests/workers/test_augment.c
tests_workers_test_augment_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_augment_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_chat_SOURCES = tests/workers/test_chat.c
tests_workers_test_chat_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_chat_LDADD = $(COMMENTATOR_LIBS) $(CMOCKA_LIBS)

tests_workers_test_spoken_answer_SOURCES = tests/workers/test_spoken_answer.c
tests_workers_test_spoken_answer_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_spoken_answer_LDADD = $(COMMENTATOR_LIBS) $(CMOCKA_LIBS)

tests_workers_test_commentator_process_SOURCES = tests/workers/test_commentator_process.c
tests_workers_test_commentator_process_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_commentator_process_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_reading_signs_SOURCES = tests/workers/test_reading_signs.c
tests_workers_test_reading_signs_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_reading_signs_LDADD = workers/libpng_to_text.a $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_test_reading_text_SOURCES = tests/workers/test_reading_text.c
tests_workers_test_reading_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_test_reading_text_LDADD = workers/libpng_to_text.a $(WORKER_LIBS) $(CMOCKA_LIBS)
