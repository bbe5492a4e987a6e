/* split: makes a file for each chapter from the packets of the whole book's file. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_SPLIT_H
#define LECTERN_WORKERS_AUDIO_ENCODER_SPLIT_H

#include "workers/audio_encoder/grid.h"
#include "workers/audio_encoder/packet_window.h"
#include "workers/audio_encoder/stored_zip.h"
#include "workers/audio_encoder/work.h"

/* In samples at the encoded rate. */
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
	int64_t samples; /* of the book, at the encoded rate */
	struct packet_window packets;
	AVCodecParameters *codec; /* of the current chapter, owned */
	int padding; /* samples that the first packets of the whole yield before the audio */
	struct stored_zip *zip;
	int part; /* scratch file, reused for each chapter */
};

/* Adds all parts, of which there is at least one, to split->zip. */
typedef int split_fill(
	struct split *split, const struct part *parts, size_t count, struct err *err);

/* Makes and puts a file of a format that is made from another (audio_format_whole): a ZIP of
 * what `fill` adds, made from WORK_FILE. */
int split_run(const struct work *work, split_fill *fill, struct err *err);

/* Adds the audio of a part to the ZIP as a file of that name. */
int split_add(struct split *split, const struct part *part, const char *name, struct err *err);

#endif
