# libtext: letters of every script, and words as they are to be spoken.
noinst_LIBRARIES += common/text/libtext.a
common_text_libtext_a_SOURCES = \
	common/text/languages.c \
	common/text/languages.h \
	common/text/letters.c \
	common/text/letters.h \
	common/text/pronunciation.c \
	common/text/pronunciation.h \
	common/text/pronunciation_apply.c \
	common/text/pronunciation_csv.c \
	common/text/pronunciation_list.h \
	common/text/pronunciation_rule.c \
	common/text/pronunciation_rule.h \
	common/text/sentences.c \
	common/text/sentences.h
common_text_libtext_a_CPPFLAGS = $(AM_CPPFLAGS) $(ICU_CFLAGS) $(PCRE2_CFLAGS)
TEXT_LIBS = common/text/libtext.a $(WORDS_LIBS) $(ICU_LIBS) $(PCRE2_LIBS)
