# audio-encoder: a book's WAV becomes files for people.
noinst_LIBRARIES += workers/audio_encoder/libaudio_encoder.a
workers_audio_encoder_libaudio_encoder_a_SOURCES = \
	workers/audio_encoder/encoder.c \
	workers/audio_encoder/encoder.h \
	workers/audio_encoder/engine.c \
	workers/audio_encoder/epub.c \
	workers/audio_encoder/epub.h \
	workers/audio_encoder/epub_package.c \
	workers/audio_encoder/epub_text.c \
	workers/audio_encoder/file_io.c \
	workers/audio_encoder/file_io.h \
	workers/audio_encoder/grid.c \
	workers/audio_encoder/grid.h \
	workers/audio_encoder/language.c \
	workers/audio_encoder/language.h \
	workers/audio_encoder/libav.c \
	workers/audio_encoder/libav.h \
	workers/audio_encoder/muxer.c \
	workers/audio_encoder/muxer.h \
	workers/audio_encoder/packet_source.c \
	workers/audio_encoder/packet_source.h \
	workers/audio_encoder/packet_window.c \
	workers/audio_encoder/packet_window.h \
	workers/audio_encoder/picture.c \
	workers/audio_encoder/picture.h \
	workers/audio_encoder/piece_file.c \
	workers/audio_encoder/piece_file.h \
	workers/audio_encoder/split.c \
	workers/audio_encoder/split.h \
	workers/audio_encoder/stored_zip.c \
	workers/audio_encoder/stored_zip.h \
	workers/audio_encoder/tags.c \
	workers/audio_encoder/tags.h \
	workers/audio_encoder/wav_source.c \
	workers/audio_encoder/wav_source.h \
	workers/audio_encoder/work.h \
	workers/audio_encoder/work_beside.c \
	workers/audio_encoder/work_captions.c \
	workers/audio_encoder/work_chapters.c \
	workers/audio_encoder/work_join.c \
	workers/audio_encoder/work_piece.c \
	workers/audio_encoder/work_restore.c \
	workers/audio_encoder/work_tags.c \
	workers/audio_encoder/work_wav.c \
	workers/audio_encoder/work_whole.c
workers_audio_encoder_libaudio_encoder_a_CPPFLAGS = $(FARM_CPPFLAGS) $(LIBAV_CFLAGS)
pkglibexec_PROGRAMS += workers/audio-encoder-service
AUDIO_ENCODER_FRONT = \
	workers/audio_encoder/asking.c \
	workers/audio_encoder/asking.h \
	workers/audio_encoder/chapter_files.c \
	workers/audio_encoder/chapter_files.h \
	workers/audio_encoder/front.c \
	workers/audio_encoder/outbox.c \
	workers/audio_encoder/outbox.h \
	workers/audio_encoder/wav_keep.c \
	workers/audio_encoder/wav_keep.h
workers_audio_encoder_service_SOURCES = workers/audio_encoder/main.c $(AUDIO_ENCODER_FRONT)
workers_audio_encoder_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_audio_encoder_service_LDADD = workers/audio_encoder/libaudio_encoder.a $(WORKER_LIBS) $(LIBAV_LIBS) $(ZLIB_LIBS)
