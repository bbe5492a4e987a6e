/* work: what the front passes to its engine about a segment, as names of job parameters. */
#ifndef LECTERN_WORKERS_LIVE_AUDIO_WORK_H
#define LECTERN_WORKERS_LIVE_AUDIO_WORK_H

/* See struct event_live. */
#define WORK_SEGMENT  "segment"
#define WORK_RATE     "rate"
#define WORK_CHANNELS "channels"
#define WORK_PARTS    "parts" /* absent: the joined audio */
#define WORK_SKIP     "skip"
#define WORK_SAMPLES  "samples"
#define WORK_END      "end"
#define WORK_BITRATE  "bitrate" /* bit/s */

#endif
