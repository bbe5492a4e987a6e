/* box_json: a box on a page as JSON: [left, top, right, bottom] in fractions of the page's width
 * and height, with four decimals. */
#ifndef LECTERN_COMMON_BASE_BOX_JSON_H
#define LECTERN_COMMON_BASE_BOX_JSON_H

#include "common/base/buf.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

enum { BOX_SIDES = 4 };

void box_json_append(struct buf *out, const float sides[BOX_SIDES]);

/* Returns false, leaving ret_sides untouched, unless `array` holds four numbers from 0 to 1 with
 * left before right and top before bottom. */
bool box_json_read(const cJSON *array, float ret_sides[BOX_SIDES]);

#endif
