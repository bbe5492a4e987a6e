/* emoji.c: little pictures, silent or by their short names. */
#include "workers/saying/parts.h"

#include <ctype.h>
#include <unicode/uchar.h>

enum { SELECTOR = 0xfe0f, FIRST_SELECTED = 0x203c };

static bool is_emoji(uint32_t code)
{
	return code >= 0x2600 &&
	       (u_hasBinaryProperty((UChar32)code, UCHAR_EMOJI_PRESENTATION) ||
		       (code >= 0x1f000 && u_hasBinaryProperty((UChar32)code, UCHAR_EMOJI)));
}

static bool continues(uint32_t code)
{
	return code == 0x200d || code == SELECTOR || (code >= 0x1f3fb && code <= 0x1f3ff) ||
	       (code >= 0xe0020 && code <= 0xe007f);
}

/* Unicode's name in small letters: "grinning face". */
static const char *name_of(struct run *run, uint32_t code)
{
	char name[80];
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = u_charName((UChar32)code, U_UNICODE_CHAR_NAME, name, sizeof name, &status);
	if (U_FAILURE(status) || len == 0)
		return "";
	for (char *p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return arena_string(run->arena, name);
}

bool say_emoji(struct run *run)
{
	size_t len;
	uint32_t code = scan_at(run->p, &len);
	/* A sign that a selector behind it makes an emoji, as "❤️". */
	bool selected = code >= FIRST_SELECTED && scan_code(run->p + len) == SELECTOR &&
			u_hasBinaryProperty((UChar32)code, UCHAR_EMOJI);
	if (!selected && !is_emoji(code))
		return false;
	const char *end = run->p + len;
	for (uint32_t next = scan_at(end, &len);
		continues(next) || (is_emoji(next) && run->options.emoji == EMOJI_SILENT);
		next = scan_at(end, &len))
		end += len;
	/* The names are English; who wants them in another language hears nothing. */
	bool named = run->options.emoji == EMOJI_SHORT && run_is(run, "emoji names", "yes");
	const char *said = named ? name_of(run, code) : "";
	return run_say(run, run->p, end, said, SAYING_EMOJI);
}
