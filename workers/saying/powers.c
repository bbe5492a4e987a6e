/* powers.c: "10⁴⁴", "10^6", "x²". */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

/* The raised digit or minus as what it is, or 0. */
static char raised(const char *p, size_t *ret_len)
{
	uint32_t code = scan_at(p, ret_len);
	if (code == 0xb9)
		return '1';
	if (code == 0xb2 || code == 0xb3)
		return (char)('2' + (code - 0xb2));
	if (code == 0x2070 || (code >= 0x2074 && code <= 0x2079))
		return (char)('0' + (code - 0x2070));
	return code == 0x207b ? '-' : 0;
}

/* The exponent at p into `digits`; where it ends, or NULL. */
static const char *read_exponent(const char *p, char digits[8])
{
	size_t used = 0, len;
	bool written = *p == '^';
	if (written)
		p++;
	for (; used < 6; p += len) {
		char c = written ? *p : raised(p, &len);
		if (written) {
			len = 1;
			if (!((c >= '0' && c <= '9') || (c == '-' && used == 0)))
				break;
		} else if (!c) {
			break;
		}
		digits[used++] = c;
	}
	digits[used] = '\0';
	return used > 0 && digits[used - 1] != '-' ? p : NULL;
}

static const char *exponent_words(struct run *run, const char *digits)
{
	const char *squared = run_setting(run, "squared"), *cubed = run_setting(run, "cubed");
	const char *power = run_setting(run, "to the power"), *minus = run_setting(run, "minus");
	if (strcmp(digits, "2") == 0 && squared)
		return squared;
	if (strcmp(digits, "3") == 0 && cubed)
		return cubed;
	bool negative = *digits == '-';
	const char *form = run_setting(run, "exponent form");
	const char *count = form ? spell_ordinal(run, atoi(digits + negative), form)
				 : spell(run, "cardinal", atoi(digits + negative));
	if (!power || !count || !minus)
		return NULL;
	return arena_printf(
		run->arena, "%s %s%s%s", power, negative ? minus : "", negative ? " " : "", count);
}

/* "= mc²": several letters are factors in a formula alone. */
static bool behind_operator(const struct run *run, const char *p)
{
	enum { MOST_FACTORS = 3 };
	if (scan_letters(p, false) > MOST_FACTORS)
		return false;
	while (scan_is_blank(scan_before(run, p)))
		p = scan_previous(run, p);
	uint32_t sign = scan_before(run, p);
	return sign == '=' || sign == '+' || sign == 0xd7 || sign == 0xb7;
}

/* "m c" of "mc" */
static const char *spaced(struct run *run, const char *p, size_t base)
{
	struct buf out = BUF_EMPTY;
	for (size_t i = 0, len; i < base; i += len) {
		scan_at(p + i, &len);
		buf_printf(&out, "%s%.*s", i > 0 ? " " : "", (int)len, p + i);
	}
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	return said;
}

bool say_power(struct run *run)
{
	const char *p = run->p;
	size_t digits = scan_digits(p), base = digits, len;
	if (!scan_starts(run, p))
		return false;
	if (base == 0) {
		/* One letter: "x²". A word with a raised number has a note. */
		uint32_t code = scan_at(p, &len);
		base = scan_is_letter(code) ? len : 0;
		if (behind_operator(run, p))
			base = scan_letters(p, false);
	}
	char exponent[8];
	const char *end = base > 0 ? read_exponent(p + base, exponent) : NULL;
	if (!end || digits > 6 || scan_is_alnum(scan_code(end)) ||
		(run->p > run->text && strchr(".,", run->p[-1])))
		return false;
	/* "1999¹²" has two notes; of a year no power is taken. */
	if (digits == 4 && p[base] != '^')
		return false;
	const char *words = exponent_words(run, exponent);
	const char *left = digits ? spell(run, "cardinal", atoll(p)) : spaced(run, p, base);
	if (!left || !words)
		return false;
	const char *said = arena_printf(run->arena, "%s %s", left, words);
	if (digits)
		said = unit_take_behind(run, end, said, &end);
	return run_say(run, p, end, said, SAYING_POWER);
}
