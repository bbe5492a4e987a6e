/* acronyms.c: words of capitals that voices say wrongly, as the language's list has them. */
#include "workers/saying/parts.h"

#include <string.h>

/* "IT WAS LATE": in a line of capitals a word is a word. */
static bool among_capitals(const struct run *run, const char *p, size_t len)
{
	struct word before = scan_word_before(run, p), after = scan_word_after(p + len);
	const struct word around[] = { before, after };
	for (size_t i = 0; i < 2; i++) {
		const struct word word = around[i];
		if (word.len > 1 && scan_is_upper(scan_code(word.p)) &&
			scan_is_upper(scan_code(scan_previous(run, word.p + word.len))) &&
			!language_row(run->language, SECTION_ACRONYMS, word.p, word.len))
			return true;
	}
	return false;
}

bool say_acronym(struct run *run)
{
	size_t len = scan_letters(run->p, false);
	const struct language_row *row =
		len > 1 ? language_row(run->language, SECTION_ACRONYMS, run->p, len) : NULL;
	if (!row || row->count == 0 || !scan_starts(run, run->p) ||
		among_capitals(run, run->p, len) || run->p[len] == '_' || run->p[len] == '/' ||
		run->p[len] == '@' || scan_is_digit(scan_code(run->p + len)) ||
		(run->p > run->text && strchr("/.-", run->p[-1])))
		return false;
	return run_say(run, run->p, run->p + len, row->fields[0], SAYING_ACRONYM);
}
