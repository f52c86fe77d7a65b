/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "api/internal.h"

/* The public numbers are those of base/status.h, one for one. */
#define SAME_NUMBER(name, number, exit_code, http, text)                                           \
    static_assert((int)MUSTER_##name == (number), "public status numbers differ");
MST_STATUS_MAP(SAME_NUMBER)
#undef SAME_NUMBER
static_assert(MUSTER_NEVER == MST_NEVER, "the public sentinel differs");
static_assert(sizeof(muster_error) == sizeof(mst_error) &&
                  offsetof(muster_error, line) == offsetof(mst_error, line) &&
                  offsetof(muster_error, text) == offsetof(mst_error, text),
              "the public error differs");

const char *
muster_status_text(muster_status status)
{
    return mst_status_text((mst_status)status);
}

int
muster_status_exit_code(muster_status status)
{
    return mst_status_exit_code((mst_status)status);
}

const char *
muster_error_line(const muster_error *err, char *buffer, size_t bytes)
{
    mst_error copy = {.status = (mst_status)err->status, .line = err->line, .column = err->column};
    memcpy(copy.file, err->file, sizeof copy.file);
    memcpy(copy.text, err->text, sizeof copy.text);
    return mst_error_line(&copy, buffer, bytes);
}

const char *
muster_version(void)
{
    return MUSTER_VERSION;
}

void
muster_text_free(char *text)
{
    mst_heap_free(text);
}

muster_status
mst__api_fail(muster_error *to, const mst_error *from, mst_status status)
{
    if (to != NULL && status != MST_OK) {
        to->status = (muster_status)status;
        to->line = from->line;
        to->column = from->column;
        memcpy(to->file, from->file, sizeof to->file);
        memcpy(to->text, from->text, sizeof to->text);
    }
    return (muster_status)status;
}

muster_status
mst__api_refuse(muster_error *to, mst_status status, const char *format, ...)
{
    va_list arguments;
    char text[MST_ERROR_TEXT_BYTES];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mst_error err;
    mst_fail(&err, status, mst_nowhere(), "%s", text);
    return mst__api_fail(to, &err, status);
}

void
mst__api_measures(muster_measures *to, const mst_measures *from)
{
    *to = (muster_measures){
        .left = from->left,
        .left_force = from->left_force,
        .completion_ms = from->completion,
        .completion_evacuees_ms = from->completion_evacuees,
        .exposure = mst_exposure_hours(from->exposure),
        .vehicle_ms = from->vehicle_ms,
        .first_movement_ms = from->first_movement,
    };
}

void
mst__api_bound(muster_measures *to, const mst_bound *from)
{
    *to = (muster_measures){
        .left = from->left,
        .completion_ms = from->completion,
        .exposure = mst_exposure_hours(from->exposure),
        .first_movement_ms = MUSTER_NEVER,
    };
}

muster_plan_status
mst__api_plan_status(mst_cell_status status)
{
    switch (status) {
    case MST_CELL_OPTIMAL:
        return MUSTER_PLAN_OPTIMAL;
    case MST_CELL_BOUNDED:
        return MUSTER_PLAN_BOUNDED;
    case MST_CELL_INFEASIBLE:
        return MUSTER_PLAN_INFEASIBLE;
    case MST_CELL_PENDING:
        break;
    }
    return MUSTER_PLAN_NONE;
}

const char *
mst__api_measure_name(mst_measure measure)
{
    static const char *const names[] = {"left", "completion", "exposure", "vehicle_hours"};
    return measure < MST_MEASURE_COUNT ? names[measure] : names[0];
}

void
mst__api_hash(char text[33], const uint64_t hash[2])
{
    snprintf(text, 33, "%016" PRIx64 "%016" PRIx64, hash[0], hash[1]);
}

const char *
mst__api_hint(char buffer[MST__API_HINT_BYTES], const char *nearest)
{
    buffer[0] = '\0';
    if (nearest != NULL) {
        snprintf(buffer, MST__API_HINT_BYTES, "; did you mean \"%s\"?", nearest);
    }
    return buffer;
}
