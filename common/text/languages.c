/* languages.c: the table of language names. */
#include "common/text/languages.h"

#include "common/base/buf.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const struct language_name names[] = {
	{ "afr", "af", "Afrikaans", "Afrikaans" },
	{ "sqi", "sq", "Albanian", "Shqip" },
	{ "ara", "ar", "Arabic", "العربية" },
	{ "eus", "eu", "Basque", "Euskara" },
	{ "bul", "bg", "Bulgarian", "Български" },
	{ "cat", "ca", "Catalan", "Català" },
	{ "chi_sim", "zh", "Chinese", "中文" },
	{ "chi_tra", "zh-tw", "Traditional Chinese", "繁體中文" },
	{ "hrv", "hr", "Croatian", "Hrvatski" },
	{ "ces", "cs", "Czech", "Čeština" },
	{ "dan", "da", "Danish", "Dansk" },
	{ "nld", "nl", "Dutch", "Nederlands" },
	{ "eng", "en", "English", "English" },
	{ "epo", "eo", "Esperanto", "Esperanto" },
	{ "est", "et", "Estonian", "Eesti" },
	{ "fin", "fi", "Finnish", "Suomi" },
	{ "fra", "fr", "French", "Français" },
	{ "deu", "de", "German", "Deutsch" },
	{ "ell", "el", "Greek", "Ελληνικά" },
	{ "heb", "he", "Hebrew", "עברית" },
	{ "hin", "hi", "Hindi", "हिन्दी" },
	{ "hun", "hu", "Hungarian", "Magyar" },
	{ "isl", "is", "Icelandic", "Íslenska" },
	{ "ind", "id", "Indonesian", "Bahasa Indonesia" },
	{ "gle", "ga", "Irish", "Gaeilge" },
	{ "ita", "it", "Italian", "Italiano" },
	{ "jpn", "ja", "Japanese", "日本語" },
	{ "kor", "ko", "Korean", "한국어" },
	{ "lat", "la", "Latin", "Latina" },
	{ "lav", "lv", "Latvian", "Latviešu" },
	{ "lit", "lt", "Lithuanian", "Lietuvių" },
	{ "mkd", "mk", "Macedonian", "Македонски" },
	{ "nor", "nb", "Norwegian", "Norsk" },
	{ "nor", "no", "Norwegian", "Norsk" },
	{ "nor", "nn", "Norwegian", "Norsk" },
	{ "fas", "fa", "Persian", "فارسی" },
	{ "pol", "pl", "Polish", "Polski" },
	{ "por", "pt", "Portuguese", "Português" },
	{ "ron", "ro", "Romanian", "Română" },
	{ "rus", "ru", "Russian", "Русский" },
	{ "srp", "sr", "Serbian", "Српски" },
	{ "slk", "sk", "Slovak", "Slovenčina" },
	{ "slv", "sl", "Slovenian", "Slovenščina" },
	{ "spa", "es", "Spanish", "Español" },
	{ "swe", "sv", "Swedish", "Svenska" },
	{ "tur", "tr", "Turkish", "Türkçe" },
	{ "ukr", "uk", "Ukrainian", "Українська" },
	{ "vie", "vi", "Vietnamese", "Tiếng Việt" },
	{ "cym", "cy", "Welsh", "Cymraeg" },
};

enum { COUNT = sizeof names / sizeof *names };

static bool is(const char *one, const char *name, size_t len)
{
	return strlen(one) == len && strncasecmp(one, name, len) == 0;
}

static const struct language_name *find(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT; i++) {
		const struct language_name *row = &names[i];
		if (is(row->print, name, len) || is(row->code, name, len) ||
			is(row->english, name, len) || is(row->own, name, len))
			return row;
	}
	return NULL;
}

static bool is_traditional(const char *name, size_t len)
{
	static const char *const tags[] = { "zh-tw", "zh-hk", "zh-mo", "zh-hant" };
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		if (len >= strlen(tags[i]) && strncasecmp(name, tags[i], strlen(tags[i])) == 0)
			return true;
	}
	return false;
}

/* Looks the name up as it is, then without its region ("de-AT", "pt_BR"). */
static const struct language_name *find_part(const char *name, size_t len)
{
	const struct language_name *found = find(name, len);
	size_t tag = strcspn(name, "-_");
	if (found)
		return found;
	if (is_traditional(name, len))
		return find("chi_tra", 7);
	return tag == 2 && tag < len ? find(name, tag) : NULL;
}

const struct language_name *language_named(const char *name)
{
	return name ? find_part(name, strcspn(name, "+")) : NULL;
}

const char *languages_print_names(const char *wanted, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	for (const char *p = wanted;; p++) {
		size_t len = strcspn(p, "+");
		const struct language_name *found = find_part(p, len);
		if (found)
			buf_append_string(&out, found->print);
		else
			buf_append(&out, p, len);
		p += len;
		if (!*p)
			break;
		buf_append_char(&out, '+');
	}
	const char *copy = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return copy;
}
