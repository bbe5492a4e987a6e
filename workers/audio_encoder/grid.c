/* grid.c: positions on which all encoders of a book agree. */
#include "workers/audio_encoder/grid.h"

#include <stddef.h>

enum {
	OPUS_RATE = 48000,
	AAC_FRAME = 1024,
	OPUS_FRAME = 960, /* 20 ms */
	MP3_FRAME = 1152, /* of MPEG-1; half of that at MPEG-2 rates */
	MP3_HALF_RATE = 24000,
	/* How many frames earlier an encoder must start to make the same decisions as one that
	 * started further back: measured, see tests/workers/audio_encoder/test_engine.c. */
	AAC_LEAD = 32,
	OPUS_LEAD = 100,
	MP3_LEAD = 64,
};

static const int aac_rates[] = { 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000 };
static const int mp3_rates[] = { 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000 };

/* The rate itself, else the next higher one, else the highest. */
static int next_rate(const int *rates, size_t count, int rate)
{
	for (size_t i = 0; i < count; i++) {
		if (rates[i] >= rate)
			return rates[i];
	}
	return rates[count - 1];
}

static int64_t up_to(int64_t value, int64_t unit)
{
	return (value + unit - 1) / unit * unit;
}

static void cut(struct grid *grid, int lead_frames)
{
	int64_t unit = audio_frames_unit(grid->frame, grid->source_rate, grid->rate);
	grid->piece = (int64_t)GRID_PIECE_SECONDS * grid->rate / unit * unit;
	if (grid->piece == 0)
		grid->piece = unit;
	grid->lead = up_to((int64_t)lead_frames * grid->frame, unit);
}

struct grid grid_of(enum audio_format format, int source_rate)
{
	struct grid grid = { .source_rate = source_rate, .rate = source_rate };
	switch (format) {
	case AUDIO_M4B:
		grid.rate = next_rate(aac_rates, sizeof aac_rates / sizeof *aac_rates, source_rate);
		grid.frame = AAC_FRAME;
		cut(&grid, AAC_LEAD);
		break;
	case AUDIO_OPUS:
		grid.rate = OPUS_RATE;
		grid.frame = OPUS_FRAME;
		cut(&grid, OPUS_LEAD);
		break;
	case AUDIO_MP3:
		grid.rate = next_rate(mp3_rates, sizeof mp3_rates / sizeof *mp3_rates, source_rate);
		grid.frame = grid.rate > MP3_HALF_RATE ? MP3_FRAME : MP3_FRAME / 2;
		cut(&grid, MP3_LEAD);
		break;
	default:
		break;
	}
	return grid;
}

int grid_pieces(const struct grid *grid, int64_t source_samples)
{
	if (grid->frame == 0)
		return 1;
	int64_t pieces = (grid_from_source(grid, source_samples) + grid->piece - 1) / grid->piece;
	return pieces < 1 ? 1 : (int)pieces;
}

int64_t grid_piece_start(const struct grid *grid, int piece)
{
	return grid->piece * (piece - 1);
}

int64_t grid_to_source(const struct grid *grid, int64_t at)
{
	return at / grid->rate * grid->source_rate +
	       at % grid->rate * grid->source_rate / grid->rate;
}

int64_t grid_from_source(const struct grid *grid, int64_t source_samples)
{
	return source_samples / grid->source_rate * grid->rate +
	       (source_samples % grid->source_rate * grid->rate + grid->source_rate - 1) /
		       grid->source_rate;
}
