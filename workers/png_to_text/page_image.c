/* page_image.c: reads the PNG with Leptonica, and straightens a page that was scanned askew. */
#include "workers/png_to_text/page_image.h"

#include "workers/engine/io.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

enum {
	MAX_SIDE = 32767, /* Tesseract's own limit */
	INK = 160,
	LEAST_SKEW_CONFIDENCE = 3, /* as Leptonica recommends */
};

static const float least_skew = 0.5f; /* degrees; Tesseract tolerates less */
static const float degree = 3.14159265f / 180;

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Signature, length and name of the first chunk, then width and height. */
static int check_size(
	const unsigned char *data, size_t len, int64_t max_megapixels, struct err *err)
{
	static const unsigned char start[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
	enum { START = sizeof start - 1, HEADER = START + 8 };
	if (len == 0)
		return err_set(err, ERR_INVALID, "not a PNG: the image is empty");
	if (len < HEADER || memcmp(data, start, START) != 0)
		return err_set(err, ERR_INVALID, "not a PNG image");
	uint32_t width = be32(data + START), height = be32(data + START + 4);
	if (width == 0 || height == 0)
		return err_set(err, ERR_INVALID, "an image of %u by %u pixels", width, height);
	if (width > MAX_SIDE || height > MAX_SIDE ||
		(int64_t)width * height > max_megapixels * 1000000)
		return err_set(err, ERR_INVALID,
			"an image of %u by %u pixels is too large: max_page_megapixels = %lld",
			width, height, (long long)max_megapixels);
	return 0;
}

/* Takes ownership of the image. NULL when it cannot be converted. */
static PIX *to_grey(PIX *image)
{
	PIX *opaque = image;
	if (pixGetDepth(image) == 32 && pixGetSpp(image) == 4) {
		opaque = pixAlphaBlendUniform(image, 0xffffff00);
		pixDestroy(&image);
	}
	PIX *grey = opaque ? pixConvertTo8(opaque, 0) : NULL;
	pixDestroy(&opaque);
	return grey;
}

int page_image_load(int fd, int64_t max_megapixels, struct Pix **ret_image, struct err *err)
{
	const void *data;
	size_t len;
	if (engine_map(fd, &data, &len, err) < 0)
		return -1;
	int rc = check_size(data, len, max_megapixels, err);
	if (rc == 0) {
		PIX *image = pixReadMem(data, len);
		PIX *grey = image ? to_grey(image) : NULL;
		if (grey)
			*ret_image = grey;
		else
			rc = err_set(err, ERR_INVALID, "a damaged PNG image");
	}
	engine_unmap(&data, len);
	return rc;
}

float page_image_straighten(struct Pix **image)
{
	l_float32 angle = 0, confidence = 0;
	PIX *black = pixConvertTo1(*image, INK);
	bool askew = black && pixFindSkew(black, &angle, &confidence) == 0 &&
		     confidence >= LEAST_SKEW_CONFIDENCE && fabsf(angle) >= least_skew;
	pixDestroy(&black);
	PIX *straight =
		askew ? pixRotate(*image, angle * degree, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0)
		      : NULL;
	if (!straight)
		return 0;
	pixDestroy(image);
	*image = straight;
	return angle;
}
