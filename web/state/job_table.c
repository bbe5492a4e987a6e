/* job_table: jobs by id, by time and by change, under one lock. */
#include "web/state/job_table.h"

#include "common/base/alloc.h"
#include "common/base/monotonic.h"
#include "common/base/timestamp.h"
#include "common/farm/event.h"
#include "web/state/job_row.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { MAX_REMOVED = 1024 };

struct row_array {
	struct job_row **rows; /* owned */
	size_t count, cap;
};

struct job_table {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct row_array by_id; /* includes removed jobs, so that late events do not revive them */
	struct row_array by_time; /* newest first */
	struct job_row *oldest_change, *newest_change;
	size_t removed;
	uint64_t change, epoch;
};

struct job_table *job_table_new(void)
{
	struct job_table *table = alloc_zeroed(1, sizeof *table);
	pthread_mutex_init(&table->lock, NULL);
	monotonic_cond_init(&table->changed);
	if (getrandom(&table->epoch, sizeof table->epoch, 0) != (ssize_t)sizeof table->epoch)
		table->epoch = (uint64_t)clock_unix_ms();
	return table;
}

void job_table_free(struct job_table **table)
{
	if (!table || !*table)
		return;
	struct job_table *t = *table;
	for (size_t i = 0; i < t->by_id.count; i++)
		job_row_free(&t->by_id.rows[i]);
	free(t->by_id.rows);
	free(t->by_time.rows);
	pthread_cond_destroy(&t->changed);
	pthread_mutex_destroy(&t->lock);
	alloc_free(table);
}

/* ---- the two sort orders ---- */

/* Newest first; within the same millisecond, the greater id first. */
static int compare_time(int64_t created_ms, const char *id, const struct job_row *row)
{
	if (created_ms != row->created_ms)
		return created_ms > row->created_ms ? -1 : 1;
	return -strcmp(id, row->id);
}

/* The first index whose row does not sort before the given one. */
static size_t place_by_id(const struct job_table *table, const char *id)
{
	size_t low = 0, high = table->by_id.count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strcmp(table->by_id.rows[mid]->id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static size_t place_by_time(const struct job_table *table, int64_t created_ms, const char *id)
{
	size_t low = 0, high = table->by_time.count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (compare_time(created_ms, id, table->by_time.rows[mid]) > 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void insert(struct row_array *array, size_t at, struct job_row *row)
{
	if (array->count == array->cap) {
		array->cap = array->cap ? array->cap * 2 : 64;
		array->rows = alloc_resize(array->rows, array->cap * sizeof *array->rows);
	}
	memmove(array->rows + at + 1, array->rows + at, (array->count - at) * sizeof *array->rows);
	array->rows[at] = row;
	array->count++;
}

static void erase(struct row_array *array, size_t at)
{
	array->count--;
	memmove(array->rows + at, array->rows + at + 1, (array->count - at) * sizeof *array->rows);
}

static struct job_row *find(const struct job_table *table, const char *id)
{
	size_t at = place_by_id(table, id);
	if (at == table->by_id.count || strcmp(table->by_id.rows[at]->id, id) != 0)
		return NULL;
	return table->by_id.rows[at];
}

static struct job_row *find_live(const struct job_table *table, const char *id)
{
	struct job_row *row = find(table, id);
	return row && !row->removed ? row : NULL;
}

static void leave_time_order(struct job_table *table, const struct job_row *row)
{
	size_t at = place_by_time(table, row->created_ms, row->id);
	if (at < table->by_time.count && table->by_time.rows[at] == row)
		erase(&table->by_time, at);
}

/* ---- the list of changes ---- */

static void unlink_change(struct job_table *table, struct job_row *row)
{
	if (row->prev)
		row->prev->next = row->next;
	else if (table->oldest_change == row)
		table->oldest_change = row->next;
	if (row->next)
		row->next->prev = row->prev;
	else if (table->newest_change == row)
		table->newest_change = row->prev;
	row->prev = row->next = NULL;
}

static void changed(struct job_table *table, struct job_row *row)
{
	unlink_change(table, row);
	row->prev = table->newest_change;
	if (row->prev)
		row->prev->next = row;
	else
		table->oldest_change = row;
	table->newest_change = row;
	row->change = ++table->change;
	pthread_cond_broadcast(&table->changed);
}

static void drop(struct job_table *table, struct job_row *row)
{
	unlink_change(table, row);
	erase(&table->by_id, place_by_id(table, row->id));
	table->removed -= row->removed;
	job_row_free(&row);
}

static void drop_oldest_removed(struct job_table *table)
{
	for (struct job_row *row = table->oldest_change; row; row = row->next) {
		if (row->removed) {
			drop(table, row);
			return;
		}
	}
}

/* ---- updates ---- */

/* Revision 0 means "just created by this process"; the bucket's own revision follows. */
static bool is_news(const struct job_row *row, uint64_t revision)
{
	return revision == 0 ? row->removed || !row->json : revision > row->revision;
}

static void put(
	struct job_table *table, const char *id, const char *json, size_t len, uint64_t revision)
{
	struct job_row *row = find(table, id);
	if (row && !is_news(row, revision))
		return;
	bool fresh = !row, was_removed = row && row->removed;
	if (fresh)
		row = job_row_new(id);
	else if (!was_removed)
		leave_time_order(table, row);
	bool taken = job_row_set(row, json, len, revision);
	if (fresh && !taken) {
		job_row_free(&row);
		return;
	}
	if (fresh)
		insert(&table->by_id, place_by_id(table, id), row);
	if (taken && was_removed)
		table->removed--;
	if (!row->removed)
		insert(&table->by_time, place_by_time(table, row->created_ms, id), row);
	if (taken)
		changed(table, row);
}

void job_table_put(
	struct job_table *table, const char *id, const char *json, size_t len, uint64_t revision)
{
	pthread_mutex_lock(&table->lock);
	put(table, id, json, len, revision);
	pthread_mutex_unlock(&table->lock);
}

static void remove_row(struct job_table *table, struct job_row *row, uint64_t revision)
{
	leave_time_order(table, row);
	job_row_clear(row);
	row->removed = true;
	row->revision = revision;
	changed(table, row);
	if (++table->removed > MAX_REMOVED)
		drop_oldest_removed(table);
}

void job_table_remove(struct job_table *table, const char *id, uint64_t revision)
{
	pthread_mutex_lock(&table->lock);
	struct job_row *row = find_live(table, id);
	if (row && revision > row->revision)
		remove_row(table, row, revision);
	pthread_mutex_unlock(&table->lock);
}

void job_table_clear(struct job_table *table)
{
	pthread_mutex_lock(&table->lock);
	while (table->by_time.count > 0)
		remove_row(table, table->by_time.rows[table->by_time.count - 1], 0);
	pthread_mutex_unlock(&table->lock);
}

void job_table_mark(struct job_table *table, const char *id, enum job_stage stage, int page)
{
	pthread_mutex_lock(&table->lock);
	struct job_row *row = find_live(table, id);
	if (row && job_row_mark(row, stage, page))
		changed(table, row);
	pthread_mutex_unlock(&table->lock);
}

/* ---- queries ---- */

bool job_table_has(struct job_table *table, const char *id)
{
	pthread_mutex_lock(&table->lock);
	bool has = find_live(table, id) != NULL;
	pthread_mutex_unlock(&table->lock);
	return has;
}

bool job_table_get(struct job_table *table, const char *id, struct job_view *ret_view)
{
	struct job_row_copy copy;
	pthread_mutex_lock(&table->lock);
	struct job_row *row = find_live(table, id);
	if (row)
		job_row_copy(row, &copy);
	pthread_mutex_unlock(&table->lock);
	return row && job_row_view_finish(&copy, ret_view);
}

bool job_table_is_cursor(const char *text)
{
	text += *text == '-'; /* before 1970: another machine's clock may say so */
	size_t digits = strspn(text, "0123456789");
	return digits > 0 && digits < 17 && text[digits] == '-' &&
	       event_name_is_safe(text + digits + 1);
}

/* The index after the job that the cursor "<created>-<id>" names, even if that job no longer
 * exists. */
static size_t place_after(const struct job_table *table, const char *cursor)
{
	char *dash = NULL;
	int64_t created_ms = cursor ? strtoll(cursor, &dash, 10) : 0;
	if (!dash || *dash != '-')
		return 0;
	size_t at = place_by_time(table, created_ms, dash + 1);
	if (at < table->by_time.count && strcmp(table->by_time.rows[at]->id, dash + 1) == 0)
		at++;
	return at;
}

size_t job_table_list(struct job_table *table, const struct job_query *query, struct arena *arena,
	struct job_view *ret_views, const char **ret_next)
{
	struct job_row_copy *copies = alloc_zeroed(query->limit, sizeof *copies);
	const struct job_row *last = NULL;
	size_t count = 0, at;
	*ret_next = NULL;
	pthread_mutex_lock(&table->lock);
	for (at = place_after(table, query->after); at < table->by_time.count; at++) {
		const struct job_row *row = table->by_time.rows[at];
		if (query->statuses && !(query->statuses & 1 << row->status))
			continue;
		if (count == query->limit) {
			*ret_next = last ? arena_printf(arena, "%" PRId64 "-%s", last->created_ms,
						   last->id)
					 : NULL;
			break;
		}
		job_row_copy(row, &copies[count++]);
		last = row;
	}
	pthread_mutex_unlock(&table->lock);
	size_t views = 0;
	for (size_t i = 0; i < count; i++)
		views += job_row_view_finish(&copies[i], &ret_views[views]);
	free(copies);
	return views;
}

void job_table_counts(struct job_table *table, size_t counts[JOB_STATUS_COUNT])
{
	memset(counts, 0, JOB_STATUS_COUNT * sizeof *counts);
	pthread_mutex_lock(&table->lock);
	for (size_t i = 0; i < table->by_time.count; i++)
		counts[table->by_time.rows[i]->status]++;
	pthread_mutex_unlock(&table->lock);
}

size_t job_table_waiting(struct job_table *table)
{
	size_t jobs = 0;
	pthread_mutex_lock(&table->lock);
	for (size_t i = 0; i < table->by_time.count; i++)
		jobs += table->by_time.rows[i]->waiting;
	pthread_mutex_unlock(&table->lock);
	return jobs;
}

size_t job_table_without(struct job_table *table, enum job_extra extra)
{
	size_t pages = 0;
	pthread_mutex_lock(&table->lock);
	for (size_t i = 0; i < table->by_time.count; i++)
		pages += table->by_time.rows[i]->without[extra];
	pthread_mutex_unlock(&table->lock);
	return pages;
}

/* ---- waiting for changes ---- */

static void wait_for_change(struct job_table *table, uint64_t since, int64_t wait_ms)
{
	const struct timespec until = monotonic_after(wait_ms);
	while (table->change <= since) {
		if (pthread_cond_timedwait(&table->changed, &table->lock, &until) != 0)
			return;
	}
}

size_t job_table_changes(
	struct job_table *table, uint64_t since, struct job_change *ret_changes, size_t max)
{
	struct job_row_copy *copies = alloc_zeroed(max, sizeof *copies);
	size_t count = 0;
	pthread_mutex_lock(&table->lock);
	struct job_row *row = table->newest_change;
	while (row && row->prev && row->prev->change > since)
		row = row->prev;
	for (; row && row->change > since && count < max; row = row->next, count++) {
		struct job_change *change = &ret_changes[count];
		memset(change, 0, sizeof *change);
		snprintf(change->id, sizeof change->id, "%s", row->id);
		if (row->removed)
			copies[count].view.change = row->change;
		else
			job_row_copy(row, &copies[count]);
	}
	pthread_mutex_unlock(&table->lock);
	for (size_t i = 0; i < count; i++) {
		uint64_t at = copies[i].view.change;
		if (copies[i].json)
			job_row_view_finish(&copies[i], &ret_changes[i].view);
		ret_changes[i].view.change = at;
	}
	free(copies);
	return count;
}

uint64_t job_table_now(struct job_table *table)
{
	pthread_mutex_lock(&table->lock);
	uint64_t now = table->change;
	pthread_mutex_unlock(&table->lock);
	return now;
}

uint64_t job_table_wait(struct job_table *table, uint64_t since, int64_t wait_ms)
{
	pthread_mutex_lock(&table->lock);
	wait_for_change(table, since, wait_ms);
	uint64_t now = table->change;
	pthread_mutex_unlock(&table->lock);
	return now;
}

uint64_t job_table_epoch(const struct job_table *table)
{
	return table->epoch;
}
