#include "config.h"

#include "screens/cell_draft.h"

void
cell_draft_put(json_t *body, const struct grid *g)
{
	if (grid_is_editing(g))
		json_object_set_new(body, "cell", json_pack("{s:I, s:I, s:s}", "row", (json_int_t)grid_row(g),
		    "col", (json_int_t)grid_column_at(g), "text", grid_typed(g)));
}

bool
cell_draft_take(struct grid *g, const json_t *body)
{
	const json_t *cell = json_object_get(body, "cell");
	json_int_t row = json_integer_value(json_object_get(cell, "row"));
	json_int_t col = json_integer_value(json_object_get(cell, "col"));
	const char *text = json_string_value(json_object_get(cell, "text"));

	if (text == NULL || row < 0 || col < 0)
		return false;
	grid_go(g, (size_t)row, (size_t)col);
	grid_type(g, text);
	return true;
}
