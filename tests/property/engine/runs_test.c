/* SPDX-License-Identifier: Apache-2.0
 *
 * Random posts give the same bytes on one thread, on two, and again; and plan.json, read back,
 * bound to the case and judged, is the same plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "judge/matrix.h"
#include "present/document.h"
#include "support/scale.h"

enum { CASES = 80, EFFORT = 3, CELLS = 2 };

typedef struct run_texts {
    char *texts[CELLS]; /* plan.json of each cell, NULL where there is none */
} run_texts;

static const mst_document_run how = {.seed = 1, .effort = EFFORT};

/* The document of the cell, read back and judged again. */
static void
round_trip(const mst_cell *cell, const char *text, char *fault)
{
    mst_document read;
    mst_error err = {0};
    mst_arena arena;
    mst_arena_init(&arena, 0);
    const mst_plan *plan = NULL;
    char *again = NULL;
    if (mst_document_read("plan.json", text, strlen(text), &read, &err) != MST_OK) {
        say(fault, "plan.json does not read back: line %u: %s", err.line, err.text);
    } else if (mst_document_write_json(&read, &again, &err) != MST_OK || strcmp(again, text) != 0) {
        say(fault, "plan.json read back is written otherwise: %s", err.text);
    } else if (mst_document_bind(&read, cell->instance, &arena, &plan, &err) != MST_OK) {
        say(fault, "plan.json does not bind to its own case: %s", err.text);
    } else {
        mst_judgement judgement;
        if (mst_check(cell->instance, plan, &judgement, &err) != MST_OK) {
            say(fault, "check fails: %s", err.text);
        } else if (judgement.violation_count > 0) {
            say(fault, "plan.json read back breaks %s (%s): %s",
                mst_rule_name(judgement.violations[0].rule), judgement.violations[0].clause,
                judgement.violations[0].text);
        } else if (measures_differ(&judgement.measures, &cell->judgement.measures) != NULL) {
            say(fault, "plan.json read back measures otherwise: %s",
                measures_differ(&judgement.measures, &cell->judgement.measures));
        }
        mst_judgement_release(&judgement);
    }
    mst_heap_free(again);
    mst_document_release(&read);
    mst_arena_release(&arena);
}

static void
run_matrix(const mst_post *post, uint32_t threads, run_texts *texts, char *fault)
{
    mst_matrix matrix;
    mst_error err = {0};
    mst_matrix_options options = {.seed = how.seed, .effort = how.effort, .threads = threads};
    mst_status status = mst_matrix_plan(post, &options, &matrix, &err);
    for (uint32_t i = 0; status == MST_OK && i < matrix.scenario_count && i < CELLS; i++) {
        const mst_cell *cell = &matrix.cells[i];
        mst_document document;
        if (mst_document_make(post, cell, &how, &document, &err) != MST_OK ||
            mst_document_write_json(&document, &texts->texts[i], &err) != MST_OK) {
            say(fault, "no plan.json: %s", err.text);
        } else if (threads == 1 && cell->judgement.violation_count == 0) {
            round_trip(cell, texts->texts[i], fault);
        }
        mst_document_release(&document);
    }
    if (status != MST_OK && status != MST_PLAN_INVALID) { /* invalid: told by another test */
        say(fault, "the matrix fails: %s", err.text);
    }
    mst_matrix_release(&matrix);
}

static void
compare_runs(const run_texts *one, const run_texts *other, const char *what, char *fault)
{
    for (uint32_t i = 0; i < CELLS; i++) {
        const char *a = one->texts[i];
        const char *b = other->texts[i];
        if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0)) {
            say(fault, "%s gives other bytes: cell %u", what, i);
        }
    }
}

static void
ask_runs(const draft *post, uint64_t seed, char *fault)
{
    static char text[DRAFT_TEXT_BYTES];
    draft pair = *post;
    (void)draft_more_means(&pair, seed); /* a second cell, to have something to share out */
    memcpy(pair.changes, post->changes, sizeof pair.changes);
    mst_post *read = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t bytes = draft_write(&pair, NULL, text);
    mst_status status = mst_post_read_text("drawn", text, bytes, &read, &faults, &err);
    mst_fault_list_release(&faults);
    if (status != MST_OK) {
        say(fault, "the post is refused: line %u: %s", err.line, err.text);
        return;
    }
    run_texts runs[3] = {{{NULL}}};
    run_matrix(read, 1, &runs[0], fault);
    run_matrix(read, 2, &runs[1], fault);
    run_matrix(read, 1, &runs[2], fault);
    compare_runs(&runs[0], &runs[1], "a run on two threads", fault);
    compare_runs(&runs[0], &runs[2], "a second run", fault);
    for (uint32_t i = 0; i < 3 * CELLS; i++) {
        mst_heap_free(runs[i / CELLS].texts[i % CELLS]);
    }
    mst_post_release(read);
}

static void
runs_give_the_same_bytes_that_read_back(void **state)
{
    (void)state;
    assert_int_equal(ask_many("runs", test_scale(CASES), ask_runs), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_give_the_same_bytes_that_read_back),
    };
    return cmocka_run_group_tests_name("runs of random posts", tests, NULL, NULL);
}
