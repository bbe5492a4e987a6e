/* addresses.c: URLs, DOIs and mail addresses so that one can say them; references like "[12]" go.
 */
#include "workers/saying/parts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *word_or(const struct run *run, const char *setting, const char *other)
{
	const char *word = run_setting(run, setting);
	return word ? word : other;
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
static void append_host(struct run *run, struct buf *out, const char *host, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (host[i] == '.' && i + 1 < len)
			buf_printf(out, " %s ", word_or(run, "dot", "dot"));
		else
			buf_append_char(out, host[i]);
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

static void append_path(struct run *run, struct buf *out, const char *path, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (path[i] == '/')
			buf_printf(out, " %s ", word_or(run, "slash", "slash"));
		else
			buf_append_char(out, path[i] == '-' ? ' ' : path[i]);
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

/* "<address>": the brackets are not said. They part words even where no blank does. */
static bool say_it(struct run *run, size_t len, struct buf *said)
{
	const char *start = run->p, *end = run->p + len;
	size_t done = run->count > 0 ? run->edits[run->count - 1].end : 0;
	if (*end == '>' && start > run->text && start[-1] == '<' &&
		(size_t)(start - run->text) > done) {
		start--;
		end++;
		if (isalnum((unsigned char)*end))
			buf_append_char(said, ' ');
	}
	bool close = start < run->p && start > run->text && isalnum((unsigned char)start[-1]);
	const char *text = arena_printf(run->arena, "%s%s", close ? " " : "", buf_string(said));
	buf_free(said);
	return run_say(run, start, end, text, SAYING_ADDRESS);
}

static bool say_url(struct run *run)
{
	size_t scheme = scheme_length(run->p), all = address_length(run->p);
	if ((scheme == 0 && strncasecmp(run->p, "www.", 4) != 0) || all <= scheme + 4)
		return false;
	const char *host = run->p + scheme;
	size_t left = all - scheme;
	if (strncasecmp(host, "www.", 4) == 0) {
		host += 4;
		left -= 4;
	}
	size_t host_len = strcspn(host, "/?#:");
	host_len = host_len < left ? host_len : left;
	const char *path = host + host_len;
	size_t path_len = left - host_len;
	if (path_len > 0 && path[path_len - 1] == '/')
		path_len--;
	struct buf said = BUF_EMPTY;
	append_host(run, &said, host, host_len);
	if (path_len > 0 && is_short_path(path, path_len))
		append_path(run, &said, path, path_len);
	return say_it(run, all, &said);
}

/* "doi:10.1000/182": nobody notes that down from hearing. */
static bool say_doi(struct run *run)
{
	size_t lead = strncasecmp(run->p, "doi:", 4) == 0 ? 4 : 0;
	if (lead == 0)
		return false;
	lead += run->p[lead] == ' ';
	if (strncmp(run->p + lead, "10.", 3) != 0)
		return false;
	return run_say(
		run, run->p, run->p + lead + address_length(run->p + lead), "DOI", SAYING_ADDRESS);
}

/* "arxiv.org/abs/1234": a host that says what it is by its end, with a path. */
static bool say_bare_url(struct run *run)
{
	static const char ends[] = " com org net edu gov uk de fr es it pl eu io ";
	size_t all = address_length(run->p), host = strcspn(run->p, "/");
	size_t last = host;
	if (host >= all || run->p[host] != '/')
		return false;
	for (size_t i = 0; i < host; i++) {
		if (!isalnum((unsigned char)run->p[i]) && run->p[i] != '.' && run->p[i] != '-')
			return false;
	}
	while (last > 0 && run->p[last - 1] != '.')
		last--;
	if (last < 2 || host - last > 3 || host - last < 2 ||
		!strstr(ends,
			arena_printf(run->arena, " %.*s ", (int)(host - last), run->p + last)))
		return false;
	struct buf said = BUF_EMPTY;
	append_host(run, &said, run->p, host);
	size_t path = all - host;
	if (run->p[all - 1] == '/')
		path--;
	if (path > 0 && is_short_path(run->p + host, path))
		append_path(run, &said, run->p + host, path);
	return say_it(run, all, &said);
}

static bool say_mail(struct run *run)
{
	if (!isalnum((unsigned char)*run->p))
		return false;
	size_t all = address_length(run->p),
	       name = strspn(run->p,
		       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-");
	if (name == 0 || name + 4 > all || run->p[name] != '@' ||
		!memchr(run->p + name, '.', all - name))
		return false;
	struct buf said = BUF_EMPTY;
	append_host(run, &said, run->p, name);
	buf_printf(&said, " %s ", word_or(run, "at", "at"));
	append_host(run, &said, run->p + name + 1, all - name - 1);
	return say_it(run, all, &said);
}

bool say_address(struct run *run)
{
	return scan_starts(run, run->p) &&
	       (say_url(run) || say_doi(run) || say_mail(run) || say_bare_url(run));
}

/* ---- "[12]", "[3, 4-6]" ---- */

/* An entry of a list of references: "[12] Author". */
static bool say_entry(struct run *run)
{
	const char *p = run->p;
	size_t len = scan_digits(p + 1);
	if (p != run->text && p[-1] != '\n')
		return false;
	return len > 0 && p[1 + len] == ']' && p[2 + len] == ' ' &&
	       run_say(run, p, p + 2 + len, arena_printf(run->arena, "%.*s:", (int)len, p + 1),
		       SAYING_CITATION);
}

static bool has_zero(const char *p, const char *end)
{
	while (p < end) {
		size_t digits = scan_digits(p);
		if (digits == 1 && *p == '0')
			return true;
		p += digits > 0 ? digits : 1;
	}
	return false;
}

/* "some_name[12]", "a[6]" */
static bool is_indexed(const struct run *run, const char *p)
{
	if (p - run->text == 1 ? isalpha((unsigned char)p[-1])
			       : isalpha((unsigned char)p[-1]) && p[-2] == ' ')
		return true;
	while (p > run->text && (isalnum((unsigned char)p[-1]) || p[-1] == '_')) {
		if (*--p == '_')
			return true;
	}
	return false;
}

bool say_citation(struct run *run)
{
	const char *p = run->p;
	if (*p != '[' || !isdigit((unsigned char)p[1]))
		return false;
	if (say_entry(run))
		return true;
	if (p == run->text || p[-1] == '\n')
		return false;
	const char *end = p + 1 + strspn(p + 1, "0123456789,;- ");
	/* "in June [1848]": an editor's year. */
	if (scan_digits(p + 1) == 4 && p[5] == ']' && (p[1] == '1' || p[1] == '2'))
		return false;
	/* "[0, 255]", "argv[0]": no list of references has a number 0. */
	if (has_zero(p + 1, end) || is_indexed(run, p))
		return false;
	/* in code it is an index */
	bool blank = p[-1] == ' ';
	if (*end != ']' || (!blank && !isalpha((unsigned char)p[-1]) && p[-1] != '.') ||
		(end[1] && !strchr(" \n.,;:)?!", end[1])))
		return false;
	size_t done = run->count > 0 ? run->edits[run->count - 1].end : 0;
	bool take = blank && (size_t)(p - run->text) > done;
	return run_say(run, p - take, end + 1, "", SAYING_CITATION);
}
