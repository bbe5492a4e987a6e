/* edit_distance: how many edits turn one text into another; used to suggest the name that was
 * probably meant. */
#ifndef LECTERN_COMMON_BASE_EDIT_DISTANCE_H
#define LECTERN_COMMON_BASE_EDIT_DISTANCE_H

#include <stddef.h>

enum { EDIT_DISTANCE_MAX = 120 }; /* longest text, in bytes */

/* How many bytes to insert, delete or replace to turn b into a. The distance to a text longer than
 * EDIT_DISTANCE_MAX is SIZE_MAX. */
size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len);
size_t edit_distance_of_names(const char *a, const char *b);

/* The largest distance at which another name still counts as a typing error for this one; it grows
 * with the name's length. */
size_t edit_distance_of_slips(const char *name);

#endif
