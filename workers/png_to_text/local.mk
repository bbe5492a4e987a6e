# png-to-text: a page's own text or Tesseract, made into text for listening.
noinst_LIBRARIES += workers/png_to_text/libpng_to_text.a
workers_png_to_text_libpng_to_text_a_SOURCES = \
	workers/png_to_text/augment.c \
	workers/png_to_text/augment.h \
	workers/png_to_text/commentary.c \
	workers/png_to_text/commentary.h \
	workers/png_to_text/commentator_process.c \
	workers/png_to_text/commentator_process.h \
	workers/png_to_text/engine.c \
	workers/png_to_text/leaders.c \
	workers/png_to_text/leaders.h \
	workers/png_to_text/page_image.c \
	workers/png_to_text/page_image.h \
	workers/png_to_text/results.h \
	workers/png_to_text/spoken_by.c \
	workers/png_to_text/spoken_by.h \
	workers/png_to_text/text_choice.c \
	workers/png_to_text/tables.h \
	workers/png_to_text/text_choice.h
nodist_workers_png_to_text_libpng_to_text_a_SOURCES = workers/png_to_text/commentary_words.c
workers/png_to_text/commentary_words.c: workers/png_to_text/data/commentary.txt common/words/rows.awk
	@$(MKDIR_P) workers/png_to_text
	$(AM_V_GEN)LC_ALL=C $(AWK) -v table=commentary_words -v columns=5 \
		-v header=workers/png_to_text/tables.h -f $(srcdir)/common/words/rows.awk \
		$(srcdir)/workers/png_to_text/data/commentary.txt >$@.new && mv $@.new $@
CLEANFILES += workers/png_to_text/commentary_words.c
EXTRA_DIST += workers/png_to_text/data/commentary.txt
workers_png_to_text_libpng_to_text_a_CPPFLAGS = $(FARM_CPPFLAGS) $(TESSERACT_CFLAGS)
pkglibexec_PROGRAMS += workers/png-to-text-service
workers_png_to_text_service_SOURCES = \
	workers/png_to_text/main.c \
	workers/png_to_text/front.c \
	$(SERIAL_OPENMP)
workers_png_to_text_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_png_to_text_service_LDADD = workers/png_to_text/libpng_to_text.a workers/ocr/libocr.a $(READING_LIBS) $(WORKER_LIBS) $(TESSERACT_LIBS)
