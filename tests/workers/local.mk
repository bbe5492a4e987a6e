# Small parts of the workers' runtime that need neither broker nor engine.
if HAVE_CMOCKA
WORKERS_TESTS = \
	tests/workers/png_to_text/test_augment \
	tests/workers/commentator/test_chat \
	tests/workers/png_to_text/test_commentator_process \
	tests/workers/commentator/test_spoken_answer \
	tests/workers/speech_client/test_voice_names \
	tests/workers/page/test_edge_marks \
	tests/workers/pdf_to_png/test_edge_sketch \
	tests/workers/pdf_to_png/test_glyph_line \
	tests/workers/pdf_to_png/test_ink \
	tests/workers/pdf_to_png/test_opening \
	tests/workers/pdf_to_png/test_own_text \
	tests/workers/pdf_to_png/test_disk_room \
	tests/workers/pdf_to_png/test_unseen \
	tests/workers/page/test_layout \
	tests/workers/page/test_page_text \
	tests/workers/page/test_neighbours \
	tests/workers/audio_encoder/test_lacking \
	tests/workers/audio_encoder/test_tags \
	tests/workers/wav_aggregator/test_chapters \
	tests/workers/tts/test_passages \
	tests/workers/tts/test_speech_server \
	tests/workers/tts/test_voice_parts \
	tests/workers/ocr/test_print_script \
	tests/workers/ocr/test_script_models \
	tests/workers/saying/test_saying \
	tests/workers/reading/test_asides \
	tests/workers/reading/test_lines \
	tests/workers/reading/test_no_prose \
	tests/workers/reading/test_page_turns \
	tests/workers/reading/test_sections \
	tests/workers/reading/test_text \
	tests/workers/engine/test_silence \
	tests/common/farm/test_speech \
	tests/workers/front/test_slow_lane \
	tests/workers/front/test_spool \
	tests/workers/png_to_text/test_text_choice
check_PROGRAMS += $(WORKERS_TESTS)
TESTS += $(WORKERS_TESTS)
dist_check_SCRIPTS += tests/workers/ocr/openmp.sh
TESTS += tests/workers/ocr/openmp.sh
endif

tests_workers_page_test_page_text_SOURCES = tests/workers/page/test_page_text.c
tests_workers_page_test_page_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_page_test_page_text_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_saying_test_saying_SOURCES = \
	tests/workers/saying/table.c \
	tests/workers/saying/table.h \
	tests/workers/saying/test_saying.c
tests_workers_saying_test_saying_CPPFLAGS = $(UNIT_CPPFLAGS) -I$(top_srcdir)/tests/workers/saying -DTEST_SRCDIR='"$(abs_top_srcdir)"'
tests_workers_saying_test_saying_LDADD = $(SAYING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += \
	tests/workers/saying/de.txt \
	tests/workers/saying/en.txt \
	tests/workers/saying/es.txt \
	tests/workers/saying/fr.txt \
	tests/workers/saying/it.txt \
	tests/workers/saying/pl.txt

tests_workers_wav_aggregator_test_chapters_SOURCES = tests/workers/wav_aggregator/test_chapters.c
tests_workers_wav_aggregator_test_chapters_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_wav_aggregator_test_chapters_LDADD = workers/wav_aggregator/libwav_aggregator.a $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_audio_encoder_test_lacking_SOURCES = tests/workers/audio_encoder/test_lacking.c
tests_workers_audio_encoder_test_lacking_CPPFLAGS = $(UNIT_CPPFLAGS) $(LIBAV_CFLAGS)
tests_workers_audio_encoder_test_lacking_LDADD = workers/audio_encoder/libaudio_encoder.a $(WORKER_LIBS) $(LIBAV_LIBS) $(CMOCKA_LIBS)
tests_workers_audio_encoder_test_tags_SOURCES = tests/workers/audio_encoder/test_tags.c
tests_workers_audio_encoder_test_tags_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_audio_encoder_test_tags_LDADD = workers/audio_encoder/libaudio_encoder.a $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_page_test_layout_SOURCES = tests/workers/page/test_layout.c
tests_workers_page_test_layout_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_page_test_layout_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_page_test_edge_marks_SOURCES = tests/workers/page/test_edge_marks.c
tests_workers_page_test_edge_marks_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_page_test_edge_marks_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_pdf_to_png_test_edge_sketch_SOURCES = tests/workers/pdf_to_png/test_edge_sketch.c
tests_workers_pdf_to_png_test_edge_sketch_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_pdf_to_png_test_edge_sketch_LDADD = workers/pdf_to_png/libpdf_to_png.a $(GUESS_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_page_test_neighbours_SOURCES = tests/workers/page/test_neighbours.c
tests_workers_page_test_neighbours_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_page_test_neighbours_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_tts_test_passages_SOURCES = tests/workers/tts/test_passages.c
tests_workers_tts_test_passages_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_tts_test_passages_LDADD = workers/tts/libtts.a $(VOICES_LIBS) $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)
tests_workers_tts_test_speech_server_SOURCES = tests/workers/tts/test_speech_server.c
tests_workers_tts_test_speech_server_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_tts_test_speech_server_LDADD = workers/tts/libtts.a $(VOICES_LIBS) $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_engine_test_silence_SOURCES = tests/workers/engine/test_silence.c
tests_workers_engine_test_silence_CPPFLAGS = $(UNIT_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_workers_engine_test_silence_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS) $(SNDFILE_LIBS)

tests_common_farm_test_speech_SOURCES = tests/common/farm/test_speech.c
tests_common_farm_test_speech_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_farm_test_speech_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_front_test_slow_lane_SOURCES = tests/workers/front/test_slow_lane.c
tests_workers_front_test_slow_lane_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_front_test_slow_lane_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)
tests_workers_front_test_spool_SOURCES = tests/workers/front/test_spool.c
tests_workers_front_test_spool_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_front_test_spool_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_pdf_to_png_test_glyph_line_SOURCES = tests/workers/pdf_to_png/test_glyph_line.c
tests_workers_pdf_to_png_test_glyph_line_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_pdf_to_png_test_glyph_line_LDADD = workers/pdf_to_png/libpdf_to_png.a $(GUESS_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_pdf_to_png_test_ink_SOURCES = tests/workers/pdf_to_png/test_ink.c
tests_workers_pdf_to_png_test_ink_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_pdf_to_png_test_ink_LDADD = workers/pdf_to_png/libpdf_to_png.a $(GUESS_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS) -lm

tests_workers_pdf_to_png_test_disk_room_SOURCES = tests/workers/pdf_to_png/test_disk_room.c workers/pdf_to_png/disk_room.c
tests_workers_pdf_to_png_test_disk_room_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_pdf_to_png_test_disk_room_LDADD = $(WORKER_LIBS) $(CMOCKA_LIBS)

SMALL_PDF = tests/workers/pdf_to_png/small_pdf.c tests/workers/pdf_to_png/small_pdf.h
tests_workers_pdf_to_png_test_own_text_SOURCES = tests/workers/pdf_to_png/test_own_text.c $(SMALL_PDF)
tests_workers_pdf_to_png_test_own_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_pdf_to_png_test_own_text_LDADD = workers/pdf_to_png/libpdf_to_png.a $(GUESS_LIBS) $(WORKER_LIBS) $(MUPDF_LIBS) \
	$(CMOCKA_LIBS) -lz -lm
tests_workers_pdf_to_png_test_opening_SOURCES = tests/workers/pdf_to_png/test_opening.c $(SMALL_PDF)
tests_workers_pdf_to_png_test_opening_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_pdf_to_png_test_opening_LDADD = workers/pdf_to_png/libpdf_to_png.a $(GUESS_LIBS) $(WORKER_LIBS) $(MUPDF_LIBS) \
	$(CMOCKA_LIBS) -lz -lm
tests_workers_pdf_to_png_test_unseen_SOURCES = tests/workers/pdf_to_png/test_unseen.c $(SMALL_PDF)
tests_workers_pdf_to_png_test_unseen_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_pdf_to_png_test_unseen_LDADD = workers/pdf_to_png/libpdf_to_png.a $(GUESS_LIBS) $(WORKER_LIBS) $(MUPDF_LIBS) \
	$(CMOCKA_LIBS) -lz -lm

tests_workers_png_to_text_test_text_choice_SOURCES = tests/workers/png_to_text/test_text_choice.c
tests_workers_png_to_text_test_text_choice_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_png_to_text_test_text_choice_LDADD = workers/png_to_text/libpng_to_text.a $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_ocr_test_script_models_SOURCES = tests/workers/ocr/test_script_models.c
tests_workers_ocr_test_script_models_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_ocr_test_script_models_LDADD = workers/ocr/libocr.a workers/page/libpage.a $(TEXT_LIBS) \
	$(BASE_LIBS) $(TESSERACT_LIBS) $(CMOCKA_LIBS)

tests_workers_ocr_test_print_script_SOURCES = tests/workers/ocr/test_print_script.c
tests_workers_ocr_test_print_script_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_ocr_test_print_script_LDADD = workers/png_to_text/libpng_to_text.a $(SAYING_LIBS) workers/ocr/libocr.a $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_png_to_text_test_augment_SOURCES = tests/workers/png_to_text/test_augment.c
tests_workers_png_to_text_test_augment_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_png_to_text_test_augment_LDADD = workers/png_to_text/libpng_to_text.a $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_commentator_test_chat_SOURCES = tests/workers/commentator/test_chat.c
tests_workers_commentator_test_chat_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_commentator_test_chat_LDADD = $(COMMENTATOR_LIBS) $(CMOCKA_LIBS)

tests_workers_speech_client_test_voice_names_SOURCES = tests/workers/speech_client/test_voice_names.c
tests_workers_speech_client_test_voice_names_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_speech_client_test_voice_names_LDADD = $(SPEECH_CLIENT_LIBS) $(CMOCKA_LIBS)

tests_workers_commentator_test_spoken_answer_SOURCES = tests/workers/commentator/test_spoken_answer.c
tests_workers_commentator_test_spoken_answer_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_commentator_test_spoken_answer_LDADD = $(COMMENTATOR_LIBS) $(CMOCKA_LIBS)

tests_workers_png_to_text_test_commentator_process_SOURCES = tests/workers/png_to_text/test_commentator_process.c
tests_workers_png_to_text_test_commentator_process_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_png_to_text_test_commentator_process_LDADD = workers/png_to_text/libpng_to_text.a $(WORKER_LIBS) $(CMOCKA_LIBS)


tests_workers_reading_test_lines_SOURCES = tests/workers/reading/test_lines.c \
	tests/workers/reading/sketch.c tests/workers/reading/sketch.h
tests_workers_reading_test_lines_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_reading_test_lines_LDADD = $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)
tests_workers_reading_test_asides_SOURCES = tests/workers/reading/test_asides.c \
	tests/workers/reading/sketch.c tests/workers/reading/sketch.h
tests_workers_reading_test_asides_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_reading_test_asides_LDADD = $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)
tests_workers_reading_test_no_prose_SOURCES = tests/workers/reading/test_no_prose.c \
	tests/workers/reading/sketch.c tests/workers/reading/sketch.h
tests_workers_reading_test_no_prose_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_reading_test_no_prose_LDADD = $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_reading_test_page_turns_SOURCES = tests/workers/reading/test_page_turns.c
tests_workers_reading_test_page_turns_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_reading_test_page_turns_LDADD = $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_reading_test_sections_SOURCES = tests/workers/reading/test_sections.c
tests_workers_reading_test_sections_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_reading_test_sections_LDADD = $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)

tests_workers_reading_test_text_SOURCES = tests/workers/reading/test_text.c
tests_workers_reading_test_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_reading_test_text_LDADD = workers/png_to_text/libpng_to_text.a $(READING_LIBS) $(WORKER_LIBS) $(CMOCKA_LIBS)

# Engines without NATS: the test plays the front.
if HAVE_CMOCKA
check_LIBRARIES += tests/workers/engine/libenginetest.a
tests_workers_engine_libenginetest_a_SOURCES = \
	tests/workers/engine/engine_test.c tests/workers/engine/engine_test.h \
	tests/workers/engine/front_player.c tests/workers/engine/front_player.h \
	tests/workers/engine/speech_level.c tests/workers/engine/speech_level.h \
	tests/workers/engine/speech_sample.c tests/workers/engine/speech_sample.h
tests_workers_engine_libenginetest_a_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS)
ENGINE_TEST_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS)
ENGINE_TEST_LIBS = tests/workers/engine/libenginetest.a workers/page/libpage.a workers/engine/libengine.a \
	common/farm/libfarm.a $(BASE_LIBS) $(CJSON_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS) -lm

ENGINE_TESTS = \
	tests/workers/engine/test_bombs \
	tests/workers/reading/test_books_read \
	tests/workers/engine/test_confine \
	tests/workers/engine/test_link \
	tests/workers/engine/test_isolation \
	tests/workers/engine/test_mutation \
	tests/workers/pcm_to_wav/test_engine \
	tests/workers/pdf_to_png/test_book \
	tests/workers/pdf_to_png/test_engine \
	tests/workers/png_to_text/test_engine \
	tests/workers/pdf_to_png/test_text_layer \
	tests/workers/tts/test_engine \
	tests/workers/tts/test_program \
	tests/workers/tts/test_timeline \
	tests/workers/tts/test_neural \
	tests/workers/audio_encoder/test_chapters \
	tests/workers/audio_encoder/test_engine \
	tests/workers/audio_encoder/test_hostile \
	tests/workers/page_image/test_engine \
	tests/workers/wav_aggregator/test_engine
check_PROGRAMS += $(ENGINE_TESTS)
TESTS += $(ENGINE_TESTS)

# Every stage in one program, as far as its engine's confinement goes.
tests_workers_engine_test_confine_SOURCES = tests/workers/engine/test_confine.c \
	tests/workers/engine/confine_attempts.c tests/workers/engine/confine_attempts.h \
	workers/pcm_to_wav/front.c workers/pdf_to_png/front.c workers/png_to_text/front.c \
	workers/tts/front.c workers/wav_aggregator/front.c $(AUDIO_ENCODER_FRONT) \
	workers/page_image/front.c workers/live_audio/front.c \
	workers/voice_sample/front.c
tests_workers_engine_test_confine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_engine_test_confine_LDADD = $(LIVE_AUDIO_LIBS) workers/page_image/libpage_image.a workers/pdf_to_png/libpdf_to_png.a workers/png_to_text/libpng_to_text.a workers/ocr/libocr.a $(GUESS_LIBS) \
	workers/voice_sample/libvoice_sample.a workers/tts/libtts.a $(VOICES_LIBS) workers/pcm_to_wav/libpcm_to_wav.a workers/wav_aggregator/libwav_aggregator.a \
	workers/audio_encoder/libaudio_encoder.a $(READING_LIBS) $(WORKER_LIBS) $(LIBAV_LIBS) $(WEBP_LIBS) \
	$(MUPDF_LIBS) $(TESSERACT_LIBS) $(SPEAKING_LIBS) $(SNDFILE_LIBS) -lz \
	$(CMOCKA_LIBS)

tests_workers_reading_test_books_read_SOURCES = tests/workers/reading/test_books_read.c \
	tests/workers/reading/figures.c tests/workers/reading/figures.h
tests_workers_reading_test_books_read_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_reading_test_books_read_LDADD = $(ENGINE_TEST_LIBS)

tests_workers_engine_test_bombs_SOURCES = tests/workers/engine/test_bombs.c
tests_workers_engine_test_bombs_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_engine_test_bombs_LDADD = $(ENGINE_TEST_LIBS)

tests_workers_pdf_to_png_test_book_SOURCES = tests/workers/pdf_to_png/test_book.c
tests_workers_pdf_to_png_test_book_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_pdf_to_png_test_book_LDADD = $(ENGINE_TEST_LIBS)

tests_workers_pdf_to_png_test_engine_SOURCES = tests/workers/pdf_to_png/test_engine.c
tests_workers_pdf_to_png_test_engine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(TESSERACT_CFLAGS)
tests_workers_pdf_to_png_test_engine_LDADD = $(ENGINE_TEST_LIBS) $(TESSERACT_LIBS)

tests_workers_png_to_text_test_engine_SOURCES = tests/workers/png_to_text/test_engine.c
tests_workers_png_to_text_test_engine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(TESSERACT_CFLAGS)
tests_workers_png_to_text_test_engine_LDADD = $(ENGINE_TEST_LIBS) $(TESSERACT_LIBS)

tests_workers_pdf_to_png_test_text_layer_SOURCES = tests/workers/pdf_to_png/test_text_layer.c
tests_workers_pdf_to_png_test_text_layer_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_pdf_to_png_test_text_layer_LDADD = $(ENGINE_TEST_LIBS)

tests_workers_tts_test_timeline_SOURCES = tests/workers/tts/test_timeline.c
tests_workers_tts_test_timeline_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_tts_test_timeline_LDADD = $(ENGINE_TEST_LIBS) -lm

tests_workers_tts_test_engine_SOURCES = tests/workers/tts/test_engine.c
tests_workers_tts_test_engine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_tts_test_engine_LDADD = $(ENGINE_TEST_LIBS) workers/tts/libtts.a $(EBUR128_LIBS) -lm

tests_workers_tts_test_program_SOURCES = tests/workers/tts/test_program.c
tests_workers_tts_test_program_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_tts_test_program_LDADD = $(ENGINE_TEST_LIBS)

tests_workers_pcm_to_wav_test_engine_SOURCES = tests/workers/pcm_to_wav/test_engine.c \
	tests/workers/engine/wav_file.c tests/workers/engine/wav_file.h
tests_workers_pcm_to_wav_test_engine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_workers_pcm_to_wav_test_engine_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lm

tests_workers_wav_aggregator_test_engine_SOURCES = tests/workers/wav_aggregator/test_engine.c \
	tests/workers/engine/wav_file.c tests/workers/engine/wav_file.h
tests_workers_wav_aggregator_test_engine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_workers_wav_aggregator_test_engine_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lm

tests_workers_audio_encoder_test_engine_SOURCES = tests/workers/audio_encoder/test_engine.c \
	tests/workers/audio_encoder/encoding.c tests/workers/audio_encoder/encoding.h
tests_workers_audio_encoder_test_engine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_audio_encoder_test_engine_LDADD = workers/audio_encoder/libaudio_encoder.a $(ENGINE_TEST_LIBS) $(LIBAV_LIBS)

tests_workers_audio_encoder_test_chapters_SOURCES = tests/workers/audio_encoder/test_chapters.c \
	tests/workers/audio_encoder/encoding.c tests/workers/audio_encoder/encoding.h
tests_workers_audio_encoder_test_chapters_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(LIBAV_CFLAGS)
tests_workers_audio_encoder_test_chapters_LDADD = workers/audio_encoder/libaudio_encoder.a $(ENGINE_TEST_LIBS) $(LIBAV_LIBS)

tests_workers_audio_encoder_test_hostile_SOURCES = tests/workers/audio_encoder/test_hostile.c \
	tests/workers/audio_encoder/encoding.c tests/workers/audio_encoder/encoding.h
tests_workers_audio_encoder_test_hostile_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(LIBAV_CFLAGS)
tests_workers_audio_encoder_test_hostile_LDADD = workers/audio_encoder/libaudio_encoder.a $(ENGINE_TEST_LIBS) $(LIBAV_LIBS)

tests_workers_page_image_test_engine_SOURCES = tests/workers/page_image/test_engine.c
tests_workers_page_image_test_engine_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(WEBP_CFLAGS)
tests_workers_page_image_test_engine_LDADD = $(ENGINE_TEST_LIBS) $(WEBP_LIBS)

tests_workers_engine_test_link_SOURCES = tests/workers/engine/test_link.c
tests_workers_engine_test_link_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_engine_test_link_LDADD = $(ENGINE_TEST_LIBS) -lpthread

tests_workers_engine_test_isolation_SOURCES = tests/workers/engine/test_isolation.c \
	tests/workers/engine/wav_file.c tests/workers/engine/wav_file.h
tests_workers_engine_test_isolation_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_workers_engine_test_isolation_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lm

tests_workers_engine_test_mutation_SOURCES = tests/workers/engine/test_mutation.c \
	tests/workers/engine/wav_file.c tests/workers/engine/wav_file.h \
	tests/tools/mutate.c tests/tools/mutate.h
tests_workers_engine_test_mutation_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS) $(SNDFILE_CFLAGS)
tests_workers_engine_test_mutation_LDADD = $(ENGINE_TEST_LIBS) $(SNDFILE_LIBS) -lz -lm
endif

# All of the broken files; best where everything is built with --enable-sanitizers.
MUTATIONS = 2400
check-mutation: all $(check_PROGRAMS)
	MUTATIONS=$(MUTATIONS) tests/workers/engine/test_mutation
.PHONY: check-mutation

# Golden pages: what is to be heard of them.
READING_FILES = tests/workers/reading/book.c tests/workers/reading/book.h tests/workers/reading/figures.c \
	tests/workers/reading/figures.h
READING_CPPFLAGS = $(FARM_CPPFLAGS) -DTEST_SRCDIR='"$(abs_top_srcdir)"'

check_PROGRAMS += tests/workers/reading/test_books
TESTS += tests/workers/reading/test_books
tests_workers_reading_test_books_SOURCES = tests/workers/reading/test_books.c $(READING_FILES)
tests_workers_reading_test_books_CPPFLAGS = $(READING_CPPFLAGS)
tests_workers_reading_test_books_LDADD = workers/png_to_text/libpng_to_text.a $(READING_LIBS) $(WORKER_LIBS)
EXTRA_DIST += tests/workers/reading/books

tests_workers_tts_test_neural_SOURCES = tests/workers/tts/test_neural.c tests/workers/tts/tiny_model.c \
	tests/workers/tts/tiny_model.h
tests_workers_tts_test_neural_CPPFLAGS = $(ENGINE_TEST_CPPFLAGS)
tests_workers_tts_test_neural_LDADD = $(ENGINE_TEST_LIBS) workers/tts/libtts.a $(EBUR128_LIBS) -lm

tests_workers_tts_test_voice_parts_SOURCES = tests/workers/tts/test_voice_parts.c \
	tests/workers/tts/plain_limiter.c tests/workers/tts/plain_limiter.h workers/tts/onnx_edit.c
tests_workers_tts_test_voice_parts_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_workers_tts_test_voice_parts_LDADD = workers/tts/libtts.a $(VOICES_LIBS) $(READING_LIBS) $(WORKER_LIBS) \
	$(SPEAKING_LIBS) $(CMOCKA_LIBS) -lm
