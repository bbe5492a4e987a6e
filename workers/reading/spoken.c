/* spoken.c: what one would not say as it is written: references, addresses, abbreviations,
 * units. Paths of files and whatever else is not surely one of these stay as they are. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"
#include "workers/reading/signs.h"
#include "workers/reading/words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct speaking {
	const char *text, *p; /* p: where we are in it */
	const struct language_words *words;
	struct changes *changes;
	struct arena *arena;
	struct buf out;
};

static bool at_word_start(const struct speaking *s)
{
	size_t len;
	return s->p == s->text || !letters_is_alnum(chars_at(chars_before(s->text, s->p), &len));
}

/* Not the end of "example.ie". */
static bool within_a_name(const struct speaking *s)
{
	return s->p > s->text && strchr(".@_", s->p[-1]);
}

static void take_back_blanks(struct speaking *s)
{
	while (s->out.len > 0 && s->out.data[s->out.len - 1] == ' ')
		s->out.data[--s->out.len] = '\0';
}

/* ---- "[12]", "[3, 4-6]" ---- */

static bool say_citation(struct speaking *s)
{
	if (*s->p != '[' || s->p == s->text || s->p[-1] == '\n' || !isdigit((unsigned char)s->p[1]))
		return false;
	size_t len = 1 + strspn(s->p + 1, "0123456789,;- ");
	const char *end = s->p + len;
	/* in code it is an index */
	bool blank = s->p[-1] == ' ';
	if (*end != ']' || (!blank && !isalpha((unsigned char)s->p[-1]) && s->p[-1] != '.') ||
		(end[1] && !strchr(" \n.,;:)?!", end[1])))
		return false;
	changes_add(s->changes, CHANGE_CITATION, arena_string_n(s->arena, s->p, len + 1), NULL);
	take_back_blanks(s);
	s->p = end + 1;
	return true;
}

/* An entry of a list of references: "[12] Author". */
static bool say_entry(struct speaking *s)
{
	size_t len = s->p == s->text && *s->p == '[' ? strspn(s->p + 1, "0123456789") : 0;
	if (len == 0 || s->p[1 + len] != ']' || s->p[2 + len] != ' ')
		return false;
	buf_append(&s->out, s->p + 1, len);
	buf_append_string(&s->out, ": ");
	s->p += 3 + len;
	return true;
}

/* ---- addresses ---- */

/* "<address>": the brackets are not said. They part words even where no blank does. */
static void take_brackets(struct speaking *s, size_t start)
{
	if (*s->p != '>' || start == 0 || s->out.data[start - 1] != '<')
		return;
	s->p++;
	if (isalnum((unsigned char)*s->p))
		buf_append_char(&s->out, ' ');
	if (start > 1 && isalnum((unsigned char)s->out.data[start - 2])) {
		s->out.data[start - 1] = ' ';
		return;
	}
	memmove(s->out.data + start - 1, s->out.data + start, s->out.len - start + 1);
	s->out.len--;
}

/* Without the punctuation of the sentence around it. */
static size_t address_length(const char *p)
{
	size_t len = strcspn(p, " \n\"<>");
	while (len > 0 && strchr(".,;:!?)]}'", p[len - 1]))
		len--;
	return len;
}

/* "a.example.org" as "a dot example dot org". */
static void append_host(struct speaking *s, const char *host, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (host[i] == '.' && i + 1 < len)
			buf_printf(&s->out, " %s ", s->words->say[SAY_DOT]);
		else
			buf_append_char(&s->out, host[i]);
	}
}

/* A path that one can say: one or two words. */
static bool is_short_path(const char *path, size_t len)
{
	enum { MAX_PATH = 24 };
	size_t slashes = 0;
	for (size_t i = 0; i < len; i++) {
		slashes += path[i] == '/';
		if (path[i] != '/' && path[i] != '-' && !isalpha((unsigned char)path[i]))
			return false;
	}
	return len <= MAX_PATH && slashes <= 2;
}

static void append_path(struct speaking *s, const char *path, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (path[i] == '/')
			buf_printf(&s->out, " %s ", s->words->say[SAY_SLASH]);
		else
			buf_append_char(&s->out, path[i] == '-' ? ' ' : path[i]);
	}
}

static size_t scheme_length(const char *p)
{
	static const char *const schemes[] = { "https://", "http://", "ftp://" };
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (strncasecmp(p, schemes[i], strlen(schemes[i])) == 0)
			return strlen(schemes[i]);
	}
	return 0;
}

static bool say_url(struct speaking *s)
{
	size_t scheme = scheme_length(s->p), all = address_length(s->p);
	if (!at_word_start(s) || (scheme == 0 && strncasecmp(s->p, "www.", 4) != 0) ||
		all <= scheme + 4)
		return false;
	const char *host = s->p + scheme;
	size_t left = all - scheme;
	if (strncasecmp(host, "www.", 4) == 0) {
		host += 4;
		left -= 4;
	}
	size_t host_len = strcspn(host, "/?#:");
	host_len = host_len < left ? host_len : left;
	const char *path = host + host_len;
	size_t path_len = left - host_len, start = s->out.len;
	if (path_len > 0 && path[path_len - 1] == '/')
		path_len--;
	append_host(s, host, host_len);
	if (path_len > 0 && is_short_path(path, path_len))
		append_path(s, path, path_len);
	changes_add(s->changes, CHANGE_ADDRESS, arena_string_n(s->arena, s->p, all),
		arena_string_n(s->arena, s->out.data + start, s->out.len - start));
	s->p += all;
	take_brackets(s, start);
	return true;
}

/* "doi:10.1000/182": nobody notes that down from hearing. */
static bool say_doi(struct speaking *s)
{
	size_t lead = strncasecmp(s->p, "doi:", 4) == 0 ? 4 : 0;
	if (!at_word_start(s) || lead == 0)
		return false;
	lead += s->p[lead] == ' ';
	if (strncmp(s->p + lead, "10.", 3) != 0)
		return false;
	size_t all = lead + address_length(s->p + lead);
	changes_add(s->changes, CHANGE_ADDRESS, arena_string_n(s->arena, s->p, all), "DOI");
	buf_append_string(&s->out, "DOI");
	s->p += all;
	return true;
}

static bool say_mail(struct speaking *s)
{
	if (!at_word_start(s) || !isalnum((unsigned char)*s->p))
		return false;
	size_t all = address_length(s->p),
	       name = strspn(
		       s->p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-");
	if (name == 0 || name + 4 > all || s->p[name] != '@' ||
		!memchr(s->p + name, '.', all - name))
		return false;
	size_t start = s->out.len;
	append_host(s, s->p, name);
	buf_printf(&s->out, " %s ", s->words->say[SAY_AT]);
	append_host(s, s->p + name + 1, all - name - 1);
	changes_add(s->changes, CHANGE_ADDRESS, arena_string_n(s->arena, s->p, all),
		arena_string_n(s->arena, s->out.data + start, s->out.len - start));
	s->p += all;
	take_brackets(s, start);
	return true;
}

/* ---- abbreviations and units ---- */

static bool after_number(const struct speaking *s)
{
	size_t len = s->out.len;
	if (len > 0 && s->out.data[len - 1] == ' ')
		len--;
	return len > 0 && isdigit((unsigned char)s->out.data[len - 1]);
}

static bool fits(const struct speaking *s, const struct abbreviation *abbreviation)
{
	size_t len = strlen(abbreviation->written), ignored;
	if (strncmp(s->p, abbreviation->written, len) != 0)
		return false;
	const char *rest = s->p + len;
	uint32_t next = chars_at(rest + strspn(rest, " "), &ignored);
	switch (abbreviation->use) {
	case BEFORE_NUMBER:
		return at_word_start(s) &&
		       (letters_is_digit(next) || (next == '(' && *rest == ' '));
	case BEFORE_NAME:
		return at_word_start(s) && *rest == ' ' && letters_is_upper(next);
	case AFTER_NUMBER:
		return after_number(s) && !letters_is_alnum(chars_at(rest, &ignored)) &&
		       *rest != '/' && *rest != '-';
	default:
		return at_word_start(s) && !within_a_name(s) &&
		       !letters_is_alnum(chars_at(rest, &ignored));
	}
}

/* The dot of an abbreviation may be that of the sentence too. */
static bool ends_sentence(const char *written, const char *rest)
{
	if (written[strlen(written) - 1] != '.')
		return false;
	if (*rest == '\0')
		return true;
	size_t ignored;
	return strcmp(written, "et al.") == 0 && *rest == ' ' &&
	       letters_is_upper(chars_at(rest + 1, &ignored));
}

static bool say_abbreviation(struct speaking *s)
{
	for (const struct abbreviation *a = s->words->abbreviations; a->written; a++) {
		if (!fits(s, a))
			continue;
		const char *rest = s->p + strlen(a->written);
		size_t ignored;
		if (a->use == AFTER_NUMBER && s->out.data && s->out.data[s->out.len - 1] != ' ')
			buf_append_char(&s->out, ' ');
		buf_append_string(&s->out, a->spoken);
		if (ends_sentence(a->written, rest))
			buf_append_char(&s->out, '.');
		else if (a->use != AFTER_NUMBER && letters_is_digit(chars_at(rest, &ignored)))
			buf_append_char(&s->out, ' ');
		s->p = rest;
		return true;
	}
	return false;
}

/* ---- the text ---- */

static void say_next(struct speaking *s)
{
	if (say_entry(s) || say_citation(s) || say_url(s) || say_doi(s) || say_mail(s) ||
		say_abbreviation(s))
		return;
	size_t len;
	chars_at(s->p, &len);
	bool twice = *s->p == ' ' && (s->out.len == 0 || s->out.data[s->out.len - 1] == ' ');
	if (!twice)
		buf_append(&s->out, s->p, len);
	s->p += len;
}

const char *spoken_form(const char *text, const struct reading_options *options,
	struct changes *changes, struct arena *arena)
{
	struct speaking s = { text, text, words_of(options->language), changes, arena, BUF_EMPTY };
	while (*s.p)
		say_next(&s);
	take_back_blanks(&s);
	const char *spoken = arena_string_n(arena, buf_string(&s.out), s.out.len);
	buf_free(&s.out);
	return signs_spoken(spoken, options->language, arena);
}
