# page-image: pages in colour for people, as somebody looks at them.
noinst_LIBRARIES += workers/page_image/libpage_image.a
workers_page_image_libpage_image_a_SOURCES = \
	workers/page_image/engine.c \
	workers/page_image/picture.c \
	workers/page_image/picture.h \
	workers/page_image/webp.c \
	workers/page_image/webp.h \
	workers/page_image/work.h
workers_page_image_libpage_image_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MUPDF_CFLAGS) $(WEBP_CFLAGS)
pkglibexec_PROGRAMS += workers/page-image-service
workers_page_image_service_SOURCES = \
	workers/page_image/main.c \
	workers/page_image/front.c
workers_page_image_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_page_image_service_LDADD = workers/page_image/libpage_image.a workers/pdf_to_png/libpdf_to_png.a $(GUESS_LIBS) \
	$(WORKER_LIBS) $(MUPDF_LIBS) $(WEBP_LIBS) -lz
