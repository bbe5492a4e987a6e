/* fake_chatllm: stands in for chatllm where there is no model: it takes the same command line,
 * makes raw 16-bit 24 kHz samples, and then looks for ffplay as chatllm does.
 *
 *   fake_chatllm -m MODEL -p TEXT --tts_export FILE [--seed N] [-ngl N] [--top_p X]
 *       [--repeat_penalty X | --repetition_penalty X] [--temp X] [--set voice NAME]
 *       [--snac_model FILE]
 *   fake_chatllm -m MODEL --command: text on standard input, sound on standard output
 *
 * The model is a file whose first word says how to behave; see `manners`. What is not "tone" makes
 * samples of the bytes of a text, for a test to read.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RATE = 24000, SAMPLES_A_CHARACTER = RATE / 20, MAX_TEXT = 100000 };

struct wish {
	const char *model, *text, *file, *voice;
	long seed;
	bool command;
	int argc;
	char **argv;
};

static FILE *out;

/* ---- sound ---- */

static void put_sample(int sample)
{
	fputc(sample & 0xff, out);
	fputc(sample >> 8 & 0xff, out);
}

/* A square wave, whose pitch depends on the seed and the voice. */
static void tone(const struct wish *wish)
{
	size_t samples = strlen(wish->text) * SAMPLES_A_CHARACTER;
	long period = 60 + wish->seed % 40;
	for (const char *p = wish->voice; *p; p++)
		period += *p % 7;
	for (size_t i = 0; i < samples; i++)
		put_sample((long)i % period < period / 2 ? 8000 : -8000);
}

/* An even number of bytes; for a reader, samples are the text itself. */
static void say_bytes(const char *text)
{
	fputs(text, out);
	if (strlen(text) % 2)
		fputc('\n', out);
}

static void arguments(const struct wish *wish)
{
	static char all[MAX_TEXT];
	size_t len = 0;
	for (int i = 1; i < wish->argc; i++)
		len += (size_t)snprintf(all + len, sizeof all - len, "[%s]", wish->argv[i]);
	say_bytes(all);
}

static void text_alone(const struct wish *wish)
{
	static char all[MAX_TEXT];
	snprintf(all, sizeof all, "[%s]", wish->text);
	say_bytes(all);
}

static void no_sound(const struct wish *wish)
{
	(void)wish;
}

static void odd(const struct wish *wish)
{
	tone(wish);
	fputc(1, out);
}

static void huge(const struct wish *wish)
{
	(void)wish;
	for (;;) {
		for (int i = 0; i < RATE; i++)
			put_sample(i);
		if (fflush(out) != 0)
			exit(0);
	}
}

/* ---- WAV, for the engine "command" ---- */

static void put_le(uint32_t value, int bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		fputc((int)(value & 0xff), out);
}

static void wav(const struct wish *wish, uint32_t length, int bits)
{
	fputs("RIFF", out);
	put_le(length == UINT32_MAX ? length : length + 36, 4);
	fputs("WAVEfmt ", out);
	put_le(16, 4);
	put_le(bits == 32 ? 3 : 1, 2);
	put_le(1, 2);
	put_le(22050, 4);
	put_le(22050 * (uint32_t)bits / 8, 4);
	put_le((uint32_t)bits / 8, 2);
	put_le((uint32_t)bits, 2);
	fputs("data", out);
	put_le(length, 4);
	tone(wish);
}

static void whole_wav(const struct wish *wish)
{
	wav(wish, (uint32_t)(strlen(wish->text) * SAMPLES_A_CHARACTER * 2), 16);
}

static void streamed_wav(const struct wish *wish)
{
	wav(wish, UINT32_MAX, 16);
}

static void short_wav(const struct wish *wish)
{
	wav(wish, (uint32_t)(strlen(wish->text) * SAMPLES_A_CHARACTER * 2 + 1000), 16);
}

static void float_wav(const struct wish *wish)
{
	wav(wish, UINT32_MAX, 32);
}

/* Two behind one another, with junk between. */
static void two_wavs(const struct wish *wish)
{
	whole_wav(wish);
	fputs("junk", out);
	whole_wav(wish);
}

/* Three, whose lengths are not known. */
static void three_streams(const struct wish *wish)
{
	for (int i = 0; i < 3; i++)
		streamed_wav(wish);
}

static void two_billion(const struct wish *wish)
{
	wav(wish, 2000000000, 16);
}

static void odd_wav(const struct wish *wish)
{
	streamed_wav(wish);
	fputc(1, out);
}

/* ---- misbehaviour ---- */

static void silent(const struct wish *wish)
{
	for (size_t i = 0; i < strlen(wish->text) * SAMPLES_A_CHARACTER; i++)
		put_sample(0);
}

static void json_error(const struct wish *wish)
{
	(void)wish;
	fputs("{\"error\": {\"message\": \"the model is asleep\"}}\n", out);
}

/* Nothing for a text with this word in it. */
static void stumble(const struct wish *wish)
{
	if (!strstr(wish->text, "stumble"))
		tone(wish);
}

/* Never twice the same. */
static void varying(const struct wish *wish)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	tone(wish);
	for (long i = 0; i < 1000 + now.tv_nsec % 5000; i++)
		put_sample((int)i);
}

static void crash(const struct wish *wish)
{
	tone(wish);
	fflush(out);
	abort();
}

static void hang(const struct wish *wish)
{
	tone(wish);
	fflush(out);
	for (;;)
		pause();
}

static void noise(const struct wish *wish)
{
	char line[1000];
	memset(line, '#', sizeof line);
	line[sizeof line - 1] = '\n';
	for (int i = 0; i < 2000; i++) {
		ssize_t ignored = write(1, line, wish->command ? 0 : sizeof line);
		ignored += write(2, line, sizeof line);
		(void)ignored;
	}
	tone(wish);
}

static void unhappy(const struct wish *wish)
{
	(void)wish;
	fputs("loading\nit is all \x80 too much\n\n", stderr);
	exit(3);
}

/* All is well, but the status says that the player was not there. */
static void unheard(const struct wish *wish)
{
	tone(wish);
	fclose(out);
	exit(1);
}

/* ---- what it can see and do ---- */

static char seen[MAX_TEXT];

static void see(const char *format, const char *a, const char *b)
{
	size_t len = strlen(seen);
	snprintf(seen + len, sizeof seen - len, format, a, b);
}

static void see_descriptors(void)
{
	for (int fd = 0; fd < 1024; fd++) {
		char name[16];
		struct stat st;
		snprintf(name, sizeof name, "%d", fd);
		if (fileno(out) != fd && fstat(fd, &st) == 0)
			see("fd %s %s\n", name,
				S_ISREG(st.st_mode)    ? "file"
				: S_ISFIFO(st.st_mode) ? "pipe"
				: S_ISCHR(st.st_mode)  ? "device"
						       : "?");
	}
}

static void try_to(const char *what, long rc)
{
	see("%s: %s\n", what, rc < 0 ? strerror(errno) : "done");
}

static int run_true(void)
{
	char name[] = "/bin/true", *argv[] = { name, NULL };
	pid_t pid = fork();
	if (pid == 0) {
		execv(name, argv);
		_exit(errno);
	}
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	errno = status >> 8;
	return status ? -1 : 0;
}

static void spy(const struct wish *wish)
{
	(void)wish;
	char directory[200];
	for (char **p = environ; *p; p++)
		see("env %s%s\n", *p, "");
	see_descriptors();
	see("cwd %s%s\n", getcwd(directory, sizeof directory), "");
	try_to("read /etc/passwd", open("/etc/passwd", O_RDONLY));
	try_to("write /tmp", open("/tmp/lectern-fake-chatllm", O_WRONLY | O_CREAT, 0600));
	try_to("connect", socket(AF_INET, SOCK_STREAM, 0));
	try_to("signal the parent", kill(getppid(), 0));
	try_to("run another", run_true());
	say_bytes(seen);
}

/* Leaves somebody behind, who is told by his number. */
static void leave(const struct wish *wish)
{
	(void)wish;
	char number[32];
	pid_t pid = fork();
	if (pid == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		for (;;)
			pause();
	}
	snprintf(number, sizeof number, "[%d]", (int)pid);
	say_bytes(number);
}

/* Longer than a front leaves a job's state unread. */
static void slow(const struct wish *wish)
{
	sleep(4);
	tone(wish);
}

static const struct {
	const char *name;
	void (*behave)(const struct wish *wish);
} manners[] = {
	{ "tone", tone },
	{ "arguments", arguments },
	{ "text", text_alone },
	{ "nothing", no_sound },
	{ "odd", odd },
	{ "huge", huge },
	{ "wav", whole_wav },
	{ "streamed", streamed_wav },
	{ "short", short_wav },
	{ "two", two_wavs },
	{ "three", three_streams },
	{ "billions", two_billion },
	{ "oddwav", odd_wav },
	{ "silent", silent },
	{ "json", json_error },
	{ "stumble", stumble },
	{ "varying", varying },
	{ "float", float_wav },
	{ "crash", crash },
	{ "slow", slow },
	{ "hang", hang },
	{ "noise", noise },
	{ "unhappy", unhappy },
	{ "unheard", unheard },
	{ "spy", spy },
	{ "leave", leave },
};

/* ---- the command line ---- */

static void usage(const char *what)
{
	fprintf(stderr, "Unknown arguments: %s\n", what);
	exit(1);
}

static bool is_ignored(const char *option)
{
	static const char *const options[] = { "-ngl", "--top_p", "--repeat_penalty",
		"--repetition_penalty", "--temp", "--snac_model" };
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		if (strcmp(option, options[i]) == 0)
			return true;
	}
	return false;
}

static struct wish read_arguments(int argc, char **argv)
{
	struct wish wish = { .voice = "", .argc = argc, .argv = argv };
	for (int i = 1; i < argc; i++) {
		const char *option = argv[i];
		if (strcmp(option, "--command") == 0) {
			wish.command = true;
			continue;
		}
		if (++i >= argc)
			usage(option);
		if (strcmp(option, "-m") == 0)
			wish.model = argv[i];
		else if (strcmp(option, "-p") == 0)
			wish.text = argv[i];
		else if (strcmp(option, "--tts_export") == 0)
			wish.file = argv[i];
		else if (strcmp(option, "--seed") == 0)
			wish.seed = strtol(argv[i], NULL, 10);
		else if (strcmp(option, "--set") == 0 && i + 1 < argc)
			wish.voice = argv[++i];
		else if (!is_ignored(option))
			usage(option);
	}
	if (!wish.model || (!wish.command && (!wish.text || !wish.file)))
		usage("(too few)");
	return wish;
}

static const char *read_standard_input(void)
{
	static char text[MAX_TEXT];
	size_t len = fread(text, 1, sizeof text - 1, stdin);
	while (len > 0 && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	return text;
}

/* As chatllm does it, by a shell. */
static void play(const char *file)
{
	char command[4200];
	snprintf(command, sizeof command,
		"ffplay -autoexit -f s16le -ch_layout mono -sample_rate %d \"%s\"", RATE, file);
	if (system(command) != 0)
		printf("FAILED to play audio. Please check ffplay is installed.\n");
}

int main(int argc, char **argv)
{
	struct wish wish = read_arguments(argc, argv);
	char manner[20] = "";
	FILE *model = fopen(wish.model, "r");
	if (!model || fscanf(model, "%19s", manner) != 1) {
		fprintf(stderr, "error: cannot open model %s\n", wish.model);
		return 1;
	}
	fclose(model);
	if (wish.command)
		wish.text = read_standard_input();
	out = wish.command ? stdout : fopen(wish.file, "wb");
	if (!out) {
		fprintf(stderr, "error: cannot write %s: %s\n", wish.file, strerror(errno));
		return 1;
	}
	for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
		if (strcmp(manner, manners[i].name) == 0) {
			manners[i].behave(&wish);
			if (fclose(out) == 0 && !wish.command)
				play(wish.file);
			return 0;
		}
	}
	fprintf(stderr, "error: %s is no model\n", wish.model);
	return 1;
}
