/* hostile_pdf: a pdf-to-png-service whose engine a document has taken over: it would keep the farm
 * busy with it for ever. */
#include "config.h"

#include "workers/engine/stage.h"

#include <unistd.h>

static enum verdict run(void *state, struct job *job, struct err *err)
{
	(void)state;
	if (job_total(job, 3, err) < 0)
		return VERDICT_REJECT;
	/* Nothing rendered, and once more from the start. */
	job_continue_at(job, 1);
	return VERDICT_DONE;
}

int main(int argc, char **argv)
{
	struct stage hostile = pdf_to_png_stage;
	hostile.run = run;
	return worker_main(argc, argv, &hostile);
}
