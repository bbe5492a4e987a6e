/* header: parsers for Range, If-None-Match and Accept. */
#include "web/http/header.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* Parses decimal digits, saturating at UINT64_MAX. False when there is no digit. */
static bool number(const char **p, uint64_t *ret_value)
{
	if (!isdigit((unsigned char)**p))
		return false;
	uint64_t value = 0;
	for (; isdigit((unsigned char)**p); (*p)++) {
		uint64_t digit = (uint64_t)(**p - '0');
		if (value > (UINT64_MAX - digit) / 10)
			value = UINT64_MAX;
		else
			value = value * 10 + digit;
	}
	*ret_value = value;
	return true;
}

enum spec { SPEC_BAD, SPEC_FITS, SPEC_BEYOND };

/* Parses one "first-", "first-last" or "-suffix". */
static enum spec range_spec(const char **p, uint64_t size, uint64_t *ret_first, uint64_t *ret_last)
{
	uint64_t first, last = UINT64_MAX;
	if (number(p, &first)) {
		if (*(*p)++ != '-')
			return SPEC_BAD;
		if (number(p, &last) && last < first)
			return SPEC_BAD;
		if (first >= size)
			return SPEC_BEYOND;
		*ret_first = first;
		*ret_last = last < size ? last : size - 1;
		return SPEC_FITS;
	}
	uint64_t suffix;
	if (*(*p)++ != '-' || !number(p, &suffix))
		return SPEC_BAD;
	if (suffix == 0 || size == 0)
		return SPEC_BEYOND;
	*ret_first = suffix < size ? size - suffix : 0;
	*ret_last = size - 1;
	return SPEC_FITS;
}

enum range_result http_range(
	const char *value, uint64_t size, uint64_t *ret_first, uint64_t *ret_last)
{
	if (!value || strncasecmp(value, "bytes=", 6) != 0)
		return RANGE_NONE;
	const char *p = value + 6;
	int fits = 0, specs = 0;
	uint64_t first = 0, last = 0;
	for (;;) {
		p = skip_blanks(p);
		if (!*p)
			return RANGE_NONE;
		enum spec spec = range_spec(&p, size, &first, &last);
		if (spec == SPEC_BAD)
			return RANGE_NONE;
		specs++;
		fits += spec == SPEC_FITS;
		p = skip_blanks(p);
		if (!*p)
			break;
		if (*p++ != ',')
			return RANGE_NONE;
	}
	if (!fits)
		return RANGE_UNSATISFIABLE;
	if (specs > 1)
		return RANGE_NONE;
	*ret_first = first;
	*ret_last = last;
	return RANGE_ONE;
}

bool http_etag_matches(const char *list, const char *etag)
{
	if (!list)
		return false;
	if (strncmp(etag, "W/", 2) == 0)
		etag += 2;
	size_t len = strlen(etag);
	for (const char *p = skip_blanks(list); *p; p = skip_blanks(p)) {
		if (*p == '*')
			return true;
		if (strncmp(p, "W/", 2) == 0)
			p += 2;
		if (strncmp(p, etag, len) == 0 && (!p[len] || strchr(", \t", p[len])))
			return true;
		if (*p == '"') {
			p = strchr(p + 1, '"');
			if (!p)
				return false;
			p++;
		}
		p += strcspn(p, ",");
		if (*p == ',')
			p++;
	}
	return false;
}

/* The quality of a media type in an Accept list; 0 when it is not listed literally. */
static double quality(const char *accept, const char *type)
{
	size_t len = strlen(type);
	for (const char *p = skip_blanks(accept); *p;) {
		if (strncasecmp(p, type, len) == 0 && (!p[len] || strchr(",; \t", p[len]))) {
			const char *end = p + strcspn(p, ",");
			for (const char *q = p; q < end; q++) {
				if (*q == ';' && strncasecmp(skip_blanks(q + 1), "q=", 2) == 0)
					return strtod(skip_blanks(q + 1) + 2, NULL);
			}
			return 1;
		}
		p += strcspn(p, ",");
		if (*p == ',')
			p = skip_blanks(p + 1);
	}
	return 0;
}

bool http_accepts_html(const char *accept)
{
	return accept && quality(accept, "text/html") > quality(accept, "application/json");
}
