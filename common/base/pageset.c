/* pageset.c: sorted ranges that merge as pages are added. */
#include "common/base/pageset.h"

#include "common/base/alloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void pageset_free(struct pageset *set)
{
	free(set->ranges);
	*set = PAGESET_EMPTY;
}

/* The index of the first range whose last page is >= page, or `count` if there is none. */
static size_t find(const struct pageset *set, int page)
{
	size_t low = 0, high = set->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (set->ranges[mid].last < page)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void insert(struct pageset *set, size_t at, struct page_range range)
{
	if (set->count == set->cap) {
		set->cap = set->cap ? set->cap * 2 : 4;
		set->ranges = alloc_resize(set->ranges, set->cap * sizeof *set->ranges);
	}
	memmove(set->ranges + at + 1, set->ranges + at, (set->count - at) * sizeof *set->ranges);
	set->ranges[at] = range;
	set->count++;
}

static void erase(struct pageset *set, size_t from, size_t to)
{
	if (from >= to)
		return;
	memmove(set->ranges + from, set->ranges + to, (set->count - to) * sizeof *set->ranges);
	set->count -= to - from;
}

bool pageset_add_range(struct pageset *set, int first, int last)
{
	size_t at = find(set, first);
	if (at < set->count && set->ranges[at].first <= first && set->ranges[at].last >= last)
		return false;
	/* Merge every range that overlaps or touches first..last. */
	if (at > 0 && set->ranges[at - 1].last == first - 1)
		at--;
	struct page_range merged = { first, last };
	size_t end = at;
	while (end < set->count && set->ranges[end].first <= last + 1) {
		if (set->ranges[end].first < merged.first)
			merged.first = set->ranges[end].first;
		if (set->ranges[end].last > merged.last)
			merged.last = set->ranges[end].last;
		end++;
	}
	if (end > at) {
		set->ranges[at] = merged;
		erase(set, at + 1, end);
	} else {
		insert(set, at, merged);
	}
	return true;
}

bool pageset_add(struct pageset *set, int page)
{
	return pageset_add_range(set, page, page);
}

void pageset_add_all(struct pageset *set, const struct pageset *other)
{
	for (size_t i = 0; i < other->count; i++)
		pageset_add_range(set, other->ranges[i].first, other->ranges[i].last);
}

void pageset_remove(struct pageset *set, int page)
{
	size_t at = find(set, page);
	if (at == set->count || set->ranges[at].first > page)
		return;
	struct page_range *range = &set->ranges[at];
	if (range->first == page && range->last == page) {
		erase(set, at, at + 1);
	} else if (range->first == page) {
		range->first++;
	} else if (range->last == page) {
		range->last--;
	} else {
		struct page_range rest = { page + 1, range->last };
		range->last = page - 1;
		insert(set, at + 1, rest);
	}
}

bool pageset_has(const struct pageset *set, int page)
{
	return page > 0 && pageset_next(set, page) == page;
}

int pageset_count(const struct pageset *set)
{
	int count = 0;
	for (size_t i = 0; i < set->count; i++)
		count += set->ranges[i].last - set->ranges[i].first + 1;
	return count;
}

int pageset_next(const struct pageset *set, int page)
{
	size_t at = find(set, page);
	if (at == set->count)
		return 0;
	return set->ranges[at].first > page ? set->ranges[at].first : page;
}

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* The error quotes the list rather than a position: lists are short. */
static int not_a_list(const char *text, struct err *err)
{
	return err_set(err, ERR_INVALID,
		"page numbers and ranges like 1-20,35 are expected, not \"%.40s\"", text);
}

static int parse_number(const char *list, const char **text, int *ret_page, struct err *err)
{
	const char *p = skip_blanks(*text);
	if (!isdigit((unsigned char)*p))
		return not_a_list(list, err);
	long value = 0;
	for (; isdigit((unsigned char)*p); p++) {
		value = value * 10 + (*p - '0');
		if (value > PAGESET_MAX_PAGE)
			return err_set(
				err, ERR_INVALID, "page numbers go up to %d", PAGESET_MAX_PAGE);
	}
	if (value == 0)
		return err_set(err, ERR_INVALID, "pages count from 1");
	*ret_page = (int)value;
	*text = skip_blanks(p);
	return 0;
}

/* Whether a range has no end: "7-" at the end or before a comma. */
static bool is_open(const char *after_dash)
{
	after_dash = skip_blanks(after_dash);
	return !*after_dash || *after_dash == ',';
}

static int parse_into(struct pageset *set, const char *list, struct err *err)
{
	const char *p = list;
	if (!*skip_blanks(p))
		return 0;
	for (;;) {
		int first, last;
		if (parse_number(list, &p, &first, err) < 0)
			return -1;
		last = first;
		if (*p == '-') {
			p++;
			if (is_open(p))
				return err_set(err, ERR_INVALID,
					"the range \"%d-\" needs a last page, like %d-%d", first,
					first, first + 10);
			if (parse_number(list, &p, &last, err) < 0)
				return -1;
		}
		if (last < first)
			return err_set(err, ERR_INVALID, "range %d-%d runs backwards", first, last);
		pageset_add_range(set, first, last);
		if (!*p)
			return 0;
		if (*p++ != ',')
			return not_a_list(list, err);
	}
}

int pageset_parse(struct pageset *set, const char *text, struct err *err)
{
	struct pageset parsed = PAGESET_EMPTY;
	if (parse_into(&parsed, text, err) < 0) {
		pageset_free(&parsed);
		return -1;
	}
	pageset_free(set);
	*set = parsed;
	return 0;
}

void pageset_format(const struct pageset *set, struct buf *buf)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct page_range *range = &set->ranges[i];
		if (i)
			buf_append_char(buf, ',');
		buf_printf(buf, "%d", range->first);
		if (range->last > range->first)
			buf_printf(buf, "-%d", range->last);
	}
}
