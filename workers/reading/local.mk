# libreading: from a layout to a text for listening. Pure: no NATS, no Tesseract.
noinst_LIBRARIES += workers/reading/libreading.a
workers_reading_libreading_a_SOURCES = \
	workers/reading/asides.c \
	workers/reading/broken_addresses.c \
	workers/reading/broken_words.c \
	workers/reading/chars.c \
	workers/reading/chars.h \
	workers/reading/code.c \
	workers/reading/edges.c \
	workers/reading/entries.c \
	workers/reading/figures.c \
	workers/reading/fills.c \
	workers/reading/flow.c \
	workers/reading/formulas.c \
	workers/reading/gutters.c \
	workers/reading/hanging.c \
	workers/reading/heads.c \
	workers/reading/initials.c \
	workers/reading/inserts.c \
	workers/reading/margins.c \
	workers/reading/noise.c \
	workers/reading/notes.c \
	workers/reading/numbers.c \
	workers/reading/numbers.h \
	workers/reading/order.c \
	workers/reading/page.c \
	workers/reading/paragraphs.c \
	workers/reading/parts.h \
	workers/reading/places.c \
	workers/reading/repairs.c \
	workers/reading/roles.c \
	workers/reading/run_on.c \
	workers/reading/sections.c \
	workers/reading/ocr_slips.c \
	workers/reading/sides.c \
	workers/reading/spoken.c \
	workers/reading/superscripts.c \
	workers/reading/tables.c \
	workers/reading/text.c \
	workers/reading/text.h \
	workers/reading/verse.c \
	workers/reading/vertical.c
workers_reading_libreading_a_CPPFLAGS = $(FARM_CPPFLAGS)
READING_LIBS = workers/reading/libreading.a $(SAYING_LIBS) $(TEXT_LIBS)
