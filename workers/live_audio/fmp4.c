/* fmp4.c: writes the MP4 boxes. */
#include "workers/live_audio/fmp4.h"

#include "common/base/alloc.h"

#include <string.h>

enum {
	TRACK = 1,
	OBJECT_AAC = 0x40, /* ISO 14496-1: MPEG-4 audio */
	STREAM_AUDIO = 0x15,
	DESCRIPTOR_ES = 3,
	DESCRIPTOR_DECODER = 4,
	DESCRIPTOR_CONFIG = 5,
	DESCRIPTOR_SYNC = 6,
	BASE_IS_MOOF = 0x020000,     /* of tfhd */
	DEFAULT_SAMPLE_FLAGS = 0x20, /* of tfhd */
	DATA_OFFSET = 0x1,           /* of trun */
	SAMPLE_DURATION = 0x100,     /* of trun */
	SAMPLE_SIZE = 0x200,         /* of trun */
	INDEPENDENT = 0x02000000,    /* of a sample: depends on no other sample */
	UNDETERMINED = 0x55c4,       /* of a language: "und" */
	UNITY = 0x10000,             /* 1.0 in 16.16 fixed point */
};

static void put_zeros(struct buf *to, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_append_char(to, 0);
}

/* A box starts with its length, which is known only at its end: pass the result of begin() to
 * end(). */
static size_t begin(struct buf *to, const char *type)
{
	size_t at = to->len;
	buf_append_be(to, 0, 4);
	buf_append(to, type, 4);
	return at;
}

static size_t begin_full(struct buf *to, const char *type, int version, uint32_t flags)
{
	size_t at = begin(to, type);
	buf_append_be(to, (uint64_t)version, 1);
	buf_append_be(to, flags, 3);
	return at;
}

static void set32(struct buf *to, size_t at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		to->data[at + i] = (char)(value >> (24 - 8 * i) & 0xff);
}

static void end(struct buf *to, size_t at)
{
	set32(to, at, (uint32_t)(to->len - at));
}

/* ---- init segment ---- */

static void put_matrix(struct buf *to)
{
	buf_append_be(to, UNITY, 4);
	put_zeros(to, 12);
	buf_append_be(to, UNITY, 4);
	put_zeros(to, 12);
	buf_append_be(to, 0x40000000, 4);
}

static void put_movie_header(struct buf *to, const struct fmp4_track *track)
{
	size_t box = begin_full(to, "mvhd", 0, 0);
	put_zeros(to, 8); /* times: zero, so that equal audio gives equal bytes */
	buf_append_be(to, (uint64_t)track->rate, 4);
	buf_append_be(to, 0, 4); /* duration: given by the fragments */
	buf_append_be(to, UNITY, 4);
	buf_append_be(to, 0x0100, 2); /* volume */
	put_zeros(to, 10);
	put_matrix(to);
	put_zeros(to, 24);
	buf_append_be(to, TRACK + 1, 4);
	end(to, box);
}

static void put_track_header(struct buf *to)
{
	size_t box = begin_full(to, "tkhd", 0, 3); /* flags: enabled, in movie */
	put_zeros(to, 8);
	buf_append_be(to, TRACK, 4);
	put_zeros(to, 4 + 4 + 8 + 4);
	buf_append_be(to, 0x0100, 2); /* volume */
	put_zeros(to, 2);
	put_matrix(to);
	put_zeros(to, 8);
	end(to, box);
}

static void put_media_header(struct buf *to, const struct fmp4_track *track)
{
	size_t box = begin_full(to, "mdhd", 0, 0);
	put_zeros(to, 8);
	buf_append_be(to, (uint64_t)track->rate, 4);
	buf_append_be(to, 0, 4);
	buf_append_be(to, UNDETERMINED, 2);
	put_zeros(to, 2);
	end(to, box);
	box = begin_full(to, "hdlr", 0, 0);
	put_zeros(to, 4);
	buf_append(to, "soun", 4);
	put_zeros(to, 12 + 1);
	end(to, box);
}

/* The descriptor lengths below do not include the config, whose own length fits in one byte. */
static void put_stream_descriptor(struct buf *to, const struct fmp4_track *track)
{
	size_t box = begin_full(to, "esds", 0, 0);
	buf_append_be(to, DESCRIPTOR_ES, 1);
	buf_append_be(to, 3 + 2 + 13 + 2 + track->config_len + 3, 1);
	buf_append_be(to, TRACK, 2);
	buf_append_be(to, 0, 1);
	buf_append_be(to, DESCRIPTOR_DECODER, 1);
	buf_append_be(to, 13 + 2 + track->config_len, 1);
	buf_append_be(to, OBJECT_AAC, 1);
	buf_append_be(to, STREAM_AUDIO, 1);
	buf_append_be(to, 0, 3);
	buf_append_be(to, (uint64_t)track->bitrate, 4);
	buf_append_be(to, (uint64_t)track->bitrate, 4);
	buf_append_be(to, DESCRIPTOR_CONFIG, 1);
	buf_append_be(to, track->config_len, 1);
	buf_append(to, track->config, track->config_len);
	buf_append_be(to, DESCRIPTOR_SYNC, 1);
	buf_append_be(to, 1, 1);
	buf_append_be(to, 2, 1);
	end(to, box);
}

static void put_sample_description(struct buf *to, const struct fmp4_track *track)
{
	size_t box = begin_full(to, "stsd", 0, 0);
	buf_append_be(to, 1, 4);
	size_t entry = begin(to, "mp4a");
	put_zeros(to, 6);
	buf_append_be(to, 1, 2); /* data reference index: this file */
	put_zeros(to, 8);
	buf_append_be(to, 1, 2);  /* channels */
	buf_append_be(to, 16, 2); /* bits per sample */
	put_zeros(to, 4);
	buf_append_be(to, (uint64_t)track->rate << 16, 4);
	put_stream_descriptor(to, track);
	end(to, entry);
	end(to, box);
}

/* The sample tables are empty: all samples are in fragments. */
static void put_empty_tables(struct buf *to)
{
	static const struct {
		const char *type;
		int bytes;
	} tables[] = { { "stts", 4 }, { "stsc", 4 }, { "stsz", 8 }, { "stco", 4 } };
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		size_t box = begin_full(to, tables[i].type, 0, 0);
		put_zeros(to, tables[i].bytes);
		end(to, box);
	}
}

static void put_media_information(struct buf *to, const struct fmp4_track *track)
{
	size_t box = begin(to, "minf");
	size_t inner = begin_full(to, "smhd", 0, 0);
	put_zeros(to, 4);
	end(to, inner);
	inner = begin(to, "dinf");
	size_t reference = begin_full(to, "dref", 0, 0);
	buf_append_be(to, 1, 4);
	size_t url = begin_full(to, "url ", 0, 1); /* flags: in this file */
	end(to, url);
	end(to, reference);
	end(to, inner);
	inner = begin(to, "stbl");
	put_sample_description(to, track);
	put_empty_tables(to);
	end(to, inner);
	end(to, box);
}

static void put_track(struct buf *to, const struct fmp4_track *track)
{
	size_t box = begin(to, "trak");
	put_track_header(to);
	size_t media = begin(to, "mdia");
	put_media_header(to, track);
	put_media_information(to, track);
	end(to, media);
	end(to, box);
}

static void put_extends(struct buf *to, const struct fmp4_track *track)
{
	size_t box = begin(to, "mvex");
	size_t extends = begin_full(to, "trex", 0, 0);
	buf_append_be(to, TRACK, 4);
	buf_append_be(to, 1, 4); /* sample description index */
	buf_append_be(to, (uint64_t)track->frame, 4);
	buf_append_be(to, 0, 4);
	buf_append_be(to, INDEPENDENT, 4);
	end(to, extends);
	end(to, box);
}

void fmp4_append_head(struct buf *file, const struct fmp4_track *track)
{
	size_t box = begin(file, "ftyp");
	buf_append_string(file, "iso6");
	buf_append_be(file, 0, 4);
	buf_append_string(file, "iso6mp41");
	end(file, box);
	box = begin(file, "moov");
	put_movie_header(file, track);
	put_track(file, track);
	put_extends(file, track);
	end(file, box);
}

/* ---- fragments ---- */

void fmp4_fragment_add(struct fmp4_fragment *fragment, const void *packet, size_t len)
{
	if (fragment->count == fragment->cap) {
		fragment->cap = fragment->cap ? fragment->cap * 2 : 256;
		fragment->sizes =
			alloc_resize(fragment->sizes, fragment->cap * sizeof *fragment->sizes);
	}
	fragment->sizes[fragment->count++] = (uint32_t)len;
	buf_append(&fragment->data, packet, len);
}

void fmp4_fragment_free(struct fmp4_fragment *fragment)
{
	buf_free(&fragment->data);
	alloc_free(&fragment->sizes);
	fragment->count = fragment->cap = 0;
}

/* Returns the position at which the data offset must be written later. */
static size_t put_run(struct buf *to, const struct fmp4_track *track,
	const struct fmp4_fragment *fragment, uint32_t last_samples)
{
	size_t box = begin_full(to, "trun", 0, DATA_OFFSET | SAMPLE_DURATION | SAMPLE_SIZE);
	buf_append_be(to, fragment->count, 4);
	size_t offset = to->len;
	buf_append_be(to, 0, 4);
	for (size_t i = 0; i < fragment->count; i++) {
		buf_append_be(
			to, i + 1 < fragment->count ? (uint32_t)track->frame : last_samples, 4);
		buf_append_be(to, fragment->sizes[i], 4);
	}
	end(to, box);
	return offset;
}

void fmp4_append_fragment(struct buf *file, const struct fmp4_track *track,
	const struct fmp4_fragment *fragment, uint32_t last_samples)
{
	size_t moof = begin(file, "moof");
	size_t box = begin_full(file, "mfhd", 0, 0);
	buf_append_be(file, fragment->number, 4);
	end(file, box);
	size_t traf = begin(file, "traf");
	box = begin_full(file, "tfhd", 0, BASE_IS_MOOF | DEFAULT_SAMPLE_FLAGS);
	buf_append_be(file, TRACK, 4);
	buf_append_be(file, INDEPENDENT, 4);
	end(file, box);
	box = begin_full(file, "tfdt", 1, 0);
	buf_append_be(file, fragment->at, 8);
	end(file, box);
	size_t offset = put_run(file, track, fragment, last_samples);
	end(file, traf);
	end(file, moof);
	box = begin(file, "mdat");
	set32(file, offset, (uint32_t)(file->len - moof));
	buf_append(file, fragment->data.data, fragment->data.len);
	end(file, box);
}
