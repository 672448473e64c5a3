/* entity_part.h - what the parts of the loader share: entity.c finds the
 * files, entity_source.c knows their shape, entity_read.c and entity_layout.c make
 * entities of them, entity_check.c tests what one says about another.  Private to model. */
#ifndef QUEN_MODEL_ENTITY_PART_H
#define QUEN_MODEL_ENTITY_PART_H

#include "base/conf.h"
#include "base/mem.h"
#include "model/entity.h"

/* A form file, or the overlay of the site for it. */
struct entity_source {
	struct conf *conf;
	const char *shown;		/* "customer.form" */
	bool is_overlay;
};

struct loaded {
	struct entity entity;
	struct entity_source src[2];	/* the file, its overlay */
	size_t nsrc;
};

struct model {
	struct arena arena;
	struct loaded **all;		/* by name order */
	size_t n, cap;
};

/* What a form file and an overlay may hold. */
const struct conf_spec *entity_spec(bool is_overlay);

/* The file's section of that name ("entity", "list", "form"), NULL when there
 * is none. */
const struct conf_node *entity_section(const struct entity_source *s,
    const char *name);

/* Children of one name in every source, in order. */
struct entity_walk {
	struct loaded *l;
	const char *section, *name;
	size_t src, child;
	const struct entity_source *from;	/* of the node given last */
};
const struct conf_node *entity_walk_next(struct entity_walk *w);
size_t entity_walk_count(struct loaded *l, const char *in, const char *name);

/* Fills l->entity from its sources; strings are borrowed from them. */
enum err entity_read(struct loaded *l, struct arena *a, struct err_note *note) MUST_CHECK;

/* Its steps in entity_layout.c. */
enum err entity_read_list(struct loaded *l, struct arena *a, struct err_note *note) MUST_CHECK;
enum err entity_read_pages(struct loaded *l, struct arena *a, struct err_note *note) MUST_CHECK;
/* A form for free when none is written, and a place for fields of a site. */
enum err entity_complete_pages(struct loaded *l, struct arena *a, struct err_note *note) MUST_CHECK;
enum err entity_read_related(struct loaded *l, struct arena *a, struct err_note *note) MUST_CHECK;
enum err entity_read_actions(struct loaded *l, struct arena *a, struct err_note *note) MUST_CHECK;

/* References, related lists, filters: after all were read. */
enum err entity_check(const struct model *m, const struct loaded *l,
    struct err_note *note) MUST_CHECK;

/* "kind=a|b": the field and whether the values can be its values. Returns NULL
 * when right, else what is wrong (translated, borrowed). */
const char *entity_condition_problem(const struct entity *e,
    const char *condition);

/* ERR_SYNTAX with file:line. */
enum err entity_fail(const struct entity_source *s, int line,
    struct err_note *note, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
