# libocr: Tesseract, told which models to use, reads pictures of pages.
noinst_LIBRARIES += workers/ocr/libocr.a
workers_ocr_libocr_a_SOURCES = \
	workers/ocr/layout.c \
	workers/ocr/ocr.c \
	workers/ocr/ocr.h \
	workers/ocr/parts.h \
	workers/ocr/print_script.c \
	workers/ocr/print_script.h \
	workers/ocr/read.c \
	workers/ocr/script_models.c \
	workers/ocr/superscripts.c \
	workers/ocr/tables.h
nodist_workers_ocr_libocr_a_SOURCES = workers/ocr/scripts.c
workers/ocr/scripts.c: workers/ocr/data/scripts.txt common/words/rows.awk
	@$(MKDIR_P) workers/ocr
	$(AM_V_GEN)LC_ALL=C $(AWK) -v table=print_scripts -v columns=2 -v header=workers/ocr/tables.h \
		-f $(srcdir)/common/words/rows.awk $(srcdir)/workers/ocr/data/scripts.txt >$@.new && mv $@.new $@
CLEANFILES += workers/ocr/scripts.c
EXTRA_DIST += workers/ocr/data/scripts.txt
workers_ocr_libocr_a_CPPFLAGS = $(FARM_CPPFLAGS) $(TESSERACT_CFLAGS)
OCR_LIBS = workers/ocr/libocr.a $(TESSERACT_LIBS)
# Of the program itself, or Tesseract would not find it: a library's member is not looked for.
SERIAL_OPENMP = workers/ocr/serial_openmp.c workers/ocr/serial_openmp.h
