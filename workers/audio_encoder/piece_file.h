/* piece_file: the packets of one piece of a book, on their way from who encoded it to who puts the
 * pieces together. Our own format, since a container would cut off what two pieces overlap by:
 *
 *   "LPC1", then in 32 bits, lower byte first: format, rate, frame, padding, length of the codec's
 *   own description and it; then each packet: its length and it, to the end. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_PIECE_FILE_H
#define LECTERN_WORKERS_AUDIO_ENCODER_PIECE_FILE_H

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/farm/audio_format.h"

#include <stddef.h>
#include <stdint.h>

struct piece_head {
	enum audio_format format;
	int rate;        /* Hz */
	int frame;       /* samples of a packet */
	int padding;     /* samples that the decoder gives before the first real one */
	const void *own; /* the codec's own description ("extradata") */
	size_t own_len;
};

void piece_begin(struct buf *file, const struct piece_head *head);
void piece_add(struct buf *file, const void *packet, size_t len);

struct piece_reader {
	struct piece_head head; /* points into the file */
	const unsigned char *at, *end;
};

/* ERR_INVALID: no such file. It must outlive the reader. */
int piece_open(const void *file, size_t len, struct piece_reader *ret_reader, struct err *err);

/* 1: a packet that lives in the file; 0: the end; -1: cut short. */
int piece_next(
	struct piece_reader *reader, const void **ret_packet, size_t *ret_len, struct err *err);

/* The same codec with the same settings: can be put together. */
bool piece_fits(const struct piece_head *a, const struct piece_head *b);

#endif
