/* A screen as text, for a program that has no terminal. */
#include "ui/app_int.h"

#include "ui/memterm.h"

enum err
app_render_text(const struct app_config *config, int rows, int cols,
    const struct screen_class *class, void *arg, FILE *to, struct err_note *note)
{
	struct app_config copy = *config;
	struct memterm *mem = memterm_new(rows, cols);
	struct app *app;
	enum err err;

	copy.driver = memterm_driver(mem);
	app = app_new(&copy);
	err = app_push(app, class, arg, note);
	if (err == ERR_OK) {
		app_refresh(app);
		canvas_dump(app->canvas, to, GLYPHS_ASCII);
	}
	app_free(app);
	memterm_free(mem);
	return err;
}
