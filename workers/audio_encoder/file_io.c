/* file_io.c: libavformat's input and output on one descriptor, each with its own position. */
#include "workers/audio_encoder/file_io.h"

#include "common/base/alloc.h"
#include "workers/audio_encoder/libav.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 * 1024 };

struct place {
	int fd;
	int64_t at;
};

static int write_some(void *opaque, uint8_t *data, int len)
{
	struct place *place = opaque;
	for (int done = 0; done < len;) {
		ssize_t n = pwrite(place->fd, data + done, (size_t)(len - done), place->at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return AVERROR(errno);
		done += (int)n;
		place->at += n;
	}
	return len;
}

static int read_some(void *opaque, uint8_t *data, int len)
{
	struct place *place = opaque;
	ssize_t n = pread(place->fd, data, (size_t)len, place->at);
	if (n < 0)
		return AVERROR(errno);
	place->at += n;
	return n == 0 ? AVERROR_EOF : (int)n;
}

static int64_t size_of(int fd)
{
	struct stat st;
	return fstat(fd, &st) < 0 ? AVERROR(errno) : st.st_size;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
	struct place *place = opaque;
	if (whence & AVSEEK_SIZE)
		return size_of(place->fd);
	switch (whence & ~AVSEEK_FORCE) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		offset += place->at;
		break;
	case SEEK_END:
		offset += size_of(place->fd);
		break;
	default:
		return AVERROR(EINVAL);
	}
	if (offset < 0)
		return AVERROR(EINVAL);
	place->at = offset;
	return offset;
}

static AVIOContext *open_place(int fd, bool writes)
{
	struct place *place = alloc_zeroed(1, sizeof *place);
	uint8_t *buffer = av_malloc(BUFFER_BYTES);
	place->fd = fd;
	AVIOContext *io =
		buffer ? avio_alloc_context(buffer, BUFFER_BYTES, writes, place,
				 writes ? NULL : read_some, writes ? write_some : NULL, seek)
		       : NULL;
	if (!io)
		libav_no_memory();
	return io;
}

static void close_place(AVIOContext **io)
{
	if (!*io)
		return;
	struct place *place = (*io)->opaque;
	av_freep(&(*io)->buffer);
	avio_context_free(io);
	alloc_free(&place);
}

/* Called when the muxer opens its own output again, which is the only file there is. */
static int open_again(AVFormatContext *file, AVIOContext **ret_io, const char *url, int flags,
	AVDictionary **options)
{
	(void)url;
	(void)options;
	if (flags & AVIO_FLAG_WRITE)
		return AVERROR(EACCES);
	const struct place *place = file->opaque;
	*ret_io = open_place(place->fd, false);
	return 0;
}

static int close_again(AVFormatContext *file, AVIOContext *io)
{
	(void)file;
	close_place(&io);
	return 0;
}

void file_io_attach(AVFormatContext *file, int fd)
{
	file->pb = open_place(fd, true);
	file->opaque = file->pb->opaque;
	file->flags |= AVFMT_FLAG_CUSTOM_IO;
	file->io_open = open_again;
	file->io_close2 = close_again;
}

void file_io_detach(AVFormatContext *file)
{
	close_place(&file->pb);
	file->opaque = NULL;
}

AVIOContext *file_io_open_input(int fd)
{
	return open_place(fd, false);
}

void file_io_close_input(AVIOContext **io)
{
	close_place(io);
}
