/* sentences: where a sentence ends. Only a certain end counts: "Dr." and "3. Mai" are none. */
#ifndef LECTERN_COMMON_TEXT_SENTENCES_H
#define LECTERN_COMMON_TEXT_SENTENCES_H

#include <stddef.h>

/* Length in bytes of the sentence at the start of `text` (valid UTF-8), including closing quotes
 * and brackets; `len` if it does not end earlier. */
size_t sentences_end(const char *text, size_t len);

#endif
