/* main.c: the program voice-sample-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &voice_sample_stage);
}
