/* tables: data/commentary.txt, compiled in: an engine has no files to read it from. */
#ifndef LECTERN_WORKERS_PNG_TO_TEXT_TABLES_H
#define LECTERN_WORKERS_PNG_TO_TEXT_TABLES_H

#include <stddef.h>

enum commentary_column {
	COMMENTARY_CODES, /* Tesseract's, three letters each, with blanks between */
	COMMENTARY_LANGUAGE,
	COMMENTARY_WORD,
	COMMENTARY_SUMMARY_WORD,
	COMMENTARY_COLON,
	COMMENTARY_COLUMNS
};

extern const char *const commentary_words[][COMMENTARY_COLUMNS];
extern const size_t commentary_words_rows;

#endif
