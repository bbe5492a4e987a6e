/* form_header: the headers of multipart/form-data: the boundary, and what a part is called. */
#ifndef LECTERN_WEB_HTTP_FORM_HEADER_H
#define LECTERN_WEB_HTTP_FORM_HEADER_H

#include "common/base/err.h"

#include <stddef.h>

/* Strings point into the header that was parsed. */
struct form_part {
	const char *name;
	const char *file_name;    /* NULL: not a file */
	const char *content_type; /* NULL: not said */
};

/* The boundary parameter of a Content-Type value. ERR_INVALID: another type, or no boundary of 1
 * to size-1 of the characters that RFC 2046 allows. */
int form_header_boundary(const char *content_type, char *boundary, size_t size, struct err *err);

/* Reads a part's header lines, which are cut up in place. ERR_INVALID without the name of a form
 * field, or with a transfer encoding (RFC 7578 section 4.7 has none). */
int form_header_parse(char *header, struct form_part *ret_part, struct err *err);

#endif
