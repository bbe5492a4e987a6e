/* mutate_file SEED IN OUT: a file, broken as that seed decides; see mutate.h. */
#include "tests/tools/mutate.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct buf original = BUF_EMPTY, broken = BUF_EMPTY;
	struct err err;
	if (argc != 4) {
		fprintf(stderr, "usage: mutate_file SEED IN OUT\n");
		return 2;
	}
	int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
	if (fd < 0 || buf_read_fd(&original, fd, SIZE_MAX / 2, &err) < 0) {
		perror(argv[2]);
		return 1;
	}
	mutate(&original, strtoull(argv[1], NULL, 10), &broken);
	FILE *file = fopen(argv[3], "wb");
	if (!file || fwrite(buf_string(&broken), 1, broken.len, file) != broken.len ||
		fclose(file) != 0) {
		perror(argv[3]);
		return 1;
	}
	buf_free(&original);
	buf_free(&broken);
	return 0;
}
