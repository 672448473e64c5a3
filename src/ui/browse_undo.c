/* A save taken back (UX 7): the fields get the values from before, through the same gate, with a
 * version and a line on the trail of their own. What others changed meanwhile stays. */
#include "ui/browse_int.h"

#include "base/clock.h"
#include "base/i18n.h"

#define UNDO_MS (10 * 60 * 1000)

void
browse_note_saved(struct browse_form *b, const struct record *base)
{
	record_free(b->before);
	b->before = base->id != 0 ? record_copy(base) : NULL;
	b->saved_ms = clock_mono_us() / 1000;
}

bool
browse_can_undo(const struct browse_form *b)
{
	return b->before != NULL && b->before->id == form_stored(b->form)->id &&
	    clock_mono_us() / 1000 - b->saved_ms < UNDO_MS;
}

struct record *
browse_undo_save(struct screen *s)
{
	struct browse_form *b = s->data;
	const struct entity *e = b->spec.entity;
	struct record *base = record_copy(form_stored(b->form)), *r = record_copy(base), *theirs = NULL;
	struct err_note note = { 0 };
	enum err err;

	/* what rules worked out stays theirs to work out */
	for (size_t i = 0; i < e->nfields; i++)
		if (!e->fields[i].readonly && !e->fields[i].hidden)
			value_copy(&r->values[i], &b->before->values[i]);
	err = b->spec.ops->save(b->spec.ctx, r, base, &theirs, &note);
	if (err == ERR_CONFLICT && theirs != NULL)
		app_error(s->app, "%s", _("Somebody changed the same since; open it again."));
	else if (err != ERR_OK)
		app_error_note(s->app, &note);
	record_free(theirs);
	record_free(base);
	if (err == ERR_OK) {
		record_free(b->before);
		b->before = NULL;
		return r;
	}
	record_free(r);
	return NULL;
}
