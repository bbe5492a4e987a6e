/* main.c: the program audio-encoder-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &audio_encoder_stage);
}
