/* keeper_env.h - what a session is born with: an environment made from nothing. */
#ifndef QUEN_ACCESS_KEEPER_ENV_H
#define QUEN_ACCESS_KEEPER_ENV_H

#include <stdbool.h>
#include <stddef.h>

#define SESSION_ENV_MAX 12

/* A terminal type that sessions run on: the client's when it is one of those known here and
 * described on this host, else vt100. */
void session_term(const char *asked, char *term, size_t size);
/* Fills env with NAME=value texts, ended by NULL, which live in room. Nothing comes from the
 * client but a TERM that session_term() let pass and whether its LANG says UTF-8. */
void session_env(const char *term, const char *lang, bool test, char *room, size_t size,
    char *env[SESSION_ENV_MAX + 1]);

#endif
