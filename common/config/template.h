/* template: a program's argument with placeholders in braces: "{voice}: {text}".
 *
 * Values are inserted verbatim and are not expanded again. "{{" stands for a literal brace.
 */
#ifndef LECTERN_COMMON_CONFIG_TEMPLATE_H
#define LECTERN_COMMON_CONFIG_TEMPLATE_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct template_value {
	const char *name, *value;
};

/* ERR_INVALID if a brace does not start one of these names. The values themselves may be NULL
 * here. */
int template_check(
	const char *template, const struct template_value *values, size_t count, struct err *err);

/* Expands a template that template_check() has accepted with the same names. The result is in the
 * arena. */
char *template_expand(struct arena *arena, const char *template,
	const struct template_value *values, size_t count);

/* Whether the placeholder {name} occurs in the template. */
bool template_uses(const char *template, const char *name);

#endif
