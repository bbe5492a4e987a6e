/* tiny_model.c: writes the protobuf of a model (onnx.proto) with three nodes: the number of
 * phonemes, multiplied, is the length of a constant. */
#include "tests/workers/tts/tiny_model.h"

#include <string.h>

enum { TYPE_FLOAT = 1, TYPE_INT64 = 7 };          /* of TensorProto */
enum { ATTRIBUTE_INT = 2, ATTRIBUTE_TENSOR = 4 }; /* of AttributeProto */
enum { WIRE_VARINT = 0, WIRE_BYTES = 2, WIRE_FIXED = 5 };

static void varint(struct buf *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		buf_append_char(out, (char)(value | 0x80));
	buf_append_char(out, (char)value);
}

static void number(struct buf *out, unsigned field, uint64_t value)
{
	varint(out, field << 3 | WIRE_VARINT);
	varint(out, value);
}

static void bytes(struct buf *out, unsigned field, const void *data, size_t len)
{
	varint(out, field << 3 | WIRE_BYTES);
	varint(out, len);
	buf_append(out, data, len);
}

static void string(struct buf *out, unsigned field, const char *value)
{
	bytes(out, field, value, strlen(value));
}

/* Takes what is in `inner`. */
static void message(struct buf *out, unsigned field, struct buf *inner)
{
	bytes(out, field, inner->data, inner->len);
	buf_free(inner);
}

/* A tensor of one dimension. */
static struct buf tensor(const char *name, int type, const void *data, size_t len, size_t count)
{
	struct buf out = BUF_EMPTY;
	number(&out, 1, count);
	number(&out, 2, (uint64_t)type);
	string(&out, 8, name);
	bytes(&out, 9, data, len);
	return out;
}

static void initializer(struct buf *graph, const char *name, const int64_t *values, size_t count)
{
	struct buf inner = tensor(name, TYPE_INT64, values, count * sizeof *values, count);
	message(graph, 5, &inner);
}

/* inputs: names with blanks between them. `attribute` is taken. */
static void node(struct buf *graph, const char *operation, const char *inputs, const char *output,
	struct buf *attribute)
{
	struct buf out = BUF_EMPTY;
	for (const char *at = inputs; *at;) {
		size_t len = strcspn(at, " ");
		bytes(&out, 1, at, len);
		at += len + (at[len] == ' ');
	}
	string(&out, 2, output);
	string(&out, 4, operation);
	if (attribute->len > 0)
		message(&out, 5, attribute);
	message(graph, 1, &out);
}

/* An input (11) or output (12) of the graph; its dimensions are not known before. */
static void value_info(
	struct buf *graph, unsigned field, const char *name, int type, int dimensions)
{
	struct buf out = BUF_EMPTY, outer = BUF_EMPTY, inner = BUF_EMPTY, shape = BUF_EMPTY;
	for (int i = 0; i < dimensions; i++)
		bytes(&shape, 1, NULL, 0);
	number(&inner, 1, (uint64_t)type);
	message(&inner, 2, &shape);
	message(&outer, 1, &inner);
	string(&out, 1, name);
	message(&out, 2, &outer);
	message(graph, field, &out);
}

static void property(struct buf *model, const char *key, const char *value)
{
	struct buf out = BUF_EMPTY;
	string(&out, 1, key);
	string(&out, 2, value);
	message(model, 14, &out);
}

static struct buf axis(void)
{
	struct buf out = BUF_EMPTY;
	string(&out, 1, "axis");
	number(&out, 3, 0);
	number(&out, 20, ATTRIBUTE_INT);
	return out;
}

static struct buf constant(float value)
{
	struct buf out = BUF_EMPTY, inner = tensor("", TYPE_FLOAT, &value, sizeof value, 1);
	string(&out, 1, "value");
	message(&out, 5, &inner);
	number(&out, 20, ATTRIBUTE_TENSOR);
	return out;
}

static struct buf graph_of(int64_t samples_a_phoneme, float value)
{
	struct buf graph = BUF_EMPTY, none = BUF_EMPTY, along = axis(), content = constant(value);
	node(&graph, "Mul", "input_lengths factor", "samples", &none);
	node(&graph, "Concat", "ones samples", "shape", &along);
	node(&graph, "ConstantOfShape", "shape", "output", &content);
	string(&graph, 2, "tiny");
	initializer(&graph, "factor", &samples_a_phoneme, 1);
	initializer(&graph, "ones", (const int64_t[]) { 1, 1 }, 2);
	value_info(&graph, 11, "input", TYPE_INT64, 2);
	value_info(&graph, 11, "input_lengths", TYPE_INT64, 1);
	value_info(&graph, 11, "scales", TYPE_FLOAT, 1);
	value_info(&graph, 12, "output", TYPE_FLOAT, 3);
	return graph;
}

void tiny_model(struct buf *out, int64_t samples_a_phoneme, float value)
{
	struct buf graph = graph_of(samples_a_phoneme, value), opset = BUF_EMPTY;
	number(&opset, 2, 15);
	number(out, 1, 8);
	message(out, 8, &opset);
	message(out, 7, &graph);
	property(out, "model_type", "vits");
	property(out, "comment", "piper");
	property(out, "language", "en-us");
	property(out, "voice", "en-us");
	property(out, "has_espeak", "1");
	property(out, "n_speakers", "1");
	property(out, "sample_rate", "22050");
}
