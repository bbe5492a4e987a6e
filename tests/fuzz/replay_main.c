/* replay_main: runs a fuzz target without libFuzzer: first its corpus, then a fixed number of
 * mutations of it from a fixed seed, so that two runs do the same. An input that fails is left as
 * <program>.crash in the working directory; replay it by naming the file.
 *
 *   fuzz_<x> [FILE...]     environment: FUZZ_RUNS, FUZZ_SEED
 */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { INPUT_SIZE = 8192, MAX_FILES = 256, RUNS = 30000 };

struct input {
	uint8_t data[INPUT_SIZE];
	size_t size;
};

static struct input corpus[MAX_FILES];
static size_t corpus_count;
static const struct input *current;
static char crash_file[256];

/* As far as it goes: the process is about to die. */
static void write_to(int fd, const void *data, size_t len)
{
	ssize_t ignored = write(fd, data, len);
	(void)ignored;
}

static void save_input(void)
{
	static const char text[] = "the input is saved as ";
	int fd = open(crash_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || !current)
		return;
	write_to(fd, current->data, current->size);
	close(fd);
	write_to(STDERR_FILENO, text, sizeof text - 1);
	write_to(STDERR_FILENO, crash_file, strlen(crash_file));
	write_to(STDERR_FILENO, "\n", 1);
}

static void on_signal(int number)
{
	save_input();
	signal(number, SIG_DFL);
	raise(number);
}

/* Sanitizers call this before they end the process. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

static void watch_for_crashes(void)
{
	static const int signals[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM };
	const struct rlimit no_core = { 0, 0 };
	setrlimit(RLIMIT_CORE, &no_core);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		signal(signals[i], on_signal);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(save_input);
}

static void run(const struct input *input)
{
	current = input;
	/* A buffer of just that size, so that a read past its end is seen. */
	uint8_t *copy = malloc(input->size ? input->size : 1);
	if (!copy)
		abort();
	memcpy(copy, input->data, input->size);
	alarm(60); /* for an input that makes the target loop for ever */
	LLVMFuzzerTestOneInput(copy, input->size);
	alarm(0);
	free(copy);
}

static void add_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file || corpus_count == MAX_FILES) {
		fprintf(stderr, "%s: cannot be taken\n", path);
		exit(1);
	}
	struct input *input = &corpus[corpus_count++];
	input->size = fread(input->data, 1, sizeof input->data, file);
	fclose(file);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In the order of their names: the mutations depend on it. */
static void add_directory(const char *path)
{
	DIR *directory = opendir(path);
	char *names[MAX_FILES];
	size_t count = 0;
	for (struct dirent *entry; directory && count < MAX_FILES && (entry = readdir(directory));)
		if (entry->d_name[0] != '.')
			names[count++] = strdup(entry->d_name);
	if (directory)
		closedir(directory);
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++) {
		char file[4096 + 256];
		snprintf(file, sizeof file, "%s/%s", path, names[i]);
		add_file(file);
		free(names[i]);
	}
}

/* ---- mutations ---- */

static uint64_t random_state;

/* Below n, which is at least 1 (xorshift64*). */
static size_t below(size_t n)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (size_t)((random_state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

static void put_in(struct input *input, size_t at, const void *data, size_t len)
{
	if (len > INPUT_SIZE - input->size)
		len = INPUT_SIZE - input->size;
	memmove(input->data + at + len, input->data + at, input->size - at);
	memcpy(input->data + at, data, len);
	input->size += len;
}

static void cut_out(struct input *input, size_t at, size_t len)
{
	if (len > input->size - at)
		len = input->size - at;
	memmove(input->data + at, input->data + at + len, input->size - at - len);
	input->size -= len;
}

/* What parsers stumble over. */
static void insert_token(struct input *input)
{
	static const char *const tokens[] = { "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]",
		":", ",", "=", ";", "#", "\n", "\r\n", " ", "\t", "-", "0", "1e999", "-1", "null",
		"true", "99999999999999999999", "9007199254740993", "0x", "'", "\"\"\"", "\xff",
		"\xc3", "\xef\xbb\xbf", "%", "--", "1-2,", "[nats]\n", "\x7f" };
	const char *token = tokens[below(sizeof tokens / sizeof *tokens)];
	put_in(input, below(input->size + 1), token, strlen(token));
}

static void splice_in(struct input *input)
{
	const struct input *other = &corpus[below(corpus_count)];
	if (other->size == 0)
		return;
	size_t from = below(other->size), len = 1 + below(other->size - from);
	put_in(input, below(input->size + 1), other->data + from, len);
}

static void repeat(struct input *input)
{
	uint8_t piece[64];
	size_t from = below(input->size), len = 1 + below(sizeof piece);
	if (len > input->size - from)
		len = input->size - from;
	memcpy(piece, input->data + from, len);
	for (size_t times = 1 + below(30); times; times--)
		put_in(input, from, piece, len);
}

static void mutate(struct input *input)
{
	uint8_t byte = (uint8_t)below(256);
	size_t kind = below(8);
	if (input->size == 0)
		kind = kind % 2 ? 4 : 5;
	switch (kind) {
	case 0:
		input->data[below(input->size)] ^= (uint8_t)(1u << below(8));
		break;
	case 1:
		input->data[below(input->size)] = byte;
		break;
	case 2:
		cut_out(input, below(input->size), 1 + below(8));
		break;
	case 3:
		cut_out(input, below(input->size), input->size);
		break;
	case 4:
		put_in(input, below(input->size + 1), &byte, 1);
		break;
	case 5:
		insert_token(input);
		break;
	case 6:
		splice_in(input);
		break;
	default:
		repeat(input);
		break;
	}
}

static size_t number_from_env(const char *name, size_t standard)
{
	const char *text = getenv(name);
	return text && *text ? strtoull(text, NULL, 10) : standard;
}

static void run_mutations(size_t runs)
{
	static struct input input;
	for (size_t i = 0; i < runs; i++) {
		input = corpus[below(corpus_count)];
		for (size_t times = 1 + below(6); times; times--)
			mutate(&input);
		run(&input);
	}
}

int main(int argc, char **argv)
{
	const char *name = basename(argv[0]);
	snprintf(crash_file, sizeof crash_file, "%s.crash", name);
	watch_for_crashes();
	for (int i = 1; i < argc; i++)
		add_file(argv[i]);
	if (argc == 1) {
		char path[4096];
		snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s", TEST_SRCDIR,
			strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name);
		add_directory(path);
	}
	if (corpus_count == 0) {
		fprintf(stderr, "%s: no corpus\n", name);
		return 1;
	}
	for (size_t i = 0; i < corpus_count; i++)
		run(&corpus[i]);
	size_t runs = argc == 1 ? number_from_env("FUZZ_RUNS", RUNS) : 0;
	random_state = number_from_env("FUZZ_SEED", 1) * 2 + 1;
	run_mutations(runs);
	printf("%s: %zu inputs, %zu mutations\n", name, corpus_count, runs);
	return 0;
}
