# libguess: which language a text is in.
noinst_LIBRARIES += workers/language/libguess.a
workers_language_libguess_a_SOURCES = \
	workers/language/guess.c \
	workers/language/guess.h
workers_language_libguess_a_CPPFLAGS = $(AM_CPPFLAGS) $(TEXTCAT_CFLAGS) -DTEXTCAT_DATA_DIR='"$(TEXTCAT_DATA_DIR)"'
GUESS_LIBS = workers/language/libguess.a $(TEXT_LIBS) $(TEXTCAT_LIBS)
