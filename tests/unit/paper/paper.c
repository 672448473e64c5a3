#include "paper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

static char dir[128];

const char *
paper_dir(void)
{
	if (dir[0] == '\0') {
		const char *tmp = getenv("TMPDIR");

		snprintf(dir, sizeof dir, "%s/quen-paper-XXXXXX", str_empty(tmp) ? "/tmp" : tmp);
		assert_non_null(mkdtemp(dir));
	}
	return dir;
}

void
paper_end(void)
{
	const char *const argv[] = { "rm", "-rf", paper_dir(), NULL };

	free(paper_run("", argv));
	dir[0] = '\0';
}

struct format
paper_format(const char *lang, const char *currency)
{
	return (struct format){ locale_find(lang), currency_find(currency), "84" };
}

void
paper_write(const char *name, const char *lang, const char *currency, void (*fill)(struct page *p))
{
	struct format fm = paper_format(lang, currency);
	struct page_head h = { .title = "Test", .header = "Head", .footer = "Foot", .fm = &fm };
	struct err_note note = { 0 };
	char path[256];
	struct page *p;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", paper_dir(), name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(page_open(&p, page_format_find(strrchr(name, '.') + 1), f, &h, &note), ERR_OK);
	fill(p);
	if (page_close(p, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_int_equal(fclose(f), 0);
}

char *
paper_run(const char *name, const char *const *argv)
{
	char path[256], *args[16], buf[4096];
	struct strbuf out = { 0 };
	int fd[2], status, n = 0;
	ssize_t got;
	pid_t pid;

	snprintf(path, sizeof path, "%s/%s", paper_dir(), name);
	for (; argv[n] != NULL && n < 15; n++)
		args[n] = strcmp(argv[n], "%") == 0 ? path : (char *)argv[n];
	args[n] = NULL;
	assert_int_equal(pipe(fd), 0);
	pid = fork();
	if (pid == 0) {
		dup2(fd[1], 1);
		close(2);
		close(fd[0]);
		close(fd[1]);
		execvp(args[0], args);
		_exit(errno == ENOENT ? 127 : 126);
	}
	close(fd[1]);
	while ((got = read(fd[0], buf, sizeof buf)) > 0)
		strbuf_add_n(&out, buf, (size_t)got);
	close(fd[0]);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		strbuf_fini(&out);
		return NULL;
	}
	return strbuf_take(&out);
}

char *
paper_part(const char *name, const char *part)
{
	const char *const argv[] = { "unzip", "-p", "%", part, NULL };

	return paper_run(name, argv);
}

/* Portable greymap, as pdftoppm -gray writes it. */
struct picture
paper_picture(const char *name, int dpi)
{
	char res[16], path[256], root[300], file[320];
	const char *const argv[] = { "pdftoppm", "-gray", "-singlefile", "-r", res, path, root, NULL };
	struct picture pic = { 0 };
	char *said;
	FILE *f;
	int max;

	snprintf(res, sizeof res, "%d", dpi);
	snprintf(path, sizeof path, "%s/%s", paper_dir(), name);
	snprintf(root, sizeof root, "%s/pic", paper_dir());
	snprintf(file, sizeof file, "%s.pgm", root);
	said = paper_run(name, argv);
	if (said == NULL)
		return pic;
	free(said);
	f = fopen(file, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "P5 %d %d %d", &pic.w, &pic.h, &max), 3);
	(void)fgetc(f);
	pic.p = xmalloc((size_t)pic.w * (size_t)pic.h);
	assert_int_equal(fread(pic.p, 1, (size_t)pic.w * (size_t)pic.h, f), pic.w * pic.h);
	fclose(f);
	unlink(file);
	return pic;
}
