/* form_header: the headers of multipart/form-data: the boundary, and the names of a part. */
#ifndef LECTERN_WEB_HTTP_FORM_HEADER_H
#define LECTERN_WEB_HTTP_FORM_HEADER_H

#include "common/base/err.h"

#include <stddef.h>

/* The strings point into the parsed header. */
struct form_part {
	const char *name;
	const char *file_name;    /* NULL: not a file */
	const char *content_type; /* NULL: absent */
};

/* The boundary parameter of a Content-Type value. ERR_INVALID: a different media type, or the
 * boundary is not 1 to size-1 of the characters that RFC 2046 allows. */
int form_header_boundary(const char *content_type, char *boundary, size_t size, struct err *err);

/* Parses a part's header lines, modifying `header` in place. ERR_INVALID: no field name, or a
 * transfer encoding (deprecated by RFC 7578 section 4.7). */
int form_header_parse(char *header, struct form_part *ret_part, struct err *err);

#endif
