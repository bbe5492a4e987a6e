/* broken_addresses.c: addresses and paths of files that go on in the next line; their hyphens and
 * slashes are their own. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

#include <ctype.h>
#include <string.h>

/* An address that was broken within a word goes on with signs that only addresses have. */
static bool is_rest_of_address(const char *address, const char *line)
{
	size_t len = strcspn(line, " \t");
	const char *scheme = strstr(address, "://");
	if (!scheme || !strchr(scheme + 3, '/'))
		return false;
	size_t last = strlen(address);
	bool open = isalnum((unsigned char)address[last - 1]) != 0;
	while (len > 0 && strchr(".,;:!?)\"'", line[len - 1]))
		len--;
	size_t signs = 0;
	for (size_t i = 0; i < len; i++)
		signs += strchr("?=&#%_~", line[i]) != NULL;
	return open && signs > 0;
}

/* "https:" */
static bool is_scheme(const char *word)
{
	return strcmp(word, "https:") == 0 || strcmp(word, "http:") == 0 ||
	       strcmp(word, "ftp:") == 0;
}

/* "org", "org).": what the names of hosts end with. */
static bool begins_domain(const char *line)
{
	static const char *const domains[] = { "com", "org", "net", "edu", "gov", "de", "uk", "fr",
		"eu", "io" };
	size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyz");
	if (isalnum((unsigned char)line[len]))
		return false;
	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
		if (len == strlen(domains[i]) && strncmp(line, domains[i], len) == 0)
			return true;
	}
	return false;
}

/* "https://doi.org/10." goes on with "1145/1057270", "www.example." with "org/a": a full stop ends
 * no address that is followed by a number or by what has a slash in it. */
static bool goes_on_behind_stop(const char *address, const char *line)
{
	size_t len = strlen(address), next = strcspn(line, " \t");
	const char *slash = memchr(line, '/', next);
	if (address[len - 1] != '.' || memmem(line, next, "://", 3) ||
		(slash && memchr(line, ')', (size_t)(slash - line))))
		return false;
	return isdigit((unsigned char)*line)
		       ? slash || next >= 4
		       : (slash && letters_is_lower((unsigned char)*line)) || begins_domain(line);
}

/* An address or a file's path goes on: its hyphens and slashes are its own. */
bool broken_address_join(struct buf *text, const char *line)
{
	const char *start = text->data + text->len;
	while (start > text->data && !strchr(" \n(", start[-1]))
		start--;
	if (text->data[text->len - 1] == '/' && *start == '/' &&
		letters_is_lower((unsigned char)*line)) {
		buf_append_string(text, line);
		return true;
	}
	if (!is_scheme(start) && !strstr(start, "://") && !strchr(start, '@') &&
		strncmp(start, "www.", 4) != 0)
		return false;
	if (is_scheme(start) && strncmp(line, "//", 2) == 0) {
		buf_append_string(text, line);
		return true;
	}
	size_t len;
	uint32_t next = chars_at(line, &len);
	bool broken = is_rest_of_address(start, line);
	if ((!strchr("/-_=&?#%", text->data[text->len - 1]) && !broken &&
		    !goes_on_behind_stop(start, line)) ||
		!letters_is_alnum(next))
		return false;
	buf_append_string(text, line);
	return true;
}
