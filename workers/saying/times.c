/* times.c: "9:30 PM", "09:08", "8:00-17:00", "14 Uhr", "9h30"; and what looks like a time: "3:1".
 */
#include "workers/saying/parts.h"

#include <stdlib.h>
#include <string.h>

struct clock {
	int hour, minute, second; /* second -1: none */
	bool full;                /* no minutes were written: "14 h" */
	bool lasts;               /* it tells how long: "2:01:39" */
	const char *end;
};

/* ---- reading ---- */

/* "AM", "p.m.": letters, and whether the sentence ends with the dot. */
static const char *half_of_day(const struct run *run, const char *p, const char **ret_end)
{
	const char *q = p + scan_blanks(p);
	bool morning = *q == 'a' || *q == 'A';
	if (!run_is(run, "half days", "yes") || (!morning && *q != 'p' && *q != 'P'))
		return NULL;
	size_t len = (q[1] == 'm' || q[1] == 'M')                                 ? 2
		     : q[1] == '.' && (q[2] == 'm' || q[2] == 'M')                ? 3
		     : q[1] == '.' && q[2] == ' ' && (q[3] == 'm' || q[3] == 'M') ? 4
										  : 0;
	if (len == 0 || scan_is_alnum(scan_code(q + len)))
		return NULL;
	const char *end = q + len;
	/* The dot stays if a sentence ends with it. */
	if (len > 2 && *end == '.' && !scan_new_sentence(run, end + 1) && !scan_ends_line(end + 1))
		end++;
	*ret_end = end;
	return morning ? "AM" : "PM";
}

static bool is_mark(const struct run *run, const char *p)
{
	const char *ignored;
	return *p == ':' ||
	       (*p == '.' &&
		       (run_is(run, "time dot", "yes") ||
			       (scan_digits(p + 1) == 2 && half_of_day(run, p + 3, &ignored))));
}

/* The word that makes a time of numbers with a dot between: "9.30 Uhr", "ore 9.30". */
static const char *take_tail(const struct run *run, const char *p)
{
	struct word word = scan_word_after(p);
	return word_listed(run, word, "time tails") ? word.p + word.len : NULL;
}

/* Of "20.30" less is sure than of "20:30", where the language has words for that. */
static bool is_headed(const struct run *run, const char *p)
{
	bool dot = p[scan_digits(p)] == '.' && run_setting(run, "time dot heads");
	return word_listed(run, scan_word_before(run, p), dot ? "time dot heads" : "time heads");
}

static const char *hour_joint(const struct run *run)
{
	const char *joint = run_setting(run, "hour joint");
	return joint ? joint : "";
}

/* "21:15" may be a score, "9.30" a number: words around it, or how it is written, tell that it is a
 * time. English writes its scores with a dash. */
static bool is_sure(const struct run *run, const char *p, const struct clock *clock)
{
	const char *mark = p + scan_digits(p);
	const char *ignored;
	if (take_tail(run, clock->end) || is_headed(run, p) ||
		half_of_day(run, clock->end, &ignored))
		return true;
	if (*mark != ':')
		return false;
	/* "Jean 3:16" */
	struct word before = scan_word_before(run, p);
	bool verse = before.len > 0 && scan_is_upper(scan_code(before.p)) &&
		     !scan_begins_sentence(run, before.p);
	if (run_is(run, "times", "sure") && (!verse || !*hour_joint(run)))
		return true;
	bool full = *p == '0' || clock->minute == 0 || clock->second >= 0;
	size_t len;
	bool ranges = scan_is_dash(scan_at(clock->end, &len)) && scan_digits(clock->end + len) > 0;
	return full || ranges || scan_is_dash(scan_before(run, p));
}

/* "2:01:39", "12:01:39 hours": how long somebody ran. What happens at that time has two digits, or
 * a word such as "at" before it. */
static bool tells_how_long(const struct run *run, const char *p, const struct clock *clock)
{
	const char *ignored;
	if (clock->second < 0 || half_of_day(run, clock->end, &ignored))
		return false;
	return word_listed(run, scan_word_after(clock->end), "duration tails") ||
	       (p[1] == ':' && !is_headed(run, p) &&
		       !word_listed(run, scan_word_before(run, p), "hour leads"));
}

static bool read_clock(struct run *run, const char *p, struct clock *ret_clock)
{
	struct clock clock = { .second = -1 };
	size_t hours = scan_digits(p);
	if (hours == 0 || hours > 2 || !is_mark(run, p + hours) || scan_digits(p + hours + 1) != 2)
		return false;
	clock.hour = atoi(p);
	clock.minute = atoi(p + hours + 1);
	clock.end = p + hours + 3;
	if (*clock.end == ':' && scan_digits(clock.end + 1) == 2) {
		clock.second = atoi(clock.end + 1);
		clock.end += 3;
	}
	if (clock.hour > 24 || clock.minute > 59 || clock.second > 59 ||
		scan_is_digit(scan_code(clock.end)) ||
		(strchr(".,:", *clock.end ? *clock.end : ' ') && scan_digits(clock.end + 1) > 0))
		return false;
	clock.lasts = tells_how_long(run, p, &clock);
	if (!clock.lasts && !is_sure(run, p, &clock))
		return false;
	struct word tail = scan_word_after(clock.end);
	if (clock.lasts && word_listed(run, tail, "duration tails"))
		clock.end = tail.p + tail.len;
	*ret_clock = clock;
	return true;
}

/* The rest of "2 h 05 min 30 s". */
static void take_duration(const struct run *run, struct clock *clock)
{
	struct word minutes = scan_word_after(clock->end);
	if (!word_listed(run, minutes, "minute marks"))
		return;
	clock->lasts = true;
	clock->end = minutes.p + minutes.len;
	const char *p = clock->end + scan_blanks(clock->end);
	struct word seconds = scan_word_after(p + scan_digits(p));
	if (scan_digits(p) > 0 && scan_digits(p) <= 2 && word_is(seconds, "s")) {
		clock->second = atoi(p);
		clock->end = seconds.p + seconds.len;
	}
}

/* "9h30", "9 h 30", "14 h", "14 Uhr", "2 h 05 min". */
static bool read_hours(struct run *run, const char *p, struct clock *ret_clock)
{
	const char *mark = run_setting(run, "hour mark");
	size_t hours = scan_digits(p), len = mark ? strlen(mark) : 0;
	if (len == 0 || hours == 0 || hours > 2 || atoi(p) > 24)
		return false;
	const char *q = p + hours;
	q += scan_blanks(q);
	if (strncmp(q, mark, len) != 0)
		return false;
	struct clock clock = { .hour = atoi(p), .second = -1, .end = q + len, .full = true };
	q += len;
	q += scan_blanks(q);
	if (scan_digits(q) == 2 && atoi(q) < 60 && scan_ends(q + 2)) {
		clock.minute = atoi(q);
		clock.end = q + 2;
		take_duration(run, &clock);
	}
	/* "il y a 5 h" is a time as well, and said in the same words. */
	if (!scan_ends(clock.end))
		return false;
	*ret_clock = clock;
	return true;
}

/* ---- saying ---- */

/* "two hours one minute and thirty-nine seconds", without those of which there are none. */
static const char *duration_words(struct run *run, const struct clock *clock)
{
	const struct {
		int value;
		const char *unit;
	} parts[] = { { clock->hour, "h" }, { clock->minute, "min" }, { clock->second, "s" } };
	enum { PARTS = sizeof parts / sizeof *parts };
	const char *said = NULL, *and = run_setting(run, "seconds lead");
	for (size_t i = 0; i < PARTS; i++) {
		const char *part =
			parts[i].value > 0 ? unit_amount(run, parts[i].value, parts[i].unit) : NULL;
		bool last = i + 1 == PARTS && and;
		if (part)
			said = !said ? part
				     : arena_printf(run->arena, "%s %s%s%s", said, last ? and : "",
					       last ? " " : "", part);
	}
	return said;
}

static const char *hour_words(struct run *run, const struct clock *clock, const char *start)
{
	const char *form = run_setting(run, "hour form");
	if (!form)
		return spell(run, "hour", clock->hour);
	const char *wanted = run_setting(run, "hour form at");
	struct word before = scan_word_before(run, start);
	if (word_listed(run, before, "hour words"))
		before = scan_word_before(run, before.p);
	if (wanted && word_listed(run, before, "hour heads"))
		form = wanted;
	return clock->hour == 0 ? spell(run, "cardinal", 0) : spell_ordinal(run, clock->hour, form);
}

static const char *with_seconds(struct run *run, const struct clock *clock, const char *said)
{
	const char *seconds = run_setting(run, clock->second == 1 ? "second" : "seconds");
	const char *lead = run_setting(run, "seconds lead");
	const char *count = clock->second > 1 ? spell(run, "cardinal", clock->second) : NULL;
	if (clock->second == 1 && seconds)
		return arena_printf(run->arena, "%s %s", said, seconds);
	if (!count || !seconds || !lead)
		return said;
	return arena_printf(run->arena, "%s %s %s %s", said, lead, count, seconds);
}

static const char *minute_words(struct run *run, int minute)
{
	const char *oh = run_setting(run, "minute zero");
	const char *said = spell(run, "cardinal", minute);
	return said && oh && minute < 10 ? arena_printf(run->arena, "%s %s", oh, said) : said;
}

static const char *with_word(struct run *run, const char *said, const char *word)
{
	return *word ? arena_printf(run->arena, "%s %s", said, word) : said;
}

/* `half`: AM or PM follows, and no "o'clock" belongs there. */
static const char *clock_words(
	struct run *run, const struct clock *clock, const char *start, bool half)
{
	if (clock->lasts)
		return duration_words(run, clock);
	const char *hour = hour_words(run, clock, start);
	if (!hour)
		return NULL;
	const char *joint = clock->hour == 1 ? run_setting(run, "hour joint one") : NULL;
	if (!joint)
		joint = hour_joint(run);
	if (clock->minute == 0 && clock->second <= 0) {
		const char *full = run_setting(run, half               ? "hour half"
						    : clock->hour > 12 ? "hour late"
								       : "hour full");
		return with_word(run, hour, full ? full : joint);
	}
	const char *minute = minute_words(run, clock->minute);
	const char *and = run_setting(run, "minute joint");
	const char *said = with_word(run, with_word(run, hour, joint), and? and : "");
	return minute ? with_seconds(run, clock, with_word(run, said, minute)) : NULL;
}

/* "8:00-17:00" */
static const char *read_second(struct run *run, const char *p, struct clock *ret_clock)
{
	size_t len, blanks = scan_blanks(p);
	if (!scan_is_dash(scan_at(p + blanks, &len)))
		return NULL;
	const char *q = p + blanks + len;
	q += scan_blanks(q);
	return read_clock(run, q, ret_clock) || read_hours(run, q, ret_clock) ? q : NULL;
}

/* "x[1:30]", "c(1:3)", "2*1:15": an index or a range of a program. */
static bool is_code(const struct run *run)
{
	uint32_t before = scan_before(run, run->p);
	const char *left = run->p;
	while (left > run->text && scan_is_blank(scan_before(run, left)))
		left = scan_previous(run, left);
	uint32_t sign = scan_before(run, left);
	if (before == '(')
		return scan_is_alnum(scan_before(run, scan_previous(run, run->p)));
	return sign && sign < 0x80 && strchr("*[]={}<>", (int)sign);
}

/* "the ratio was 1:10" */
bool score_is_ratio(const struct run *run)
{
	enum { NEAR = 3 };
	return scan_near(run, run->p, "ratio words", NEAR);
}

/* "9am-5pm", "8:30am–5:15pm": `said` with the second time, and where that ends; as it is if there
 * is none. */
static const char *take_until(
	struct run *run, const char *p, const char *said, const char **ret_end)
{
	size_t dash;
	const char *to = run_setting(run, "range"), *end;
	if (!to || !scan_is_dash(scan_at(p, &dash)))
		return said;
	p += dash;
	size_t hours = scan_digits(p);
	struct clock clock;
	if (!read_clock(run, p, &clock))
		clock = (struct clock) { .hour = hours > 0 && hours < 3 ? atoi(p) : 99,
			.second = -1,
			.full = true,
			.end = p + hours };
	const char *half = clock.hour <= 12 ? half_of_day(run, clock.end, &end) : NULL;
	const char *until = half ? clock_words(run, &clock, p, true) : NULL;
	if (!until)
		return said;
	*ret_end = end;
	return arena_printf(run->arena, "%s %s %s %s", said, to, until, half);
}

bool say_time(struct run *run)
{
	struct clock clock, second;
	if (!scan_is_digit(scan_code(run->p)) || !scan_starts(run, run->p) || is_code(run) ||
		score_is_ratio(run) || (run->p > run->text && strchr(".:,-", run->p[-1])))
		return false;
	if (!read_clock(run, run->p, &clock) && !read_hours(run, run->p, &clock))
		return false;
	const char *end = clock.end, *half = half_of_day(run, clock.end, &end), *said;
	const char *to = run_setting(run, "range");
	const char *start = half ? NULL : read_second(run, clock.end, &second);
	if (start && to) {
		half = half_of_day(run, second.end, &second.end);
		const char *first = clock_words(run, &clock, run->p, half);
		const char *last = clock_words(run, &second, start, half);
		said = first && last ? arena_printf(run->arena, "%s %s %s", first, to, last) : NULL;
		end = second.end;
	} else {
		said = clock_words(run, &clock, run->p, half);
	}
	if (!half && take_tail(run, end))
		end = take_tail(run, end);
	if (said && half)
		said = take_until(run, end, arena_printf(run->arena, "%s %s", said, half), &end);
	return said && scan_ends(end) && run_say(run, run->p, end, said, SAYING_TIME);
}

/* ---- "1600 hours" ---- */

/* As soldiers and sailors have it: behind a word that times go with, or with a zero in front. */
bool say_military(struct run *run)
{
	const char *hundred = run_setting(run, "hour late");
	const char *end = run->p + scan_digits(run->p);
	struct word after = scan_word_after(end);
	if (!hundred || end - run->p != 4 || !scan_starts(run, run->p) ||
		!word_listed(run, after, "military tails") ||
		!(*run->p == '0' || word_listed(run, scan_word_before(run, run->p), "hour leads")))
		return false;
	int hour = atoi(run->p) / 100, minute = atoi(run->p) % 100;
	if (hour > 24 || minute > 59)
		return false;
	const char *first =
		*run->p == '0' ? number_digits(run, run->p, 2) : spell(run, "cardinal", hour);
	const char *rest = minute == 0 ? hundred : minute_words(run, minute);
	return first && rest &&
	       run_say(run, run->p, end, arena_printf(run->arena, "%s %s", first, rest),
		       SAYING_TIME);
}

/* ---- "9 p.m." ---- */

/* "5-7pm" */
static bool say_half_range(struct run *run, size_t len)
{
	size_t dash;
	const char *p = run->p + len, *end, *to = run_setting(run, "range");
	if (!to || !scan_is_dash(scan_at(p, &dash)))
		return false;
	p += dash;
	size_t digits = scan_digits(p);
	const char *half = digits > 0 && digits < 3 ? half_of_day(run, p + digits, &end) : NULL;
	if (!half || atoi(p) > 12)
		return false;
	return run_say(run, run->p, end,
		arena_printf(run->arena, "%s %s %s %s", spell(run, "cardinal", atoi(run->p)), to,
			spell(run, "cardinal", atoi(p)), half),
		SAYING_TIME);
}

static bool say_bare_half(struct run *run)
{
	size_t len = scan_digits(run->p);
	const char *end, *half;
	if (len == 0 || len > 2 || atoi(run->p) > 12 || !scan_starts(run, run->p) ||
		(run->p > run->text && strchr(".:,", run->p[-1])))
		return false;
	if (say_half_range(run, len))
		return true;
	half = half_of_day(run, run->p + len, &end);
	const char *hour = half ? spell(run, "cardinal", atoi(run->p)) : NULL;
	if (!hour)
		return false;
	const char *said =
		take_until(run, end, arena_printf(run->arena, "%s %s", hour, half), &end);
	return run_say(run, run->p, end, said, SAYING_TIME);
}

/* ---- ratios and verses ---- */

/* "1:50 000", "1/50 000", "1/50000e": what a map's scale is, in groups or with three digits at
 * least, of which those behind a stroke are round: "1/1000 s" is no scale. */
static bool say_scale(struct run *run, const char *right)
{
	struct number number;
	const char *to = run_setting(run, "ratio");
	if (!to || !scan_is_digit(scan_code(right)) || !number_read(run, right, &number) ||
		*number.fraction)
		return false;
	bool stroke = right[-1] == '/';
	const struct language_row *mark =
		stroke ? language_longest(run->language, SECTION_ORDINAL_MARKS, number.end) : NULL;
	const char *end = number.end + (mark ? mark->key_len : 0), *unit_end;
	bool sure = number.grouped || (strlen(number.whole) > 2 && (mark || score_is_ratio(run)));
	if (!sure || !scan_ends(end) ||
		(stroke && (strncmp(number.end - 2, "00", 2) != 0 ||
				   unit_at(run, end + scan_blanks(end), &unit_end))))
		return false;
	/* "un vingt-cinq-millième" */
	bool ordinal = stroke && run_is(run, "scales", "ordinal");
	const char *one = spell(run, "cardinal", 1);
	const char *rest = ordinal ? spell_ordinal(run, number_value(&number), NULL)
				   : number_words(run, &number, 0, number_case_behind_range(run));
	return one && rest &&
	       run_say(run, run->p, end,
		       arena_printf(run->arena, "%s%s%s %s", one, ordinal ? "" : " ",
			       ordinal ? "" : to, rest),
		       SAYING_SCORE);
}

/* "3:1" is "three to one"; "John 3:16" is "three sixteen". */
bool say_score(struct run *run)
{
	if (say_bare_half(run))
		return true;
	size_t first = scan_digits(run->p);
	if (first == 0 || first > 3 || !strchr(":/", run->p[first]) || is_code(run) ||
		!scan_starts(run, run->p) || (run->p > run->text && strchr(".:,/-", run->p[-1])))
		return false;
	const char *right = run->p + first + 1;
	if (*run->p == '1' && first == 1 && say_scale(run, right))
		return true;
	if (run->p[first] != ':')
		return false;
	size_t second = scan_digits(right);
	const char *end = right + second;
	/* Two digits behind may be minutes. */
	bool minutes = second == 2 && !score_is_ratio(run) && !run_is(run, "times", "sure") &&
		       atoi(right) < 60 && atoi(run->p) <= 24 &&
		       !word_in(run, scan_word_before(run, run->p), SECTION_SCORES) &&
		       !word_in(run, scan_word_after(end), SECTION_SCORES);
	if (minutes || second == 0 || second > 3 || scan_is_alnum(scan_code(end)) || *end == ':' ||
		(strchr(".,", *end ? *end : ' ') && scan_digits(end + 1) > 0))
		return false;
	struct word before = scan_word_before(run, run->p);
	bool verse = before.len > 0 && !score_is_ratio(run) && scan_is_upper(scan_code(before.p)) &&
		     (!scan_begins_sentence(run, before.p) ||
			     word_listed(run, before, "books of verses")) &&
		     scan_is_blank(scan_before(run, run->p));
	const char *to = verse ? "" : run_setting(run, "ratio");
	const char *left = spell(run, "cardinal", atoi(run->p));
	const char *rest = spell_cardinal(
		run, atoi(right), 0, verse ? CASE_PLAIN : number_case_behind_range(run));
	if (!to || !left || !rest)
		return false;
	/* "5:3-12": verses. */
	const char *until = verse ? "" : NULL, *range = run_setting(run, "range");
	size_t len;
	if (verse && range && scan_is_dash(scan_at(end, &len)) && scan_digits(end + len) > 0 &&
		scan_digits(end + len) < 4 && atoi(end + len) > atoi(right) &&
		scan_ends(end + len + scan_digits(end + len))) {
		until = arena_printf(
			run->arena, " %s %s", range, spell(run, "cardinal", atoi(end + len)));
		end += len + scan_digits(end + len);
	}
	return run_say(run, run->p, end,
		arena_printf(run->arena, "%s%s%s %s%s", left, *to ? " " : "", to, rest,
			until ? until : ""),
		SAYING_SCORE);
}
