#include "config.h"

#include "shop.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"
#include "scr.h"
#include "store/actor.h"
#include "store/draft.h"

static struct shop master;

static const char *
program(void)
{
	const char *p = getenv("QUEN_PROGRAM");

	return p ? p : "./quen";
}

/* One command with this text on stdin; what it printed goes to out. */
static int
run(const char *const *argv, const char *input, char *out, size_t size)
{
	int to[2], from[2], st;
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(to[0], STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		close(to[0]);
		close(to[1]);
		close(from[0]);
		close(from[1]);
		setenv("QUEN_NOW", SCR_NOW, 1);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	if (input && write(to[1], input, strlen(input)) < 0)
		perror("write");
	close(to[1]);
	while (n + 1 < size && (got = read(from[0], out + n, size - 1 - n)) > 0)
		n += (size_t)got;
	out[n] = '\0';
	close(from[0]);
	assert_int_equal(waitpid(pid, &st, 0), pid);
	return WIFEXITED(st) ? WEXITSTATUS(st) : -1;
}

const char *
shop_post(const struct shop *s, const char *user, const char *line)
{
	static char out[65536];
	const char *argv[] = { program(), "--home", s->home, "--as", user, "post", NULL };

	run(argv, line, out, sizeof out);
	return out;
}

static int
run_words(const struct shop *s, const char *first, va_list ap, char *out, size_t size)
{
	const char *argv[24] = { program(), "--home", s->home, first };
	int n = 4;

	while (n < 23 && (argv[n] = va_arg(ap, const char *)))
		n++;
	argv[n] = NULL;
	return run(argv, NULL, out, size);
}

int
shop_run(const struct shop *s, const char *first, ...)
{
	char out[65536];
	va_list ap;
	int st;

	va_start(ap, first);
	st = run_words(s, first, ap, out, sizeof out);
	va_end(ap);
	return st;
}

const char *
shop_says(const struct shop *s, const char *first, ...)
{
	static char out[65536];
	va_list ap;

	va_start(ap, first);
	run_words(s, first, ap, out, sizeof out);
	va_end(ap);
	return out;
}

int
shop_input(const struct shop *s, const char *input, const char *first, ...)
{
	const char *argv[24] = { program(), "--home", s->home, "--as", "admin", first };
	char out[65536];
	int n = 6;
	va_list ap;

	va_start(ap, first);
	while (n < 23 && (argv[n] = va_arg(ap, const char *)))
		n++;
	va_end(ap);
	argv[n] = NULL;
	return run(argv, input, out, sizeof out);
}

void
shop_draft(const struct shop *s, const char *user, const char *key, const char *body)
{
	struct err_note note = { 0 };
	struct store_paths paths;
	struct store *st;
	struct actor *a;

	assert_int_equal(secret_init(), ERR_OK);
	assert_int_equal(store_find(s->home, &paths, &note), ERR_OK);
	assert_int_equal(store_open(&paths, &st, &note), ERR_OK);
	assert_int_equal(actor_open(st, user, &a, &note), ERR_OK);
	assert_int_equal(draft_save(st, a, key, "Cart", body, &note), ERR_OK);
	actor_close(a);
	store_close(st);
}

static const char setup[] =
"{\"op\":\"add\",\"entity\":\"group\",\"fields\":{\"code\":\"cashier\",\"name\":\"Cashiers\"}}\n"
"{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"cashier\",\"function\":\"sale\",\"verbs\":\"view,add,print\"}}\n"
"{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"cashier\",\"function\":\"customer\",\"verbs\":\"view,add,edit,delete,export\"}}\n"
"{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"cashier\",\"function\":\"card\",\"verbs\":\"view,add\"}}\n"
"{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"cashier\",\"function\":\"points\",\"verbs\":\"view,add,delete\"}}\n"
"{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"cashier\",\"function\":\"product\",\"verbs\":\"view\"}}\n"
"{\"op\":\"add\",\"entity\":\"group\",\"fields\":{\"code\":\"stock\",\"name\":\"Stock\"}}\n"
"{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"stock\",\"function\":\"product\",\"verbs\":\"view\"}}\n"
"{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"stock\",\"function\":\"customer\",\"verbs\":\"view,add,edit\"}}\n"
"{\"op\":\"add\",\"entity\":\"user\",\"fields\":{\"code\":\"lan\",\"name\":\"Lan\",\"groups\":[\"cashier\"],\"store\":\"S1\",\"active\":true}}\n"
"{\"op\":\"add\",\"entity\":\"user\",\"fields\":{\"code\":\"kho\",\"name\":\"Kho\",\"groups\":[\"stock\"],\"store\":\"S1\",\"active\":true}}\n"
"{\"op\":\"add\",\"entity\":\"card_type\",\"fields\":{\"code\":\"MEM\",\"name\":\"Member\",\"points\":true}}\n"
"{\"op\":\"add\",\"entity\":\"level\",\"fields\":{\"code\":\"GOLD\",\"name\":\"Gold\",\"discount_percent\":5}}\n"
"{\"op\":\"add\",\"entity\":\"earn_rule\",\"fields\":{\"code\":\"BASE\",\"name\":\"Base\",\"effect\":\"per_amount\",\"points\":1,\"amount\":10000,\"active\":true}}\n"
"{\"op\":\"add\",\"entity\":\"product\",\"fields\":{\"code\":\"CF\",\"name\":\"Cà phê sữa đá\",\"barcode\":\"" SHOP_COFFEE "\",\"price\":29000,\"unit\":\"ly\"}}\n"
"{\"op\":\"add\",\"entity\":\"product\",\"fields\":{\"code\":\"BM\",\"name\":\"Bánh mì thịt\",\"barcode\":\"" SHOP_BREAD "\",\"price\":35300,\"unit\":\"ổ\"}}\n"
"{\"op\":\"add\",\"entity\":\"product\",\"fields\":{\"code\":\"TR\",\"name\":\"菊花茶 tea\",\"barcode\":\"" SHOP_TEA "\",\"price\":12000,\"unit\":\"ly\"}}\n"
/* Only the administrator knows this one (rule S1). */
"{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"KH9999\",\"name\":\"Hidden Person\",\"phone\":\"0909999999\",\"kind\":\"person\"}}\n";

static const char people[] =
"{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"KH0001\",\"name\":\"Nguyễn Văn Ánh\",\"phone\":\"0901234567\",\"kind\":\"person\",\"birth\":\"1990-02-14\"}}\n"
"{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"KH0002\",\"name\":\"Nguyễn Văn Bình\",\"phone\":\"0912000111\",\"kind\":\"person\"}}\n"
"{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"KH0003\",\"name\":\"阮文安\",\"phone\":\"0913000222\",\"kind\":\"person\"}}\n"
"{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"KH0004\",\"name\":\"Trần Thị Mai\",\"phone\":\"0914000333\",\"kind\":\"person\",\"birth\":\"--11-23\"}}\n"
"{\"op\":\"card.issue\",\"customer\":\"KH0001\",\"type\":\"MEM\",\"number\":\"" SHOP_CARD "\"}\n";

static const char level[] =
"{\"op\":\"edit\",\"entity\":\"customer\",\"code\":\"KH0001\",\"fields\":{\"level\":\"GOLD\"}}\n";

static void
fill(const struct shop *s)
{
	const char *const *argv;
	static char out[65536];
	const char *init[] = { program(), "--home", s->home, "init", "--currency", "VND",
		"--lang", "en", NULL };
	const char *first[] = { program(), "--home", s->home, "--as", "admin", "post", NULL };
	const char *then[] = { program(), "--home", s->home, "--as", "lan", "post", NULL };

	argv = init;
	assert_int_equal(run(argv, NULL, out, sizeof out), 0);
	assert_int_equal(run(first, setup, out, sizeof out), 0);
	if (strstr(out, "\"ok\":false"))
		fail_msg("%s", out);
	assert_int_equal(run(then, people, out, sizeof out), 0);
	if (strstr(out, "\"ok\":false"))
		fail_msg("%s", out);
	assert_int_equal(run(first, level, out, sizeof out), 0);
	if (strstr(out, "\"ok\":false"))
		fail_msg("%s", out);
}

static void
make_folder(struct shop *s)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(s->home, sizeof s->home, "%s/quen-screens-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(s->home));
}

void
shop_make(struct shop *s)
{
	char from[300], out[1024];
	const char *argv[] = { "cp", "-a", from, s->home, NULL };

	if (!master.home[0]) {
		make_folder(&master);
		fill(&master);
	}
	make_folder(s);
	snprintf(from, sizeof from, "%s/.", master.home);
	assert_int_equal(run(argv, NULL, out, sizeof out), 0);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
shop_drop(struct shop *s)
{
	if (s->home[0])
		nftw(s->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	s->home[0] = '\0';
}

void
shop_fini(void)
{
	shop_drop(&master);
}
