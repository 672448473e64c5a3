/* mem.h - allocation that never returns NULL, and arenas.
 * Out of memory runs the hook (the terminal restores itself) and ends the
 * process with EX_OSERR. */
#ifndef QUEN_BASE_MEM_H
#define QUEN_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
/* Grows an array to hold at least need items, doubling. *cap is in items. */
void *xgrow(void *p, size_t *cap, size_t need, size_t item_size);
char *xstrdup(const char *s);			/* NULL gives NULL */
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

void mem_set_hook(void (*before_exit)(void));
void (*mem_hook(void))(void);

/* An arena: everything in it dies at once. Zero bytes are a valid empty one. */
struct arena { struct arena_block *head; };
void *arena_alloc(struct arena *a, size_t size);	/* zeroed, aligned */
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void arena_fini(struct arena *a);

#endif
