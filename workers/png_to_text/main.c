/* main.c: the program png-to-text-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &png_to_text_stage);
}
