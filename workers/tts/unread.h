/* unread: letters that a voice cannot read.
 *
 * eSpeak NG, and neural voices that take their phonemes from it, say of a character of a script
 * that they do not know what it is: "Chinese letter, Chinese letter", for minutes. Silence and a
 * note serve a listener better. */
#ifndef LECTERN_WORKERS_TTS_UNREAD_H
#define LECTERN_WORKERS_TTS_UNREAD_H

#include "common/base/buf.h"

/* Puts blanks in the place of what a voice of that language ("en-us", "ja"; NULL: not known) cannot
 * read. Returns what most of it was, one of the names that unread_known() knows; NULL: nothing. */
const char *unread_blank(struct buf *text, const char *language);

/* The name itself if it is one of these: an engine's word is not to be trusted. Else NULL. */
const char *unread_known(const char *name);

#endif
