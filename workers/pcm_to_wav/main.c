/* main.c: the program pcm-to-wav-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &pcm_to_wav_stage);
}
