/* initials.c: "J. R. R. Tolkien", "U.S.A.", "e.g.": letters with dots that end no sentence. */
#include "workers/saying/parts.h"

#include <string.h>

/* A capital with a dot. */
static size_t initial_length(const char *p)
{
	size_t len;
	return scan_is_upper(scan_at(p, &len)) && p[len] == '.' ? len + 1 : 0;
}

/* "J. R. R. Tolkien": a name follows. A single one before a name ("John F. Kennedy") has a name
 * before it, or begins one. */
static bool say_name(struct run *run)
{
	struct buf out = BUF_EMPTY;
	const char *p = run->p, *end = p;
	size_t count = 0, len;
	for (; (len = initial_length(p)) > 0; count++) {
		buf_printf(&out, "%s%.*s", count ? " " : "", (int)len - 1, p);
		end = p + len;
		p = end + scan_blanks(end);
		if (*p == '-' && initial_length(p + 1))
			p++;
	}
	struct word name = { p, scan_letters(p, true) };
	bool blank = p > end;
	/* "J. W. von Goethe" */
	if (word_listed(run, name, "name particles"))
		name = scan_word_after(name.p + name.len);
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	bool named = count > 0 && name.len > 1 && scan_is_upper(scan_code(name.p)) && blank &&
		     !word_in(run, name, SECTION_STARTERS);
	if (!named)
		return false;
	if (count == 1) {
		/* "Section A. Results", "plan B. Then": a name's initial follows a name. */
		struct word before = scan_word_before(run, run->p);
		bool first = before.len > 1 && scan_is_upper(scan_code(before.p)) &&
			     scan_is_lower(scan_code(scan_previous(run, before.p + before.len))) &&
			     !word_in(run, before, SECTION_ROMAN_HEADS) &&
			     !word_in(run, before, SECTION_STARTERS) &&
			     !word_in(run, before, SECTION_COUNTED_HEADS) &&
			     before.p[before.len] != '.';
		if (!first || *run->p == 'I')
			return false;
	}
	return run_say(run, run->p, end, said, SAYING_INITIALS);
}

/* "U.S.A.", "U.S. Army", "p.m." has its own rule. The dot stays where a sentence ends. */
static bool say_letters(struct run *run)
{
	struct buf out = BUF_EMPTY;
	const char *p = run->p;
	size_t count = 0, len;
	for (; (len = initial_length(p)) > 0; p += len, count++)
		buf_printf(&out, "%s%.*s", count ? " " : "", (int)len - 1, p);
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	if (count < 2 || scan_is_alnum(scan_code(p)))
		return false;
	if (scan_ends_line(p) || scan_new_sentence(run, p))
		p--;
	return run_say(run, run->p, p, said, SAYING_INITIALS);
}

bool say_initials(struct run *run)
{
	if (!scan_starts(run, run->p) || initial_length(run->p) == 0 ||
		(run->p > run->text && run->p[-1] == '.'))
		return false;
	return say_name(run) || say_letters(run);
}
