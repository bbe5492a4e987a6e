/* main.c: the program wav-aggregator-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &wav_aggregator_stage);
}
