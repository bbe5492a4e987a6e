/* print_script: the script (system of writing) that a language is printed in. Both go by
 * Tesseract's names: "Cyrillic", "rus". */
#ifndef LECTERN_WORKERS_OCR_PRINT_SCRIPT_H
#define LECTERN_WORKERS_OCR_PRINT_SCRIPT_H

#include <stdbool.h>

/* The name itself, if it is one that is known here, and lives for ever; NULL of any other. */
const char *print_script_known(const char *name);

/* Is one of these languages ("eng+rus") printed in that script? A language that is in no table is
 * taken for one in Latin letters. */
bool print_script_suits(const char *script, const char *languages);

#endif
