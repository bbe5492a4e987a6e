# Programs that tests use.
check_PROGRAMS += tests/tools/make_pdf
tests_tools_make_pdf_SOURCES = \
	tests/tools/make_pdf.c \
	tests/tools/book_pages.c tests/tools/book_pages.h \
	tests/tools/pdf_builder.c tests/tools/pdf_builder.h \
	tests/tools/prose.c tests/tools/prose.h \
	tests/tools/rasterise.c tests/tools/rasterise.h \
	tests/tools/text_pages.c tests/tools/text_pages.h
tests_tools_make_pdf_CPPFLAGS = $(AM_CPPFLAGS) $(MUPDF_CFLAGS)
tests_tools_make_pdf_LDADD = common/base/libbase.a $(MUPDF_LIBS) -lz

check_PROGRAMS += tests/tools/without
tests_tools_without_SOURCES = tests/tools/without.c
tests_tools_without_CPPFLAGS = $(AM_CPPFLAGS) $(SECCOMP_CFLAGS)
tests_tools_without_LDADD = $(SECCOMP_LIBS)

check_PROGRAMS += tests/tools/make_bomb
tests_tools_make_bomb_SOURCES = tests/tools/make_bomb.c
tests_tools_make_bomb_LDADD = common/base/libbase.a -lz

check_PROGRAMS += tests/tools/mutate_file
tests_tools_mutate_file_SOURCES = tests/tools/mutate_file.c tests/tools/mutate.c tests/tools/mutate.h
tests_tools_mutate_file_LDADD = common/base/libbase.a -lz

# Stands in for chatllm in tests/engine and tests/integration.
check_PROGRAMS += tests/tools/fake_chatllm
tests_tools_fake_chatllm_SOURCES = tests/tools/fake_chatllm.c
