/* box_json.c: reads and writes the boxes in timelines and page word lists. */
#include "common/base/box_json.h"

#include <math.h>
#include <string.h>

/* Four decimals resolve to a few hundredths of a millimetre on an A4 sheet. */
static void append_fraction(struct buf *out, float value)
{
	long whole = lroundf(value * 10000);
	if (whole % 10000 == 0) {
		buf_printf(out, "%ld", whole / 10000);
		return;
	}
	buf_printf(out, "0.%04ld", whole);
	while (out->data[out->len - 1] == '0')
		out->data[--out->len] = '\0';
}

void box_json_append(struct buf *out, const float sides[BOX_SIDES])
{
	buf_append_char(out, '[');
	for (int side = 0; side < BOX_SIDES; side++) {
		if (side > 0)
			buf_append_char(out, ',');
		append_fraction(out, sides[side]);
	}
	buf_append_char(out, ']');
}

bool box_json_read(const cJSON *array, float ret_sides[BOX_SIDES])
{
	float sides[BOX_SIDES];
	int count = 0;
	const cJSON *item;
	cJSON_ArrayForEach(item, array)
	{
		if (count == BOX_SIDES || !cJSON_IsNumber(item) ||
			!(item->valuedouble >= 0 && item->valuedouble <= 1))
			return false;
		sides[count++] = (float)item->valuedouble;
	}
	if (!cJSON_IsArray(array) || count != BOX_SIDES || sides[2] < sides[0] ||
		sides[3] < sides[1])
		return false;
	memcpy(ret_sides, sides, sizeof sides);
	return true;
}
