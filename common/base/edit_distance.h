/* edit_distance: how many edits make one text of another; finds the name that was probably
 * meant. */
#ifndef LECTERN_COMMON_BASE_EDIT_DISTANCE_H
#define LECTERN_COMMON_BASE_EDIT_DISTANCE_H

#include <stddef.h>

enum { EDIT_DISTANCE_MAX = 120 }; /* bytes of a text */

/* Bytes to insert, delete or replace until b is a. Texts over EDIT_DISTANCE_MAX are SIZE_MAX apart
 * from everything. */
size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len);
size_t edit_distance_of_names(const char *a, const char *b);

/* So few edits, for the length of the name, that they are slips of the hand. */
size_t edit_distance_of_slips(const char *name);

#endif
