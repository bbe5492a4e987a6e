/* reading_words.c: the tables. To add a language, add its abbreviations and a row at the end; to
 * add an abbreviation, add a row: a longer one before one that it begins with. */
#include "workers/reading_words.h"

#include "workers/reading_parts.h"

#include <string.h>

static const struct abbreviation english[] = {
	{ "Figs.", "Figures", BEFORE_NUMBER },
	{ "figs.", "figures", BEFORE_NUMBER },
	{ "Fig.", "Figure", BEFORE_NUMBER },
	{ "fig.", "figure", BEFORE_NUMBER },
	{ "Eqs.", "Equations", BEFORE_NUMBER },
	{ "Eq.", "Equation", BEFORE_NUMBER },
	{ "eq.", "equation", BEFORE_NUMBER },
	{ "Secs.", "Sections", BEFORE_NUMBER },
	{ "Sec.", "Section", BEFORE_NUMBER },
	{ "sec.", "section", BEFORE_NUMBER },
	{ "Tab.", "Table", BEFORE_NUMBER },
	{ "Chap.", "Chapter", BEFORE_NUMBER },
	{ "chap.", "chapter", BEFORE_NUMBER },
	{ "Ch.", "Chapter", BEFORE_NUMBER },
	{ "ch.", "chapter", BEFORE_NUMBER },
	{ "Vol.", "Volume", BEFORE_NUMBER },
	{ "vol.", "volume", BEFORE_NUMBER },
	{ "Nos.", "Numbers", BEFORE_NUMBER },
	{ "nos.", "numbers", BEFORE_NUMBER },
	{ "No.", "Number", BEFORE_NUMBER },
	{ "no.", "number", BEFORE_NUMBER },
	{ "pp.", "pages", BEFORE_NUMBER },
	{ "p.", "page", BEFORE_NUMBER },
	{ "ca.", "about", BEFORE_NUMBER },
	{ "\xc2\xa7", "section", BEFORE_NUMBER },
	{ "e.g.,", "for example,", BEFORE_ANY },
	{ "e.g.", "for example", BEFORE_ANY },
	{ "e. g.", "for example", BEFORE_ANY },
	{ "eg.,", "for example,", BEFORE_ANY },
	{ "eg.", "for example", BEFORE_ANY },
	{ "eg,", "for example,", BEFORE_ANY },
	{ "E.g.", "For example", BEFORE_ANY },
	{ "i.e.,", "that is,", BEFORE_ANY },
	{ "i.e.", "that is", BEFORE_ANY },
	{ "i. e.", "that is", BEFORE_ANY },
	{ "ie.,", "that is,", BEFORE_ANY },
	{ "ie.", "that is", BEFORE_ANY },
	{ "ie,", "that is,", BEFORE_ANY },
	{ "I.e.", "That is", BEFORE_ANY },
	{ "et al.", "and others", BEFORE_ANY },
	{ "cf.", "compare", BEFORE_ANY },
	{ "Cf.", "Compare", BEFORE_ANY },
	{ "viz.", "namely", BEFORE_ANY },
	{ "vs.", "versus", BEFORE_ANY },
	{ "resp.", "respectively", BEFORE_ANY },
	{ "approx.", "approximately", BEFORE_ANY },
	{ "Dr.", "Doctor", BEFORE_NAME },
	{ "Prof.", "Professor", BEFORE_NAME },
	{ "Mrs.", "Missis", BEFORE_NAME },
	{ "Mr.", "Mister", BEFORE_NAME },
	{ "St.", "Saint", BEFORE_NAME },
	{ "km/h", "kilometres per hour", AFTER_NUMBER },
	{ "m/s", "metres per second", AFTER_NUMBER },
	{ "km\xc2\xb2", "square kilometres", AFTER_NUMBER },
	{ "m\xc2\xb2", "square metres", AFTER_NUMBER },
	{ "m\xc2\xb3", "cubic metres", AFTER_NUMBER },
	{ "km", "kilometres", AFTER_NUMBER },
	{ "cm", "centimetres", AFTER_NUMBER },
	{ "mm", "millimetres", AFTER_NUMBER },
	{ "kg", "kilograms", AFTER_NUMBER },
	{ "mg", "milligrams", AFTER_NUMBER },
	{ "ms", "milliseconds", AFTER_NUMBER },
	{ "kHz", "kilohertz", AFTER_NUMBER },
	{ "MHz", "megahertz", AFTER_NUMBER },
	{ "GHz", "gigahertz", AFTER_NUMBER },
	{ "kB", "kilobytes", AFTER_NUMBER },
	{ "MB", "megabytes", AFTER_NUMBER },
	{ "GB", "gigabytes", AFTER_NUMBER },
	{ "\xc2\xb0"
	  "C",
		"degrees Celsius", AFTER_NUMBER },
	{ "%", "percent", AFTER_NUMBER },
	{ NULL, NULL, BEFORE_ANY },
};

static const struct abbreviation german[] = {
	{ "Abb.", "Abbildung", BEFORE_NUMBER },
	{ "Tab.", "Tabelle", BEFORE_NUMBER },
	{ "Kap.", "Kapitel", BEFORE_NUMBER },
	{ "Abs.", "Absatz", BEFORE_NUMBER },
	{ "Abschn.", "Abschnitt", BEFORE_NUMBER },
	{ "Art.", "Artikel", BEFORE_NUMBER },
	{ "Bd.", "Band", BEFORE_NUMBER },
	{ "Gl.", "Gleichung", BEFORE_NUMBER },
	{ "Nr.", "Nummer", BEFORE_NUMBER },
	{ "Str.",
		"Stra\xc3\x9f"
		"e",
		BEFORE_NUMBER },
	{ "S.", "Seite", BEFORE_NUMBER },
	{ "ca.", "circa", BEFORE_NUMBER },
	{ "\xc2\xa7\xc2\xa7", "Paragraphen", BEFORE_NUMBER },
	{ "\xc2\xa7", "Paragraph", BEFORE_NUMBER },
	{ "z. B.", "zum Beispiel", BEFORE_ANY },
	{ "z.B.", "zum Beispiel", BEFORE_ANY },
	{ "Z. B.", "Zum Beispiel", BEFORE_ANY },
	{ "d. h.", "das hei\xc3\x9ft", BEFORE_ANY },
	{ "d.h.", "das hei\xc3\x9ft", BEFORE_ANY },
	{ "u. a.", "unter anderem", BEFORE_ANY },
	{ "u.a.", "unter anderem", BEFORE_ANY },
	{ "o. g.", "oben genannt", BEFORE_ANY },
	{ "i. d. R.", "in der Regel", BEFORE_ANY },
	{ "z. T.", "zum Teil", BEFORE_ANY },
	{ "z.T.", "zum Teil", BEFORE_ANY },
	{ "v. Chr.", "vor Christus", BEFORE_ANY },
	{ "n. Chr.", "nach Christus", BEFORE_ANY },
	{ "et al.", "und andere", BEFORE_ANY },
	{ "bzw.", "beziehungsweise", BEFORE_ANY },
	{ "vgl.", "vergleiche", BEFORE_ANY },
	{ "Vgl.", "Vergleiche", BEFORE_ANY },
	{ "ggf.", "gegebenenfalls", BEFORE_ANY },
	{ "sog.", "sogenannt", BEFORE_ANY },
	{ "Dr.", "Doktor", BEFORE_NAME },
	{ "Prof.", "Professor", BEFORE_NAME },
	{ "Hr.", "Herr", BEFORE_NAME },
	{ "Fr.", "Frau", BEFORE_NAME },
	{ "St.", "Sankt", BEFORE_NAME },
	{ "km/h", "Kilometer pro Stunde", AFTER_NUMBER },
	{ "km", "Kilometer", AFTER_NUMBER },
	{ "cm", "Zentimeter", AFTER_NUMBER },
	{ "mm", "Millimeter", AFTER_NUMBER },
	{ "kg", "Kilogramm", AFTER_NUMBER },
	{ "mg", "Milligramm", AFTER_NUMBER },
	{ "ms", "Millisekunden", AFTER_NUMBER },
	{ "MB", "Megabyte", AFTER_NUMBER },
	{ "GB", "Gigabyte", AFTER_NUMBER },
	{ "\xc2\xb0"
	  "C",
		"Grad Celsius", AFTER_NUMBER },
	{ "%", "Prozent", AFTER_NUMBER },
	{ NULL, NULL, BEFORE_ANY },
};

static const struct abbreviation french[] = {
	{ "Fig.", "Figure", BEFORE_NUMBER },
	{ "fig.", "figure", BEFORE_NUMBER },
	{ "Tabl.", "Tableau", BEFORE_NUMBER },
	{ "chap.", "chapitre", BEFORE_NUMBER },
	{ "Chap.", "Chapitre", BEFORE_NUMBER },
	{ "art.", "article", BEFORE_NUMBER },
	{ "vol.", "volume", BEFORE_NUMBER },
	{ "n\xc2\xb0", "num\xc3\xa9ro", BEFORE_NUMBER },
	{ "N\xc2\xb0", "Num\xc3\xa9ro", BEFORE_NUMBER },
	{ "no.", "num\xc3\xa9ro", BEFORE_NUMBER },
	{ "pp.", "pages", BEFORE_NUMBER },
	{ "p.", "page", BEFORE_NUMBER },
	{ "\xc2\xa7", "paragraphe", BEFORE_NUMBER },
	{ "p. ex.", "par exemple", BEFORE_ANY },
	{ "p.ex.", "par exemple", BEFORE_ANY },
	{ "c.-\xc3\xa0-d.", "c'est-\xc3\xa0-dire", BEFORE_ANY },
	{ "c.\xc3\xa0.d.", "c'est-\xc3\xa0-dire", BEFORE_ANY },
	{ "av. J.-C.", "avant J\xc3\xa9sus-Christ", BEFORE_ANY },
	{ "apr. J.-C.", "apr\xc3\xa8s J\xc3\xa9sus-Christ", BEFORE_ANY },
	{ "et al.", "et autres", BEFORE_ANY },
	{ "cf.", "confer", BEFORE_ANY },
	{ "env.", "environ", BEFORE_ANY },
	{ "MM.", "Messieurs", BEFORE_NAME },
	{ "M.", "Monsieur", BEFORE_NAME },
	{ "Mme", "Madame", BEFORE_NAME },
	{ "Mlle", "Mademoiselle", BEFORE_NAME },
	{ "Dr", "Docteur", BEFORE_NAME },
	{ "km/h", "kilom\xc3\xa8tres par heure", AFTER_NUMBER },
	{ "km", "kilom\xc3\xa8tres", AFTER_NUMBER },
	{ "cm", "centim\xc3\xa8tres", AFTER_NUMBER },
	{ "mm", "millim\xc3\xa8tres", AFTER_NUMBER },
	{ "kg", "kilogrammes", AFTER_NUMBER },
	{ "\xc2\xb0"
	  "C",
		"degr\xc3\xa9s Celsius", AFTER_NUMBER },
	{ "%", "pour cent", AFTER_NUMBER },
	{ NULL, NULL, BEFORE_ANY },
};

static const struct abbreviation no_abbreviations[] = { { NULL, NULL, BEFORE_ANY } };

#define ENGLISH_WORDS                                                                           \
	{                                                                                       \
		[SAY_FOOTNOTE] = "Footnote", [SAY_FORMULA] = "Formula.",                        \
		[SAY_TABLE] = "Table of numbers with | rows and | columns.", [SAY_DOT] = "dot", \
		[SAY_AT] = "at", [SAY_SLASH] = "slash",                                         \
	}

static const struct language_words languages[] = {
	{ "eng", ENGLISH_WORDS, english },
	{ "deu",
		{
			[SAY_FOOTNOTE] = "Fu\xc3\x9fnote",
			[SAY_FORMULA] = "Formel.",
			[SAY_TABLE] = "Zahlentabelle mit | Zeilen und | Spalten.",
			[SAY_DOT] = "Punkt",
			[SAY_AT] = "at",
			[SAY_SLASH] = "Schr\xc3\xa4gstrich",
		},
		german },
	{ "fra",
		{
			[SAY_FOOTNOTE] = "Note",
			[SAY_FORMULA] = "Formule.",
			[SAY_TABLE] = "Tableau de chiffres, | lignes et | colonnes.",
			[SAY_DOT] = "point",
			[SAY_AT] = "arobase",
			[SAY_SLASH] = "barre oblique",
		},
		french },
};

static const struct language_words other = { "", ENGLISH_WORDS, no_abbreviations };

bool language_begins(const char *language, const char *name)
{
	size_t len = strlen(name);
	return language && strncmp(language, name, len) == 0 && strchr("+", language[len]);
}

const struct language_words *words_of(const char *language)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		if (language_begins(language, languages[i].language))
			return &languages[i];
	}
	return &other;
}

const char *spoken_word(const char *language, enum spoken_word word)
{
	return words_of(language)->say[word];
}
