/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of this folder share: a post from text, and its matrix.
 */
#ifndef MUSTER_TESTS_UNIT_JUDGE_SUPPORT_H
#define MUSTER_TESTS_UNIT_JUDGE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "judge/matrix.h"
#include "read/read.h"

static inline mst_post *
read_text(const char *text)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    mst_status status = mst_post_read_text("small.yaml", text, strlen(text), &post, &faults, &err);
    if (status != MST_OK) {
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    return post;
}

static inline mst_matrix
plan(const mst_post *post, const mst_matrix_options *options)
{
    mst_matrix matrix;
    mst_error err = {0};
    if (mst_matrix_plan(post, options, &matrix, &err) != MST_OK) {
        fail_msg("%s", err.text);
    }
    return matrix;
}

static inline const mst_binding *
find_binding(const mst_cell *cell, const char *name)
{
    for (uint32_t i = 0; i < cell->binding_count; i++) {
        if (strcmp(cell->bindings[i].name, name) == 0) {
            return &cell->bindings[i];
        }
    }
    return NULL;
}

#endif
