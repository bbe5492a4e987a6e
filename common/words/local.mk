# libwords: words by which the parts of a text are known.
WORD_FILES = \
	common/words/data/de.txt \
	common/words/data/en.txt \
	common/words/data/es.txt \
	common/words/data/fr.txt \
	common/words/data/it.txt \
	common/words/data/ja.txt \
	common/words/data/nl.txt \
	common/words/data/pl.txt \
	common/words/data/programs.txt \
	common/words/data/pt.txt \
	common/words/data/ru.txt \
	common/words/data/zh.txt
EXTRA_DIST += common/words/rows.awk common/words/embed.awk common/words/data/README $(WORD_FILES)

common/words/data.c: common/words/word_lists.h $(WORD_FILES) common/words/embed.awk
	@$(MKDIR_P) common/words
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/common/words/embed.awk \
		$(srcdir)/common/words/word_lists.h $(WORD_FILES:%=$(srcdir)/%) >$@.new && mv $@.new $@
CLEANFILES += common/words/data.c

noinst_LIBRARIES += common/words/libwords.a
common_words_libwords_a_SOURCES = \
	common/words/word_lists.c \
	common/words/word_lists.h
nodist_common_words_libwords_a_SOURCES = common/words/data.c
WORDS_LIBS = common/words/libwords.a
