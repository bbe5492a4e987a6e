/* results: the numbers of what wav-aggregator reads and stores besides the audio. */
#ifndef LECTERN_WORKERS_WAV_AGGREGATOR_RESULTS_H
#define LECTERN_WORKERS_WAV_AGGREGATOR_RESULTS_H

#include "common/farm/book.h"
#include "workers/engine/job.h"

enum {
	WAV_AGGREGATOR_BOOK = JOB_BESIDE,          /* + enum book_part */
	WAV_AGGREGATOR_TIMELINE = JOB_BESIDE + 99, /* + the page's number, from 1 */
};

#endif
