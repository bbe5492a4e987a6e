/* packet_window.c: a ring buffer of packet references. */
#include "workers/audio_encoder/packet_window.h"

#include "workers/audio_encoder/libav.h"

#include <assert.h>

void packet_window_free(struct packet_window *window)
{
	for (int i = 0; i < PACKET_WINDOW; i++)
		av_packet_free(&window->kept[i]);
}

static int read_next(struct packet_window *window, struct err *err)
{
	const AVPacket *packet;
	AVPacket **place = &window->kept[window->next % PACKET_WINDOW];
	int rc = packet_source_next(window->source, &packet, err);
	if (rc <= 0)
		return rc;
	av_packet_free(place);
	*place = libav_checked(av_packet_clone(packet));
	window->next++;
	return 1;
}

int packet_window_get(
	struct packet_window *window, int64_t number, const AVPacket **ret_packet, struct err *err)
{
	assert(number >= 0 && number >= window->next - PACKET_WINDOW);
	while (number >= window->next) {
		int rc = read_next(window, err);
		if (rc <= 0)
			return rc;
	}
	*ret_packet = window->kept[number % PACKET_WINDOW];
	return 1;
}
