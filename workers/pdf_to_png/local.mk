# pdf-to-png: MuPDF draws pages and takes their text.
noinst_LIBRARIES += workers/pdf_to_png/libpdf_to_png.a
workers_pdf_to_png_libpdf_to_png_a_SOURCES = \
	workers/pdf_to_png/book_info.c \
	workers/pdf_to_png/book_info.h \
	workers/pdf_to_png/cover.c \
	workers/pdf_to_png/cover.h \
	workers/pdf_to_png/document_language.c \
	workers/pdf_to_png/document_language.h \
	workers/pdf_to_png/edge_sketch.c \
	workers/pdf_to_png/edge_sketch.h \
	workers/pdf_to_png/engine.c \
	workers/pdf_to_png/fitz_memory.c \
	workers/pdf_to_png/fitz_memory.h \
	workers/pdf_to_png/glyph_line.c \
	workers/pdf_to_png/glyph_line.h \
	workers/pdf_to_png/glyph_memory.c \
	workers/pdf_to_png/glyph_memory.h \
	workers/pdf_to_png/glyph_names.c \
	workers/pdf_to_png/glyph_names.h \
	workers/pdf_to_png/ink.c \
	workers/pdf_to_png/ink.h \
	workers/pdf_to_png/outline.c \
	workers/pdf_to_png/outline.h \
	workers/pdf_to_png/page_edges.c \
	workers/pdf_to_png/page_edges.h \
	workers/pdf_to_png/page_texts.c \
	workers/pdf_to_png/page_texts.h \
	workers/pdf_to_png/png_writer.c \
	workers/pdf_to_png/png_writer.h \
	workers/pdf_to_png/rendering.c \
	workers/pdf_to_png/rendering.h \
	workers/pdf_to_png/rendering_parts.h \
	workers/pdf_to_png/rendering_text.c \
	workers/pdf_to_png/rendering_unseen.c \
	workers/pdf_to_png/rendering_textless.c \
	workers/pdf_to_png/scan_language.c \
	workers/pdf_to_png/scan_language.h \
	workers/pdf_to_png/disk_room.c \
	workers/pdf_to_png/disk_room.h \
	workers/pdf_to_png/text_device.c \
	workers/pdf_to_png/text_device.h \
	workers/pdf_to_png/text_processor.c \
	workers/pdf_to_png/text_processor.h \
	workers/pdf_to_png/title.c \
	workers/pdf_to_png/title.h
workers_pdf_to_png_libpdf_to_png_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MUPDF_CFLAGS) $(TESSERACT_CFLAGS)
pkglibexec_PROGRAMS += workers/pdf-to-png-service
workers_pdf_to_png_service_SOURCES = \
	workers/pdf_to_png/main.c \
	workers/pdf_to_png/front.c \
	$(SERIAL_OPENMP)
workers_pdf_to_png_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_pdf_to_png_service_LDADD = workers/pdf_to_png/libpdf_to_png.a workers/ocr/libocr.a $(GUESS_LIBS) $(WORKER_LIBS) $(MUPDF_LIBS) $(TESSERACT_LIBS) -lz
