/* main.c: the program pdf-to-png-service. */
#include "workers/engine/stage.h"

int main(int argc, char **argv)
{
	return worker_main(argc, argv, &pdf_to_png_stage);
}
