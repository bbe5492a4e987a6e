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

struct request {
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
static void tone(const struct request *request)
{
	size_t samples = strlen(request->text) * SAMPLES_A_CHARACTER;
	long period = 60 + request->seed % 40;
	for (const char *p = request->voice; *p; p++)
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

static void arguments(const struct request *request)
{
	static char all[MAX_TEXT];
	size_t len = 0;
	for (int i = 1; i < request->argc; i++)
		len += (size_t)snprintf(all + len, sizeof all - len, "[%s]", request->argv[i]);
	say_bytes(all);
}

static void text_alone(const struct request *request)
{
	static char all[MAX_TEXT];
	snprintf(all, sizeof all, "[%s]", request->text);
	say_bytes(all);
}

static void no_sound(const struct request *request)
{
	(void)request;
}

static void odd(const struct request *request)
{
	tone(request);
	fputc(1, out);
}

static void huge(const struct request *request)
{
	(void)request;
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

static void wav(const struct request *request, uint32_t length, int bits)
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
	tone(request);
}

static void whole_wav(const struct request *request)
{
	wav(request, (uint32_t)(strlen(request->text) * SAMPLES_A_CHARACTER * 2), 16);
}

static void streamed_wav(const struct request *request)
{
	wav(request, UINT32_MAX, 16);
}

static void short_wav(const struct request *request)
{
	wav(request, (uint32_t)(strlen(request->text) * SAMPLES_A_CHARACTER * 2 + 1000), 16);
}

static void float_wav(const struct request *request)
{
	wav(request, UINT32_MAX, 32);
}

/* Two behind one another, with junk between. */
static void two_wavs(const struct request *request)
{
	whole_wav(request);
	fputs("junk", out);
	whole_wav(request);
}

/* Three, whose lengths are not known. */
static void three_streams(const struct request *request)
{
	for (int i = 0; i < 3; i++)
		streamed_wav(request);
}

static void two_billion(const struct request *request)
{
	wav(request, 2000000000, 16);
}

static void odd_wav(const struct request *request)
{
	streamed_wav(request);
	fputc(1, out);
}

/* ---- misbehaviour ---- */

static void silent(const struct request *request)
{
	for (size_t i = 0; i < strlen(request->text) * SAMPLES_A_CHARACTER; i++)
		put_sample(0);
}

static void json_error(const struct request *request)
{
	(void)request;
	fputs("{\"error\": {\"message\": \"the model is asleep\"}}\n", out);
}

/* Nothing for a text with this word in it. */
static void stumble(const struct request *request)
{
	if (!strstr(request->text, "stumble"))
		tone(request);
}

/* Never twice the same. */
static void varying(const struct request *request)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	tone(request);
	for (long i = 0; i < 1000 + now.tv_nsec % 5000; i++)
		put_sample((int)i);
}

static void crash(const struct request *request)
{
	tone(request);
	fflush(out);
	abort();
}

static void hang(const struct request *request)
{
	tone(request);
	fflush(out);
	for (;;)
		pause();
}

static void noise(const struct request *request)
{
	char line[1000];
	memset(line, '#', sizeof line);
	line[sizeof line - 1] = '\n';
	for (int i = 0; i < 2000; i++) {
		ssize_t ignored = write(1, line, request->command ? 0 : sizeof line);
		ignored += write(2, line, sizeof line);
		(void)ignored;
	}
	tone(request);
}

static void unhappy(const struct request *request)
{
	(void)request;
	fputs("loading\nit is all \x80 too much\n\n", stderr);
	exit(3);
}

/* All is well, but the status says that the player was not there. */
static void unheard(const struct request *request)
{
	tone(request);
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

static void spy(const struct request *request)
{
	(void)request;
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
static void leave(const struct request *request)
{
	(void)request;
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
static void slow(const struct request *request)
{
	sleep(4);
	tone(request);
}

static const struct {
	const char *name;
	void (*behave)(const struct request *request);
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

static struct request read_arguments(int argc, char **argv)
{
	struct request request = { .voice = "", .argc = argc, .argv = argv };
	for (int i = 1; i < argc; i++) {
		const char *option = argv[i];
		if (strcmp(option, "--command") == 0) {
			request.command = true;
			continue;
		}
		if (++i >= argc)
			usage(option);
		if (strcmp(option, "-m") == 0)
			request.model = argv[i];
		else if (strcmp(option, "-p") == 0)
			request.text = argv[i];
		else if (strcmp(option, "--tts_export") == 0)
			request.file = argv[i];
		else if (strcmp(option, "--seed") == 0)
			request.seed = strtol(argv[i], NULL, 10);
		else if (strcmp(option, "--set") == 0 && i + 1 < argc)
			request.voice = argv[++i];
		else if (!is_ignored(option))
			usage(option);
	}
	if (!request.model || (!request.command && (!request.text || !request.file)))
		usage("(too few)");
	return request;
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
	struct request request = read_arguments(argc, argv);
	char manner[20] = "";
	FILE *model = fopen(request.model, "r");
	if (!model || fscanf(model, "%19s", manner) != 1) {
		fprintf(stderr, "error: cannot open model %s\n", request.model);
		return 1;
	}
	fclose(model);
	if (request.command)
		request.text = read_standard_input();
	out = request.command ? stdout : fopen(request.file, "wb");
	if (!out) {
		fprintf(stderr, "error: cannot write %s: %s\n", request.file, strerror(errno));
		return 1;
	}
	for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
		if (strcmp(manner, manners[i].name) == 0) {
			manners[i].behave(&request);
			if (fclose(out) == 0 && !request.command)
				play(request.file);
			return 0;
		}
	}
	fprintf(stderr, "error: %s is no model\n", request.model);
	return 1;
}
