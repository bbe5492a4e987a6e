#include "ctl/show.h"

#include <stdio.h>
#include <string.h>

const char *show_string(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
	return text ? text : "";
}

double show_number(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
	return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

/* A stranger's name must not speak to the terminal. */
static void print_safely(const char *text, int most)
{
	for (; *text && most != 0; text++, most--)
		putchar((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text);
}

static void print_field(const char *name, const char *value)
{
	if (!*value)
		return;
	printf("%-10s ", name);
	print_safely(value, -1);
	putchar('\n');
}

static void print_failed(const cJSON *pages)
{
	const cJSON *page;
	cJSON_ArrayForEach(page, cJSON_GetObjectItemCaseSensitive(pages, "failed"))
	{
		printf("  page %.0f: %s: ", show_number(page, "page"), show_string(page, "stage"));
		print_safely(show_string(page, "reason"), -1);
		putchar('\n');
	}
}

static void print_notes(const cJSON *pages)
{
	const cJSON *note;
	cJSON_ArrayForEach(note, cJSON_GetObjectItemCaseSensitive(pages, "notes"))
	{
		const char *kind = show_string(note, "kind");
		printf("  pages ");
		print_safely(show_string(note, "pages"), -1);
		/* Those two say why a page may be nonsense; it is read without the others. */
		if (strcmp(kind, "language") != 0 && strcmp(kind, "legibility") != 0) {
			printf(" without ");
			print_safely(kind, -1);
		}
		printf(": ");
		print_safely(show_string(note, "reason"), -1);
		putchar('\n');
	}
}

void show_job(const cJSON *job)
{
	const cJSON *progress = cJSON_GetObjectItemCaseSensitive(job, "progress");
	const cJSON *pages = cJSON_GetObjectItemCaseSensitive(job, "pages");
	const cJSON *audio = cJSON_GetObjectItemCaseSensitive(job, "audio");
	print_field("id", show_string(job, "id"));
	print_field("name", show_string(job, "name"));
	print_field("status", show_string(job, "status"));
	print_field("error", show_string(job, "error"));
	print_field("created", show_string(job, "createdAt"));
	print_field("finished", show_string(job, "finishedAt"));
	printf("%-10s %.0f of %.0f rendered, %.0f read, %.0f spoken\n", "pages",
		show_number(progress, "rendered"), show_number(job, "totalPages"),
		show_number(progress, "read"), show_number(progress, "spoken"));
	print_field("blank", show_string(pages, "blank"));
	print_field("skipped", show_string(pages, "skipped"));
	print_field("by OCR",
		show_string(cJSON_GetObjectItemCaseSensitive(pages, "textSource"), "ocr"));
	print_field("stand-in", show_string(pages, "standIn"));
	print_failed(pages);
	print_notes(pages);
	if (cJSON_IsObject(audio))
		printf("%-10s %.0f s, %.1f MB\n", "audio", show_number(audio, "seconds"),
			show_number(audio, "bytes") / 1e6);
}

void show_job_heads(void)
{
	printf("%-36s  %-21s  %11s  %s\n", "ID", "STATUS", "PAGES", "NAME");
}

void show_job_row(const cJSON *job)
{
	const cJSON *progress = cJSON_GetObjectItemCaseSensitive(job, "progress");
	char pages[32];
	snprintf(pages, sizeof pages, "%.0f/%.0f", show_number(progress, "spoken"),
		show_number(job, "totalPages"));
	print_safely(show_string(job, "id"), 36);
	printf("  %-21s  %11s  ", show_string(job, "status"), pages);
	print_safely(show_string(job, "name"), 60);
	putchar('\n');
}

void show_workers(const cJSON *answer)
{
	const cJSON *slot;
	printf("%-15s %4s  %-9s %8s %9s %8s %8s  %s\n", "STAGE", "SLOT", "STATE", "PID", "MEMORY",
		"RESTARTS", "JOBS", "JOB OR LAST DEATH");
	cJSON_ArrayForEach(slot, cJSON_GetObjectItemCaseSensitive(answer, "slots"))
	{
		const char *job = show_string(slot, "job");
		printf("%-15s %4.0f  %-9s %8.0f %7.0fMB %8.0f %8.0f  ", show_string(slot, "stage"),
			show_number(slot, "slot"), show_string(slot, "state"),
			show_number(slot, "pid"), show_number(slot, "memoryKib") / 1024,
			show_number(slot, "restarts"), show_number(slot, "jobsDone"));
		print_safely(*job ? job : show_string(slot, "lastDeath"), -1);
		putchar('\n');
	}
}

void show_readiness(const cJSON *answer)
{
	const cJSON *stage;
	const cJSON *broker = cJSON_GetObjectItemCaseSensitive(answer, "broker");
	printf("%-15s %s\n", "farm", show_string(answer, "status"));
	printf("%-15s %s\n", "broker", cJSON_IsTrue(broker) ? "connected" : "away");
	cJSON_ArrayForEach(stage, cJSON_GetObjectItemCaseSensitive(answer, "stages"))
	{
		printf("%-15s %s\n", stage->string, cJSON_IsTrue(stage) ? "ready" : "down");
	}
}
