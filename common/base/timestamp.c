/* timestamp.c: the clocks, and RFC 3339 in both directions. */
#include "common/base/timestamp.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t clock_ms(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_unix_ms(void)
{
	return clock_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

int64_t clock_process_ms(void)
{
	return clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

void timestamp_format(int64_t unix_ms, char text[TIMESTAMP_SIZE])
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm tm;
	gmtime_r(&seconds, &tm);
	size_t len = strftime(text, TIMESTAMP_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + len, TIMESTAMP_SIZE - len, ".%03uZ", (unsigned)(unix_ms % 1000) % 1000u);
}

void timestamp_now(char text[TIMESTAMP_SIZE])
{
	timestamp_format(clock_unix_ms(), text);
}

/* Reads exactly `digits` digits and the separator that must follow ('\0' for none). */
static bool read_part(const char **text, int digits, char separator, int max, int *ret_value)
{
	int value = 0;
	const char *p = *text;
	for (int i = 0; i < digits; i++, p++) {
		if (!isdigit((unsigned char)*p))
			return false;
		value = value * 10 + (*p - '0');
	}
	if (value > max || (separator && *p++ != separator))
		return false;
	*ret_value = value;
	*text = p;
	return true;
}

/* Reads the optional ".678" part. */
static bool read_fraction(const char **text, int *ret_ms)
{
	int ms = 0, scale = 100;
	const char *p = *text;
	*ret_ms = 0;
	if (*p != '.')
		return true;
	for (p++; isdigit((unsigned char)*p); p++) {
		ms += (*p - '0') * scale;
		scale /= 10;
	}
	if (p == *text + 1)
		return false;
	*ret_ms = ms;
	*text = p;
	return true;
}

/* Reads "Z" or "+02:00", which must end the text. */
static bool read_offset(const char *p, int *ret_minutes)
{
	int hours, minutes;
	char sign = *p++;
	*ret_minutes = 0;
	if (sign == 'Z' || sign == 'z')
		return *p == '\0';
	if ((sign != '+' && sign != '-') || !read_part(&p, 2, ':', 23, &hours) ||
		!read_part(&p, 2, '\0', 59, &minutes) || *p)
		return false;
	*ret_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
	return true;
}

static bool day_exists(const struct tm *tm)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = tm->tm_year;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return tm->tm_mon >= 1 && tm->tm_mon <= 12 && tm->tm_mday >= 1 &&
	       tm->tm_mday <= days[tm->tm_mon - 1] + (leap && tm->tm_mon == 2);
}

bool timestamp_parse(const char *text, int64_t *ret_unix_ms)
{
	struct tm tm;
	memset(&tm, 0, sizeof tm);
	const char *p = text;
	int ms, offset;
	if (!read_part(&p, 4, '-', 9999, &tm.tm_year) || !read_part(&p, 2, '-', 12, &tm.tm_mon) ||
		!read_part(&p, 2, '\0', 31, &tm.tm_mday) || !day_exists(&tm) ||
		(*p != 'T' && *p != 't' && *p != ' '))
		return false;
	p++;
	/* Second 60 is a leap second; it counts as the first second of the next minute. */
	if (!read_part(&p, 2, ':', 23, &tm.tm_hour) || !read_part(&p, 2, ':', 59, &tm.tm_min) ||
		!read_part(&p, 2, '\0', 60, &tm.tm_sec) || !read_fraction(&p, &ms) ||
		!read_offset(p, &offset))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*ret_unix_ms = ((int64_t)timegm(&tm) - (int64_t)offset * 60) * 1000 + ms;
	return true;
}
