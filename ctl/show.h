/* show: answers as text for people. */
#ifndef LECTERN_CTL_SHOW_H
#define LECTERN_CTL_SHOW_H

#include <cjson/cJSON.h>
#include <stdio.h>

/* A member; "" or 0 when it is missing or null. */
const char *show_string(const cJSON *object, const char *name);
double show_number(const cJSON *object, const char *name);

/* Untrusted text, which must not control the terminal; `most` bytes of it, -1: all. */
void show_safely(FILE *out, const char *text, int most);

/* A row of a report; nothing of what is "". */
void show_field(FILE *out, const char *name, const char *value);

/* Pages that the job is about: not those that it leaves out. */
double show_wanted_pages(const cJSON *job);

void show_job(const cJSON *job); /* on standard output */
void show_job_on(FILE *out, const cJSON *job);
void show_job_heads(void);
void show_job_row(const cJSON *job);
void show_workers(const cJSON *answer);
void show_readiness(const cJSON *answer);

#endif
