/* uuid: time-ordered identifiers, UUIDv7 (RFC 9562 section 5.7). */
#ifndef LECTERN_COMMON_BASE_UUID_H
#define LECTERN_COMMON_BASE_UUID_H

enum { UUID_SIZE = 37 }; /* including the NUL */

/* A new identifier made of the wall clock's milliseconds and 74 random bits. */
void uuid_new(char text[UUID_SIZE]);

#endif
