/* main.c: the program live-audio-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &live_audio_stage);
}
