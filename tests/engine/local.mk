# Engines without NATS: the test plays the front.
if HAVE_CMOCKA
check_LIBRARIES += tests/engine/libenginetest.a
tests_engine_libenginetest_a_SOURCES = \
	tests/engine/engine_test.c tests/engine/engine_test.h \
	tests/engine/front_player.c tests/engine/front_player.h \
	tests/engine/speech_sample.c tests/engine/speech_sample.h
tests_engine_libenginetest_a_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS)
ENGINE_TEST_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS)
ENGINE_TEST_LIBS = tests/engine/libenginetest.a workers/libworker.a common/libfarm.a \
	common/libbase.a $(SECCOMP_LIBS) $(CJSON_LIBS) $(CMOCKA_LIBS) -lm

ENGINE_TESTS = \
	tests/engine/test_bombs \
	tests/engine/test_books_read \
	tests/engine/test_confine \
	tests/engine/test_engine_link \
	tests/engine/test_isolation \
	tests/engine/test_mutation \
	tests/engine/test_pcm_to_wav \
	tests/engine/test_pdf_to_png \
	tests/engine/test_png_to_text \
	tests/engine/test_text_layer \
	tests/engine/test_tts \
	tests/engine/test_tts_program \
	tests/engine/test_wav_aggregator
check_PROGRAMS += $(ENGINE_TESTS)
TESTS += $(ENGINE_TESTS)

# Every stage in one program, as far as its engine's confinement goes.
tests_engine_test_confine_SOURCES = tests/engine/test_confine.c \
	tests/engine/confine_attempts.c tests/engine/confine_attempts.h \
	workers/pcm_to_wav_front.c workers/pdf_to_png_front.c workers/png_to_text_front.c \
	workers/tts_front.c workers/wav_aggregator_front.c
tests_engine_test_confine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_engine_test_confine_LDADD = workers/libpdf_to_png.a workers/libpng_to_text.a \
	workers/libtts.a workers/libpcm_to_wav.a workers/libwav_aggregator.a $(WORKER_LIBS) \
	$(MUPDF_LIBS) $(TESSERACT_LIBS) $(ESPEAK_LIBS) $(SNDFILE_LIBS) $(SAMPLERATE_LIBS) -lz -lm \
	$(CMOCKA_LIBS)

tests_engine_test_books_read_SOURCES = tests/engine/test_books_read.c \
	tests/reading/figures.c tests/reading/figures.h
tests_engine_test_books_read_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_engine_test_books_read_LDADD = $(ENGINE_TEST_LIBS)

tests_engine_test_bombs_SOURCES = tests/engine/test_bombs.c
tests_engine_test_bombs_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_engine_test_bombs_LDADD = $(ENGINE_TEST_LIBS)

tests_engine_test_pdf_to_png_SOURCES = tests/engine/test_pdf_to_png.c
tests_engine_test_pdf_to_png_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(TESSERACT_CFLAGS)
tests_engine_test_pdf_to_png_LDADD = $(ENGINE_TEST_LIBS) $(TESSERACT_LIBS)

tests_engine_test_png_to_text_SOURCES = tests/engine/test_png_to_text.c
tests_engine_test_png_to_text_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(TESSERACT_CFLAGS)
tests_engine_test_png_to_text_LDADD = $(ENGINE_TEST_LIBS) $(TESSERACT_LIBS)

tests_engine_test_text_layer_SOURCES = tests/engine/test_text_layer.c
tests_engine_test_text_layer_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_engine_test_text_layer_LDADD = $(ENGINE_TEST_LIBS)

tests_engine_test_tts_SOURCES = tests/engine/test_tts.c
tests_engine_test_tts_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_engine_test_tts_LDADD = $(ENGINE_TEST_LIBS)

tests_engine_test_tts_program_SOURCES = tests/engine/test_tts_program.c
tests_engine_test_tts_program_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_engine_test_tts_program_LDADD = $(ENGINE_TEST_LIBS)

tests_engine_test_pcm_to_wav_SOURCES = tests/engine/test_pcm_to_wav.c \
	tests/engine/wav_file.c tests/engine/wav_file.h
tests_engine_test_pcm_to_wav_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_engine_test_pcm_to_wav_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lm

tests_engine_test_wav_aggregator_SOURCES = tests/engine/test_wav_aggregator.c \
	tests/engine/wav_file.c tests/engine/wav_file.h
tests_engine_test_wav_aggregator_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_engine_test_wav_aggregator_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lm

tests_engine_test_engine_link_SOURCES = tests/engine/test_engine_link.c
tests_engine_test_engine_link_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_engine_test_engine_link_LDADD = $(ENGINE_TEST_LIBS) -lpthread

tests_engine_test_isolation_SOURCES = tests/engine/test_isolation.c \
	tests/engine/wav_file.c tests/engine/wav_file.h
tests_engine_test_isolation_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_engine_test_isolation_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lm

tests_engine_test_mutation_SOURCES = tests/engine/test_mutation.c \
	tests/engine/wav_file.c tests/engine/wav_file.h \
	tests/tools/mutate.c tests/tools/mutate.h
tests_engine_test_mutation_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_engine_test_mutation_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lz -lm
endif

# All of the broken files; best where everything is built with --enable-sanitizers.
MUTATIONS = 2400
check-mutation: all $(check_PROGRAMS)
	MUTATIONS=$(MUTATIONS) tests/engine/test_mutation
.PHONY: check-mutation
