/* rig.h - the real identity part and the real broker as processes, with the test in the place of
 * supervisor, listener, nets and keeper. The clock is the real one. */
#ifndef QUEN_TEST_ACCESS_RIG_H
#define QUEN_TEST_ACCESS_RIG_H

#include <sys/types.h>

#include "access.h"
#include "access/door.h"

#define FLOOR_MS 200

struct part { pid_t pid; int control; };
struct rig {
	struct shop *shop;
	struct door_config config;
	struct part identity, broker;
	int listener, keeper;		/* the broker's links */
	uint64_t next_id;
};
/* One connection. */
struct line { int fd; uint64_t id; char user[DOOR_USER]; };

int rig_setup(void **state);		/* lan with PASSWORD; the store stays open here too */
int rig_teardown(void **state);
void rig_start_broker(struct rig *r);
void rig_stop_broker(struct rig *r, int sig);	/* and waits */
/* Writes CONFIG/pam.d/quen anew: one line of module and options for auth; lines NULL: as it was. */
void rig_stack(struct rig *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void line_open(struct rig *r, struct line *l, const char *user, const char *peer);
void line_close(struct line *l);
/* Sends a request and gives the answer; *ms how long it took (may be NULL). Kind 0: the link
 * was closed. */
struct door_answer line_ask(struct line *l, struct door_auth *a, int64_t *ms);
struct door_answer line_password(struct line *l, const char *password, int64_t *ms);
struct door_answer line_kind(struct line *l, enum door_auth_kind kind, int64_t *ms);
struct door_answer line_reply(struct line *l, const char *one, const char *two, int64_t *ms);
struct door_answer line_key(struct line *l, enum door_auth_kind kind, const char *key_line);
/* A whole sign-in by keyboard-interactive. */
struct door_answer line_talk(struct line *l, const char *one, const char *two);
struct door_subject rig_redeem(struct rig *r, const unsigned char *ticket, uint64_t id);
/* A fate that the broker told of this connection, 0 none within a second. */
uint32_t rig_fate(struct rig *r, uint64_t id);
/* Descriptors that the broker has open. */
int rig_descriptors(const struct rig *r);

#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

#endif
