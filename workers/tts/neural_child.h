/* neural_child: the child process that speaks one page, and what it shares with the engine.
 * Internal to neural*.c. */
#ifndef LECTERN_WORKERS_TTS_NEURAL_CHILD_H
#define LECTERN_WORKERS_TTS_NEURAL_CHILD_H

#include "workers/tts/neural.h"
#include "workers/tts/sherpa.h"

/* The progress of the page, in shared memory. */
struct neural_report {
	int permille;
	enum err_kind kind; /* ERR_NONE unless something has failed */
	char text[sizeof(((struct err *)NULL)->text)];
	char trouble[300]; /* what was wrong with pieces that needed a second attempt */
};

struct neural_task {
	const struct tts_settings *settings;
	const struct sherpa *sherpa;
	struct sherpa_model *model; /* NULL: the child loads it itself */
	const struct neural_params *params;
	const char *text;
	int fd;
	struct neural_report *report;
	struct marks *marks; /* NULL: not wanted */
};

/* Speaks the page. Returns 0, or -1 with the reason in the report. Uses eSpeak NG's state. */
int neural_child(const struct neural_task *task);

#endif
