/* xml: text escaped for XML. */
#ifndef LECTERN_COMMON_BASE_XML_H
#define LECTERN_COMMON_BASE_XML_H

#include "common/base/buf.h"

/* Appends text for use in an element or a double-quoted attribute: & < > " are escaped, invalid
 * UTF-8 is replaced with U+FFFD, and characters that XML 1.0 does not allow in any form (controls,
 * U+FFFE, U+FFFF) are dropped. */
void xml_text(struct buf *out, const char *text);

#endif
