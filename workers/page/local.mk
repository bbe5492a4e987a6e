# libpage: what stages tell each other of a page.
noinst_LIBRARIES += workers/page/libpage.a
workers_page_libpage_a_SOURCES = \
	workers/page/edge_marks.c \
	workers/page/edge_marks.h \
	workers/page/layout.c \
	workers/page/layout.h \
	workers/page/layout_json.h \
	workers/page/neighbours.c \
	workers/page/neighbours.h \
	workers/page/page_text.c \
	workers/page/page_text.h \
	workers/page/png_text.c \
	workers/page/png_text.h \
	workers/page/superscript.c \
	workers/page/superscript.h \
	workers/page/text_layer.c \
	workers/page/text_layer.h \
	workers/page/words_digest.c \
	workers/page/words_join.c \
	workers/page/words_join.h \
	workers/page/words_json.c \
	workers/page/words_json.h
workers_page_libpage_a_CPPFLAGS = $(FARM_CPPFLAGS)
WORKER_LIBS = workers/front/libfront.a workers/upkeep/libupkeep.a workers/page/libpage.a \
	workers/engine/libengine.a $(FARM_LIBS) -lz
