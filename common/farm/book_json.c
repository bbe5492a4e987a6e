/* book_json.c: a book, and its pages' places in the audio, to and from JSON. */
#include "common/base/json.h"
#include "common/base/pageset.h"
#include "common/farm/book.h"

#include <math.h>
#include <string.h>

enum { MAX_SECONDS = 100000000, MAX_RATE = 768000, PAGE_NUMBERS = 4, MARK_MAX = 64 };

/* ---- writing ---- */

/* Rounded, so that the text is the same on every machine. */
static void add_rounded(cJSON *object, const char *name, double value, double unit)
{
	json_add_number(object, name, value < 0 ? (double)NAN : round(value * unit) / unit);
}

static void add_entries(cJSON *object, const char *name, const struct book *book,
	const struct book_entries *entries, struct arena *arena)
{
	cJSON *array = json_add_array(object, name);
	for (size_t i = 0; i < entries->count; i++) {
		const struct book_entry *entry = &entries->items[i];
		cJSON *item = json_append_object(array);
		const char *label = book_page_label(book, entry->page, arena);
		json_add_int(item, "level", entry->level);
		json_add_string(item, "title", entry->title);
		json_add_int(item, "page", entry->page);
		json_add_string_if(item, "label", *label ? label : NULL);
		if (entry->top >= 0)
			add_rounded(item, "top", entry->top, 10000);
		add_rounded(item, "start", entry->start, 1000);
		add_rounded(item, "end", entry->end, 1000);
		if (entry->ordinal > 0)
			json_add_int(item, "ordinal", entry->ordinal);
	}
}

static void add_labels(cJSON *object, const struct book *book)
{
	cJSON *array = json_add_array(object, "pageLabels");
	for (size_t i = 0; i < book->label_count; i++) {
		const struct book_label *label = &book->labels[i];
		const char style[2] = { label->style, '\0' };
		cJSON *item = json_append_object(array);
		json_add_int(item, "page", label->page);
		json_add_string(item, "style", style);
		json_add_string(item, "prefix", label->prefix);
		json_add_int(item, "first", label->first);
	}
}

const char *book_format(const struct book *book, struct arena *arena)
{
	cJSON *object = json_new();
	json_add_int(object, "version", BOOK_VERSION);
	json_add_string(object, "title", book->title);
	json_add_string(object, "titleSource", book->title_source);
	cJSON *authors = json_add_array(object, "authors");
	for (size_t i = 0; i < book->author_count; i++)
		cJSON_AddItemToArray(authors, cJSON_CreateString(book->authors[i]));
	json_add_string(object, "subject", book->subject);
	json_add_string(object, "language", book->language);
	json_add_string(object, "date", book->date);
	json_add_string(object, "cover", *book->cover ? book->cover : NULL);
	json_add_string(object, "audioDigest", *book->audio_digest ? book->audio_digest : NULL);
	add_labels(object, book);
	json_add_string(object, "chapterSource", book->chapter_source);
	add_entries(object, "outline", book, &book->outline, arena);
	add_entries(object, "chapters", book, &book->chapters, arena);
	const char *json = json_print(object, arena);
	cJSON_Delete(object);
	return json;
}

/* ---- reading ---- */

static int read_text(const struct json_in *in, const char *name, const char **text, struct err *err)
{
	const char *raw = NULL;
	int found = json_find_string(in, name, &raw, err);
	if (found > 0)
		*text = book_clean_text(in->arena, raw);
	return found < 0 ? -1 : 0;
}

static int read_seconds(
	const struct json_in *in, const char *name, double most, double *ret_value, struct err *err)
{
	double value = -1;
	if (json_find_number(in, name, 0, most, &value, err) < 0)
		return -1;
	*ret_value = value;
	return 0;
}

static int read_entry(const struct json_in *in, struct book_entry *entry, struct err *err)
{
	int64_t level, page, ordinal = 0;
	entry->title = "";
	if (json_get_int(in, "level", 1, BOOK_MAX_LEVEL, &level, err) < 0 ||
		json_get_int(in, "page", 1, PAGESET_MAX_PAGE, &page, err) < 0 ||
		read_text(in, "title", &entry->title, err) < 0 ||
		read_seconds(in, "top", 1, &entry->top, err) < 0 ||
		read_seconds(in, "start", MAX_SECONDS, &entry->start, err) < 0 ||
		read_seconds(in, "end", MAX_SECONDS, &entry->end, err) < 0 ||
		json_find_int(in, "ordinal", 0, BOOK_MAX_ENTRIES, &ordinal, err) < 0)
		return -1;
	entry->ordinal = (int)ordinal;
	entry->level = (int)level;
	entry->page = (int)page;
	return 0;
}

/* The length of the array, or -1 with an error if it is too long. */
static int count_of(const cJSON *array, const char *name, int most, struct err *err)
{
	int count = cJSON_GetArraySize(array);
	return count <= most ? count
			     : err_set(err, ERR_INVALID, "%s: %d are too many", name, count);
}

static int read_entries(
	const struct json_in *in, const char *name, struct book_entries *entries, struct err *err)
{
	const cJSON *array = NULL, *item;
	if (json_find_array(in, name, &array, err) < 0)
		return -1;
	int count = count_of(array, name, BOOK_MAX_ENTRIES, err);
	if (count < 0)
		return -1;
	entries->items = arena_alloc(in->arena, ((size_t)count + 1) * sizeof *entries->items);
	cJSON_ArrayForEach(item, array)
	{
		const struct json_in entry = { item, "", in->arena };
		if (!cJSON_IsObject(item) ||
			read_entry(&entry, &entries->items[entries->count++], err) < 0)
			return err_set(
				err, ERR_INVALID, "%s: entry %zu is invalid", name, entries->count);
	}
	return 0;
}

static int read_authors(const struct json_in *in, struct book *book, struct err *err)
{
	const cJSON *array = NULL, *item;
	if (json_find_array(in, "authors", &array, err) < 0)
		return -1;
	int count = count_of(array, "authors", BOOK_MAX_AUTHORS, err);
	if (count < 0)
		return -1;
	book->authors = arena_alloc(in->arena, ((size_t)count + 1) * sizeof *book->authors);
	cJSON_ArrayForEach(item, array)
	{
		if (!cJSON_IsString(item))
			return err_set(err, ERR_INVALID, "authors: not text");
		book->authors[book->author_count++] = book_clean_text(in->arena, item->valuestring);
	}
	return 0;
}

static int read_label(const struct json_in *in, struct book_label *label, struct err *err)
{
	int64_t page, first;
	const char *style = "", *prefix = "";
	if (json_get_int(in, "page", 1, PAGESET_MAX_PAGE, &page, err) < 0 ||
		json_get_int(in, "first", 0, PAGESET_MAX_PAGE, &first, err) < 0 ||
		json_find_string(in, "style", &style, err) < 0 ||
		read_text(in, "prefix", &prefix, err) < 0)
		return -1;
	if (*style && (style[1] || !strchr("DRrAa", *style)))
		return err_set(err, ERR_INVALID, "style: \"%.10s\" is not a style", style);
	*label = (struct book_label) { (int)page, *style, prefix, (int)first };
	return 0;
}

static int read_labels(const struct json_in *in, struct book *book, struct err *err)
{
	const cJSON *array = NULL, *item;
	if (json_find_array(in, "pageLabels", &array, err) < 0)
		return -1;
	int count = count_of(array, "pageLabels", BOOK_MAX_LABELS, err);
	if (count < 0)
		return -1;
	book->labels = arena_alloc(in->arena, ((size_t)count + 1) * sizeof *book->labels);
	cJSON_ArrayForEach(item, array)
	{
		const struct json_in label = { item, "", in->arena };
		if (!cJSON_IsObject(item) ||
			read_label(&label, &book->labels[book->label_count++], err) < 0)
			return err_set(err, ERR_INVALID, "pageLabels: entry %zu is invalid",
				book->label_count);
	}
	return 0;
}

static int read_book(const struct json_in *in, struct book *book, struct err *err)
{
	int64_t version;
	if (json_get_int(in, "version", BOOK_VERSION, BOOK_VERSION, &version, err) < 0 ||
		read_text(in, "title", &book->title, err) < 0 ||
		read_text(in, "titleSource", &book->title_source, err) < 0 ||
		read_text(in, "subject", &book->subject, err) < 0 ||
		read_text(in, "language", &book->language, err) < 0 ||
		read_text(in, "date", &book->date, err) < 0 ||
		read_text(in, "cover", &book->cover, err) < 0 ||
		read_text(in, "audioDigest", &book->audio_digest, err) < 0 ||
		read_text(in, "chapterSource", &book->chapter_source, err) < 0 ||
		read_authors(in, book, err) < 0 || read_labels(in, book, err) < 0 ||
		read_entries(in, "outline", &book->outline, err) < 0 ||
		read_entries(in, "chapters", &book->chapters, err) < 0)
		return -1;
	return 0;
}

int book_parse(
	const char *json, size_t len, struct arena *arena, struct book *ret_book, struct err *err)
{
	struct book book = book_empty();
	cJSON *object = NULL;
	if (json_parse(json, len, &object, err) < 0)
		return err_prefix(err, "book");
	const struct json_in in = { object, "", arena };
	int rc = read_book(&in, &book, err);
	cJSON_Delete(object);
	if (rc < 0)
		return err_prefix(err, "book");
	*ret_book = book;
	return 0;
}

/* ---- pages ---- */

/* {"version":1,"sampleRate":22050,"digest":"...","pages":[[1,0,22050,1,"mKgkU2..."],...]}: page,
 * first frame, number of frames, spoken, mark of its timeline. Compact, because a long book has
 * thousands. */
const char *book_pages_format(const struct book_pages *pages, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	cJSON *digest = cJSON_CreateString(pages->digest);
	buf_printf(&out, "{\"version\":%d,\"sampleRate\":%d,\"digest\":%s,\"pages\":[",
		BOOK_VERSION, pages->rate, json_print(digest, arena));
	cJSON_Delete(digest);
	for (size_t i = 0; i < pages->count; i++) {
		const struct book_page *page = &pages->items[i];
		buf_printf(&out, "%s[%d,%lld,%lld,%d", i > 0 ? "," : "", page->page,
			(long long)page->first, (long long)page->frames, page->spoken ? 1 : 0);
		buf_printf(&out, *page->timeline ? ",\"%s\"]" : "]", page->timeline);
	}
	buf_append_string(&out, "]}");
	const char *json = arena_string_n(arena, out.data, out.len);
	buf_free(&out);
	return json;
}

/* Marks consist of base64url characters, which are written without escaping. */
static bool is_mark(const cJSON *item)
{
	const char *text = cJSON_GetStringValue(item);
	return text && *text && strlen(text) <= MARK_MAX &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=") ==
		       strlen(text);
}

static bool read_page(const cJSON *item, struct arena *arena, struct book_page *page)
{
	double numbers[PAGE_NUMBERS];
	int count = 0;
	const cJSON *element;
	page->timeline = "";
	cJSON_ArrayForEach(element, item)
	{
		double value = element->valuedouble;
		if (count == PAGE_NUMBERS && !*page->timeline && is_mark(element)) {
			page->timeline = arena_string(arena, element->valuestring);
			continue;
		}
		if (count == PAGE_NUMBERS || !cJSON_IsNumber(element) ||
			!(value >= 0 && value <= 9e15) || value != floor(value))
			return false;
		numbers[count++] = value;
	}
	if (!cJSON_IsArray(item) || count != PAGE_NUMBERS || numbers[0] < 1 ||
		numbers[0] > PAGESET_MAX_PAGE)
		return false;
	page->page = (int)numbers[0];
	page->first = (int64_t)numbers[1];
	page->frames = (int64_t)numbers[2];
	page->spoken = numbers[3] > 0;
	return true;
}

static int read_pages(const struct json_in *in, struct book_pages *pages, struct err *err)
{
	int64_t version, rate;
	const cJSON *array = NULL, *item;
	if (json_get_int(in, "version", BOOK_VERSION, BOOK_VERSION, &version, err) < 0 ||
		json_get_int(in, "sampleRate", 1, MAX_RATE, &rate, err) < 0 ||
		json_get_string(in, "digest", &pages->digest, err) < 0 ||
		json_find_array(in, "pages", &array, err) < 0)
		return -1;
	pages->rate = (int)rate;
	pages->items = arena_alloc(
		in->arena, ((size_t)cJSON_GetArraySize(array) + 1) * sizeof *pages->items);
	int before = 0;
	cJSON_ArrayForEach(item, array)
	{
		struct book_page *page = &pages->items[pages->count++];
		if (!read_page(item, in->arena, page) || page->page <= before)
			return err_set(
				err, ERR_INVALID, "pages: entry %zu is invalid", pages->count);
		before = page->page;
	}
	return 0;
}

int book_pages_parse(const char *json, size_t len, struct arena *arena,
	struct book_pages *ret_pages, struct err *err)
{
	struct book_pages pages = { .rate = 0 };
	cJSON *object = NULL;
	if (json_parse(json, len, &object, err) < 0)
		return err_prefix(err, "pages");
	const struct json_in in = { object, "", arena };
	int rc = read_pages(&in, &pages, err);
	cJSON_Delete(object);
	if (rc < 0)
		return err_prefix(err, "pages");
	*ret_pages = pages;
	return 0;
}
