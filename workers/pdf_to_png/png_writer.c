/* png_writer.c: filters and deflates row by row with zlib. */
#include "workers/pdf_to_png/png_writer.h"

#include "common/base/alloc.h"
#include "workers/engine/io.h"
#include "workers/page/png_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	LEVEL = 3,
	OUT_SIZE = 64 * 1024,
	COLOUR_GREY = 0,
	FILTER_NONE = 0,
	UNIT_METRE = 1,
};

static const unsigned char signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

static void put_be32(unsigned char *p, uint32_t value)
{
	p[0] = (unsigned char)(value >> 24);
	p[1] = (unsigned char)(value >> 16);
	p[2] = (unsigned char)(value >> 8);
	p[3] = (unsigned char)value;
}

static int write_chunk(
	int fd, const char type[4], const unsigned char *data, size_t len, struct err *err)
{
	unsigned char head[8], tail[4];
	put_be32(head, (uint32_t)len);
	memcpy(head + 4, type, 4);
	uLong crc = crc32(0, head + 4, 4);
	if (len > 0)
		crc = crc32(crc, data, (uInt)len);
	put_be32(tail, (uint32_t)crc);
	if (engine_write(fd, head, sizeof head, err) < 0 ||
		(len > 0 && engine_write(fd, data, len, err) < 0))
		return -1;
	return engine_write(fd, tail, sizeof tail, err);
}

static int write_header(int fd, const struct grey_image *image, struct err *err)
{
	unsigned char header[13] = { 0 }, density[9];
	put_be32(header, (uint32_t)image->width);
	put_be32(header + 4, (uint32_t)image->height);
	header[8] = 8;
	header[9] = COLOUR_GREY;
	uint32_t per_metre = (uint32_t)(image->dpi / 0.0254 + 0.5);
	put_be32(density, per_metre);
	put_be32(density + 4, per_metre);
	density[8] = UNIT_METRE;
	if (engine_write(fd, signature, sizeof signature, err) < 0 ||
		write_chunk(fd, "IHDR", header, sizeof header, err) < 0)
		return -1;
	return write_chunk(fd, "pHYs", density, sizeof density, err);
}

/* Feeds `len` bytes to the compressor and writes out what fills up. */
static int compress_bytes(int fd, z_stream *z, unsigned char *out, const unsigned char *data,
	size_t len, bool last, struct err *err)
{
	z->next_in = (unsigned char *)(uintptr_t)data;
	z->avail_in = (uInt)len;
	for (;;) {
		int rc = deflate(z, last ? Z_FINISH : Z_NO_FLUSH);
		if (rc == Z_STREAM_ERROR)
			return err_set(err, ERR_INTERNAL, "deflate");
		bool full = z->avail_out == 0;
		if (full || rc == Z_STREAM_END) {
			if (write_chunk(fd, "IDAT", out, OUT_SIZE - z->avail_out, err) < 0)
				return -1;
			z->next_out = out;
			z->avail_out = OUT_SIZE;
		}
		if (last ? rc == Z_STREAM_END : z->avail_in == 0 && !full)
			return 0;
	}
}

static int write_rows(int fd, z_stream *z, const struct grey_image *image, struct err *err)
{
	unsigned char *out = alloc_zeroed(1, OUT_SIZE);
	z->next_out = out;
	z->avail_out = OUT_SIZE;
	const unsigned char filter = FILTER_NONE;
	int rc = 0;
	for (int y = 0; rc == 0 && y < image->height; y++) {
		const unsigned char *row = image->samples + (size_t)y * image->stride;
		rc = compress_bytes(fd, z, out, &filter, 1, false, err);
		if (rc == 0)
			rc = compress_bytes(
				fd, z, out, row, (size_t)image->width, y + 1 == image->height, err);
	}
	free(out);
	return rc;
}

static int write_text(int fd, const char *text, struct err *err)
{
	size_t size;
	if (!text)
		return 0;
	unsigned char *data = png_text_pack(text, strlen(text), &size);
	int rc = write_chunk(fd, PNG_TEXT_TYPE, data, size, err);
	free(data);
	return rc;
}

int png_write_grey(int fd, const struct grey_image *image, const char *text, struct err *err)
{
	z_stream z = { 0 };
	if (write_header(fd, image, err) < 0)
		return -1;
	if (deflateInit(&z, LEVEL) != Z_OK)
		return err_set(err, ERR_INTERNAL, "deflateInit");
	int rc = write_rows(fd, &z, image, err);
	deflateEnd(&z);
	if (rc == 0)
		rc = write_text(fd, text, err);
	return rc < 0 ? -1 : write_chunk(fd, "IEND", NULL, 0, err);
}
