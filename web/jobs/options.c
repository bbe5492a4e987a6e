/* options: the table of options, and a check for each kind. */
#include "web/jobs/options.h"

#include "common/base/buf.h"
#include "common/base/pageset.h"
#include "common/farm/audio_format.h"
#include "common/text/languages.h"
#include "common/text/pronunciation.h"
#include "web/http/user_text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_VOICE_NAME = 64 };

enum kind {
	KIND_VOICE,
	KIND_LANGUAGE,
	KIND_PAGES,
	KIND_FLAG,
	KIND_CHOICE,
	KIND_CHOICES, /* separated by commas */
	KIND_TEXT,
	KIND_WORDS,
	KIND_FORMATS,
	KIND_INT,
	KIND_REAL
};

struct rule {
	const char *name;
	enum kind kind;
	double min, max;     /* for numbers */
	const char *needs;   /* another option without which this one has no effect */
	const char *choices; /* of KIND_CHOICE and KIND_CHOICES: "auto|always|never" */
};

static const struct rule rules[] = {
	{ "voice", KIND_VOICE, 0, 0, NULL, NULL },
	{ "language", KIND_LANGUAGE, 0, 0, NULL, NULL },
	{ "ocr", KIND_CHOICE, 0, 0, NULL, "auto|always|never" },
	{ "footnotes", KIND_CHOICE, 0, 0, NULL, "keep|move|drop" },
	{ "code", KIND_CHOICE, 0, 0, NULL, "read|announce|skip" },
	{ "formulas", KIND_CHOICE, 0, 0, NULL, "read|announce|skip" },
	{ "tables", KIND_CHOICE, 0, 0, NULL, "read|announce|skip" },
	{ "figures", KIND_CHOICE, 0, 0, NULL, "read|announce|skip" },
	{ "skip", KIND_CHOICES, 0, 0, NULL, "contents|index|bibliography|notes" },
	{ "speed", KIND_INT, 80, 450, NULL, NULL }, /* words a minute; eSpeak NG's own limits */
	{ "pitch", KIND_INT, 0, 99, NULL, NULL },
	{ "pronunciation", KIND_WORDS, 0, 0, NULL, NULL },
	{ "formats", KIND_FORMATS, 0, 0, NULL, NULL },
	{ "pages", KIND_PAGES, 0, 0, NULL, NULL },
	{ "commentary", KIND_FLAG, 0, 0, NULL, NULL },
	{ "commentaryInstructions", KIND_TEXT, 0, 0, "commentary", NULL },
	{ "summary", KIND_FLAG, 0, 0, NULL, NULL },
	{ "summaryPlacement", KIND_CHOICE, 0, 0, "summary", "top|bottom" },
	{ "summaryInstructions", KIND_TEXT, 0, 0, "summary", NULL },
	{ "seed", KIND_INT, 0, 9007199254740991.0, NULL, NULL },
	{ "ngl", KIND_INT, 0, 10000, NULL, NULL },
	{ "topP", KIND_REAL, 0, 1, NULL, NULL },
	{ "repetitionPenalty", KIND_REAL, 0, 10, NULL, NULL },
	{ "temperature", KIND_REAL, 0, 10, NULL, NULL },
};

static const struct rule *find_rule(const char *name)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		if (strcmp(rules[i].name, name) == 0)
			return &rules[i];
	}
	return NULL;
}

bool job_options_knows(const char *name)
{
	return find_rule(name) != NULL;
}

/* A voice becomes a folder's name and part of a path inside the speech library, so only letters,
 * digits, '+', '-', '_' and '.' are allowed, starting with a letter or digit. */
static bool is_voice_name(const char *name, size_t len)
{
	if (len == 0 || !isalnum((unsigned char)*name))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)name[i]) && !strchr("+-_.", name[i]))
			return false;
	}
	return true;
}

/* After a colon: a speaker of a voice, or a voice of an engine. */
static int check_voice(const char *value, struct err *err)
{
	const char *colon = strchr(value, ':');
	size_t len = colon ? (size_t)(colon - value) : strlen(value);
	if (len > MAX_VOICE_NAME || (colon && strlen(colon + 1) > MAX_VOICE_NAME))
		return err_set(
			err, ERR_INVALID, "voice: longer than %d characters", MAX_VOICE_NAME);
	if (is_voice_name(value, len) && (!colon || is_voice_name(colon + 1, strlen(colon + 1))))
		return 0;
	return err_set(err, ERR_INVALID,
		"voice: must be a name such as \"en-gb\", \"en+f3\" or \"kokoro:af_heart\"");
}

/* "eng", "chi_sim", "eng+deu": Tesseract's names, which are also file names. */
static int check_language(const char *value, struct err *err)
{
	bool fine = strlen(value) <= 64;
	const char *start = value;
	for (const char *p = value; fine; p++) {
		if (*p == '+' || !*p) {
			fine = p - start >= 3;
			if (!*p)
				break;
			start = p + 1;
		} else if (!(islower((unsigned char)*p) || (*p == '_' && p - start >= 3))) {
			fine = false;
		}
	}
	return fine ? 0
		    : err_set(err, ERR_INVALID,
			      "language: must be \"auto\" or names such as \"German\", \"deu\" or \"eng+deu\"");
}

static int check_text(const char *name, const char *value, struct err *err)
{
	if (strlen(value) > JOB_OPTION_MAX)
		return err_set(err, ERR_INVALID, "%s: longer than %d bytes", name, JOB_OPTION_MAX);
	if (!user_text_is_clean(value, true))
		return err_set(err, ERR_INVALID, "%s: not clean UTF-8 text", name);
	return 0;
}

static int check_words(const char *value, struct err *err)
{
	struct pronunciation *list = NULL;
	if (strlen(value) > JOB_OPTION_MAX)
		return err_set(
			err, ERR_INVALID, "pronunciation: longer than %d bytes", JOB_OPTION_MAX);
	if (pronunciation_parse_option(value, &list, err) < 0)
		return err_prefix(err, "pronunciation");
	pronunciation_free(&list);
	return 0;
}

static const char *flag_value(const char *value)
{
	static const char *const yes[] = { "true", "on", "1", "yes" };
	static const char *const no[] = { "false", "off", "0", "no" };
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (strcmp(value, yes[i]) == 0)
			return "true";
		if (strcmp(value, no[i]) == 0)
			return "false";
	}
	return NULL;
}

static int check_number(const struct rule *rule, const char *value, struct err *err)
{
	char *end;
	errno = 0;
	double number = strtod(value, &end);
	bool plain = value[strspn(value, "0123456789.")] == '\0';
	if (rule->kind == KIND_INT)
		plain = value[strspn(value, "0123456789")] == '\0';
	if (!plain || errno || *end || !isfinite(number) || strlen(value) > 20)
		return err_set(err, ERR_INVALID, "%s: %s is expected, not \"%.40s\"", rule->name,
			rule->kind == KIND_INT ? "a whole number" : "a number", value);
	if (number < rule->min || number > rule->max)
		return err_set(err, ERR_INVALID, "%s: must be from %.17g to %.17g, not %.40s",
			rule->name, rule->min, rule->max, value);
	return 0;
}

static int add_pages(struct meta *options, struct arena *arena, const char *value, struct err *err)
{
	struct pageset pages = PAGESET_EMPTY;
	if (strlen(value) > JOB_OPTION_MAX)
		return err_set(err, ERR_INVALID, "pages: longer than %d bytes", JOB_OPTION_MAX);
	if (pageset_parse(&pages, value, err) < 0)
		return err_prefix(err, "pages");
	if (pages.count > 0) {
		struct buf text = BUF_EMPTY;
		pageset_format(&pages, &text);
		meta_set(options, arena, "pages", buf_string(&text));
		buf_free(&text);
	}
	pageset_free(&pages);
	return 0;
}

static int add_flag(struct meta *options, struct arena *arena, const char *name, const char *value,
	struct err *err)
{
	const char *flag = flag_value(value);
	if (!flag)
		return err_set(
			err, ERR_INVALID, "%s: must be true or false, not \"%.40s\"", name, value);
	meta_set(options, arena, name, flag);
	return 0;
}

/* Whether the value is one of the rule's choices, "a|b|c". */
static bool is_choice(const struct rule *rule, const char *value, size_t len)
{
	for (const char *p = rule->choices; *p; p += strcspn(p, "|"), p += *p == '|') {
		if (strcspn(p, "|") == len && strncmp(p, value, len) == 0)
			return true;
	}
	return false;
}

static int check_choice(const struct rule *rule, const char *value, struct err *err)
{
	if (is_choice(rule, value, strlen(value)))
		return 0;
	return err_set(err, ERR_INVALID, "%s: must be one of %s", rule->name, rule->choices);
}

static int check_choices(const struct rule *rule, const char *value, struct err *err)
{
	for (const char *p = value; *p; p += strcspn(p, ","), p += *p == ',') {
		if (!is_choice(rule, p, strcspn(p, ",")))
			return err_set(err, ERR_INVALID,
				"%s: must be some of %s, separated by commas", rule->name,
				rule->choices);
	}
	return 0;
}

static int check_value(const struct rule *rule, const char *value, struct err *err)
{
	switch (rule->kind) {
	case KIND_VOICE:
		return check_voice(value, err);
	case KIND_LANGUAGE:
		return check_language(value, err);
	case KIND_CHOICE:
		return check_choice(rule, value, err);
	case KIND_CHOICES:
		return check_choices(rule, value, err);
	case KIND_FORMATS:
		return audio_formats_parse(value, &(unsigned) { 0 }, err) < 0
			       ? err_prefix(err, "%s", rule->name)
			       : 0;
	case KIND_WORDS:
		return check_words(value, err);
	case KIND_TEXT:
		return check_text(rule->name, value, err);
	default:
		return check_number(rule, value, err);
	}
}

int job_options_add(struct meta *options, struct arena *arena, const char *name, const char *value,
	struct err *err)
{
	const struct rule *rule = find_rule(name);
	if (!rule)
		return err_set(err, ERR_INVALID, "%.40s: there is no such option",
			user_text_is_clean(name, false) ? name : "?");
	if (!*value)
		return 0;
	if (meta_get(options, name))
		return err_set(err, ERR_INVALID, "%s: given twice", name);
	if (rule->kind == KIND_PAGES)
		return add_pages(options, arena, value, err);
	if (rule->kind == KIND_FLAG)
		return add_flag(options, arena, name, value, err);
	if (!user_text_is_clean(value, true))
		return err_set(err, ERR_INVALID, "%s: not clean UTF-8 text", name);
	if (rule->kind == KIND_LANGUAGE)
		value = languages_print_names(value, arena);
	if (check_value(rule, value, err) < 0)
		return -1;
	meta_set(options, arena, name, value);
	return 0;
}

static bool is_on(const struct meta *options, const char *name)
{
	const char *value = meta_get(options, name);
	return value && strcmp(value, "true") == 0;
}

int job_options_check(const struct meta *options, struct err *err)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		/* Only texts are checked: a form always sends its placement, which by itself
		 * asks for nothing. */
		if (rules[i].kind == KIND_TEXT && meta_get(options, rules[i].name) &&
			!is_on(options, rules[i].needs))
			return err_set(err, ERR_INVALID, "%s: has no effect without %s",
				rules[i].name, rules[i].needs);
	}
	return 0;
}

int job_options_check_augmentation(
	const struct meta *options, const struct commentary_settings *settings, struct err *err)
{
	static const char *const names[] = { "commentary", "summary" };
	for (size_t i = 0; i < 2 && !*settings->base_url; i++) {
		if (is_on(options, names[i]))
			return err_set(err, ERR_INVALID,
				"%s: not configured on this server ([commentary] base_url in "
				"project.toml)",
				names[i]);
	}
	return 0;
}

struct augmentation job_options_augmentation(const struct meta *options)
{
	struct augmentation augmentation = {
		.commentary = is_on(options, "commentary"),
		.commentary_instructions = meta_get(options, "commentaryInstructions"),
		.summary = is_on(options, "summary"),
		.summary_placement = meta_get(options, "summaryPlacement"),
		.summary_instructions = meta_get(options, "summaryInstructions"),
	};
	augmentation.present = augmentation.commentary || augmentation.summary;
	if (augmentation.summary && !augmentation.summary_placement)
		augmentation.summary_placement = "top";
	return augmentation;
}

void job_options_json(struct json_out *out, const char *key, const struct meta *options)
{
	json_out_object(out, key);
	for (size_t i = 0; i < options->count; i++) {
		const char *name = options->items[i].key, *value = options->items[i].value;
		const struct rule *rule = find_rule(name);
		if (rule && rule->kind == KIND_FLAG)
			json_out_bool(out, name, is_on(options, name));
		else if (rule && (rule->kind == KIND_INT || rule->kind == KIND_REAL))
			json_out_number(
				out, name, strtod(value, NULL), rule->kind == KIND_INT ? 0 : 6);
		else
			json_out_string(out, name, value);
	}
	json_out_end_object(out);
}
