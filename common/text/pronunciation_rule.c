/* pronunciation_rule.c: PCRE2 with resource limits. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "common/text/pronunciation_rule.h"

#include "common/base/alloc.h"
#include "common/base/utf8.h"

#include <ctype.h>
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Step limit of one search: many times what it takes to look at each character once. */
enum { STEPS = 2000, STEPS_A_BYTE = 50, MAX_DEPTH = 1000, MAX_HEAP_KB = 4096 };

/* Slow patterns are detected by probing them with runs of their own characters that end in
 * something no pattern matches.
 */
enum { PROBE_LENGTH = 60, MOST_PROBED = 12 };

struct pronunciation_rule {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
	const char *spoken;
};

void pronunciation_rule_free(struct pronunciation_rule **rule)
{
	if (!*rule)
		return;
	pcre2_match_context_free((*rule)->limits);
	pcre2_match_data_free((*rule)->match);
	pcre2_code_free((*rule)->code);
	alloc_free(rule);
}

/* ---- finding ---- */

/* Like pcre2_match(): returns the number of groups, or a negative error. */
static int match(const struct pronunciation_rule *rule, const char *text, size_t len, size_t from)
{
	uint64_t steps = STEPS + (uint64_t)len * STEPS_A_BYTE;
	pcre2_set_match_limit(rule->limits, steps < UINT32_MAX ? (uint32_t)steps : UINT32_MAX);
	return pcre2_match(rule->code, (PCRE2_SPTR)text, len, from,
		PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK, rule->match, rule->limits);
}

bool pronunciation_rule_find(const struct pronunciation_rule *rule, const char *text, size_t len,
	size_t from, size_t *ret_start, size_t *ret_end, bool *ret_slow)
{
	int rc = match(rule, text, len, from);
	*ret_slow = rc < 0 && rc != PCRE2_ERROR_NOMATCH;
	if (rc < 0)
		return false;
	const PCRE2_SIZE *found = pcre2_get_ovector_pointer(rule->match);
	/* With \K in a lookaround, a match may start at or after its own end. */
	if (found[0] < from || found[1] <= found[0])
		return false;
	*ret_start = found[0];
	*ret_end = found[1];
	return true;
}

bool pronunciation_rule_say(
	const struct pronunciation_rule *rule, const char *text, size_t max, struct buf *said)
{
	const PCRE2_SIZE *found = pcre2_get_ovector_pointer(rule->match);
	size_t before = said->len;
	for (const char *p = rule->spoken; *p && said->len - before <= max; p++) {
		if (*p == '$' && isdigit((unsigned char)p[1])) {
			size_t group = (size_t)(*++p - '0');
			if (found[2 * group] != PCRE2_UNSET)
				buf_append(said, text + found[2 * group],
					found[2 * group + 1] - found[2 * group]);
		} else {
			p += *p == '$' && p[1] == '$';
			buf_append_char(said, *p);
		}
	}
	if (said->len - before <= max)
		return true;
	said->len = before;
	return false;
}

/* ---- validation ---- */

static bool is_slow_on(const struct pronunciation_rule *rule, const char *text, size_t len)
{
	int rc = match(rule, text, len, 0);
	return rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT ||
	       rc == PCRE2_ERROR_HEAPLIMIT || rc == PCRE2_ERROR_RECURSELOOP;
}

/* Probes with a run of one character, or of two alternating ones. */
static bool is_slow_on_run(const struct pronunciation_rule *rule, char first, char second)
{
	char text[PROBE_LENGTH + 1];
	for (size_t i = 0; i < PROBE_LENGTH; i++)
		text[i] = i % 2 ? second : first;
	text[PROBE_LENGTH] = '\x01';
	return is_slow_on(rule, text, sizeof text);
}

static bool is_slow(const struct pronunciation_rule *rule, const char *pattern, size_t len)
{
	char probed[MOST_PROBED] = { 'a', '1', ' ' };
	size_t count = 3;
	for (size_t i = 0; i < len && count < MOST_PROBED; i++) {
		if (isprint((unsigned char)pattern[i]) && !memchr(probed, pattern[i], count))
			probed[count++] = pattern[i];
	}
	/* Each character alone and with its neighbour, not every pair: a list may have many
	 * patterns, and the web server checks them all. */
	for (size_t i = 0; i < count; i++) {
		if (is_slow_on_run(rule, probed[i], probed[i]) ||
			is_slow_on_run(rule, probed[i], probed[(i + 1) % count]))
			return true;
	}
	return false;
}

static int check_groups(const struct pronunciation_rule *rule, struct err *err)
{
	uint32_t groups = 0;
	pcre2_pattern_info(rule->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	for (const char *p = rule->spoken; *p; p++) {
		bool dollar = *p == '$' && p[1] == '$';
		p += dollar;
		if (!dollar && *p == '$' && isdigit((unsigned char)p[1]) &&
			(uint32_t)(p[1] - '0') > groups)
			return err_set(err, ERR_INVALID,
				"\"$%c\" stands for a group that the pattern does not have", p[1]);
	}
	return 0;
}

/* ---- a rule ---- */

static int compile(const char *pattern, size_t len, uint32_t options,
	struct pronunciation_rule **ret_rule, struct err *err)
{
	int number;
	PCRE2_SIZE where;
	PCRE2_UCHAR reason[120];
	options |= PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, len, options, &number, &where, NULL);
	if (!code) {
		pcre2_get_error_message(number, reason, sizeof reason);
		return err_set(err, ERR_INVALID,
			"\"/%.*s/\" is no regular expression: %s (at character %zu)",
			(int)utf8_cut(pattern, len, 60), pattern, (const char *)reason, where + 1);
	}
	struct pronunciation_rule *rule = alloc_zeroed(1, sizeof *rule);
	rule->code = code;
	rule->match = pcre2_match_data_create_from_pattern(code, NULL);
	rule->limits = pcre2_match_context_create(NULL);
	if (!rule->match || !rule->limits)
		abort();
	pcre2_set_depth_limit(rule->limits, MAX_DEPTH);
	pcre2_set_heap_limit(rule->limits, MAX_HEAP_KB);
	*ret_rule = rule;
	return 0;
}

/* Disables PCRE2's check for required characters, which would hide how slow the pattern is on texts
 * that contain them. */
static int check_speed(const char *pattern, size_t len, uint32_t options, struct err *err)
{
	struct pronunciation_rule *probe;
	if (compile(pattern, len, options | PCRE2_NO_START_OPTIMIZE, &probe, err) < 0)
		return -1;
	bool slow = is_slow(probe, pattern, len);
	pronunciation_rule_free(&probe);
	return slow ? err_set(err, ERR_INVALID,
			      "\"/%.*s/\" takes too long: it can fit the same text in too many "
			      "ways",
			      (int)utf8_cut(pattern, len, 60), pattern)
		    : 0;
}

int pronunciation_rule_new(const char *pattern, size_t len, bool any_case, const char *spoken,
	struct pronunciation_rule **ret_rule, struct err *err)
{
	uint32_t options = any_case ? PCRE2_CASELESS : 0;
	struct pronunciation_rule *rule;
	if (compile(pattern, len, options, &rule, err) < 0)
		return -1;
	rule->spoken = spoken;
	if (check_groups(rule, err) < 0 || check_speed(pattern, len, options, err) < 0) {
		pronunciation_rule_free(&rule);
		return -1;
	}
	*ret_rule = rule;
	return 0;
}
