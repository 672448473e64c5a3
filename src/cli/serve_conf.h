/* serve_conf.h - etc/serve.conf: how the door works. Every line may be missing; doc/DOOR.md
 * lists them. */
#ifndef QUEN_CLI_SERVE_CONF_H
#define QUEN_CLI_SERVE_CONF_H

#include "access/door.h"

#define SERVE_ADDRESSES 4

struct serve_conf {
	struct door_config *config;		/* filled: port and everything below it */
	char listen[SERVE_ADDRESSES][DOOR_PEER];	/* addresses; "" all */
	size_t nlisten;				/* 0: not said */
};

/* What holds without a file. */
void serve_conf_preset(struct door_config *c);
/* Reads path over what is in s; no such file is right. owner: who may own it beside root and
 * this process. ERR_SYNTAX, ERR_INVALID, ERR_CONFIG (others can write it). */
enum err serve_conf_read(struct serve_conf *s, const char *path, unsigned owner,
    struct err_note *note) MUST_CHECK;

#endif
