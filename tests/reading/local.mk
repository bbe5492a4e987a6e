# Golden pages: what is to be heard of them.
READING_FILES = tests/reading/book.c tests/reading/book.h tests/reading/figures.c \
	tests/reading/figures.h
READING_CPPFLAGS = $(FARM_CPPFLAGS) -DTEST_SRCDIR='"$(abs_top_srcdir)"'

check_PROGRAMS += tests/reading/test_books
TESTS += tests/reading/test_books
tests_reading_test_books_SOURCES = tests/reading/test_books.c $(READING_FILES)
tests_reading_test_books_CPPFLAGS = $(READING_CPPFLAGS)
tests_reading_test_books_LDADD = workers/libpng_to_text.a $(WORKER_LIBS)
EXTRA_DIST += tests/reading/books
