/* onnx_edit.c: adds metadata and seeds to an ONNX model by rewriting its protobuf. */
#include "workers/tts/onnx_edit.h"

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Field numbers from onnx.proto. */
enum {
	MODEL_GRAPH = 7,
	MODEL_METADATA = 14,
	GRAPH_NODE = 1,
	NODE_OP_TYPE = 4,
	NODE_ATTRIBUTE = 5,
	ATTRIBUTE_NAME = 1,
	ATTRIBUTE_FLOAT = 2,
	ATTRIBUTE_GRAPH = 6,
	ATTRIBUTE_TYPE = 20,
	ATTRIBUTE_TYPE_FLOAT = 1,
	PROPERTY_KEY = 1,
	PROPERTY_VALUE = 2,
};

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

enum { MAX_DEPTH = 8 };

/* ---- parsing ---- */

struct span {
	const unsigned char *at, *end;
};

struct field {
	uint64_t number;
	int wire;
	struct span whole; /* including its tag */
	struct span value; /* for WIRE_BYTES: the bytes */
};

static bool read_varint(struct span *in, uint64_t *ret)
{
	uint64_t value = 0;
	for (int shift = 0; shift < 64; shift += 7) {
		if (in->at == in->end)
			return false;
		unsigned char byte = *in->at++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*ret = value;
			return true;
		}
	}
	return false;
}

/* 1: a field; 0: the end; -1: not valid protobuf. */
static int next_field(struct span *in, struct field *ret)
{
	uint64_t tag, size;
	struct field field = { .whole.at = in->at };
	if (in->at == in->end)
		return 0;
	if (!read_varint(in, &tag))
		return -1;
	field.number = tag >> 3;
	field.wire = (int)(tag & 7);
	switch (field.wire) {
	case WIRE_VARINT:
		if (!read_varint(in, &size))
			return -1;
		size = 0;
		break;
	case WIRE_64:
		size = 8;
		break;
	case WIRE_32:
		size = 4;
		break;
	case WIRE_BYTES:
		if (!read_varint(in, &size))
			return -1;
		break;
	default:
		return -1;
	}
	if (field.number == 0 || size > (uint64_t)(in->end - in->at))
		return -1;
	field.value = (struct span) { in->at, in->at + size };
	in->at += size;
	field.whole.end = in->at;
	*ret = field;
	return 1;
}

static bool is_string(struct span value, const char *string)
{
	size_t len = strlen(string);
	return (size_t)(value.end - value.at) == len && memcmp(value.at, string, len) == 0;
}

/* The first field of that number in a message; false: none. */
static bool find_field(struct span message, uint64_t number, struct field *ret)
{
	while (next_field(&message, ret) == 1) {
		if (ret->number == number && ret->wire == WIRE_BYTES)
			return true;
	}
	return false;
}

/* ---- writing ---- */

static void write_varint(struct buf *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		buf_append_char(out, (char)(value | 0x80));
	buf_append_char(out, (char)value);
}

static void write_span(struct buf *out, struct span span)
{
	buf_append(out, span.at, (size_t)(span.end - span.at));
}

static void write_bytes(struct buf *out, uint64_t number, const void *data, size_t len)
{
	write_varint(out, number << 3 | WIRE_BYTES);
	write_varint(out, len);
	buf_append(out, data, len);
}

static void write_buf(struct buf *out, uint64_t number, struct buf *content)
{
	write_bytes(out, number, buf_string(content), content->len);
	buf_free(content);
}

/* ---- seeds ---- */

struct edit {
	size_t seeded;
	int depth;
};

static int edit_graph(struct edit *edit, struct span graph, struct buf *out);

static bool draws_random_numbers(struct span node)
{
	static const char *const operators[] = { "RandomNormal", "RandomNormalLike",
		"RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli" };
	struct field type;
	if (!find_field(node, NODE_OP_TYPE, &type))
		return false;
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		if (is_string(type.value, operators[i]))
			return true;
	}
	return false;
}

static bool has_seed(struct span node)
{
	struct field field, name;
	while (next_field(&node, &field) == 1) {
		if (field.number == NODE_ATTRIBUTE && field.wire == WIRE_BYTES &&
			find_field(field.value, ATTRIBUTE_NAME, &name) &&
			is_string(name.value, "seed"))
			return true;
	}
	return false;
}

/* All seeds differ, so that no two operators draw the same numbers. */
static void write_seed(struct edit *edit, struct buf *out)
{
	struct buf attribute = BUF_EMPTY;
	float seed = (float)++edit->seeded;
	uint32_t bits;
	memcpy(&bits, &seed, sizeof bits);
	bits = htole32(bits);
	write_bytes(&attribute, ATTRIBUTE_NAME, "seed", 4);
	write_varint(&attribute, ATTRIBUTE_FLOAT << 3 | WIRE_32);
	buf_append(&attribute, &bits, sizeof bits);
	write_varint(&attribute, ATTRIBUTE_TYPE << 3 | WIRE_VARINT);
	write_varint(&attribute, ATTRIBUTE_TYPE_FLOAT);
	write_buf(out, NODE_ATTRIBUTE, &attribute);
}

/* An attribute may contain a graph: the branches of an If, the body of a Loop. */
static int edit_attribute(struct edit *edit, struct span attribute, struct buf *out)
{
	struct field field;
	int more;
	while ((more = next_field(&attribute, &field)) == 1) {
		if (field.number != ATTRIBUTE_GRAPH || field.wire != WIRE_BYTES) {
			write_span(out, field.whole);
			continue;
		}
		struct buf graph = BUF_EMPTY;
		int rc = edit_graph(edit, field.value, &graph);
		write_buf(out, ATTRIBUTE_GRAPH, &graph);
		if (rc < 0)
			return -1;
	}
	return more;
}

static int edit_node(struct edit *edit, struct span node, struct buf *out)
{
	bool seedless = draws_random_numbers(node) && !has_seed(node);
	struct field field, graph;
	int more;
	while ((more = next_field(&node, &field)) == 1) {
		if (field.number != NODE_ATTRIBUTE || field.wire != WIRE_BYTES ||
			!find_field(field.value, ATTRIBUTE_GRAPH, &graph)) {
			write_span(out, field.whole);
			continue;
		}
		struct buf attribute = BUF_EMPTY;
		int rc = edit_attribute(edit, field.value, &attribute);
		write_buf(out, NODE_ATTRIBUTE, &attribute);
		if (rc < 0)
			return -1;
	}
	if (seedless)
		write_seed(edit, out);
	return more;
}

static int edit_graph(struct edit *edit, struct span graph, struct buf *out)
{
	struct field field;
	int more = -1;
	if (++edit->depth > MAX_DEPTH)
		return -1;
	while ((more = next_field(&graph, &field)) == 1) {
		if (field.number != GRAPH_NODE || field.wire != WIRE_BYTES) {
			write_span(out, field.whole);
			continue;
		}
		struct buf node = BUF_EMPTY;
		int rc = edit_node(edit, field.value, &node);
		write_buf(out, GRAPH_NODE, &node);
		if (rc < 0)
			return -1;
	}
	edit->depth--;
	return more;
}

/* ---- the whole model ---- */

static bool is_replaced(struct span property, const struct onnx_property *properties, size_t count)
{
	struct field key;
	if (!find_field(property, PROPERTY_KEY, &key))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (is_string(key.value, properties[i].key))
			return true;
	}
	return false;
}

static void write_property(struct buf *out, const struct onnx_property *property)
{
	struct buf content = BUF_EMPTY;
	write_bytes(&content, PROPERTY_KEY, property->key, strlen(property->key));
	write_bytes(&content, PROPERTY_VALUE, property->value, strlen(property->value));
	write_buf(out, MODEL_METADATA, &content);
}

static int edit_model(struct edit *edit, struct span model, const struct onnx_property *properties,
	size_t count, struct buf *out, bool *ret_has_graph)
{
	struct field field;
	int more;
	while ((more = next_field(&model, &field)) == 1) {
		bool bytes = field.wire == WIRE_BYTES;
		if (bytes && field.number == MODEL_GRAPH) {
			struct buf graph = BUF_EMPTY;
			int rc = edit_graph(edit, field.value, &graph);
			write_buf(out, MODEL_GRAPH, &graph);
			if (rc < 0)
				return -1;
			*ret_has_graph = true;
		} else if (!bytes || field.number != MODEL_METADATA ||
			   !is_replaced(field.value, properties, count)) {
			write_span(out, field.whole);
		}
	}
	return more;
}

int onnx_edit(const void *data, size_t len, const struct onnx_property *properties, size_t count,
	struct buf *out, size_t *ret_seeded, struct err *err)
{
	const unsigned char *bytes = data;
	struct edit edit = { 0 };
	bool has_graph = false;
	if (edit_model(&edit, (struct span) { bytes, bytes + len }, properties, count, out,
		    &has_graph) < 0 ||
		!has_graph)
		return err_set(err, ERR_INVALID, "it is not an ONNX model, or is incomplete");
	for (size_t i = 0; i < count; i++)
		write_property(out, &properties[i]);
	*ret_seeded = edit.seeded;
	return 0;
}
