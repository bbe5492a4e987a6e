/* chemistry.c: "H₂O", "CO2", "Na⁺": letters and numbers apart. */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

static const char elements[] =
	" H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se"
	" Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba W Pt Au Hg Tl Pb Bi Po Rn Ra"
	" Th U Pu ";

/* One or two letters that are an element, or 0. */
static size_t element_length(const char *p)
{
	for (size_t len = 2; len > 0; len--) {
		char key[5] = { ' ' };
		if (p[0] < 'A' || p[0] > 'Z' || (len == 2 && (p[1] < 'a' || p[1] > 'z')))
			continue;
		memcpy(key + 1, p, len);
		key[len + 1] = ' ';
		key[len + 2] = '\0';
		if (strstr(elements, key))
			return len;
	}
	return 0;
}

/* A lowered digit (or any, if `plain`), or -1. */
static int digit_at(const char *p, bool plain, size_t *ret_len)
{
	uint32_t code = scan_at(p, ret_len);
	if (code >= 0x2080 && code <= 0x2089)
		return (int)code - 0x2080;
	return plain && scan_is_digit(code) ? (int)code - '0' : -1;
}

/* A raised plus or minus: a charge. Its word, or NULL. */
static const char *charge_at(struct run *run, const char *p, size_t *ret_len)
{
	uint32_t code = scan_at(p, ret_len);
	if (code == 0x207a)
		return run_setting(run, "plus");
	return code == 0x207b ? run_setting(run, "minus") : NULL;
}

static void append(struct buf *out, const char *text, size_t len)
{
	buf_printf(out, "%s%.*s", out->len ? " " : "", (int)len, text);
}

bool say_formula(struct run *run)
{
	const char *p = run->p;
	size_t word = 0, parts = 0, len;
	while ((p[word] >= '0' && p[word] <= '9') || (p[word] >= 'A' && p[word] <= 'Z') ||
		(p[word] >= 'a' && p[word] <= 'z'))
		word++;
	bool known = language_row(run->language, SECTION_FORMULAS, p, word) != NULL, sure = known;
	struct buf out = BUF_EMPTY;
	/* "-O2" is an option of a program. */
	if (!scan_starts(run, p) || scan_before(run, p) == '-' || element_length(p) == 0)
		return false;
	while ((len = element_length(p)) > 0) {
		for (size_t i = 0; i < len; i++)
			append(&out, p + i, 1);
		if (len == 2)
			out.data[out.len - 1] = (char)(out.data[out.len - 1] - 'a' + 'A');
		p += len;
		parts++;
		long long count = 0;
		for (int digit; (digit = digit_at(p, known, &len)) >= 0 && count < 1000; p += len) {
			count = count * 10 + digit;
			sure = sure || len > 1;
		}
		const char *said = count > 0 ? spell(run, "cardinal", count) : NULL;
		if (said)
			append(&out, said, strlen(said));
	}
	const char *charge = charge_at(run, p, &len);
	if (charge) {
		append(&out, charge, strlen(charge));
		p += len;
		sure = true;
	}
	const char *said = arena_string_n(run->arena, buf_string(&out), out.len);
	buf_free(&out);
	/* "CO-RE" is a name. */
	if (*p == '-' && scan_is_upper(scan_code(p + 1)))
		return false;
	return sure && scan_ends(p) && run_say(run, run->p, p, said, SAYING_FORMULA);
}
