/* stored_zip: files in one ZIP as they are: sound cannot be packed further, and players and
 * libraries may read stored files in place. Names are UTF-8. ZIP64 where 32 bits do not do. The
 * same files give the same bytes. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_STORED_ZIP_H
#define LECTERN_WORKERS_AUDIO_ENCODER_STORED_ZIP_H

#include "common/base/err.h"

struct stored_zip;

/* Begins one in fd, which is empty and stays the caller's. */
struct stored_zip *stored_zip_new(int fd);
void stored_zip_free(struct stored_zip **zip);

/* Adds the whole of fd under that name, which no other has. */
int stored_zip_add(struct stored_zip *zip, const char *name, int fd, struct err *err);

/* Writes the directory at its end. Call stored_zip_free() nevertheless. */
int stored_zip_finish(struct stored_zip *zip, struct err *err);

#endif
