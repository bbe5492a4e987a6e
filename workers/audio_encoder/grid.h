/* grid: where a book's audio is cut so that the pieces can be encoded in parallel.
 *
 * A codec works in frames of a fixed number of samples. Pieces begin at multiples of a unit:
 * whole frames and, where the rate is converted, positions at which a sample of the source
 * coincides with one of the result. So an encoder that starts some frames early produces, from
 * the piece's first frame on, the packets that a single encoder would have produced for the
 * whole book. Pure functions.
 */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_GRID_H
#define LECTERN_WORKERS_AUDIO_ENCODER_GRID_H

#include "common/farm/audio_format.h"

#include <stdint.h>

enum { GRID_PIECE_SECONDS = 120 };

/* In samples at the encoded rate unless stated otherwise. */
struct grid {
	int source_rate, rate; /* Hz */
	int frame;             /* samples per packet; 0: the format has no pieces */
	int64_t piece;         /* length of every piece except the last */
	int64_t lead;          /* how much earlier an encoder starts; a multiple of the unit */
};

struct grid grid_of(enum audio_format format, int source_rate);

/* The number of pieces for that many source samples; at least 1. */
int grid_pieces(const struct grid *grid, int64_t source_samples);

/* The first sample of a piece (from 1). */
int64_t grid_piece_start(const struct grid *grid, int piece);

/* Convert a position on the grid to source samples, and back. */
int64_t grid_to_source(const struct grid *grid, int64_t at);
int64_t grid_from_source(const struct grid *grid, int64_t source_samples);

#endif
