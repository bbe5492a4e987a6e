/* print_script: the script (writing system) in which a language is printed. Both have
 * Tesseract's names: "Cyrillic", "rus". */
#ifndef LECTERN_WORKERS_OCR_PRINT_SCRIPT_H
#define LECTERN_WORKERS_OCR_PRINT_SCRIPT_H

#include <stdbool.h>

/* A static copy of the name if it is known here; else NULL. */
const char *print_script_known(const char *name);

/* Whether one of these languages ("eng+rus") is printed in that script. An unlisted language is
 * assumed to use Latin letters. */
bool print_script_suits(const char *script, const char *languages);

#endif
