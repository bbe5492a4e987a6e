/* header: the values of request headers that need reading: Range, Accept, entity tags. */
#ifndef LECTERN_WEB_HTTP_HEADER_H
#define LECTERN_WEB_HTTP_HEADER_H

#include <stdbool.h>
#include <stdint.h>

enum range_result {
	RANGE_NONE,          /* no range, one that is not understood, or several: the whole */
	RANGE_ONE,           /* *ret_first and *ret_last are set, both inside, first <= last */
	RANGE_UNSATISFIABLE, /* 416 */
};

/* Reads a Range value (RFC 9110 section 14.2) for a representation of `size` bytes. Several ranges
 * are answered with the whole, which the RFC allows, unless none of them can be satisfied. */
enum range_result http_range(
	const char *value, uint64_t size, uint64_t *ret_first, uint64_t *ret_last);

/* If-None-Match: the list holds the tag (weakly compared), or is "*". `etag` with its quotes. */
bool http_etag_matches(const char *list, const char *etag);

/* The client would rather have HTML than JSON: a browser that navigates. */
bool http_accepts_html(const char *accept);

#endif
