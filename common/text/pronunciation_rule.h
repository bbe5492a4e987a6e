/* pronunciation_rule: a regular expression in a pronunciation list, and its replacement. Perl
 * syntax (PCRE2), with letters of every script.
 *
 * Patterns are untrusted: one that needs far more steps than the text is long is refused when it is
 * compiled, if that can be detected, and abandoned while matching otherwise. The limit counts
 * steps, not seconds, so that the same text always gives the same result.
 */
#ifndef LECTERN_COMMON_TEXT_PRONUNCIATION_RULE_H
#define LECTERN_COMMON_TEXT_PRONUNCIATION_RULE_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct pronunciation_rule;

/* `spoken` may contain "$1" to "$9" for groups, "$0" for the whole match and "$$" for a dollar
 * sign; it must outlive the rule. ERR_INVALID if the pattern is not valid or would take too long.
 * The caller frees the rule. */
int pronunciation_rule_new(const char *pattern, size_t len, bool any_case, const char *spoken,
	struct pronunciation_rule **ret_rule, struct err *err);
void pronunciation_rule_free(struct pronunciation_rule **rule);

/* Finds the first non-empty match at or after `from`. `text` must be valid UTF-8, and short,
 * because the cost of a step grows with its length. Returns false if there is no match, or with
 * *ret_slow set if the search took too long. Not thread-safe for the same rule. */
bool pronunciation_rule_find(const struct pronunciation_rule *rule, const char *text, size_t len,
	size_t from, size_t *ret_start, size_t *ret_end, bool *ret_slow);

/* Appends the replacement for the last match found in `text`. If it exceeds `max` bytes, appends
 * nothing and returns false. */
bool pronunciation_rule_say(
	const struct pronunciation_rule *rule, const char *text, size_t max, struct buf *said);

#endif
