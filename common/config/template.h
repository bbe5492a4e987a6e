/* template: the arguments of a program, with names in braces where values go: "{voice}: {text}".
 *
 * A value goes in as it is and is not looked through for names again. "{{" is a brace. */
#ifndef LECTERN_COMMON_CONFIG_TEMPLATE_H
#define LECTERN_COMMON_CONFIG_TEMPLATE_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct template_value {
	const char *name, *value;
};

/* ERR_INVALID: a brace that begins no name of these values, which may be NULL here. */
int template_check(
	const char *template, const struct template_value *values, size_t count, struct err *err);

/* Of a template that was checked with the same names. */
char *template_expand(struct arena *arena, const char *template,
	const struct template_value *values, size_t count);

bool template_uses(const char *template, const char *name);

#endif
