/* emphasis.c: "*so*", "**so**", "_so_": the marks are silent; bars and rows of signs are too. */
#include "workers/saying/parts.h"

#include <string.h>

enum { LONGEST = 300 };

/* The closing mark on this line, behind a word; NULL: none. */
static const char *closing(const char *p, const char *mark, size_t len)
{
	for (size_t i = 1; i < LONGEST && p[i] && p[i] != '\n'; i++) {
		if (strncmp(p + i, mark, len) != 0 || scan_is_blank((unsigned char)p[i - 1]))
			continue;
		if (p[i - 1] == mark[0] || p[i + len] == mark[0])
			continue;
		return scan_is_alnum(scan_code(p + i + len)) ? NULL : p + i;
	}
	return NULL;
}

/* "_never_", but not "_a_b" nor "x_1"; "5 * 3 * 2" has blanks behind. */
static bool say_pair(struct run *run)
{
	char c = *run->p;
	size_t len = strspn(run->p, c == '*' ? "*" : "_");
	uint32_t before = scan_before(run, run->p);
	const char *p = run->p + len;
	if (len == 0 || len > 3 || scan_is_alnum(before) || before == '_' || before == '*' ||
		scan_is_blank(scan_code(p)) ||
		(!scan_is_alnum(scan_code(p)) && !strchr("(_*", *p ? *p : ' ')))
		return false;
	char mark[4] = { 0 };
	memset(mark, c, len);
	const char *end = closing(p, mark, len);
	if (!end)
		return false;
	/* The closing mark goes in a later step: it is found again by what was before it. */
	return run_say(run, run->p, p, "", SAYING_EMPHASIS);
}

static bool say_closing(struct run *run)
{
	char c = *run->p;
	size_t len = strspn(run->p, c == '*' ? "*" : "_");
	if (len == 0 || len > 3 || run->p == run->text || scan_is_blank(scan_before(run, run->p)) ||
		scan_is_alnum(scan_code(run->p + len)))
		return false;
	for (size_t i = run->count; i-- > 0;) {
		const struct saying_edit *edit = &run->edits[i];
		const char *open = run->text + edit->start;
		if (run->p - open > LONGEST + 3)
			return false;
		if (edit->kind != SAYING_EMPHASIS || edit->end - edit->start != len || *open != c)
			continue;
		if (memchr(open, '\n', (size_t)(run->p - open)))
			return false;
		return closing(open + len, open, len) == run->p &&
		       run_say(run, run->p, run->p + len, "", SAYING_EMPHASIS);
	}
	return false;
}

/* "the | sign |", "***" by itself. */
static bool say_bar(struct run *run)
{
	size_t len = strspn(run->p, "|");
	if (len != 1 || !scan_is_blank(scan_code(run->p + 1)) ||
		(run->p > run->text && !scan_is_blank(scan_before(run, run->p))))
		return false;
	return run_say(run, run->p, run->p + 1, "", SAYING_SIGN);
}

/* Three or more of a kind between blanks. */
static bool say_row(struct run *run)
{
	size_t len = strspn(run->p, (char[]) { *run->p, '\0' });
	uint32_t before = scan_before(run, run->p), behind = scan_code(run->p + len);
	if (len < 3 || (before && before != '\n' && !scan_is_blank(before)) ||
		(behind && behind != '\n' && !scan_is_blank(behind)))
		return false;
	return run_say(run, run->p, run->p + len, "", SAYING_SIGN);
}

bool say_emphasis(struct run *run)
{
	switch (*run->p) {
	case '*':
	case '_':
		return say_row(run) || say_pair(run) || say_closing(run);
	case '|':
		return say_bar(run);
	case '~':
	case '=':
	case '-':
		return say_row(run);
	default:
		return false;
	}
}
