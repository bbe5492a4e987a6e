# libsaying: what is printed, as a narrator says it. Pure: no NATS; ICU alone.
SAYING_LANGUAGES = \
	workers/saying/data/de.txt \
	workers/saying/data/en.txt \
	workers/saying/data/es.txt \
	workers/saying/data/fr.txt \
	workers/saying/data/it.txt \
	workers/saying/data/pl.txt
EXTRA_DIST += workers/saying/embed.awk workers/saying/data/README $(SAYING_LANGUAGES)

# Compiled in: an engine has no files to read them from.
workers/saying/data.c: $(SAYING_LANGUAGES) workers/saying/embed.awk
	@$(MKDIR_P) workers/saying
	$(AM_V_GEN)LC_ALL=C $(AWK) -f $(srcdir)/workers/saying/embed.awk \
		$(SAYING_LANGUAGES:%=$(srcdir)/%) >$@.new && mv $@.new $@
CLEANFILES += workers/saying/data.c

noinst_LIBRARIES += workers/saying/libsaying.a
workers_saying_libsaying_a_SOURCES = \
	workers/saying/abbreviations.c \
	workers/saying/acronyms.c \
	workers/saying/addresses.c \
	workers/saying/chemistry.c \
	workers/saying/codes.c \
	workers/saying/dates.c \
	workers/saying/emoji.c \
	workers/saying/emphasis.c \
	workers/saying/fractions.c \
	workers/saying/initials.c \
	workers/saying/language.c \
	workers/saying/language.h \
	workers/saying/money.c \
	workers/saying/numbers.c \
	workers/saying/ordinals.c \
	workers/saying/parts.h \
	workers/saying/powers.c \
	workers/saying/ranges.c \
	workers/saying/roman.c \
	workers/saying/saying.c \
	workers/saying/saying.h \
	workers/saying/scan.c \
	workers/saying/signs.c \
	workers/saying/spell.c \
	workers/saying/times.c \
	workers/saying/units.c \
	workers/saying/years.c
nodist_workers_saying_libsaying_a_SOURCES = workers/saying/data.c
workers_saying_libsaying_a_CPPFLAGS = $(FARM_CPPFLAGS) $(ICU_SPELLING_CFLAGS)
SAYING_LIBS = workers/saying/libsaying.a $(ICU_SPELLING_LIBS)
