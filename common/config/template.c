/* template.c: replaces names in braces in a single pass. */
#include "common/config/template.h"

#include "common/base/buf.h"

#include <string.h>

/* The value for the "{name}" at `at`, or NULL. */
static const struct template_value *value_at(
	const char *at, const struct template_value *values, size_t count)
{
	const char *end = strchr(at, '}');
	size_t len = end ? (size_t)(end - at) - 1 : 0;
	for (size_t i = 0; end && i < count; i++) {
		if (strlen(values[i].name) == len && strncmp(values[i].name, at + 1, len) == 0)
			return &values[i];
	}
	return NULL;
}

static int refuse(
	const char *at, const struct template_value *values, size_t count, struct err *err)
{
	struct buf names = BUF_EMPTY;
	for (size_t i = 0; i < count; i++)
		buf_printf(&names, "%s{%s}", i ? ", " : "", values[i].name);
	err_set(err, ERR_INVALID, "\"%.20s\" is not a known name: use one of %s", at,
		buf_string(&names));
	buf_free(&names);
	return -1;
}

int template_check(
	const char *template, const struct template_value *values, size_t count, struct err *err)
{
	for (const char *p = strchr(template, '{'); p; p = strchr(p, '{')) {
		if (p[1] != '{' && !value_at(p, values, count))
			return refuse(p, values, count, err);
		p += p[1] == '{' ? 2 : 1;
	}
	return 0;
}

char *template_expand(struct arena *arena, const char *template,
	const struct template_value *values, size_t count)
{
	struct buf text = BUF_EMPTY;
	while (*template) {
		size_t plain = strcspn(template, "{");
		buf_append(&text, template, plain);
		template += plain;
		if (!*template)
			break;
		const struct template_value *value =
			template[1] == '{' ? NULL : value_at(template, values, count);
		if (value) {
			buf_append_string(&text, value->value);
			template += strlen(value->name) + 2;
		} else {
			buf_append_char(&text, '{');
			template += template[1] == '{' ? 2 : 1;
		}
	}
	char *copy = arena_string(arena, buf_string(&text));
	buf_free(&text);
	return copy;
}

bool template_uses(const char *template, const char *name)
{
	const struct template_value value = { name, "" };
	for (const char *p = strchr(template, '{'); p; p = strchr(p, '{')) {
		if (p[1] != '{' && value_at(p, &value, 1))
			return true;
		p += p[1] == '{' ? 2 : 1;
	}
	return false;
}
