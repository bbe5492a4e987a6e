/* chapters.c: prints a book's chapters, one per line. */
#include "ctl/chapters.h"

#include "ctl/show.h"

#include <stdbool.h>
#include <stdio.h>

static void show_authors(const cJSON *book)
{
	const cJSON *author;
	cJSON_ArrayForEach(author, cJSON_GetObjectItemCaseSensitive(book, "authors"))
	{
		if (cJSON_IsString(author))
			show_field(stdout, "author", author->valuestring);
	}
}

/* Prints "1:02:03", or blanks if the time is not known yet. */
static void show_time(const cJSON *chapter)
{
	const cJSON *start = cJSON_GetObjectItemCaseSensitive(chapter, "start");
	bool known = cJSON_IsNumber(start) && start->valuedouble >= 0 && start->valuedouble < 1e8;
	long at = known ? (long)start->valuedouble : 0;
	if (known)
		printf("%4ld:%02ld:%02ld", at / 3600, at / 60 % 60, at % 60);
	else
		printf("%10s", "");
}

void chapters_show(const cJSON *book)
{
	const cJSON *chapter;
	show_field(stdout, "title", show_string(book, "title"));
	show_authors(book);
	show_field(stdout, "language", show_string(book, "language"));
	show_field(stdout, "date", show_string(book, "date"));
	printf("\n%10s  %6s  %s\n", "START", "PAGE", "CHAPTER");
	cJSON_ArrayForEach(chapter, cJSON_GetObjectItemCaseSensitive(book, "chapters"))
	{
		const char *label = show_string(chapter, "label");
		char page[24];
		snprintf(page, sizeof page, "%.0f", show_number(chapter, "page"));
		show_time(chapter);
		printf("  %6.6s  ", *label ? label : page);
		show_safely(stdout, show_string(chapter, "title"), -1);
		putchar('\n');
	}
}
