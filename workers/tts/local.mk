# tts: speech, by eSpeak NG or by other programs.
noinst_LIBRARIES += workers/tts/libtts.a
workers_tts_libtts_a_SOURCES = \
	workers/tts/confine_program.c \
	workers/tts/confine_program.h \
	workers/tts/engine.c \
	workers/tts/espeak.c \
	workers/tts/espeak.h \
	workers/tts/espeak_gains.c \
	workers/tts/espeak_gains.h \
	workers/tts/server_gains.c \
	workers/tts/server_gains.h \
	workers/tts/voice_gains.c \
	workers/tts/voice_gains.h \
	workers/tts/ipa.c \
	workers/tts/ipa.h \
	workers/tts/level.c \
	workers/tts/level.h \
	workers/tts/loudness.c \
	workers/tts/loudness.h \
	workers/tts/mp3_sound.c \
	workers/tts/mp3_sound.h \
	workers/tts/marks.c \
	workers/tts/marks.h \
	workers/tts/speech_source.c \
	workers/tts/speech_source.h \
	workers/tts/page_timeline.c \
	workers/tts/page_timeline.h \
	workers/tts/page_words_of_text.c \
	workers/tts/page_words_of_text.h \
	workers/tts/results.h \
	workers/tts/sound_edges.c \
	workers/tts/sound_edges.h \
	workers/tts/word_pauses.c \
	workers/tts/word_pauses.h \
	workers/tts/neural.c \
	workers/tts/neural.h \
	workers/tts/neural_child.c \
	workers/tts/neural_child.h \
	workers/tts/params.c \
	workers/tts/params.h \
	workers/tts/passages.c \
	workers/tts/passages.h \
	workers/tts/phonemes.c \
	workers/tts/phonemes.h \
	workers/tts/piece_check.c \
	workers/tts/piece_check.h \
	workers/tts/program.c \
	workers/tts/program.h \
	workers/tts/program_launcher.c \
	workers/tts/program_launcher.h \
	workers/tts/program_sound.c \
	workers/tts/program_sound.h \
	workers/tts/program_speech.c \
	workers/tts/program_speech.h \
	workers/tts/sample_text.c \
	workers/tts/sample_text.h \
	workers/tts/sherpa.c \
	workers/tts/sherpa.h \
	workers/tts/speaker.c \
	workers/tts/speaker.h \
	workers/tts/speech_server.c \
	workers/tts/speech_server.h \
	workers/tts/unread.c \
	workers/tts/unread.h \
	workers/tts/voices.c \
	workers/tts/voices.h \
	workers/tts/wav_stream.c \
	workers/tts/wav_stream.h
workers_tts_libtts_a_CPPFLAGS = $(FARM_CPPFLAGS) $(ESPEAK_CFLAGS) $(SECCOMP_CFLAGS) $(SHERPA_CFLAGS) $(SAMPLERATE_CFLAGS) $(EBUR128_CFLAGS) $(SNDFILE_CFLAGS)
SPEAKING_LIBS = $(ESPEAK_LIBS) $(SNDFILE_LIBS) $(SAMPLERATE_LIBS) $(EBUR128_LIBS) -lm
pkglibexec_PROGRAMS += workers/tts-service
workers_tts_service_SOURCES = \
	workers/tts/main.c \
	workers/tts/front.c
workers_tts_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_tts_service_LDADD = workers/tts/libtts.a $(VOICES_LIBS) $(READING_LIBS) $(WORKER_LIBS) $(SPEAKING_LIBS)

# lectern-voice: makes and measures voices, for packaging/install-voice.
pkglibexec_PROGRAMS += workers/lectern-voice
workers_lectern_voice_SOURCES = \
	workers/tts/onnx_edit.c \
	workers/tts/onnx_edit.h \
	workers/tts/voice_main.c \
	workers/tts/voice_measure.c \
	workers/tts/voice_measure.h \
	workers/tts/voice_prepare.c \
	workers/tts/voice_prepare.h
workers_lectern_voice_CPPFLAGS = $(FARM_CPPFLAGS) $(ESPEAK_CFLAGS)
workers_lectern_voice_LDADD = workers/tts/libtts.a $(VOICES_LIBS) $(READING_LIBS) $(WORKER_LIBS) $(SPEAKING_LIBS)
