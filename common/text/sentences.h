/* sentences: where one ends. Only where the next begins for sure: "Dr." and "3. Mai" end none. */
#ifndef LECTERN_COMMON_TEXT_SENTENCES_H
#define LECTERN_COMMON_TEXT_SENTENCES_H

#include <stddef.h>

/* Bytes of the sentence that valid UTF-8 begins with, its closing quotes and brackets included;
 * `len` if it does not end before. */
size_t sentences_end(const char *text, size_t len);

#endif
