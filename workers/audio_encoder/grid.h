/* grid: where a book's audio is cut so that pieces can be encoded side by side.
 *
 * A codec works in frames of a fixed number of samples. Pieces begin at multiples of a unit: whole
 * frames, and, where the rate is converted, places where a sample of the source and one of the
 * result fall together. So an encoder that begins some frames early makes, from the piece's first
 * frame on, the packets that one encoder over the whole would have made. Pure. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_GRID_H
#define LECTERN_WORKERS_AUDIO_ENCODER_GRID_H

#include "common/farm/audio_format.h"

#include <stdint.h>

enum { GRID_PIECE_SECONDS = 120 };

/* In samples of the encoded rate unless said otherwise. */
struct grid {
	int source_rate, rate; /* Hz */
	int frame;             /* samples of a packet; 0: the format has no pieces */
	int64_t piece;         /* length of every piece but the last */
	int64_t lead;          /* how much earlier an encoder begins; a multiple of the unit */
};

struct grid grid_of(enum audio_format format, int source_rate);

/* How many pieces so many samples of the source make: 1 at least. */
int grid_pieces(const struct grid *grid, int64_t source_samples);

/* First sample of a piece (from 1). */
int64_t grid_piece_start(const struct grid *grid, int piece);

/* Samples of the source that lie before a place of the grid, and what so many become. */
int64_t grid_to_source(const struct grid *grid, int64_t at);
int64_t grid_from_source(const struct grid *grid, int64_t source_samples);

#endif
