/* sheet_yardstick.h - the same rows by the bare library, for quen bench X1. */
#ifndef QUEN_REPORT_SHEET_YARDSTICK_H
#define QUEN_REPORT_SHEET_YARDSTICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two texts and four numbers a row, in constant memory, without formats. */
bool sheet_yardstick(const char *path, int64_t rows,
    void (*texts)(int64_t row, char *code, char *name, size_t size));

#endif
