/* work: what a front passes to its engine about a segment, by the names of the job's parameters. */
#ifndef LECTERN_WORKERS_LIVE_AUDIO_WORK_H
#define LECTERN_WORKERS_LIVE_AUDIO_WORK_H

/* See struct event_live. */
#define WORK_SEGMENT  "segment"
#define WORK_RATE     "rate"
#define WORK_CHANNELS "channels"
#define WORK_PARTS    "parts" /* not there: the joined sound */
#define WORK_SKIP     "skip"
#define WORK_SAMPLES  "samples"
#define WORK_END      "end"
#define WORK_BITRATE  "bitrate" /* bit/s */

#endif
