/* file_io: makes a descriptor the file that libavformat writes, and reads again when it moves
 * the index to the front. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_FILE_IO_H
#define LECTERN_WORKERS_AUDIO_ENCODER_FILE_IO_H

#include <libavformat/avformat.h>

/* fd stays the caller's. */
void file_io_attach(AVFormatContext *file, int fd);
void file_io_detach(AVFormatContext *file);

/* An input for a demuxer, with or without an output at the same time. fd stays the caller's;
 * close the result with file_io_close_input(). */
AVIOContext *file_io_open_input(int fd);
void file_io_close_input(AVIOContext **io);

#endif
