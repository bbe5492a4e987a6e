/* chapters: lecternctl show --chapters. */
#ifndef LECTERN_CTL_CHAPTERS_H
#define LECTERN_CTL_CHAPTERS_H

#include <cjson/cJSON.h>

/* Prints book.json as text on standard output: title, authors, and where each chapter starts. */
void chapters_show(const cJSON *book);

#endif
