# Whole farms on small documents: every script has its own directory, broker and ports.
check_PROGRAMS += tests/tools/nats_request
tests_tools_nats_request_SOURCES = tests/tools/nats_request.c
tests_tools_nats_request_CPPFLAGS = $(FARM_CPPFLAGS)
tests_tools_nats_request_LDADD = $(BASE_LIBS) $(NATS_LIBS)

INTEGRATION_TESTS = \
	tests/integration/pipeline.sh \
	tests/integration/wire_manual.sh \
	tests/integration/book.sh \
	tests/integration/page_turns.sh \
	tests/integration/epub.sh \
	tests/integration/boxes.sh \
	tests/integration/languages.sh \
	tests/integration/by_hand.sh \
	tests/integration/audio_files.sh \
	tests/integration/files_again.sh \
	tests/integration/page_images.sh \
	tests/integration/voice_samples.sh \
	tests/integration/live.sh \
	tests/integration/bad_input.sh \
	tests/integration/commentary.sh \
	tests/integration/commentator.sh \
	tests/integration/event_ids.sh \
	tests/integration/event_schemas.sh \
	tests/integration/hostile_books.sh \
	tests/integration/hostile_engine.sh \
	tests/integration/hostile_files.sh \
	tests/integration/keep_wav.sh \
	tests/integration/kill_workers.sh \
	tests/integration/isolation.sh \
	tests/integration/stop_workers.sh \
	tests/integration/restart.sh \
	tests/integration/sandbox.sh \
	tests/integration/foreign_client.sh \
	tests/integration/foreign_tts.sh \
	tests/integration/secured_broker.sh \
	tests/integration/voices.sh \
	tests/integration/natural.sh \
	tests/integration/respeak.sh \
	tests/integration/speech_server.sh \
	tests/integration/real_speech_server.sh \
	tests/integration/install.sh
dist_check_SCRIPTS += $(INTEGRATION_TESTS)
TESTS += $(INTEGRATION_TESTS)
EXTRA_DIST += tests/integration/lib.sh tests/integration/endpoint.sh tests/tools/endpoint.mjs tests/tools/speech_endpoint.mjs \
	tests/integration/foreign_client.mjs tests/integration/event_schemas.py tests/integration/boxes.py

# Services whose engine is not what it should be.
check_PROGRAMS += tests/integration/hostile_tts tests/integration/hostile_pdf
tests_integration_hostile_tts_SOURCES = tests/integration/hostile_tts.c workers/tts/front.c
tests_integration_hostile_tts_CPPFLAGS = $(FARM_CPPFLAGS)
tests_integration_hostile_tts_LDADD = workers/tts/libtts.a $(VOICES_LIBS) $(READING_LIBS) $(WORKER_LIBS) $(SPEAKING_LIBS)
tests_integration_hostile_pdf_SOURCES = tests/integration/hostile_pdf.c workers/pdf_to_png/front.c
tests_integration_hostile_pdf_CPPFLAGS = $(FARM_CPPFLAGS)
tests_integration_hostile_pdf_LDADD = workers/pdf_to_png/libpdf_to_png.a workers/ocr/libocr.a $(GUESS_LIBS) $(WORKER_LIBS) $(MUPDF_LIBS) $(TESSERACT_LIBS) -lz
