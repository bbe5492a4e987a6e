/* book: pages for the golden tests of reading, drawn with letters, and what is to be heard of them.
 *
 *   language: eng            Tesseract's name
 *   source: text             or ocr
 *   footnotes: move
 *   words: well known        what the dictionary has; else nothing
 *   === page
 *                            THE BOOK                      12
 *
 *    Text in columns of six points and rows of twelve; three blanks part two lines of a
 *   Hlayout. A row's first character is its type: blank, B bold, s small, H large and bold.
 *   @bottom                  what follows stands at the foot of the sheet
 *   === text                 or "=== runs on": the last sentence goes on on the next page
 *   Text in columns ...
 *   === dropped
 *   header: THE BOOK	12   kind and text, \t and \n as such
 *
 * A page without a text is there for its neighbours' sake. */
#ifndef LECTERN_TESTS_WORKERS_READING_BOOK_H
#define LECTERN_TESTS_WORKERS_READING_BOOK_H

#include "workers/reading/text.h"

struct book_page {
	struct layout *layout;
	const char *text;    /* NULL: nothing is expected */
	const char *dropped; /* lines of "kind: text", or "" */
};

struct book {
	const char *language, *words;
	enum layout_source source;
	enum reading_footnotes footnotes;
	struct book_page *pages;
	size_t count;
};

/* Reads the file into the arena. A book that is not as above ends the program. */
struct book book_load(const char *path, struct arena *arena);

/* The page's neighbours, as pdf-to-png tells them. */
struct neighbours book_neighbours(const struct book *book, size_t page, struct arena *arena);

#endif
