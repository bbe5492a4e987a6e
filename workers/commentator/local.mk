# lectern-commentator: asks a language model for png-to-text, in a process of its own.
noinst_LIBRARIES += workers/commentator/libcommentator.a
workers_commentator_libcommentator_a_SOURCES = \
	workers/commentator/chat.c \
	workers/commentator/chat.h \
	workers/commentator/composing.c \
	workers/commentator/composing.h \
	workers/commentator/spoken_answer.c \
	workers/commentator/spoken_answer.h
workers_commentator_libcommentator_a_CPPFLAGS = $(FARM_CPPFLAGS)
pkglibexec_PROGRAMS += workers/lectern-commentator
workers_lectern_commentator_SOURCES = workers/commentator/main.c
workers_lectern_commentator_CPPFLAGS = $(FARM_CPPFLAGS)
COMMENTATOR_LIBS = workers/commentator/libcommentator.a workers/page/libpage.a \
	$(SAYING_LIBS) $(ENDPOINT_LIBS) $(CRYPTO_LIBS) -lm
workers_lectern_commentator_LDADD = $(COMMENTATOR_LIBS)
