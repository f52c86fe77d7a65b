/* SPDX-License-Identifier: Apache-2.0
 *
 * The conformance posts: each row of expected.csv is a test. Its cell is planned with the default
 * effort, the checker finds nothing and measures the same, the bound is no higher than the value,
 * and the value is the one that follows from the rules by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/cells.h"

#define FOLDER MUSTER_SOURCE "/tests/conformance"

enum { MOST_ROWS = 200 };

typedef struct row {
    char post[16], scenario[32], option[32], measure[40];
    char value[24];
    char title[200];
} row;

/* Rows of one cell follow each other, so one cell is kept. */
static struct kept {
    bool is_open;
    row of;
    mst_post *post;
    solved_cell cell;
} kept;

static void
close_kept(void)
{
    if (kept.is_open) {
        cells_release(&kept.cell);
        mst_post_release(kept.post);
        kept.is_open = false;
    }
}

static const solved_cell *
cell_of(const row *wanted)
{
    if (kept.is_open && strcmp(kept.of.post, wanted->post) == 0 &&
        strcmp(kept.of.scenario, wanted->scenario) == 0 &&
        strcmp(kept.of.option, wanted->option) == 0) {
        return &kept.cell;
    }
    close_kept();
    char path[sizeof FOLDER + 32];
    snprintf(path, sizeof path, "%s/%s.yaml", FOLDER, wanted->post);
    kept.post = cells_read(path);
    kept.of = *wanted;
    mst_solve_options options = {.seed = 1};
    cells_solve(&kept.cell, kept.post, wanted->scenario, wanted->option, &options);
    kept.is_open = true;
    return &kept.cell;
}

/* `630`, `246.667`: thousandths, as the table has at most three decimals. */
static int64_t
thousandths(const char *text)
{
    char *end = NULL;
    int64_t value = strtoll(text, &end, 10) * 1000;
    if (*end != '.') {
        return value;
    }
    int64_t unit = 100;
    for (end++; *end >= '0' && *end <= '9'; end++, unit /= 10) {
        value += (*end - '0') * unit;
    }
    return value;
}

static void
assert_bounded(const solved_cell *cell)
{
    const mst_measures *value = &cell->judgement.measures;
    const mst_bound *bound = &cell->solution.bound;
    const mst_problem *problem = cell->solution.plan.problem;
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        assert_true(bound->left_by_priority[p] <= value->left_by_priority[p]);
    }
    assert_true(bound->left <= value->left);
    assert_true(bound->completion <= value->completion);
    assert_true(bound->exposure <= value->exposure);
}

static void
the_cell_has_the_value(void **state)
{
    const row *wanted = *state;
    const solved_cell *cell = cell_of(wanted);
    const mst_measures *value = &cell->judgement.measures;
    const int64_t expected = thousandths(wanted->value);
    assert_int_equal(cell->judgement.violation_count, 0);
    assert_true(cells_same_measures(cell->solution.plan.problem, &cell->solution.measures, value));
    assert_bounded(cell);
    if (strcmp(wanted->measure, "left") == 0) {
        assert_int_equal(value->left * 1000, expected);
    } else if (strcmp(wanted->measure, "left_force") == 0) {
        assert_int_equal(value->left_force * 1000, expected);
    } else if (strcmp(wanted->measure, "completion_minutes") == 0) {
        assert_int_equal(value->completion * 1000, expected * MST_MS_PER_MINUTE);
    } else if (strcmp(wanted->measure, "completion_evacuees_minutes") == 0) {
        assert_int_equal(value->completion_evacuees * 1000, expected * MST_MS_PER_MINUTE);
    } else if (strcmp(wanted->measure, "exposure_person_hours") == 0) {
        /* in thousandths of a person-hour at threat 1, to the nearest */
        const mst_wide unit = (mst_wide)MST_MS_PER_HOUR * 1000;
        assert_int_equal((int64_t)((value->exposure + unit / 2) / unit), expected);
    } else {
        fail_msg("expected.csv names a measure that nobody knows: %s", wanted->measure);
    }
}

/* "C7: completion evacuees minutes are 90 (base, all-out)" */
static void
entitle(row *of)
{
    char measure[sizeof of->measure];
    memcpy(measure, of->measure, sizeof measure);
    for (char *c = measure; *c != '\0'; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    const char *number = of->post + 1;
    number += *number == '0';
    bool persons = strncmp(measure, "left", 4) == 0;
    snprintf(of->title, sizeof of->title, "C%s: %s %s %s (%s, %s)", number, measure,
             persons ? "behind is" : "are", of->value, of->scenario, of->option);
}

static uint32_t
read_rows(row *rows)
{
    FILE *file = fopen(FOLDER "/expected.csv", "r");
    char line[256];
    uint32_t count = 0;
    if (file == NULL || fgets(line, sizeof line, file) == NULL) {
        return 0;
    }
    while (fgets(line, sizeof line, file) != NULL && count < MOST_ROWS) {
        row *next = &rows[count];
        if (sscanf(line, "%15[^,],%31[^,],%31[^,],%39[^,],%23[^,\r\n]", next->post, next->scenario,
                   next->option, next->measure, next->value) == 5) {
            entitle(next);
            count++;
        }
    }
    fclose(file);
    return count;
}

int
main(void)
{
    static row rows[MOST_ROWS];
    static struct CMUnitTest tests[MOST_ROWS];
    uint32_t count = read_rows(rows);
    if (count == 0) {
        fputs("tests/conformance/expected.csv cannot be read\n", stderr);
        return 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].title,
            .test_func = the_cell_has_the_value,
            .initial_state = &rows[i],
        };
    }
    int failed = _cmocka_run_group_tests("conformance", tests, count, NULL, NULL);
    close_kept();
    return failed;
}
