# libworker: the runtime that all stages share, front and engine.
noinst_LIBRARIES += workers/libworker.a
workers_libworker_a_SOURCES = \
	workers/augment.c workers/augment.h \
	workers/commentator_process.c workers/commentator_process.h \
	workers/edge_marks.c workers/edge_marks.h \
	workers/confine.c workers/confine.h \
	workers/confine_calls.c workers/confine_calls.h \
	workers/engine_io.c workers/engine_io.h \
	workers/engine_link.c workers/engine_link.h \
	workers/engine_main.c \
	workers/engine_process.c workers/engine_process.h \
	workers/failpoint.c workers/failpoint.h \
	workers/front.c workers/front.h \
	workers/front_ahead.c \
	workers/front_aside.c \
	workers/front_commentary.c workers/front_commentary.h \
	workers/front_confine.c \
	workers/front_deaths.c workers/front_deaths.h \
	workers/front_engine.c \
	workers/front_job.c \
	workers/front_note.c workers/front_note.h \
	workers/front_records.c \
	workers/front_results.c \
	workers/front_stage.h \
	workers/front_transfer.c \
	workers/job.c workers/job.h \
	workers/job_session.h \
	workers/layout.c workers/layout.h workers/layout_json.h \
	workers/neighbours.c workers/neighbours.h \
	workers/text_layer.c workers/text_layer.h \
	workers/print_script.c workers/print_script.h \
	workers/raised.c workers/raised.h \
	workers/reconciler.c workers/reconciler.h \
	workers/scrub.c workers/scrub.h \
	workers/silence.c workers/silence.h \
	workers/speech.c workers/speech.h \
	workers/spool.c workers/spool.h \
	workers/stage.h \
	workers/work_queues.c workers/work_queues.h \
	workers/worker_main.c
workers_libworker_a_CPPFLAGS = $(FARM_CPPFLAGS) $(SECCOMP_CFLAGS)
WORKER_LIBS = workers/libworker.a $(FARM_LIBS)

# Each stage: a library with its own work, and a program of it, its front and the runtime.
noinst_LIBRARIES += \
	workers/libpdf_to_png.a \
	workers/libpng_to_text.a \
	workers/libtts.a \
	workers/libpcm_to_wav.a \
	workers/libwav_aggregator.a
pkglibexec_PROGRAMS += \
	workers/pdf-to-png-service \
	workers/png-to-text-service \
	workers/tts-service \
	workers/pcm-to-wav-service \
	workers/wav-aggregator-service

workers_libpdf_to_png_a_SOURCES = \
	workers/rendering.c workers/rendering.h workers/rendering_parts.h \
	workers/rendering_text.c \
	workers/glyph_line.c workers/glyph_line.h \
	workers/edge_sketch.c workers/edge_sketch.h \
	workers/ink.c workers/ink.h \
	workers/page_edges.c workers/page_edges.h \
	workers/page_texts.c workers/page_texts.h \
	workers/fitz_memory.c workers/fitz_memory.h \
	workers/pdf_to_png.c \
	workers/png_writer.c workers/png_writer.h
workers_libpdf_to_png_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MUPDF_CFLAGS)
workers_pdf_to_png_service_SOURCES = workers/pdf_to_png_main.c workers/pdf_to_png_front.c
workers_pdf_to_png_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_pdf_to_png_service_LDADD = workers/libpdf_to_png.a $(WORKER_LIBS) $(MUPDF_LIBS) -lz

workers_libpng_to_text_a_SOURCES = \
	workers/leaders.c workers/leaders.h \
	workers/ocr.c workers/ocr.h workers/ocr_parts.h \
	workers/ocr_layout.c \
	workers/ocr_raised.c \
	workers/ocr_read.c \
	workers/page_image.c workers/page_image.h \
	workers/png_to_text.c \
	workers/reading_chars.c workers/reading_chars.h \
	workers/reading_edges.c \
	workers/reading_fractions.c workers/reading_fractions.h \
	workers/reading_heads.c \
	workers/reading_notes.c \
	workers/reading_numbers.c workers/reading_numbers.h \
	workers/reading_order.c \
	workers/reading_page.c workers/reading_parts.h \
	workers/reading_paragraphs.c \
	workers/reading_raised.c \
	workers/reading_roles.c \
	workers/reading_seen.c \
	workers/reading_signs.c workers/reading_signs.h \
	workers/reading_spoken.c \
	workers/reading_tables.c \
	workers/reading_text.c workers/reading_text.h \
	workers/reading_words.c workers/reading_words.h \
	workers/text_choice.c workers/text_choice.h
workers_libpng_to_text_a_CPPFLAGS = $(FARM_CPPFLAGS) $(TESSERACT_CFLAGS)
workers_png_to_text_service_SOURCES = workers/png_to_text_main.c workers/png_to_text_front.c \
	workers/serial_openmp.c workers/serial_openmp.h
workers_png_to_text_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_png_to_text_service_LDADD = workers/libpng_to_text.a $(WORKER_LIBS) $(TESSERACT_LIBS)

# What asks a language model for png-to-text, in a process of its own.
noinst_LIBRARIES += workers/libcommentator.a
pkglibexec_PROGRAMS += workers/lectern-commentator
workers_libcommentator_a_SOURCES = \
	workers/chat.c workers/chat.h \
	workers/chat_http.c workers/chat_http.h \
	workers/spoken_answer.c workers/spoken_answer.h
workers_libcommentator_a_CPPFLAGS = $(FARM_CPPFLAGS) $(CURL_CFLAGS)
workers_lectern_commentator_SOURCES = workers/commentator.c
workers_lectern_commentator_CPPFLAGS = $(FARM_CPPFLAGS)
COMMENTATOR_LIBS = workers/libcommentator.a workers/libworker.a common/libfarm.a $(BASE_LIBS) \
	$(CJSON_LIBS) $(CURL_LIBS)
workers_lectern_commentator_LDADD = $(COMMENTATOR_LIBS)

workers_libtts_a_SOURCES = \
	workers/espeak.c workers/espeak.h \
	workers/passages.c workers/passages.h \
	workers/confine_program.c workers/confine_program.h \
	workers/program.c workers/program.h \
	workers/program_launcher.c workers/program_launcher.h \
	workers/program_speech.c workers/program_speech.h \
	workers/reading_chars.c workers/reading_chars.h \
	workers/tts.c \
	workers/tts_wish.c workers/tts_wish.h \
	workers/voices.c workers/voices.h \
	workers/wav_stream.c workers/wav_stream.h
workers_libtts_a_CPPFLAGS = $(FARM_CPPFLAGS) $(ESPEAK_CFLAGS) $(SECCOMP_CFLAGS)
workers_tts_service_SOURCES = workers/tts_main.c workers/tts_front.c
workers_tts_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_tts_service_LDADD = workers/libtts.a $(WORKER_LIBS) $(ESPEAK_LIBS)

workers_libpcm_to_wav_a_SOURCES = \
	workers/pcm_to_wav.c
workers_libpcm_to_wav_a_CPPFLAGS = $(FARM_CPPFLAGS) $(SNDFILE_CFLAGS)
workers_pcm_to_wav_service_SOURCES = workers/pcm_to_wav_main.c workers/pcm_to_wav_front.c
workers_pcm_to_wav_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_pcm_to_wav_service_LDADD = workers/libpcm_to_wav.a $(WORKER_LIBS) $(SNDFILE_LIBS)

workers_libwav_aggregator_a_SOURCES = \
	workers/wav_aggregator.c \
	workers/wav_header.c workers/wav_header.h \
	workers/wav_pages.c workers/wav_pages.h
workers_libwav_aggregator_a_CPPFLAGS = $(FARM_CPPFLAGS) $(SNDFILE_CFLAGS) $(SAMPLERATE_CFLAGS)
workers_wav_aggregator_service_SOURCES = workers/wav_aggregator_main.c workers/wav_aggregator_front.c
workers_wav_aggregator_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_wav_aggregator_service_LDADD = workers/libwav_aggregator.a $(WORKER_LIBS) $(SNDFILE_LIBS) $(SAMPLERATE_LIBS) -lm
