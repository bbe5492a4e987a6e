/* parts: what the files of the saying share. For workers/saying/ alone.
 *
 * A rule (`bool say_...(struct run *run)`) looks at what stands at run->p. If that is surely of its
 * kind, it writes an edit, moves run->p behind it and says true; else it leaves all as it was. */
#ifndef LECTERN_WORKERS_SAYING_PARTS_H
#define LECTERN_WORKERS_SAYING_PARTS_H

#include "common/base/buf.h"
#include "workers/saying/language.h"
#include "workers/saying/saying.h"

#include <stdint.h>

struct run {
	const char *text, *p;            /* all of it; where we are */
	const struct language *language; /* NULL: not known */
	struct saying_options options;
	struct arena *arena;
	struct saying_edit *edits;
	size_t count, room;
	const char *measured; /* behind the last amount that is said as an adjective; NULL: none */
};

/* Says text[start..end) as `said` and goes on at `end`. Always true. */
bool run_say(struct run *run, const char *start, const char *end, const char *said,
	enum saying_kind kind);

/* A setting of the language; "" where its file says "nothing"; NULL: it has none. */
const char *run_setting(const struct run *run, const char *key);
bool run_is(const struct run *run, const char *setting, const char *value);

/* ---- scan.c: what stands before and behind ---- */

uint32_t scan_at(const char *p, size_t *ret_len); /* the code point; 0 and 0 at the end */
uint32_t scan_code(const char *p);
const char *scan_previous(const struct run *run, const char *p); /* the character before */
uint32_t scan_before(const struct run *run, const char *p);      /* its code; 0: none */

bool scan_is_letter(uint32_t code);
bool scan_is_alnum(uint32_t code);
bool scan_is_upper(uint32_t code);
bool scan_is_lower(uint32_t code);
bool scan_is_digit(uint32_t code);  /* 0 to 9 */
bool scan_is_raised(uint32_t code); /* a digit of that kind */
bool scan_is_blank(uint32_t code);  /* of any width; no newline */
bool scan_is_dash(uint32_t code);   /* hyphen, dash or minus */

/* Bytes of the blanks at p; of letters, with apostrophes and hyphens within if `joined`. */
size_t scan_blanks(const char *p);
size_t scan_letters(const char *p, bool joined);
size_t scan_digits(const char *p);

/* No letter, digit or what joins to them stands right before p, or behind it. */
bool scan_starts(const struct run *run, const char *p);
bool scan_ends(const char *p);

/* A word: where and how long; len 0: there is none. */
struct word {
	const char *p;
	size_t len;
};

/* The letters before p, after blanks (and a dot, as of "pp.") between; the letters behind p, after
 * blanks. */
struct word scan_word_before(const struct run *run, const char *p);
struct word scan_word_after(const char *p);
bool word_is(struct word word, const char *text);
/* Whether it is one of these, with blanks between, as it stands or in small letters. */
bool word_among(struct word word, const char *words);
/* Whether it is one of the words of a setting. */
bool word_listed(const struct run *run, struct word word, const char *setting);
bool word_in(const struct run *run, struct word word, enum language_section section);
/* One of the last `words` words before p is in the list of the setting. */
bool scan_near(const struct run *run, const char *p, const char *setting, int words);
/* As it stands or in small letters. */
const struct language_row *word_row(
	const struct run *run, struct word word, enum language_section section);

/* p is where a sentence begins: at the start of a line, or after its last mark. */
bool scan_begins_sentence(const struct run *run, const char *p);
/* What follows begins a new sentence, as far as its first word tells: a word like "The". */
bool scan_new_sentence(const struct run *run, const char *p);
/* Nothing follows on this line. */
bool scan_ends_line(const char *p);

/* ---- numbers.c ---- */

enum { NUMBER_DIGITS = 18, NUMBER_FRACTION = 15 };

struct number {
	const char *start, *end;
	char whole[NUMBER_DIGITS + 1];
	char fraction[NUMBER_FRACTION + 1]; /* "": none */
	bool grouped;
	bool minus;
};

/* A number as the language writes it, with a sign before it if that is no hyphen. */
bool number_read(const struct run *run, const char *p, struct number *ret_number);
long long number_value(const struct number *number);
bool number_is_one(const struct number *number);

/* Grammatical cases, where they are not the first. */
enum number_case { CASE_PLAIN, CASE_GENITIVE, CASE_DATIVE, CASE_ACCUSATIVE, CASE_LOCATIVE, CASES };

/* Which of a unit's forms goes with it: 0 one, 1 many (or few), 2 many in Slavic, 3 of a decimal,
 * 4 many in the locative. */
size_t number_form(const struct run *run, const struct number *number, enum number_case in);
/* In words, of that gender ('m', 'f', 'n' or 0); NULL: that cannot be said. */
const char *number_words(
	struct run *run, const struct number *number, char gender, enum number_case in);
/* One by one. */
const char *number_digits(struct run *run, const char *digits, size_t len);
/* "a 10 m rope", "a £3bn deal", "a 12 V, 7 Ah battery": what is said of the amount from `start` to
 * `end` is an adjective, and has the form of one. Where the language has such. */
bool number_is_attributive(struct run *run, const char *start, const char *end);
const char *number_case_name(enum number_case in);
/* The case that the word before asks for, of a number with that unit (NULL: none). */
enum number_case number_case(
	const struct run *run, const char *start, const struct language_row *unit);
/* Of the second of two numbers, where the word between them asks for it: "trzy do jednego". */
enum number_case number_case_behind_range(const struct run *run);
/* Numbers stand beside it with nothing but blanks between: a row of a table. */
bool number_in_row(const struct run *run, const struct number *number);
bool say_number(struct run *run, const struct number *number);

/* ---- spell.c: ICU ---- */

/* By the rule set that the setting names; NULL: the language has none. */
const char *spell(struct run *run, const char *setting, long long value);
const char *spell_cardinal(struct run *run, long long value, char gender, enum number_case in);
/* `form` is one of the language's: "m", "en", ...; NULL if there is none. */
const char *spell_ordinal(struct run *run, long long value, const char *form);
/* The form that the word before asks for, or NULL; that, or the usual one. */
const char *spell_asked_form(const struct run *run, const char *start);
const char *spell_form(const struct run *run, const char *start);

/* ---- years.c ---- */

/* Whether a number may be a year, and nothing around it is against it. */
bool year_is(const struct run *run, const struct number *number);
const char *year_words(struct run *run, long long year, const char *start, const char *end);
bool say_year(struct run *run, const struct number *number);
bool say_decade(struct run *run);

/* ---- rules, in their files ---- */

bool say_date(struct run *run);      /* dates.c: begins with a number */
bool say_month_day(struct run *run); /* begins with a month */
bool say_time(struct run *run);      /* times.c */
bool say_military(struct run *run);
bool say_score(struct run *run);
bool score_is_ratio(const struct run *run); /* a word such as "ratio" is near */
bool say_money(struct run *run);            /* money.c: begins with a sign */
bool say_shillings(struct run *run);
bool say_amount(struct run *run, const struct number *number); /* a number before a sign */
bool say_unit(struct run *run, const struct number *number);   /* units.c */
bool say_position(struct run *run, const struct number *number);
bool say_height(struct run *run);
bool say_angle(struct run *run);
/* "two hours": so many of the unit that is written so; NULL: the language has none. */
const char *unit_amount(struct run *run, long long value, const char *unit);
/* "4 m³/hr", "$3/lb": `said` with what follows the stroke at p, and where that ends; as it is if
 * there is none; NULL: nobody knows what it is. */
const char *unit_take_per(struct run *run, const char *p, const char *said, const char **ret_end);
/* "10⁶ kg": `said` with the unit that follows it, blanks or none between, and where that ends; as
 * it is if there is none. */
const char *unit_take_behind(
	struct run *run, const char *p, const char *said, const char **ret_end);
char unit_gender(const struct language_row *row); /* 'm', 'f' or 'n' */
/* The unit at p: its row, and where it ends. */
const struct language_row *unit_at(const struct run *run, const char *p, const char **ret_end);
bool say_range(struct run *run, const struct number *number); /* ranges.c */
bool say_sides(struct run *run, const struct number *number);
/* "4.5 m × 3 m": `said` with the word for what stands at p, and behind it where the next side has
 * that unit; else as it is, and p. */
const char *range_take_side(
	struct run *run, const char *p, const struct language_row *unit, const char **ret_said);
bool say_month_range(struct run *run);
bool say_ordinal(struct run *run); /* ordinals.c */
bool say_roman(struct run *run);   /* roman.c */
bool say_small_roman(struct run *run);
bool say_roman_sign(struct run *run);
bool say_code(struct run *run); /* codes.c */
bool say_flight(struct run *run);
bool say_fraction(struct run *run);     /* fractions.c */
bool say_power(struct run *run);        /* powers.c */
bool say_sign(struct run *run);         /* signs.c */
bool say_abbreviation(struct run *run); /* abbreviations.c */
bool say_initials(struct run *run);     /* initials.c */
bool say_acronym(struct run *run);      /* acronyms.c */
bool say_formula(struct run *run);      /* chemistry.c */
bool say_address(struct run *run);      /* addresses.c */
bool say_citation(struct run *run);
bool say_emphasis(struct run *run); /* emphasis.c */
bool say_emoji(struct run *run);    /* emoji.c */

/* roman.c: the value of the letters, or 0: not written as one would. */
int roman_value(const char *p, size_t len);
int roman_small_value(const char *p, size_t len); /* likewise of "xiv" */

#endif
