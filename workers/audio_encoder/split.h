/* split: a file for each chapter, of the packets of the file of the whole. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_SPLIT_H
#define LECTERN_WORKERS_AUDIO_ENCODER_SPLIT_H

#include "workers/audio_encoder/grid.h"
#include "workers/audio_encoder/packet_window.h"
#include "workers/audio_encoder/stored_zip.h"
#include "workers/audio_encoder/work.h"

/* In samples of the encoded rate. */
struct part {
	const char *title;
	int64_t start, end;
	int number, of;
};

struct split {
	const struct work *work;
	enum audio_format format; /* of each chapter */
	struct tags tags;         /* of the book */
	struct cover cover;
	struct grid grid;
	int64_t samples; /* of the book, in the encoded rate */
	struct packet_window packets;
	AVCodecParameters *codec; /* of the chapter at hand, owned */
	int padding;              /* of the whole: what its first packets give before the sound */
	struct stored_zip *zip;
	int part; /* scratch file of the chapter at hand: thousands of its own would be too many */
};

/* Puts all parts, one at least, into split->zip. */
typedef int split_fill(
	struct split *split, const struct part *parts, size_t count, struct err *err);

/* Makes a file of a format that is made of another (audio_format_whole): a ZIP of what `fill` puts
 * in it, of WORK_FILE; puts it. */
int split_run(const struct work *work, split_fill *fill, struct err *err);

/* The sound of a part goes into the ZIP as a file of that name. */
int split_add(struct split *split, const struct part *part, const char *name, struct err *err);

#endif
