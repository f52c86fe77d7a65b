/* SPDX-License-Identifier: Apache-2.0
 *
 * The covering engine on published and made-up posts, and what the checker says of its certificates
 * when they are sound and when they are not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "check/certificate.h"
#include "support/cells.h"

#define FOLDER MUSTER_SOURCE "/tests/unit/cover/"
#define HOURS(n) ((mst_time)((n)*MST_MS_PER_HOUR))

/* The certificate of a cell's bound, checked. `text` is why it does not hold. */
static bool
holds(const mst_case *instance, const mst_certificate *certificate, const char **text)
{
    static mst_arena arena;
    static bool is_open;
    if (is_open) {
        mst_arena_release(&arena);
    }
    mst_arena_init(&arena, 0);
    is_open = true;
    mst_certificate_verdict verdict;
    mst_error err;
    assert_int_equal(mst_certificate_check(instance, certificate, &arena, &verdict, &err), MST_OK);
    *text = verdict.text;
    return verdict.holds;
}

/* ---- published posts ---- */

static const struct published {
    const char *why, *file, *scenario;
    int hours;
} published[] = {
    {"nine trips of two trucks: five of one", "rescue.yaml", "two", 15},
    {"nine trips of three trucks", "rescue.yaml", "three", 9},
    {"nine trips of five trucks", "rescue.yaml", "five", 6},
    {"trucks and the helicopter", "columbus.yaml", "both", 9},
    {"seven trips of two trucks", "columbus.yaml", "trucks-only", 12},
    {"six trips of the helicopter", "columbus.yaml", "helicopter-only", 18},
};

static void
published_optima_are_proved_and_the_checker_agrees(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        const struct published *row = &published[i];
        char path[512];
        snprintf(path, sizeof path, FOLDER "%s", row->file);
        mst_post *post = cells_read(path);
        solved_cell cell;
        mst_solve_options options = {.seed = 1};
        cells_solve(&cell, post, row->scenario, "all-out", &options);
        const mst_solution *found = &cell.solution;
        if (found->measures.completion != HOURS(row->hours)) {
            printf("%s: out at %lld ms\n", row->why, (long long)found->measures.completion);
        }
        assert_int_equal(cell.judgement.violation_count, 0);
        assert_int_equal(found->measures.left, 0);
        assert_int_equal(found->measures.completion, HOURS(row->hours));
        assert_int_equal(found->bound.completion, HOURS(row->hours));
        assert_true(found->proved_optimal);
        const char *text;
        assert_non_null(found->bound.certificate);
        assert_true(found->bound.certificate->bound == HOURS(row->hours));
        assert_true(holds(cell.instance, found->bound.certificate, &text));
        cells_release(&cell);
        mst_post_release(post);
    }
}

/* ---- certificates that are not sound ---- */

/* A copy whose numbers may be changed. */
typedef struct draft {
    mst_arena arena;
    mst_certificate certificate;
    mst_certificate_part parts[MST_CERTIFICATE_MOST_PARTS];
    int64_t *values[MST_CERTIFICATE_MOST_PARTS];
} draft;

static void
draft_open(draft *d, const mst_certificate *from)
{
    mst_arena_init(&d->arena, 0);
    d->certificate = *from;
    d->certificate.parts = d->parts;
    for (uint32_t i = 0; i < from->part_count; i++) {
        d->parts[i] = from->parts[i];
        d->values[i] = MST_TAKE(&d->arena, int64_t, from->parts[i].count + 1);
        assert_non_null(d->values[i]);
        if (from->parts[i].count > 0) {
            memcpy(d->values[i], from->parts[i].values, sizeof(int64_t) * from->parts[i].count);
        }
        d->parts[i].values = d->values[i];
    }
}

static void
refuses(const mst_case *instance, const draft *d, const char *what)
{
    const char *text;
    bool taken = holds(instance, &d->certificate, &text);
    if (taken) {
        printf("taken: %s\n", what);
    }
    assert_false(taken);
    assert_non_null(text);
}

/* Every number of every part, one more and one less. */
static void
change_numbers(const mst_case *instance, draft *d)
{
    char what[128];
    for (uint32_t i = 0; i < d->certificate.part_count; i++) {
        for (uint32_t k = 0; k < d->parts[i].count; k++) {
            for (int64_t change = -1; change <= 1; change += 2) {
                d->values[i][k] += change;
                snprintf(what, sizeof what, "%s %u changed by %d", d->parts[i].name, k,
                         (int)change);
                refuses(instance, d, what);
                d->values[i][k] -= change;
            }
        }
    }
}

/* Every part away, twice, one number short and one number long. */
static void
change_parts(const mst_case *instance, draft *d)
{
    char what[128];
    for (uint32_t i = 0; i < d->certificate.part_count; i++) {
        mst_certificate_part kept = d->parts[i];
        snprintf(what, sizeof what, "%s is missing or damaged", kept.name);
        d->parts[i].name = "other";
        refuses(instance, d, what);
        d->parts[i] = kept;
        d->parts[i].count = kept.count + 1;
        refuses(instance, d, what);
        d->parts[i].count = kept.count > 0 ? kept.count - 1 : 1;
        refuses(instance, d, what);
        d->parts[i] = kept;
        d->parts[d->certificate.part_count++] = kept;
        refuses(instance, d, what);
        d->certificate.part_count--;
    }
}

static void
change_claim(const mst_case *instance, draft *d)
{
    mst_certificate kept = d->certificate;
    d->certificate.bound += 1;
    refuses(instance, d, "a bound that is too good");
    d->certificate.bound = 0;
    refuses(instance, d, "a bound of nothing");
    d->certificate = kept;
    d->certificate.measure = MST_MEASURE_LEFT;
    refuses(instance, d, "a claim about another measure");
    d->certificate = kept;
    d->certificate.most_left = 1;
    refuses(instance, d, "a claim about plans that leave somebody");
    d->certificate = kept;
}

static void
try_damage(const char *file, const char *scenario)
{
    mst_post *post = cells_read(file);
    solved_cell cell;
    mst_solve_options options = {.seed = 1};
    cells_solve(&cell, post, scenario, "all-out", &options);
    const mst_certificate *sound = cell.solution.bound.certificate;
    assert_non_null(sound);
    const char *text;
    assert_true(holds(cell.instance, sound, &text));
    static draft d;
    draft_open(&d, sound);
    change_numbers(cell.instance, &d);
    change_parts(cell.instance, &d);
    change_claim(cell.instance, &d);
    assert_true(holds(cell.instance, &d.certificate, &text)); /* everything was put back */
    mst_arena_release(&d.arena);
    cells_release(&cell);
    mst_post_release(post);
}

static void
a_damaged_certificate_is_refused(void **state)
{
    (void)state;
    try_damage(FOLDER "rescue.yaml", "two");
    try_damage(FOLDER "columbus.yaml", "both");
    try_damage(FOLDER "harbour.yaml", "slow");
    try_damage(FOLDER "layers.yaml", "base");
}

static void
a_certificate_of_another_cell_is_refused(void **state)
{
    (void)state;
    mst_post *post = cells_read(FOLDER "rescue.yaml");
    solved_cell two, three;
    mst_solve_options options = {.seed = 1};
    cells_solve(&two, post, "two", "all-out", &options);
    cells_solve(&three, post, "three", "all-out", &options);
    const char *text;
    assert_false(holds(three.instance, two.solution.bound.certificate, &text));
    assert_false(holds(two.instance, three.solution.bound.certificate, &text));
    cells_release(&two);
    cells_release(&three);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_optima_are_proved_and_the_checker_agrees),
        cmocka_unit_test(a_damaged_certificate_is_refused),
        cmocka_unit_test(a_certificate_of_another_cell_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
