/* pronunciation_rule: a regular expression of a list of pronunciations, and what is said of what it
 * finds. Perl's syntax (PCRE2), over letters of every script.
 *
 * Patterns come from strangers: one that takes more steps than its text is long many times over is
 * refused when it is made, as far as that shows, and given up where it shows later. Steps are
 * counted, not seconds, so that the same text always gets the same. */
#ifndef LECTERN_COMMON_TEXT_PRONUNCIATION_RULE_H
#define LECTERN_COMMON_TEXT_PRONUNCIATION_RULE_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct pronunciation_rule;

/* `spoken` has "$1" to "$9" for groups, "$0" for all that was found, "$$" for a dollar; it must
 * live as long as the rule. ERR_INVALID: why the pattern is none, or that it takes too long. */
int pronunciation_rule_new(const char *pattern, size_t len, bool any_case, const char *spoken,
	struct pronunciation_rule **ret_rule, struct err *err);
void pronunciation_rule_free(struct pronunciation_rule **rule);

/* The first place from `from` on that it fits, never empty. `text` is valid UTF-8, and short: what
 * a step costs grows with it. False: there is none, or *ret_slow: it would take too long. */
bool pronunciation_rule_find(const struct pronunciation_rule *rule, const char *text, size_t len,
	size_t from, size_t *ret_start, size_t *ret_end, bool *ret_slow);

/* Appends what is said of the last place that was found in `text`; at most `max` bytes, or else
 * nothing and false. */
bool pronunciation_rule_say(
	const struct pronunciation_rule *rule, const char *text, size_t max, struct buf *said);

#endif
