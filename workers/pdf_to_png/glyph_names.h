/* glyph_names: which characters a glyph stands for, by what its font calls it.
 *
 * Names follow Adobe's glyph list and its rules for names beyond the list ("f_f_i", "uni00660069",
 * "u1D400", "one.oldstyle"). Fonts of signs, and TeX's, have codes instead that everybody knows. */
#ifndef LECTERN_WORKERS_PDF_TO_PNG_GLYPH_NAMES_H
#define LECTERN_WORKERS_PDF_TO_PNG_GLYPH_NAMES_H

#include <stddef.h>
#include <stdint.h>

enum { GLYPH_NAME_CODES = 8 }; /* longer ligatures are not recognised */

/* Writes the characters that a glyph of that name stands for. Returns how many; 0: the name says
 * nothing ("g123", ".notdef"). */
size_t glyph_name_decode(const char *name, uint32_t codes[static GLYPH_NAME_CODES]);

/* A control character is what is left of a code of TeX's: in its T1 encoding 0x1b to 0x1f are the
 * ligatures of "f", in OT1 0x0b to 0x0f are. Returns how many; 0: it is none of those. */
size_t glyph_tex_ligature(uint32_t control, uint32_t codes[static GLYPH_NAME_CODES]);

/* What a code means in ZapfDingbats, Wingdings and Webdings, whose letters are pictures; 0 in any
 * other font. `name` is the glyph's, or NULL. */
uint32_t glyph_of_sign_font(const char *font, const char *name, uint32_t code);

#endif
