/* show.c: jobs, workers and readiness as text. */
#include "ctl/show.h"

#include "common/base/pageset.h"

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

void show_safely(FILE *out, const char *text, int most)
{
	for (; *text && most != 0; text++, most--)
		fputc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
}

void show_field(FILE *out, const char *name, const char *value)
{
	if (!*value)
		return;
	fprintf(out, "%-10s ", name);
	show_safely(out, value, -1);
	fputc('\n', out);
}

static int count_pages(const char *list)
{
	struct pageset set = PAGESET_EMPTY;
	struct err err;
	int count = pageset_parse(&set, list, &err) == 0 ? pageset_count(&set) : 0;
	pageset_free(&set);
	return count;
}

double show_wanted_pages(const cJSON *job)
{
	const cJSON *pages = cJSON_GetObjectItemCaseSensitive(job, "pages");
	return show_number(job, "totalPages") - count_pages(show_string(pages, "skipped"));
}

/* A failed page is replaced by silence in all later stages and counts as progress there. This
 * counts only the pages that really made it: `stages` lists the stages up to the one in question.
 */
static double came_through(const cJSON *job, const char *progress, const char *const *stages)
{
	const cJSON *page;
	const cJSON *pages = cJSON_GetObjectItemCaseSensitive(job, "pages");
	double count = show_number(cJSON_GetObjectItemCaseSensitive(job, "progress"), progress);
	cJSON_ArrayForEach(page, cJSON_GetObjectItemCaseSensitive(pages, "failed"))
	{
		for (size_t i = 0; stages[i]; i++)
			count -= strcmp(show_string(page, "stage"), stages[i]) == 0;
	}
	return count > 0 ? count : 0;
}

static void print_pages(FILE *out, const cJSON *job)
{
	static const char *const stages[] = { "tts", "png-to-text", "pdf-to-png", NULL };
	const cJSON *pages = cJSON_GetObjectItemCaseSensitive(job, "pages");
	double spoken =
		came_through(job, "spoken", stages) - count_pages(show_string(pages, "blank"));
	fprintf(out, "%-10s %.0f of %.0f rendered, %.0f read, %.0f spoken\n", "pages",
		came_through(job, "rendered", stages + 2), show_wanted_pages(job),
		came_through(job, "read", stages + 1), spoken > 0 ? spoken : 0);
}

static void print_failed(FILE *out, const cJSON *pages)
{
	const cJSON *page;
	cJSON_ArrayForEach(page, cJSON_GetObjectItemCaseSensitive(pages, "failed"))
	{
		fprintf(out, "  page %.0f: %s: ", show_number(page, "page"),
			show_string(page, "stage"));
		show_safely(out, show_string(page, "reason"), -1);
		fputc('\n', out);
	}
}

static void print_notes(FILE *out, const cJSON *pages)
{
	const cJSON *note;
	cJSON_ArrayForEach(note, cJSON_GetObjectItemCaseSensitive(pages, "notes"))
	{
		const char *kind = show_string(note, "kind");
		const char *list = show_string(note, "pages");
		fprintf(out, strpbrk(list, "-,") ? "  pages " : "  page ");
		show_safely(out, list, -1);
		/* These kinds only warn about a page's text or voice; the others name what the page
		 * was read without. */
		if (strcmp(kind, "language") != 0 && strcmp(kind, "legibility") != 0 &&
			strcmp(kind, "voice") != 0) {
			fprintf(out, " without ");
			show_safely(out, kind, -1);
		}
		fprintf(out, ": ");
		show_safely(out, show_string(note, "reason"), -1);
		fputc('\n', out);
	}
}

void show_job_on(FILE *out, const cJSON *job)
{
	const cJSON *pages = cJSON_GetObjectItemCaseSensitive(job, "pages");
	const cJSON *audio = cJSON_GetObjectItemCaseSensitive(job, "audio");
	show_field(out, "id", show_string(job, "id"));
	show_field(out, "name", show_string(job, "name"));
	show_field(out, "status", show_string(job, "status"));
	show_field(out, "error", show_string(job, "error"));
	if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(job, "retryable")))
		show_field(out, "retry", "lecternctl retry ID may help");
	else if (*show_string(job, "error"))
		show_field(out, "retry", "retrying would fail in the same way");
	show_field(out, "created", show_string(job, "createdAt"));
	show_field(out, "finished", show_string(job, "finishedAt"));
	print_pages(out, job);
	show_field(out, "blank", show_string(pages, "blank"));
	show_field(out, "skipped", show_string(pages, "skipped"));
	show_field(out, "not there", show_string(pages, "beyond"));
	show_field(out, "by OCR",
		show_string(cJSON_GetObjectItemCaseSensitive(pages, "textSource"), "ocr"));
	show_field(out, "stand-in", show_string(pages, "standIn"));
	print_failed(out, pages);
	print_notes(out, pages);
	if (cJSON_IsObject(audio))
		fprintf(out, "%-10s %.0f s, %.1f MB\n", "audio", show_number(audio, "seconds"),
			show_number(audio, "bytes") / 1e6);
}

void show_job(const cJSON *job)
{
	show_job_on(stdout, job);
}

void show_job_heads(void)
{
	printf("%-36s  %-21s  %11s  %s\n", "ID", "STATUS", "PAGES", "NAME");
}

void show_job_row(const cJSON *job)
{
	static const char *const stages[] = { "pdf-to-png", "png-to-text", "tts", "pcm-to-wav",
		NULL };
	char pages[32];
	snprintf(pages, sizeof pages, "%.0f/%.0f", came_through(job, "spoken", stages),
		show_wanted_pages(job));
	show_safely(stdout, show_string(job, "id"), 36);
	printf("  %-21s  %11s  ", show_string(job, "status"), pages);
	show_safely(stdout, show_string(job, "name"), 60);
	putchar('\n');
}

void show_workers(const cJSON *answer)
{
	const cJSON *slot;
	printf("%-15s %4s  %-9s %8s %9s %8s %8s  %s\n", "STAGE", "SLOT", "STATE", "PID", "MEMORY",
		"RESTARTS", "JOBS", "JOB OR LAST FAILURE");
	cJSON_ArrayForEach(slot, cJSON_GetObjectItemCaseSensitive(answer, "slots"))
	{
		const char *job = show_string(slot, "job");
		printf("%-15s %4.0f  %-9s %8.0f %7.0fMB %8.0f %8.0f  ", show_string(slot, "stage"),
			show_number(slot, "slot"), show_string(slot, "state"),
			show_number(slot, "pid"), show_number(slot, "memoryKib") / 1024,
			show_number(slot, "restarts"), show_number(slot, "jobsDone"));
		show_safely(stdout, *job ? job : show_string(slot, "lastDeath"), -1);
		putchar('\n');
	}
}

void show_readiness(const cJSON *answer)
{
	const cJSON *stage;
	const cJSON *broker = cJSON_GetObjectItemCaseSensitive(answer, "broker");
	printf("%-15s %s\n", "farm", show_string(answer, "status"));
	printf("%-15s %s\n", "broker", cJSON_IsTrue(broker) ? "connected" : "away");
	printf("%-15s %s\n", "takes jobs",
		cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(answer, "takesJobs")) ? "yes" : "no");
	cJSON_ArrayForEach(stage, cJSON_GetObjectItemCaseSensitive(answer, "stages"))
	{
		printf("%-15s %s\n", stage->string, cJSON_IsTrue(stage) ? "ready" : "down");
	}
}
