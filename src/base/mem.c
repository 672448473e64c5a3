#include "base/mem.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* The one pointer that cannot hang on a session: memory may run out anywhere,
 * and then the terminal has to be given back first. */
static void (*exit_hook)(void);

void
mem_set_hook(void (*before_exit)(void))
{
	exit_hook = before_exit;
}

void
(*mem_hook(void))(void)
{
	return exit_hook;
}

static _Noreturn void
out_of_memory(void)
{
	static const char text[] = "quen: out of memory\n";
	void (*hook)(void) = exit_hook;

	exit_hook = NULL;
	if (hook != NULL)
		hook();
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(EX_OSERR);
	_exit(EX_OSERR);
}

void *
xmalloc(size_t size)
{
	void *p = malloc(size > 0 ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n > 0 ? n : 1, size > 0 ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
xrealloc(void *p, size_t size)
{
	void *q = realloc(p, size > 0 ? size : 1);

	if (q == NULL)
		out_of_memory();
	return q;
}

void *
xgrow(void *p, size_t *cap, size_t need, size_t item_size)
{
	size_t n = *cap, bytes;

	if (need <= n && p != NULL)
		return p;
	if (n < 8)
		n = 8;
	while (n < need) {
		if (n > SIZE_MAX / 2)
			out_of_memory();
		n *= 2;
	}
	if (__builtin_mul_overflow(n, item_size, &bytes))
		out_of_memory();
	p = xrealloc(p, bytes);
	*cap = n;
	return p;
}

char *
xstrdup(const char *s)
{
	return s != NULL ? xstrndup(s, strlen(s)) : NULL;
}

char *
xstrndup(const char *s, size_t len)
{
	size_t n = strnlen(s, len);
	char *copy = xmalloc(n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

static char *
format_alloc(const char *fmt, va_list ap, void *(*alloc)(void *, size_t),
    void *ctx)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(n >= 0);
	s = alloc(ctx, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

static void *
from_heap(void *ctx, size_t size)
{
	(void)ctx;
	return xmalloc(size);
}

static void *
from_arena(void *ctx, size_t size)
{
	return arena_alloc(ctx, size);
}

char *
xvasprintf(const char *fmt, va_list ap)
{
	return format_alloc(fmt, ap, from_heap, NULL);
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

#define ARENA_BLOCK 4096

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *b = a->head;
	void *p;

	if (size > SIZE_MAX / 2)
		out_of_memory();
	size = (size + align - 1) / align * align;
	if (b == NULL || b->size - b->used < size) {
		size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;

		b = xcalloc(1, sizeof *b + room);
		b->size = room;
		/* A block for one big piece goes behind the head, so that the
		 * rest of the head stays in use. */
		if (size > ARENA_BLOCK && a->head != NULL) {
			b->next = a->head->next;
			a->head->next = b;
		} else {
			b->next = a->head;
			a->head = b;
		}
	}
	p = b->data + b->used;
	b->used += size;
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	size_t n;
	char *copy;

	if (s == NULL)
		return NULL;
	n = strlen(s) + 1;
	copy = arena_alloc(a, n);
	memcpy(copy, s, n);
	return copy;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = format_alloc(fmt, ap, from_arena, a);
	va_end(ap);
	return s;
}

void
arena_fini(struct arena *a)
{
	struct arena_block *b, *next;

	if (a == NULL)
		return;
	for (b = a->head; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
}
