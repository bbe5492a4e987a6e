/* words.c: the tables. To add a language, add its words and a row at the end; to
 * add an abbreviation, add a row: a longer one before one that it begins with. */
#include "workers/reading/words.h"

#include "workers/reading/parts.h"

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

/* ---- fractions and signs ---- */

static const struct fraction_words english_fractions = {
	{ NULL, "one", "two", "three", "four", "five", "six", "seven" },
	"and ",
	"and a half",
	{ { 2, "half", "half" }, { 3, "third", "thirds" }, { 4, "quarter", "quarters" },
		{ 5, "fifth", "fifths" }, { 6, "sixth", "sixths" }, { 7, "seventh", "sevenths" },
		{ 8, "eighth", "eighths" }, { 9, "ninth", "ninths" }, { 10, "tenth", "tenths" },
		{ 16, "sixteenth", "sixteenths" } },
};

static const struct sign english_signs[] = { { '<', "less than" }, { '>', "greater than" },
	{ 0x226a, "much less than" }, { 0x226b, "much greater than" }, { 0x21d2, "implies" },
	{ 0x21d4, "if and only if" }, { 0x2208, "in" }, { 0x2209, "not in" },
	{ 0x2282, "subset of" }, { 0x2286, "subset of" }, { 0x222a, "union" },
	{ 0x2229, "intersection" }, { 0x2200, "for all" }, { 0x2203, "there is" },
	{ 0x2227, "and" }, { 0x2228, "or" }, { 0x2245, "congruent to" }, { 0x220f, "product of" },
	{ 0x2030, "per mille" }, { 0, NULL } };

static const struct fraction_words german_fractions = {
	{ NULL, "ein", "zwei", "drei", "vier", "f\xc3\xbcnf", "sechs", "sieben" },
	"",
	"einhalb",
	{ { 2, "halb", "halb" }, { 3, "Drittel", "Drittel" }, { 4, "Viertel", "Viertel" },
		{ 5, "F\xc3\xbcnftel", "F\xc3\xbcnftel" }, { 6, "Sechstel", "Sechstel" },
		{ 7, "Siebtel", "Siebtel" }, { 8, "Achtel", "Achtel" }, { 9, "Neuntel", "Neuntel" },
		{ 10, "Zehntel", "Zehntel" }, { 16, "Sechzehntel", "Sechzehntel" } },
};

static const struct sign german_signs[] = { { '<', "kleiner als" },
	{ '>', "gr\xc3\xb6\xc3\x9f"
	       "er als" },
	{ 0x226a, "viel kleiner als" },
	{ 0x226b, "viel gr\xc3\xb6\xc3\x9f"
		  "er als" },
	{ 0x21d2, "daraus folgt" }, { 0x21d4, "genau dann wenn" }, { 0x2208, "in" },
	{ 0x2209, "nicht in" }, { 0x2282, "Teilmenge von" }, { 0x2286, "Teilmenge von" },
	{ 0x222a, "vereinigt mit" }, { 0x2229, "geschnitten mit" }, { 0x2200, "f\xc3\xbcr alle" },
	{ 0x2203, "es gibt" }, { 0x2227, "und" }, { 0x2228, "oder" }, { 0x2245, "kongruent zu" },
	{ 0x220f, "Produkt" }, { 0x2030, "Promille" }, { 0, NULL } };

static const struct fraction_words french_fractions = {
	{ NULL, "un", "deux", "trois", "quatre", "cinq", "six", "sept" },
	"et ",
	"et demi",
	{ { 2, "demi", "demi" }, { 3, "tiers", "tiers" }, { 4, "quart", "quarts" },
		{ 5, "cinqui\xc3\xa8me", "cinqui\xc3\xa8mes" },
		{ 6, "sixi\xc3\xa8me", "sixi\xc3\xa8mes" },
		{ 7, "septi\xc3\xa8me", "septi\xc3\xa8mes" },
		{ 8, "huiti\xc3\xa8me", "huiti\xc3\xa8mes" },
		{ 9, "neuvi\xc3\xa8me", "neuvi\xc3\xa8mes" },
		{ 10, "dixi\xc3\xa8me", "dixi\xc3\xa8mes" },
		{ 16, "seizi\xc3\xa8me", "seizi\xc3\xa8mes" } },
};

static const struct sign french_signs[] = { { '<', "inf\xc3\xa9rieur \xc3\xa0" },
	{ '>', "sup\xc3\xa9rieur \xc3\xa0" }, { '=', "\xc3\xa9gale" },
	{ 0x2264, "inf\xc3\xa9rieur ou \xc3\xa9gal \xc3\xa0" },
	{ 0x2265, "sup\xc3\xa9rieur ou \xc3\xa9gal \xc3\xa0" }, { 0x2260, "diff\xc3\xa9rent de" },
	{ 0x2248, "environ \xc3\xa9gal \xc3\xa0" },
	{ 0x226a, "tr\xc3\xa8s inf\xc3\xa9rieur \xc3\xa0" },
	{ 0x226b, "tr\xc3\xa8s sup\xc3\xa9rieur \xc3\xa0" }, { 0x221a, "racine de" },
	{ 0x221e, "l'infini" }, { 0x2211, "somme" }, { 0x222b, "int\xc3\xa9grale" },
	{ 0x21d2, "implique" }, { 0x21d4, "\xc3\xa9quivaut \xc3\xa0" },
	{ 0x2208, "appartient \xc3\xa0" }, { 0x2209, "n'appartient pas \xc3\xa0" },
	{ 0x2282, "inclus dans" }, { 0x2286, "inclus dans" }, { 0x222a, "union" },
	{ 0x2229, "inter" }, { 0x2200, "pour tout" }, { 0x2203, "il existe" }, { 0x2227, "et" },
	{ 0x2228, "ou" }, { 0x2030, "pour mille" }, { 0, NULL } };

/* ---- languages ---- */

static const struct abbreviation no_abbreviations[] = { { NULL, NULL, BEFORE_ANY } };
static const struct sign no_signs[] = { { 0, NULL } };

#define ENGLISH_WORDS                                                                           \
	{                                                                                       \
		[SAY_FOOTNOTE] = "Footnote", [SAY_FORMULA] = "Formula.",                        \
		[SAY_TABLE] = "Table of numbers with | rows and | columns.", [SAY_DOT] = "dot", \
		[SAY_AT] = "at", [SAY_SLASH] = "slash",                                         \
	}

static const struct language_words languages[] = {
	{ "eng", ENGLISH_WORDS, english, &english_fractions, english_signs },
	{ "deu",
		{
			[SAY_FOOTNOTE] = "Fu\xc3\x9fnote",
			[SAY_FORMULA] = "Formel.",
			[SAY_TABLE] = "Zahlentabelle mit | Zeilen und | Spalten.",
			[SAY_DOT] = "Punkt",
			[SAY_AT] = "at",
			[SAY_SLASH] = "Schr\xc3\xa4gstrich",
		},
		german, &german_fractions, german_signs },
	{ "fra",
		{
			[SAY_FOOTNOTE] = "Note",
			[SAY_FORMULA] = "Formule.",
			[SAY_TABLE] = "Tableau de chiffres, | lignes et | colonnes.",
			[SAY_DOT] = "point",
			[SAY_AT] = "arobase",
			[SAY_SLASH] = "barre oblique",
		},
		french, &french_fractions, french_signs },
};

static const struct language_words other = { "", ENGLISH_WORDS, no_abbreviations, NULL, no_signs };

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
