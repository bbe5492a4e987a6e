/* edit_distance: finds the name that somebody probably meant. */
#ifndef LECTERN_COMMON_BASE_EDIT_DISTANCE_H
#define LECTERN_COMMON_BASE_EDIT_DISTANCE_H

#include <stddef.h>

/* Edits (insert, delete, replace) that make b of a. Names over 63 bytes are far from everything. */
size_t near_distance(const char *a, const char *b);

/* Few enough edits for the length of the name to be a slip of the hand. */
size_t near_limit(const char *name);

#endif
