/* chapters: lecternctl show --chapters. */
#ifndef LECTERN_CTL_CHAPTERS_H
#define LECTERN_CTL_CHAPTERS_H

#include <cjson/cJSON.h>

/* book.json as text, on standard output: title, authors, and when each chapter begins. */
void chapters_show(const cJSON *book);

#endif
