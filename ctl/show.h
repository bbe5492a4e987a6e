/* show: formats answers as text for people. */
#ifndef LECTERN_CTL_SHOW_H
#define LECTERN_CTL_SHOW_H

#include <cjson/cJSON.h>
#include <stdio.h>

/* A member's value; "" or 0 if it is missing or null. */
const char *show_string(const cJSON *object, const char *name);
double show_number(const cJSON *object, const char *name);

/* Prints untrusted text without anything that could control the terminal: at most `most` bytes, or
 * all of it if -1. */
void show_safely(FILE *out, const char *text, int most);

/* Prints a row of a report, or nothing if the value is "". */
void show_field(FILE *out, const char *name, const char *value);

/* The number of pages the job covers, not counting those it skips. */
double show_wanted_pages(const cJSON *job);

void show_job(const cJSON *job); /* to standard output */
void show_job_on(FILE *out, const cJSON *job);
void show_job_heads(void);
void show_job_row(const cJSON *job);
void show_workers(const cJSON *answer);
void show_readiness(const cJSON *answer);

#endif
