/* A job's state. What was read must be written and read again as the same text, and marking pages
 * must keep its sets apart. */
#include "fuzz.h"

#include "common/farm/workflow.h"

#include <string.h>

static void check_text(const struct workflow *workflow)
{
	struct err err = { 0 };
	struct workflow *again = NULL;
	char *text = workflow_format(workflow);
	FUZZ_CHECK(workflow_parse(text, strlen(text), &again, &err) == 0);
	char *second = workflow_format(again);
	FUZZ_CHECK(strcmp(text, second) == 0);
	free(text);
	free(second);
	workflow_free(&again);
}

static void change(struct workflow *workflow)
{
	static const enum page_outcome outcomes[] = { PAGE_SPOKEN, PAGE_FAILED, PAGE_BLANK };
	workflow_set_total(workflow, 12, NULL);
	for (int page = 1; page <= 6; page++)
		workflow_mark_page(
			workflow, page, outcomes[page % 3], "stage", "reason", NULL, NULL);
	workflow_mark_source(workflow, 1, PAGE_FROM_TEXT);
	workflow_mark_source(workflow, 2, PAGE_FROM_OCR);
	workflow_mark_stand_in(workflow, 4, true);
	workflow_forget_page(workflow, 3);
	int first = pageset_next(&workflow->skipped, 1);
	FUZZ_CHECK(first == 0 || !pageset_has(&workflow->received, first));
	struct pageset spoken = PAGESET_EMPTY;
	workflow_spoken_pages(workflow, &spoken);
	FUZZ_CHECK(pageset_count(&spoken) <= pageset_count(&workflow->received));
	pageset_free(&spoken);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct workflow *workflow = NULL;
	struct err err = { 0 };
	if (workflow_parse((const char *)data, size, &workflow, &err) < 0) {
		FUZZ_CHECK(!workflow && err.kind == ERR_INVALID && err.text[0]);
		return 0;
	}
	check_text(workflow);
	change(workflow);
	check_text(workflow);
	workflow_free(&workflow);
	return 0;
}
