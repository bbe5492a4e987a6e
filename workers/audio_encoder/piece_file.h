/* piece_file: the packets of one piece of a book, passed from the worker that encoded it to the
 * one that joins the pieces. A format of our own, because a container would cut off the overlap
 * of two pieces:
 *
 *   "LPC1", then as 32-bit little-endian numbers: format, rate, frame, padding, length of the
 *   codec's extradata; the extradata; then for each packet, to the end: its length and its bytes.
 */
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
	int frame;       /* samples per packet */
	int padding;     /* samples that the decoder outputs before the first real one */
	const void *own; /* the codec's extradata */
	size_t own_len;
};

void piece_begin(struct buf *file, const struct piece_head *head);
void piece_add(struct buf *file, const void *packet, size_t len);

struct piece_reader {
	struct piece_head head; /* points into the file */
	const unsigned char *at, *end;
};

/* ERR_INVALID: not such a file. `file` must outlive the reader. */
int piece_open(const void *file, size_t len, struct piece_reader *ret_reader, struct err *err);

/* 1: *ret_packet points into the file; 0: the end; -1: truncated. */
int piece_next(
	struct piece_reader *reader, const void **ret_packet, size_t *ret_len, struct err *err);

/* Whether both have the same codec with the same settings, so that they can be joined. */
bool piece_fits(const struct piece_head *a, const struct piece_head *b);

#endif
