/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts a text that vsnprintf truncated back to a whole UTF-8 character. */
static void
trim_partial_character(char *text)
{
    size_t length = strlen(text);
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u) {
        start--;
    }
    if (start == 0) {
        return;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < need) {
        text[start - 1] = '\0';
    }
}

mst_status
mst_fail(mst_error *err, mst_status status, mst_place place, const char *format, ...)
{
    if (err == NULL) {
        return status;
    }
    va_list arguments;
    err->status = status;
    err->line = place.line;
    err->column = place.column;
    err->file[0] = '\0';
    if (place.file != NULL) {
        snprintf(err->file, sizeof err->file, "%s", place.file);
        trim_partial_character(err->file);
    }
    va_start(arguments, format);
    vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    trim_partial_character(err->text);
    return status;
}

const char *
mst_error_line(const mst_error *err, char *buffer, size_t bytes)
{
    if (err->file[0] != '\0' && err->line > 0) {
        snprintf(buffer, bytes, "%s:%u:%u: %s", err->file, err->line, err->column, err->text);
    } else if (err->file[0] != '\0') {
        snprintf(buffer, bytes, "%s: %s", err->file, err->text);
    } else {
        snprintf(buffer, bytes, "%s", err->text);
    }
    return buffer;
}

const char *
mst_status_name(mst_status status)
{
    switch (status) {
#define MST_STATUS_NAME(name, number, exit_code, http, text)                                       \
    case MST_##name:                                                                               \
        return #name;
        MST_STATUS_MAP(MST_STATUS_NAME)
#undef MST_STATUS_NAME
    }
    return "UNKNOWN";
}

const char *
mst_status_text(mst_status status)
{
    switch (status) {
#define MST_STATUS_TEXT(name, number, exit_code, http, text)                                       \
    case MST_##name:                                                                               \
        return text;
        MST_STATUS_MAP(MST_STATUS_TEXT)
#undef MST_STATUS_TEXT
    }
    return "unknown status";
}

int
mst_status_exit_code(mst_status status)
{
    switch (status) {
#define MST_STATUS_EXIT(name, number, exit_code, http, text)                                       \
    case MST_##name:                                                                               \
        return exit_code;
        MST_STATUS_MAP(MST_STATUS_EXIT)
#undef MST_STATUS_EXIT
    }
    return 3;
}
