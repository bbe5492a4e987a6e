/* packet_source.c: libavformat as a demuxer. The container's instructions to skip samples are
 * ignored, because a file is cut by counting every packet. */
#include "workers/audio_encoder/packet_source.h"

#include "common/base/alloc.h"
#include "workers/audio_encoder/file_io.h"
#include "workers/audio_encoder/libav.h"

#include <libavformat/avformat.h>

struct packet_source {
	AVFormatContext *file;
	int stream;
	AVPacket *packet;
};

static int find_sound(struct packet_source *source, struct err *err)
{
	AVDictionary *options = NULL;
	av_dict_set(&options, "ignore_editlist", "1", 0);
	int code = avformat_open_input(&source->file, NULL, NULL, &options);
	av_dict_free(&options);
	if (code < 0)
		return err_set(err, ERR_INVALID, "not an audio file: %s", av_err2str(code));
	for (unsigned i = 0; i < source->file->nb_streams; i++) {
		if (source->file->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
			source->stream = (int)i;
			return 0;
		}
	}
	return err_set(err, ERR_INVALID, "a file without audio");
}

int packet_source_open(int fd, struct packet_source **ret_source, struct err *err)
{
	struct packet_source *source = alloc_zeroed(1, sizeof *source);
	source->packet = libav_checked(av_packet_alloc());
	source->file = libav_checked(avformat_alloc_context());
	AVIOContext *io = file_io_open_input(fd);
	source->file->pb = io;
	source->file->flags |= AVFMT_FLAG_CUSTOM_IO;
	if (find_sound(source, err) < 0) {
		if (source->file)
			packet_source_close(&source);
		else { /* a failed open freed it, but not its input */
			file_io_close_input(&io);
			av_packet_free(&source->packet);
			alloc_free(&source);
		}
		return -1;
	}
	*ret_source = source;
	return 0;
}

void packet_source_close(struct packet_source **source)
{
	struct packet_source *s = *source;
	if (!s)
		return;
	AVIOContext *io = s->file->pb;
	avformat_close_input(&s->file);
	file_io_close_input(&io);
	av_packet_free(&s->packet);
	alloc_free(source);
}

const AVCodecParameters *packet_source_codec(const struct packet_source *source)
{
	return source->file->streams[source->stream]->codecpar;
}

int packet_source_next(struct packet_source *source, const AVPacket **ret_packet, struct err *err)
{
	for (;;) {
		av_packet_unref(source->packet);
		int code = av_read_frame(source->file, source->packet);
		if (code == AVERROR_EOF)
			return 0;
		if (code < 0)
			return libav_err(err, code, "reading the file");
		if (source->packet->stream_index == source->stream) {
			*ret_packet = source->packet;
			return 1;
		}
	}
}
