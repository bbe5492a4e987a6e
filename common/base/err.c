/* err.c: one message, formatted once and prefixed on its way up. */
#include "common/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef err_set
#undef err_errno
#undef err_prefix

int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	if (!err)
		return -1;
	va_list ap;
	va_start(ap, fmt);
	err->kind = kind;
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	return -1;
}

int err_errno(struct err *err, enum err_kind kind, int errnum, const char *fmt, ...)
{
	if (!err)
		return -1;
	char what[sizeof err->text];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	char why[128];
	/* The GNU strerror_r() may return a string that is not in the buffer. */
	const char *reason = strerror_r(errnum, why, sizeof why);
	if (errnum == ENOSPC || errnum == EDQUOT)
		kind = ERR_NO_SPACE;
	return err_set(err, kind, "%.340s: %s", what, reason);
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	if (!err)
		return -1;
	char prefix[160];
	char rest[sizeof err->text];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(prefix, sizeof prefix, fmt, ap);
	va_end(ap);
	memcpy(rest, err->text, sizeof rest);
	snprintf(err->text, sizeof err->text, "%s: %.300s", prefix, rest);
	return -1;
}

int err_is_transient(const struct err *err)
{
	return err->kind == ERR_UNAVAILABLE || err->kind == ERR_NO_SPACE ||
	       err->kind == ERR_CONFLICT;
}

const char *err_kind_name(enum err_kind kind)
{
	static const char *const names[] = {
		[ERR_NONE] = "none",
		[ERR_INVALID] = "invalid",
		[ERR_NOT_FOUND] = "not-found",
		[ERR_CONFLICT] = "conflict",
		[ERR_UNAVAILABLE] = "unavailable",
		[ERR_NO_SPACE] = "no-space",
		[ERR_DAMAGED] = "damaged",
		[ERR_INTERNAL] = "internal",
	};
	return names[kind];
}
