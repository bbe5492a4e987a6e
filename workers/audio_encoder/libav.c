/* libav.c: reports FFmpeg's errors as ours. */
#include "workers/audio_encoder/libav.h"

#include <errno.h>
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char last[160]; /* an engine has only one thread */

static void keep(void *object, int level, const char *fmt, va_list ap)
{
	(void)object;
	if (level > AV_LOG_ERROR)
		return;
	vsnprintf(last, sizeof last, fmt, ap);
	last[strcspn(last, "\n")] = '\0';
}

void libav_quiet(void)
{
	av_log_set_callback(keep);
}

void libav_no_memory(void)
{
	fputs("out of memory\n", stderr);
	abort();
}

void *libav_checked(void *memory)
{
	if (!memory)
		libav_no_memory();
	return memory;
}

int libav_err(struct err *err, int code, const char *fmt, ...)
{
	char what[120], text[AV_ERROR_MAX_STRING_SIZE] = "";
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	av_strerror(code, text, sizeof text);
	enum err_kind kind =
		code == AVERROR(ENOSPC) || code == AVERROR(EFBIG) ? ERR_NO_SPACE : ERR_INTERNAL;
	if (*last)
		err_set(err, kind, "%s: %s (%s)", what, text, last);
	else
		err_set(err, kind, "%s: %s", what, text);
	last[0] = '\0';
	return -1;
}
