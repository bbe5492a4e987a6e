/* audio_format.c: names of audio formats. */
#include "common/farm/audio_format.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *name, *content_type;
	bool has_pieces;
} formats[AUDIO_FORMAT_COUNT] = {
	[AUDIO_M4B] = { "m4b", "audio/mp4", true },
	[AUDIO_OPUS] = { "opus", "audio/ogg", true },
	[AUDIO_MP3] = { "mp3", "audio/mpeg", true },
	[AUDIO_FLAC] = { "flac", "audio/flac", false },
	[AUDIO_WAV] = { "wav", "audio/wav", false },
	[AUDIO_M4B_CHAPTERS] = { "m4b.zip", "application/zip", false },
	[AUDIO_OPUS_CHAPTERS] = { "opus.zip", "application/zip", false },
	[AUDIO_MP3_CHAPTERS] = { "mp3.zip", "application/zip", false },
	[AUDIO_CAPTIONS] = { "srt", "application/x-subrip", false },
	[AUDIO_EPUB] = { "epub", "application/epub+zip", false },
};

const char *audio_format_name(enum audio_format format)
{
	return formats[format].name;
}

const char *audio_format_content_type(enum audio_format format)
{
	return formats[format].content_type;
}

bool audio_format_has_pieces(enum audio_format format)
{
	return formats[format].has_pieces;
}

static const enum audio_format by_chapter[][2] = {
	{ AUDIO_M4B, AUDIO_M4B_CHAPTERS }, { AUDIO_OPUS, AUDIO_OPUS_CHAPTERS },
	{ AUDIO_MP3, AUDIO_MP3_CHAPTERS },
	{ AUDIO_M4B, AUDIO_EPUB }, /* after the ZIP of M4Bs, which is found first */
};

/* The other format of a pair. */
static bool find_pair(enum audio_format format, int own, enum audio_format *ret_format)
{
	for (size_t i = 0; i < sizeof by_chapter / sizeof *by_chapter; i++) {
		if (by_chapter[i][own] == format) {
			*ret_format = by_chapter[i][!own];
			return true;
		}
	}
	return false;
}

bool audio_format_whole(enum audio_format format, enum audio_format *ret_whole)
{
	return find_pair(format, 1, ret_whole);
}

bool audio_format_chapters(enum audio_format whole, enum audio_format *ret_format)
{
	return find_pair(whole, 0, ret_format);
}

bool audio_format_parse(const char *name, size_t len, enum audio_format *ret_format)
{
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		if (strlen(formats[i].name) == len && strncmp(formats[i].name, name, len) == 0) {
			*ret_format = (enum audio_format)i;
			return true;
		}
	}
	return false;
}

int audio_formats_parse(const char *list, unsigned *ret_formats, struct err *err)
{
	unsigned set = 0;
	if (strcmp(list, "none") == 0) {
		*ret_formats = 0;
		return 0;
	}
	for (const char *p = list; *p;) {
		enum audio_format format;
		p += strspn(p, " ,");
		size_t len = strcspn(p, " ,");
		if (len == 0)
			break;
		if (!audio_format_parse(p, len, &format))
			return err_set(err, ERR_INVALID,
				"\"%.*s\" is not an audio format: use m4b, opus, mp3, flac, wav, epub, "
				"m4b.zip, opus.zip or mp3.zip",
				len < 40 ? (int)len : 40, p);
		set |= 1u << format;
		p += len;
	}
	*ret_formats = set;
	return 0;
}

static int64_t gcd(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

int64_t audio_frames_unit(int frame, int source_rate, int rate)
{
	assert(frame > 0 && source_rate > 0 && rate > 0);
	int64_t step = rate / gcd(rate, source_rate);
	int64_t unit = frame / gcd(frame, step) * step;
	assert(unit > 0); /* all operands are positive, and a common divisor never exceeds either
			   * number */
	return unit;
}
