# Fuzz targets: tests/fuzz/fuzz_<parser>.c with its corpus in tests/fuzz/corpus/<parser>/.
#
# Without --enable-fuzzers each replays its corpus and some thousand mutations of it as an ordinary
# test. With it (and CC=clang) they are libFuzzer's, and `make fuzz` runs each for FUZZ_SECONDS.
FUZZ_CPPFLAGS = $(FARM_CPPFLAGS) -I$(top_srcdir)/tests/fuzz -DTEST_SRCDIR='"$(abs_top_srcdir)"'
EXTRA_DIST += tests/fuzz/fuzz.h tests/fuzz/replay_main.c tests/fuzz/corpus

FUZZ_TARGETS = \
	tests/fuzz/fuzz_base64url \
	tests/fuzz/fuzz_book \
	tests/fuzz/fuzz_channel_decode \
	tests/fuzz/fuzz_chat_answer \
	tests/fuzz/fuzz_voice_names \
	tests/fuzz/fuzz_event \
	tests/fuzz/fuzz_http_header \
	tests/fuzz/fuzz_job_options \
	tests/fuzz/fuzz_layout \
	tests/fuzz/fuzz_listener \
	tests/fuzz/fuzz_live_parts \
	tests/fuzz/fuzz_png_text \
	tests/fuzz/fuzz_piece_file \
	tests/fuzz/fuzz_link_decode \
	tests/fuzz/fuzz_multipart \
	tests/fuzz/fuzz_object_info \
	tests/fuzz/fuzz_pageset \
	tests/fuzz/fuzz_passages \
	tests/fuzz/fuzz_onnx_edit \
	tests/fuzz/fuzz_pronunciation \
	tests/fuzz/fuzz_reading \
	tests/fuzz/fuzz_saying \
	tests/fuzz/fuzz_settings \
	tests/fuzz/fuzz_spoken_answer \
	tests/fuzz/fuzz_target \
	tests/fuzz/fuzz_template \
	tests/fuzz/fuzz_timeline \
	tests/fuzz/fuzz_timestamp \
	tests/fuzz/fuzz_toml_value \
	tests/fuzz/fuzz_urlencoded \
	tests/fuzz/fuzz_wav_head \
	tests/fuzz/fuzz_wav_stream \
	tests/fuzz/fuzz_words_json \
	tests/fuzz/fuzz_workflow
check_PROGRAMS += $(FUZZ_TARGETS)

if FUZZERS
FUZZ_MAIN =
FUZZ_LINK = -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay_main.c
FUZZ_LINK =
TESTS += $(FUZZ_TARGETS)
endif

# What libFuzzer finds stays in fuzz-found/ of the build directory.
FUZZ_SECONDS = 60
FUZZ_RUNS = $(FUZZ_TARGETS:=.run)
fuzz: $(FUZZ_RUNS)
$(FUZZ_RUNS): $(FUZZ_TARGETS)
	@target=$@ && target=$${target%.run} && name=$${target##*/fuzz_} && \
	$(MKDIR_P) fuzz-found/$$name && \
	./$$target -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
		-artifact_prefix=fuzz-found/$$name- \
		fuzz-found/$$name $(srcdir)/tests/fuzz/corpus/$$name >fuzz-found/$$name.log 2>&1 || { \
		tail -n 60 fuzz-found/$$name.log; echo "$$name: FAILED"; exit 1; }; \
	echo "$$name: `sed -n 's/^stat::number_of_executed_units: *//p' fuzz-found/$$name.log` inputs"
clean-fuzz:
	rm -rf fuzz-found *.crash
clean-local: clean-fuzz
.PHONY: fuzz clean-fuzz $(FUZZ_RUNS)

tests_fuzz_fuzz_base64url_SOURCES = tests/fuzz/fuzz_base64url.c $(FUZZ_MAIN)
tests_fuzz_fuzz_base64url_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_base64url_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_base64url_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_book_SOURCES = tests/fuzz/fuzz_book.c $(FUZZ_MAIN)
tests_fuzz_fuzz_book_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_book_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_book_LDADD = $(FARM_LIBS)

tests_fuzz_fuzz_channel_decode_SOURCES = tests/fuzz/fuzz_channel_decode.c $(FUZZ_MAIN)
tests_fuzz_fuzz_channel_decode_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_channel_decode_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_channel_decode_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_listener_SOURCES = tests/fuzz/fuzz_listener.c $(FUZZ_MAIN)
tests_fuzz_fuzz_listener_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_listener_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_listener_LDADD = $(FARM_LIBS)

tests_fuzz_fuzz_voice_names_SOURCES = tests/fuzz/fuzz_voice_names.c $(FUZZ_MAIN)
tests_fuzz_fuzz_voice_names_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_voice_names_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_voice_names_LDADD = $(SPEECH_CLIENT_LIBS)

tests_fuzz_fuzz_chat_answer_SOURCES = tests/fuzz/fuzz_chat_answer.c $(FUZZ_MAIN)
tests_fuzz_fuzz_chat_answer_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_chat_answer_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_chat_answer_LDADD = $(COMMENTATOR_LIBS)

tests_fuzz_fuzz_event_SOURCES = tests/fuzz/fuzz_event.c $(FUZZ_MAIN)
tests_fuzz_fuzz_event_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_event_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_event_LDADD = $(FARM_LIBS)

tests_fuzz_fuzz_http_header_SOURCES = tests/fuzz/fuzz_http_header.c $(FUZZ_MAIN)
tests_fuzz_fuzz_http_header_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_http_header_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_http_header_LDADD = $(WEB_LIBS)

tests_fuzz_fuzz_job_options_SOURCES = tests/fuzz/fuzz_job_options.c $(FUZZ_MAIN)
tests_fuzz_fuzz_job_options_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_job_options_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_job_options_LDADD = $(WEB_LIBS)

tests_fuzz_fuzz_png_text_SOURCES = tests/fuzz/fuzz_png_text.c $(FUZZ_MAIN)
tests_fuzz_fuzz_png_text_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_png_text_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_png_text_LDADD = $(WORKER_LIBS)

tests_fuzz_fuzz_layout_SOURCES = tests/fuzz/fuzz_layout.c $(FUZZ_MAIN)
tests_fuzz_fuzz_layout_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_layout_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_layout_LDADD = $(WORKER_LIBS)

tests_fuzz_fuzz_link_decode_SOURCES = tests/fuzz/fuzz_link_decode.c $(FUZZ_MAIN)
tests_fuzz_fuzz_link_decode_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_link_decode_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_link_decode_LDADD = $(WORKER_LIBS)

tests_fuzz_fuzz_multipart_SOURCES = tests/fuzz/fuzz_multipart.c $(FUZZ_MAIN)
tests_fuzz_fuzz_multipart_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_multipart_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_multipart_LDADD = $(WEB_LIBS)

tests_fuzz_fuzz_object_info_SOURCES = tests/fuzz/fuzz_object_info.c $(FUZZ_MAIN)
tests_fuzz_fuzz_object_info_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_object_info_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_object_info_LDADD = $(FARM_LIBS)

tests_fuzz_fuzz_live_parts_SOURCES = tests/fuzz/fuzz_live_parts.c $(FUZZ_MAIN)
tests_fuzz_fuzz_live_parts_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_live_parts_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_live_parts_LDADD = $(FARM_LIBS)
tests_fuzz_fuzz_pageset_SOURCES = tests/fuzz/fuzz_pageset.c $(FUZZ_MAIN)
tests_fuzz_fuzz_pageset_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_pageset_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_pageset_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_reading_SOURCES = tests/fuzz/fuzz_reading.c $(FUZZ_MAIN)
tests_fuzz_fuzz_reading_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_reading_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_reading_LDADD = workers/png_to_text/libpng_to_text.a $(READING_LIBS) $(WORKER_LIBS)

tests_fuzz_fuzz_settings_SOURCES = tests/fuzz/fuzz_settings.c $(FUZZ_MAIN)
tests_fuzz_fuzz_settings_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_settings_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_settings_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_spoken_answer_SOURCES = tests/fuzz/fuzz_spoken_answer.c $(FUZZ_MAIN)
tests_fuzz_fuzz_spoken_answer_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_spoken_answer_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_spoken_answer_LDADD = $(COMMENTATOR_LIBS)

tests_fuzz_fuzz_timeline_SOURCES = tests/fuzz/fuzz_timeline.c $(FUZZ_MAIN)
tests_fuzz_fuzz_timeline_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_timeline_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_timeline_LDADD = $(FARM_LIBS)

tests_fuzz_fuzz_timestamp_SOURCES = tests/fuzz/fuzz_timestamp.c $(FUZZ_MAIN)
tests_fuzz_fuzz_timestamp_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_timestamp_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_timestamp_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_toml_value_SOURCES = tests/fuzz/fuzz_toml_value.c $(FUZZ_MAIN)
tests_fuzz_fuzz_toml_value_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_toml_value_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_toml_value_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_target_SOURCES = tests/fuzz/fuzz_target.c $(FUZZ_MAIN)
tests_fuzz_fuzz_target_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_target_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_target_LDADD = $(WEB_LIBS)

tests_fuzz_fuzz_urlencoded_SOURCES = tests/fuzz/fuzz_urlencoded.c $(FUZZ_MAIN)
tests_fuzz_fuzz_urlencoded_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_urlencoded_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_urlencoded_LDADD = $(WEB_LIBS)

tests_fuzz_fuzz_saying_SOURCES = tests/fuzz/fuzz_saying.c $(FUZZ_MAIN)
tests_fuzz_fuzz_saying_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_saying_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_saying_LDADD = $(SAYING_LIBS) $(WORKER_LIBS) -lm

tests_fuzz_fuzz_words_json_SOURCES = tests/fuzz/fuzz_words_json.c $(FUZZ_MAIN)
tests_fuzz_fuzz_words_json_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_words_json_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_words_json_LDADD = $(WORKER_LIBS) -lm

tests_fuzz_fuzz_workflow_SOURCES = tests/fuzz/fuzz_workflow.c $(FUZZ_MAIN)
tests_fuzz_fuzz_workflow_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_workflow_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_workflow_LDADD = $(FARM_LIBS)

tests_fuzz_fuzz_passages_SOURCES = tests/fuzz/fuzz_passages.c $(FUZZ_MAIN)
tests_fuzz_fuzz_passages_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_passages_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_passages_LDADD = workers/tts/libtts.a $(READING_LIBS) $(BASE_LIBS)

tests_fuzz_fuzz_pronunciation_SOURCES = tests/fuzz/fuzz_pronunciation.c $(FUZZ_MAIN)
tests_fuzz_fuzz_pronunciation_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_pronunciation_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_pronunciation_LDADD = $(TEXT_LIBS) $(BASE_LIBS)

tests_fuzz_fuzz_template_SOURCES = tests/fuzz/fuzz_template.c $(FUZZ_MAIN)
tests_fuzz_fuzz_template_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_template_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_template_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_wav_stream_SOURCES = tests/fuzz/fuzz_wav_stream.c $(FUZZ_MAIN)
tests_fuzz_fuzz_wav_stream_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_wav_stream_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_wav_stream_LDADD = workers/tts/libtts.a $(BASE_LIBS)

tests_fuzz_fuzz_onnx_edit_SOURCES = tests/fuzz/fuzz_onnx_edit.c workers/tts/onnx_edit.c $(FUZZ_MAIN)
tests_fuzz_fuzz_onnx_edit_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_onnx_edit_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_onnx_edit_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_piece_file_SOURCES = tests/fuzz/fuzz_piece_file.c $(FUZZ_MAIN)
tests_fuzz_fuzz_piece_file_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_piece_file_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_piece_file_LDADD = workers/audio_encoder/libaudio_encoder.a $(WORKER_LIBS) $(LIBAV_LIBS)

tests_fuzz_fuzz_wav_head_SOURCES = tests/fuzz/fuzz_wav_head.c $(FUZZ_MAIN)
tests_fuzz_fuzz_wav_head_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_wav_head_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_wav_head_LDADD = workers/audio_encoder/libaudio_encoder.a $(WORKER_LIBS) $(LIBAV_LIBS)
