/* header: parsers for request header values: Range, Accept, entity tags. */
#ifndef LECTERN_WEB_HTTP_HEADER_H
#define LECTERN_WEB_HTTP_HEADER_H

#include <stdbool.h>
#include <stdint.h>

enum range_result {
	RANGE_NONE, /* no range, an invalid one, or several: send everything */
	RANGE_ONE,  /* *ret_first and *ret_last are set, both within the representation, first <=
		       last */
	RANGE_UNSATISFIABLE, /* 416 */
};

/* Parses a Range value (RFC 9110 section 14.2) for a representation of `size` bytes. Several
 * ranges are treated as none, which the RFC allows, unless none of them can be satisfied. */
enum range_result http_range(
	const char *value, uint64_t size, uint64_t *ret_first, uint64_t *ret_last);

/* Whether an If-None-Match list contains the tag (weak comparison) or is "*". `etag` includes
 * its quotes. */
bool http_etag_matches(const char *list, const char *etag);

/* Whether the client prefers HTML to JSON: a browser navigating to a page. */
bool http_accepts_html(const char *accept);

#endif
