/* main.c: the program page-image-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &page_image_stage);
}
