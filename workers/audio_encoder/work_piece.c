/* work_piece.c: encodes one piece of a book, in parallel with others. */
#include "workers/audio_encoder/encoder.h"
#include "workers/audio_encoder/piece_file.h"
#include "workers/audio_encoder/work.h"
#include "workers/engine/io.h"

#include <unistd.h>

struct gathering {
	struct buf *file;
	int64_t start, end; /* what this piece must contain */
};

static int gather(void *context, const AVPacket *packet, int64_t at, struct err *err)
{
	const struct gathering *gathering = context;
	(void)err;
	if (at >= gathering->end)
		return 0;
	/* The encoder started earlier, to know what precedes the piece. */
	if (at >= gathering->start)
		piece_add(gathering->file, packet->data, (size_t)packet->size);
	return 1;
}

static int encode(
	const struct work *work, struct wav_source *source, struct buf *file, struct err *err)
{
	struct grid grid = grid_of(work->format, source->head.rate);
	struct encoder *encoder = NULL;
	if (encoder_open(work->format, work->bitrate, &source->head, &grid, &encoder, err) < 0)
		return -1;
	const AVCodecContext *codec = encoder_codec(encoder);
	struct gathering gathering = {
		.file = file,
		.start = grid_piece_start(&grid, work->piece),
		.end = work->piece < work->pieces ? grid_piece_start(&grid, work->piece + 1)
						  : INT64_MAX,
	};
	piece_begin(file, &(struct piece_head) {
				  .format = work->format,
				  .rate = grid.rate,
				  .frame = grid.frame,
				  .padding = codec->initial_padding,
				  .own = codec->extradata,
				  .own_len = (size_t)codec->extradata_size,
			  });
	int64_t from = gathering.start > grid.lead ? gathering.start - grid.lead : 0;
	int64_t until = work->piece < work->pieces
				? grid_to_source(&grid, gathering.end) + grid.source_rate
				: source->head.samples;
	int rc = wav_source_want(source, grid_to_source(&grid, from), until, err);
	if (rc == 0)
		rc = encoder_run(encoder, source, from, gather, &gathering, err);
	encoder_close(&encoder);
	return rc;
}

static int put(const struct work *work, const struct buf *file, struct err *err)
{
	int fd;
	struct meta meta = { 0 };
	if (job_scratch(work->job, file->len, &fd, err) < 0)
		return -1;
	int rc = engine_write(fd, file->data, file->len, err);
	if (rc == 0)
		rc = job_put(work->job, 0, fd, &meta, err);
	close(fd);
	return rc;
}

int work_piece(const struct work *work, struct err *err)
{
	struct wav_source source;
	struct buf file = BUF_EMPTY;
	if (wav_source_open(work->job, &source, err) < 0)
		return -1;
	int rc = encode(work, &source, &file, err);
	if (rc == 0)
		rc = put(work, &file, err);
	wav_source_close(&source);
	buf_free(&file);
	return rc;
}
