/* xml: text as XML has it. */
#ifndef LECTERN_COMMON_BASE_XML_H
#define LECTERN_COMMON_BASE_XML_H

#include "common/base/buf.h"

/* Appends text for an element or an attribute in double quotes: & < > " escaped, invalid UTF-8
 * replaced, and without what XML 1.0 has no character for, however it is escaped (controls, U+FFFE,
 * U+FFFF). */
void xml_text(struct buf *out, const char *text);

#endif
