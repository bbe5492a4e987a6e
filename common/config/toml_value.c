/* toml_value.c: parses one value of a TOML file. */
#include "common/config/toml_value.h"

#include "common/base/buf.h"
#include "common/base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct cursor {
	const char *p, *end;
	struct arena *arena;
	struct err *err;
};

static int refuse(struct cursor *c, const char *reason)
{
	return err_set(c->err, ERR_INVALID, "%s", reason);
}

static void skip_blanks(struct cursor *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
		c->p++;
}

static bool starts_with(const struct cursor *c, const char *prefix)
{
	size_t n = strlen(prefix);
	return (size_t)(c->end - c->p) >= n && memcmp(c->p, prefix, n) == 0;
}

/* ---- strings ---- */

/* Reads the digits of \uXXXX or \UXXXXXXXX; the cursor is at the first of them. */
static int read_code_point(struct cursor *c, int digits, struct buf *out)
{
	uint32_t code = 0;
	for (int i = 0; i < digits; i++, c->p++) {
		if (c->p == c->end || !isxdigit((unsigned char)*c->p))
			return err_set(c->err, ERR_INVALID, "\\%c needs %d hexadecimal digits",
				digits == 4 ? 'u' : 'U', digits);
		int digit = *c->p <= '9' ? *c->p - '0' : (*c->p | 0x20) - 'a' + 10;
		code = code << 4 | (uint32_t)digit;
	}
	char bytes[4];
	size_t n = utf8_encode(code, bytes);
	if (n == 0)
		return err_set(c->err, ERR_INVALID, "U+%04X is not a character", (unsigned)code);
	if (code == 0)
		return refuse(c, "a NUL character is not allowed");
	buf_append(out, bytes, n);
	return 0;
}

/* Reads one escape; the cursor is after the backslash. */
static int read_escape(struct cursor *c, struct buf *out)
{
	static const char names[] = "btnfr\"\\";
	static const char values[] = "\b\t\n\f\r\"\\";
	if (c->p == c->end)
		return refuse(c, "the string is not closed on its line");
	char name = *c->p++;
	if (name == 'u')
		return read_code_point(c, 4, out);
	if (name == 'U')
		return read_code_point(c, 8, out);
	const char *at = name ? strchr(names, name) : NULL;
	if (!at)
		return refuse(c, "unknown escape in a string (use a 'literal string' for "
				 "backslashes)");
	buf_append_char(out, values[at - names]);
	return 0;
}

/* Copies one unescaped character. */
static int read_plain(struct cursor *c, struct buf *out)
{
	unsigned char first = (unsigned char)*c->p;
	if ((first < 0x20 && first != '\t') || first == 0x7f)
		return refuse(c, "a control character is not allowed in a string");
	size_t n = utf8_sequence(c->p, (size_t)(c->end - c->p));
	if (n == 0)
		return refuse(c, "invalid UTF-8");
	buf_append(out, c->p, n);
	c->p += n;
	return 0;
}

/* The cursor is at the opening quote. */
static int read_string_into(struct cursor *c, struct buf *out)
{
	if (starts_with(c, "\"\"\"") || starts_with(c, "'''"))
		return refuse(c, "multi-line strings are not supported");
	char quote = *c->p++;
	for (;;) {
		if (c->p == c->end)
			return refuse(c, "the string is not closed on its line");
		if (*c->p == quote) {
			c->p++;
			return 0;
		}
		int rc;
		if (*c->p == '\\' && quote == '"') {
			c->p++;
			rc = read_escape(c, out);
		} else {
			rc = read_plain(c, out);
		}
		if (rc < 0)
			return -1;
	}
}

static int read_string(struct cursor *c, const char **ret_string)
{
	struct buf out = BUF_EMPTY;
	int rc = read_string_into(c, &out);
	if (rc == 0)
		*ret_string = arena_string_n(c->arena, buf_string(&out), out.len);
	buf_free(&out);
	return rc;
}

/* ---- arrays ---- */

static int add_item(struct cursor *c, struct toml_value *value)
{
	const char *item = NULL;
	if (read_string(c, &item) < 0)
		return -1;
	/* The capacity is a power of two: grow whenever the count reaches one. */
	if ((value->count & (value->count - 1)) == 0) {
		size_t cap = value->count ? value->count * 2 : 1;
		const char **items = arena_alloc(c->arena, cap * sizeof *items);
		if (value->count)
			memcpy(items, value->items, value->count * sizeof *items);
		value->items = items;
	}
	value->items[value->count++] = item;
	return 0;
}

static int read_list(struct cursor *c, struct toml_value *value)
{
	value->type = TOML_STRING_LIST;
	c->p++;
	for (;;) {
		skip_blanks(c);
		if (c->p == c->end || *c->p == '#')
			return refuse(c, "the array is not closed on its line (multi-line arrays "
					 "are not supported)");
		if (*c->p == ']')
			break;
		if (*c->p != '"' && *c->p != '\'')
			return refuse(c, "only arrays of strings are supported");
		if (add_item(c, value) < 0)
			return -1;
		skip_blanks(c);
		if (c->p < c->end && *c->p == ',')
			c->p++;
		else if (c->p < c->end && *c->p != ']' && *c->p != '#')
			return refuse(c, "a comma is expected between the strings of an array");
	}
	c->p++;
	return 0;
}

/* ---- numbers, booleans and look-alikes ---- */

enum { WORD_SIZE = 80 };

/* Copies digits of `base`, dropping underscores, which must be between two digits. Returns the
 * first character that is not one, or NULL if there is no digit or an underscore is misplaced. */
static const char *copy_digits(const char *p, int base, char **out)
{
	const char *start = p;
	for (;; p++) {
		int c = (unsigned char)*p;
		bool digit = base == 16 ? isxdigit(c) != 0 : c >= '0' && c < '0' + base;
		if (digit)
			*(*out)++ = (char)c;
		else if (c != '_' || p == start || p[-1] == '_')
			break;
	}
	return p == start || p[-1] == '_' || *p == '_' ? NULL : p;
}

static int refuse_number(struct cursor *c, const char *word)
{
	return err_set(c->err, ERR_INVALID, "\"%s\" is not a number as TOML writes it", word);
}

static int finish_integer(
	struct cursor *c, const char *word, const char *digits, int base, struct toml_value *value)
{
	errno = 0;
	long long number = strtoll(digits, NULL, base);
	if (errno == ERANGE)
		return err_set(c->err, ERR_INVALID, "%s is too large for an integer", word);
	value->type = TOML_INTEGER;
	value->integer = number;
	return 0;
}

static int read_prefixed_integer(struct cursor *c, const char *word, struct toml_value *value)
{
	int base = word[1] == 'x' ? 16 : word[1] == 'o' ? 8 : 2;
	char digits[WORD_SIZE];
	char *out = digits;
	const char *end = copy_digits(word + 2, base, &out);
	*out = '\0';
	if (!end || *end)
		return refuse_number(c, word);
	return finish_integer(c, word, digits, base, value);
}

/* Copies the fraction and exponent of a float: ".5", "e+3", ".5e3". NULL if malformed. */
static const char *copy_fraction(const char *p, char **out)
{
	if (*p == '.') {
		*(*out)++ = '.';
		p = copy_digits(p + 1, 10, out);
	}
	if (p && (*p == 'e' || *p == 'E')) {
		*(*out)++ = 'e';
		p++;
		if (*p == '+' || *p == '-')
			*(*out)++ = *p++;
		p = copy_digits(p, 10, out);
	}
	return p;
}

static int read_number(struct cursor *c, const char *word, struct toml_value *value)
{
	char digits[WORD_SIZE];
	char *out = digits;
	const char *p = word;
	if (*p == '+' || *p == '-')
		*out++ = *p++;
	else if (p[0] == '0' && p[1] && strchr("xob", p[1]))
		return read_prefixed_integer(c, word, value);
	if (p[0] == '0' && (isdigit((unsigned char)p[1]) || p[1] == '_'))
		return err_set(c->err, ERR_INVALID, "\"%s\": a number has no leading zeros", word);
	p = copy_digits(p, 10, &out);
	bool is_float = p && *p;
	if (is_float)
		p = copy_fraction(p, &out);
	*out = '\0';
	if (!p || *p)
		return refuse_number(c, word);
	if (!is_float)
		return finish_integer(c, word, digits, 10, value);
	value->type = TOML_FLOAT;
	value->number = strtod(digits, NULL);
	if (!isfinite(value->number))
		return err_set(c->err, ERR_INVALID, "%s is too large for a float", word);
	return 0;
}

/* Matches "1979-05-27" and "07:32:00". */
static bool looks_like_date(const char *word)
{
	size_t digits = strspn(word, "0123456789");
	return (digits == 4 && word[4] == '-') || (digits == 2 && word[2] == ':');
}

static int read_word(struct cursor *c, struct toml_value *value)
{
	char word[WORD_SIZE] = "";
	size_t len = 0;
	while (c->p < c->end && !strchr(" \t#,]", *c->p)) {
		if (len == sizeof word - 1)
			return refuse(c, "no value of a known type (a string needs quotes)");
		word[len++] = *c->p++;
	}
	word[len] = '\0';
	if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
		value->type = TOML_BOOLEAN;
		value->boolean = word[0] == 't';
		return 0;
	}
	const char *unsigned_word = word + (word[0] == '+' || word[0] == '-');
	if (strcmp(unsigned_word, "inf") == 0 || strcmp(unsigned_word, "nan") == 0)
		return refuse(c, "inf and nan are not supported");
	if (looks_like_date(word))
		return refuse(c, "dates and times are not supported");
	if (isdigit((unsigned char)*unsigned_word))
		return read_number(c, word, value);
	return refuse(c, "no value of a known type (a string needs quotes)");
}

static int read_value(struct cursor *c, struct toml_value *value)
{
	switch (*c->p) {
	case '"':
	case '\'':
		value->type = TOML_STRING;
		return read_string(c, &value->string);
	case '[':
		return read_list(c, value);
	case '{':
		return refuse(c, "inline tables are not supported");
	default:
		return read_word(c, value);
	}
}

int toml_value_parse(const char *text, size_t len, struct arena *arena,
	struct toml_value *ret_value, struct err *err)
{
	struct cursor c = { text, text + len, arena, err };
	struct toml_value value;
	memset(&value, 0, sizeof value);
	skip_blanks(&c);
	if (c.p == c.end || *c.p == '#')
		return refuse(&c, "the value is missing");
	if (read_value(&c, &value) < 0)
		return -1;
	skip_blanks(&c);
	if (c.p < c.end && *c.p != '#')
		return refuse(&c, "unexpected text after the value");
	*ret_value = value;
	return 0;
}

const char *toml_type_name(enum toml_type type)
{
	static const char *const names[] = {
		[TOML_STRING] = "a string",
		[TOML_INTEGER] = "an integer",
		[TOML_FLOAT] = "a float",
		[TOML_BOOLEAN] = "true or false",
		[TOML_STRING_LIST] = "an array of strings",
	};
	return names[type];
}
