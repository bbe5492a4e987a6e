/* tables: data/scripts.txt, compiled in: an engine has no files to read it from. */
#ifndef LECTERN_WORKERS_OCR_TABLES_H
#define LECTERN_WORKERS_OCR_TABLES_H

#include <stddef.h>

/* A script, and the languages that are printed in it, with blanks between. */
extern const char *const print_scripts[][2];
extern const size_t print_scripts_rows;

#endif
