/* webp.c: encodes a picture with libwebp, quickly, since a viewer is waiting. */
#include "workers/page_image/webp.h"

#include "workers/engine/io.h"

#include <webp/encode.h>

enum {
	METHOD = 2, /* of 0 to 6; higher ones take twice as long to save a tenth */
};
static const float quality = 80;

struct packing {
	WebPPicture image;
	WebPMemoryWriter bytes;
	webp_progress *moved;
	void *context;
};

static int on_progress(int percent, const WebPPicture *image)
{
	const struct packing *packing = image->user_data;
	(void)percent;
	return packing->moved(packing->context);
}

static const char *trouble(WebPEncodingError error)
{
	switch (error) {
	case VP8_ENC_ERROR_OUT_OF_MEMORY:
	case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
		return "not enough memory";
	case VP8_ENC_ERROR_BAD_DIMENSION:
		return "it is too large for WebP";
	default:
		return "libwebp failed";
	}
}

static int pack(struct packing *packing, const WebPConfig *config, const struct picture *picture,
	struct err *err)
{
	WebPPicture *image = &packing->image;
	image->width = picture->width;
	image->height = picture->height;
	image->writer = WebPMemoryWrite;
	image->custom_ptr = &packing->bytes;
	image->progress_hook = on_progress;
	image->user_data = packing;
	if (WebPPictureImportRGB(image, picture->samples, picture->stride) &&
		WebPEncode(config, image))
		return 0;
	if (image->error_code == VP8_ENC_ERROR_USER_ABORT)
		return err_set(err, ERR_UNAVAILABLE, "stopped");
	return err_set(
		err, ERR_INVALID, "the picture cannot be encoded: %s", trouble(image->error_code));
}

int webp_write(
	int fd, const struct picture *picture, webp_progress *moved, void *context, struct err *err)
{
	struct packing packing = { .moved = moved, .context = context };
	WebPConfig config;
	if (!WebPConfigPreset(&config, WEBP_PRESET_TEXT, quality) ||
		!WebPPictureInit(&packing.image))
		return err_set(err, ERR_INTERNAL, "libwebp has an incompatible version");
	config.method = METHOD;
	WebPMemoryWriterInit(&packing.bytes);
	int rc = pack(&packing, &config, picture, err);
	if (rc == 0)
		rc = engine_write(fd, packing.bytes.mem, packing.bytes.size, err);
	WebPPictureFree(&packing.image);
	WebPMemoryWriterClear(&packing.bytes);
	return rc;
}
