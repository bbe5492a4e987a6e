/* encoding: sound for the tests of audio-encoder, its engine's work on it, and what ffmpeg makes of
 * the result. */
#ifndef LECTERN_TESTS_WORKERS_AUDIO_ENCODER_ENCODING_H
#define LECTERN_TESTS_WORKERS_AUDIO_ENCODER_ENCODING_H

#include "tests/workers/engine/engine_test.h"

/* A WAV of that many samples that is as lively as speech: syllables of several tones, hisses,
 * pauses. The same each time. */
void make_wav(struct buf *wav, int rate, int channels, int64_t samples);

/* One piece as a piece_file, appended. */
void encode_piece(struct player *engine, const char *format, const struct buf *wav, int piece,
	int pieces, struct buf *file);

/* All pieces of it, put together; `extra` are further parameters as JSON members (",..."), or "".
 */
void encode_file(struct player *engine, const char *format, const struct buf *wav, int pieces,
	const char *extra, struct buf *file);

/* What a format without pieces becomes. */
void encode_whole(struct player *engine, const char *format, const struct buf *wav,
	const char *extra, struct buf *file);

/* The samples that ffmpeg decodes, as one channel at that rate. */
void decode(const struct buf *file, int rate, struct buf *samples);

/* What ffprobe prints of it. */
void probe(const struct buf *file, const char *options, struct buf *text);
void probe_path(const char *path, const char *options, struct buf *text);

#endif
