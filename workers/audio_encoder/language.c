/* language.c: ISO 639-1 codes and their ISO 639-2/T equivalents, from Debian's iso-codes. */
#include "workers/audio_encoder/language.h"

#include <ctype.h>
#include <string.h>

enum { CELL = 6, TWO = 2, THREE = 3 };

/* "dedeu ": two letters, three letters, a blank. */
static const char by_two[] =
	"aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze "
	"babak bebel bgbul bhbih bibis bmbam bnben bobod brbre bsbos cacat ceche "
	"chcha cocos crcre csces cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe "
	"elell eneng eoepo esspa etest eueus fafas ffful fifin fjfij fofao frfra "
	"fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv "
	"hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl "
	"itita iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan "
	"kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin "
	"lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa "
	"mtmlt mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor nrnbl nvnav "
	"nynya ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque "
	"rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslk "
	"slslv smsmo snsna sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam "
	"tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi "
	"tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid "
	"yoyor zazha zhzho zuzul ";

/* ISO 639-2/B codes that differ from 639-2/T. */
static const char bibliographic[][2][THREE + 1] = {
	{ "tib", "bod" },
	{ "cze", "ces" },
	{ "wel", "cym" },
	{ "ger", "deu" },
	{ "gre", "ell" },
	{ "baq", "eus" },
	{ "per", "fas" },
	{ "fre", "fra" },
	{ "arm", "hye" },
	{ "ice", "isl" },
	{ "geo", "kat" },
	{ "mac", "mkd" },
	{ "mao", "mri" },
	{ "may", "msa" },
	{ "bur", "mya" },
	{ "dut", "nld" },
	{ "rum", "ron" },
	{ "slo", "slk" },
	{ "alb", "sqi" },
	{ "chi", "zho" },
};

static size_t letters_of(const char *tag)
{
	size_t len = 0;
	while (isalpha((unsigned char)tag[len]))
		len++;
	return len;
}

static const char *from_two(struct arena *arena, const char *code)
{
	for (const char *cell = by_two; *cell; cell += CELL) {
		if (memcmp(cell, code, TWO) == 0)
			return arena_string_n(arena, cell + TWO, THREE);
	}
	return "";
}

const char *language_of(struct arena *arena, const char *tag)
{
	size_t len = letters_of(tag);
	if (len != TWO && len != THREE)
		return "";
	char *code = arena_string_n(arena, tag, len);
	for (size_t i = 0; i < len; i++)
		code[i] = (char)tolower((unsigned char)code[i]);
	if (len == TWO)
		return from_two(arena, code);
	for (size_t i = 0; i < sizeof bibliographic / sizeof *bibliographic; i++) {
		if (strcmp(code, bibliographic[i][0]) == 0)
			return bibliographic[i][1];
	}
	return code;
}
