#include "access/counters.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"

#define SETS 1024
#define WAYS 8
#define REPORT_MS 60000
#define SOURCE_FREE 20
#define SOURCE_MOST 100
#define USER_FREE 50
#define LONGEST_MS 60000

/* One table: user "" counts an address, source "" a user. */
struct counter {
	char user[DOOR_USER], source[DOOR_PEER];
	uint32_t failures;
	int64_t last_ms, next_ms, locked_ms;	/* last_ms 0: the place is free */
	uint32_t untold;
	int64_t told_ms;
};

struct counters {
	struct counter list[SETS][WAYS];
	unsigned char salt[16];		/* nobody chooses which set he fills */
};

struct counters *
counters_new(void)
{
	struct counters *c = xcalloc(1, sizeof(*c));

	secret_random(c->salt, sizeof(c->salt));
	return c;
}

void
counters_free(struct counters *c)
{
	free(c);
}

/* The code of a user is the same in capital letters. */
static void
lower(char *out, size_t size, const char *s)
{
	str_copy(out, size, s);
	for (; *out != '\0'; out++)
		if (*out >= 'A' && *out <= 'Z')
			*out = (char)(*out - 'A' + 'a');
}

static struct counter *
find(struct counters *c, const char *typed, const char *source, bool make)
{
	unsigned char hash[HASH_SIZE];
	char user[DOOR_USER];
	struct hash_state h;
	struct counter *set, *oldest;

	lower(user, sizeof(user), typed);
	hash_init(&h);
	hash_add(&h, c->salt, sizeof(c->salt));
	hash_add_str(&h, user);
	hash_add_str(&h, source);
	hash_end(&h, hash);
	set = c->list[(hash[0] | (unsigned)hash[1] << 8) % SETS];
	oldest = set;
	for (int i = 0; i < WAYS; i++) {
		if (set[i].last_ms != 0 && strcmp(set[i].user, user) == 0 &&
		    strcmp(set[i].source, source) == 0)
			return &set[i];
		if (set[i].last_ms < oldest->last_ms)
			oldest = &set[i];
	}
	if (!make)
		return NULL;
	*oldest = (struct counter){ 0 };
	str_copy(oldest->user, sizeof(oldest->user), user);
	str_copy(oldest->source, sizeof(oldest->source), source);
	return oldest;
}

/* Seconds double from the first failure that is not free. */
static int64_t
pause_ms(uint32_t failures, uint32_t free_ones)
{
	uint32_t n = failures > free_ones ? failures - free_ones - 1 : 0;

	if (failures <= free_ones)
		return 0;
	return n >= 6 ? LONGEST_MS : INT64_C(1000) << n;
}

/* Takes the failure on, and says when the one that follows may start. */
static void
count(struct counter *k, uint32_t free_ones, uint32_t most, int64_t now_ms,
    struct counter_verdict *v)
{
	int64_t start = k->next_ms > now_ms ? k->next_ms : now_ms;

	if (k->last_ms != 0 && now_ms - k->last_ms > COUNTER_LOCK_MS && k->locked_ms <= now_ms)
		k->failures = 0;
	if (k->locked_ms != 0 && k->locked_ms <= now_ms) {
		k->locked_ms = 0;
		k->failures = 0;
	}
	if (k->locked_ms > now_ms)
		v->locked = true;
	k->failures++;
	k->last_ms = now_ms;
	if (k->locked_ms == 0 && most != 0 && k->failures >= most) {
		k->locked_ms = start + COUNTER_LOCK_MS;
		v->locks = true;
	}
	if (start > v->start_ms)
		v->start_ms = start;
	/* While it is locked nothing is looked at: the queue does not grow. */
	if (!v->locked)
		k->next_ms = start + pause_ms(k->failures, free_ones);
}

void
counters_try(struct counters *c, const char *user, const char *source, bool exempt,
    int64_t now_ms, struct counter_verdict *v)
{
	struct counter *k = find(c, user, "", true);

	*v = (struct counter_verdict){ .start_ms = now_ms };
	k->failures++;
	k->last_ms = now_ms;
	if (!exempt && k->failures > USER_FREE)
		v->start_ms = now_ms + 1000;
	if (!exempt)
		count(find(c, "", source, true), SOURCE_FREE, SOURCE_MOST, now_ms, v);
	count(find(c, user, source, true), 2, COUNTER_PAIR_MOST, now_ms, v);
}

/* Pauses that others wait for stay. */
static void
take_back(struct counter *k, uint32_t most)
{
	if (k == NULL || k->failures == 0)
		return;
	if (k->failures-- == most)
		k->locked_ms = 0;
}

void
counters_untry(struct counters *c, const char *user, const char *source)
{
	take_back(find(c, user, source, false), COUNTER_PAIR_MOST);
	take_back(find(c, "", source, false), SOURCE_MOST);
	take_back(find(c, user, "", false), 0);
}

void
counters_good(struct counters *c, const char *user, const char *source)
{
	struct counter *k = find(c, user, source, false);

	if (k != NULL) {
		k->failures = 0;
		k->next_ms = k->locked_ms = 0;
	}
	take_back(find(c, "", source, false), SOURCE_MOST);
	k = find(c, user, "", false);
	if (k != NULL)
		k->failures = 0;
}

void
counters_failed(struct counters *c, const char *user, const char *source, int64_t now_ms)
{
	struct counter *k = find(c, user, source, true);

	k->untold++;
	if (k->last_ms == 0)
		k->last_ms = now_ms;
}

bool
counters_report(struct counters *c, int64_t now_ms, struct counter_report *r)
{
	struct counter *k = &c->list[0][0];

	for (size_t i = 0; i < SETS * WAYS; i++, k++) {
		if (k->untold == 0 || (k->told_ms != 0 && now_ms - k->told_ms < REPORT_MS))
			continue;
		*r = (struct counter_report){ k->user, k->source, k->untold };
		k->untold = 0;
		k->told_ms = now_ms;
		return true;
	}
	return false;
}

/* Blanks part the fields of a line: neither names nor addresses have any by then. */
static bool
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return false;
	return true;
}

enum err
counters_save(const struct counters *c, const char *path, int64_t shift)
{
	const struct counter *k = &c->list[0][0];
	char fresh[DOOR_TEXT + 64];
	FILE *f;
	bool ok;

	snprintf(fresh, sizeof(fresh), "%s.new", path);
	f = fopen(fresh, "we");
	if (f == NULL)
		return ERR_IO;
	fchmod(fileno(f), 0600);
	fputs("quen-broker 1\n", f);
	for (size_t i = 0; i < SETS * WAYS; i++, k++)
		if (k->last_ms != 0 && k->failures != 0 && is_plain(k->user) && is_plain(k->source))
			fprintf(f, "-%s -%s %" PRIu32 " %" PRId64 " %" PRId64 "\n", k->user, k->source,
			    k->failures, k->last_ms + shift, k->locked_ms != 0 ? k->locked_ms + shift : 0);
	ok = ferror(f) == 0;
	ok = fclose(f) == 0 && ok;
	if (ok && rename(fresh, path) == 0)
		return ERR_OK;
	unlink(fresh);
	return ERR_IO;
}

static void
read_line(struct counters *c, const char *line, int64_t shift)
{
	char user[DOOR_USER + 1], source[DOOR_PEER + 1];
	struct counter *k;
	int64_t last, locked;
	uint32_t failures;

	if (sscanf(line, "%64s %64s %" SCNu32 " %" SCNd64 " %" SCNd64, user, source, &failures,
	    &last, &locked) != 5 || user[0] != '-' || source[0] != '-')
		return;
	k = find(c, user + 1, source + 1, true);
	k->failures = failures;
	k->last_ms = last + shift;
	k->locked_ms = locked != 0 ? locked + shift : 0;
}

enum err
counters_load(struct counters *c, const char *path, int64_t shift)
{
	FILE *f = fopen(path, "re");
	char line[256];

	if (f == NULL)
		return ERR_NOTFOUND;
	if (fgets(line, sizeof(line), f) == NULL || strcmp(line, "quen-broker 1\n") != 0) {
		fclose(f);
		return ERR_INVALID;
	}
	while (fgets(line, sizeof(line), f) != NULL)
		read_line(c, line, shift);
	fclose(f);
	return ERR_OK;
}

static int
read_address(const char *text, unsigned char a[16])
{
	if (inet_pton(AF_INET, text, a) == 1)
		return 32;
	return inet_pton(AF_INET6, text, a) == 1 ? 128 : 0;
}

static bool
network_holds(char *network, const unsigned char *address, int bits)
{
	unsigned char a[16];
	char *slash = strchr(network, '/'), *end;
	long wide = bits;

	if (slash != NULL) {
		*slash = '\0';
		wide = strtol(slash + 1, &end, 10);
		if (*end != '\0' || slash[1] == '\0' || wide < 0 || wide > bits)
			return false;
	}
	if (read_address(network, a) != bits || memcmp(a, address, (size_t)wide / 8) != 0)
		return false;
	return wide % 8 == 0 || (a[wide / 8] ^ address[wide / 8]) >> (8 - wide % 8) == 0;
}

bool
networks_hold(const char *networks, const char *address)
{
	unsigned char a[16];
	char piece[DOOR_PEER];
	size_t n;
	int bits;

	/* An IPv4 client on an IPv6 socket. */
	if (strncmp(address, "::ffff:", 7) == 0)
		address += 7;
	if ((bits = read_address(address, a)) == 0)
		return false;
	while (*(networks += strspn(networks, ", ")) != '\0') {
		n = strcspn(networks, ", ");
		if (n < sizeof(piece)) {
			memcpy(piece, networks, n);
			piece[n] = '\0';
			if (network_holds(piece, a, bits))
				return true;
		}
		networks += n;
	}
	return false;
}
