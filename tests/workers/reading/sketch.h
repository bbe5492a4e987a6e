/* sketch: pages for the tests of reading that are made of a few lines, each put in its place. */
#ifndef LECTERN_TESTS_WORKERS_READING_SKETCH_H
#define LECTERN_TESTS_WORKERS_READING_SKETCH_H

#include "workers/reading/text.h"

/* What the page is taken to come from: the PDF's own text, if nobody says otherwise. */
extern enum layout_source sketch_source;

/* A line of the page, of letters half as wide as they are high; places in points. */
struct layout_line *sketch_add(const char *text, float left, float top, float size);

/* The same in type of one width, with the places of its words: a blank is as wide as a letter. A
 * TAB is so wide that the next word begins at a multiple of eight letters. */
struct layout_line *sketch_add_typed(const char *text, float left, float top, float size);

/* Three lines of prose of 10 points, so that the page has a body. */
void sketch_add_prose(float left, float top);

/* Reads the page and begins the next one. */
struct reading sketch_read(struct arena *arena);
const char *sketch_printed(struct arena *arena);
const char *sketch_said(struct arena *arena);

/* Fail the test. */
void sketch_check_has(const char *text, const char *part);
void sketch_check_lacks(const char *text, const char *part);

#endif
