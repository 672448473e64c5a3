/* session_line.h - a session's link to its keeper, as the screens see it. */
#ifndef QUEN_CLI_SESSION_LINE_H
#define QUEN_CLI_SESSION_LINE_H

#include "access/keeper_link.h"
#include "screens/served.h"

struct session_line {
	int fd;
	struct keep_hello hello;	/* who this session works for */
	struct served *served;
};

/* Reads what the keeper says first, from DOOR_CONTROL. ERR_INVALID: it was not a keeper that
 * started us. */
enum err session_line_open(struct session_line *l, struct err_note *note) MUST_CHECK;
/* Makes v speak by l, which it borrows. */
void session_line_served(struct session_line *l, struct served *v);

#endif
