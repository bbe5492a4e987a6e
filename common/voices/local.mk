# libvoices: the voices that are installed.
noinst_LIBRARIES += common/voices/libvoices.a
common_voices_libvoices_a_SOURCES = \
	common/voices/voice_choice.c \
	common/voices/voice_choice.h \
	common/voices/voice_folder.c \
	common/voices/voice_folder.h \
	common/voices/voice_list.c \
	common/voices/voice_list.h
common_voices_libvoices_a_CPPFLAGS = $(AM_CPPFLAGS)
VOICES_LIBS = common/voices/libvoices.a
