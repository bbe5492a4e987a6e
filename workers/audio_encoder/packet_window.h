/* packet_window: packets by number, in an order that seldom goes back, and never far. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_PACKET_WINDOW_H
#define LECTERN_WORKERS_AUDIO_ENCODER_PACKET_WINDOW_H

#include "workers/audio_encoder/packet_source.h"

#include <stdint.h>

/* How many packets before the last one read remain available. */
enum { PACKET_WINDOW = 16 };

struct packet_window {
	struct packet_source *source; /* not owned */
	AVPacket *kept[PACKET_WINDOW];
	int64_t next; /* number of the next packet to be read */
};

void packet_window_free(struct packet_window *window);

/* Gets the packet of that number, from 0, which is valid until the next call. 1: found; 0: the
 * file has fewer; -1: error. */
int packet_window_get(
	struct packet_window *window, int64_t number, const AVPacket **ret_packet, struct err *err);

#endif
