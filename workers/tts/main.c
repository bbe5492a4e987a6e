/* main.c: the program tts-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &tts_stage);
}
