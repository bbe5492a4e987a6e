/* audio_format.c: names of audio formats. */
#include "common/farm/audio_format.h"

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
				"\"%.*s\" is no audio format: m4b, opus, mp3, flac and wav are",
				len < 40 ? (int)len : 40, p);
		set |= 1u << format;
		p += len;
	}
	*ret_formats = set;
	return 0;
}
