/* The table of the module of papers. */
#include "config.h"

#include "base/mem.h"
#include "report/papers.h"

static const struct papers table = {
	.pdf = &page_pdf, .docx = &page_docx, .xlsx = &page_xlsx,
	.label = &label_ops, .qr = papers_qr, .yardstick = papers_yardstick,
};

extern const struct module quen_papers;
const struct module quen_papers MODULE_SEEN = { PACKAGE_VERSION, &table, mem_set_hook };
