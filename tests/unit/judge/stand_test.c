/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans that stand after a fact: how many, that the checker and proofs of a plan made anew agree
 * with them, that runs taken up are the runs made anew, on any number of threads, and that nothing
 * of a narrower case is ever taken for the wider one's.
 */
#include <stdio.h>

#include "base/bytes.h"
#include "judge/played.h"
#include "judge/stand.h"
#include "solve/kept.h"
#include "support.h"

enum { TEXT_BYTES = 8192, OPTIONS = 2, SCENARIOS = 3, CELLS = OPTIONS * SCENARIOS, RUNS = 24 };

/* Two ways out, of which the one by `far` is used when the road is shut; `yard` is of no use. */
static const char form[] =
    "post: {id: stand, as_of: 2021-07-03 08:00, time_zone: Asia/Kabul, horizon: 48 h}\n"
    "people:\n"
    "  - {id: staff, site: town, count: {low: 80, likely: 100, high: 130}}\n"
    "  - {id: families, site: town, count: 40, party: 4, release: {start: 0 h, over: 2 h}}\n"
    "  - {id: guards, site: ecc, count: 20, kind: force, guards: true}\n"
    "sites:\n"
    "  - {id: town}\n"
    "  - {id: ecc, hold: 500, process: {desks: 3, time: 2 min}, secure: {fixed: 4}}\n"
    "  - {id: far, hold: 300}\n"
    "  - {id: yard, hold: 300}\n"
    "  - {id: haven, safe: true}\n"
    "links:\n"
    "  - {id: street, between: [town, ecc], mode: road, time: 20 min}\n"
    "  - {id: road, between: [ecc, haven], mode: road, time: 1 h}\n"
    "  - {id: track, between: [ecc, far], mode: road, time: 2 h}\n"
    "  - {id: pass, between: [far, haven], mode: road, time: 2 h}\n"
    "  - {id: lane, between: [ecc, yard], mode: road, time: 9 h}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 40}\n"
    "fleets:\n"
    "  - {id: buses, type: bus, base: town, count: 3}\n"
    "  - {id: spare, type: bus, base: yard, count: 1, notice: 40 h}\n"
    "scenarios:\n"
    "  - {id: calm}\n"
    "  - {id: cut, changes: [{close: links.road}]}\n"
    "  - {id: shock, changes: [{close: links.road, from: +3 h, surprise: true}]}\n"
    "options:\n"
    "  - {id: plain}\n"
    "  - {id: stay, scope: stay}\n"
    "chance: {travel: {low: 0.9, likely: 1, high: 1.5}, breakdown: 5 %%, refuse: 3 %%}\n"
    "reports:\n"
    "  - {id: first, at: 2021-07-01, grade: A1, source: s, changes: [{sites.town.hold: 900}]}\n%s";

static mst_post *
read_form(const char *change)
{
    static char text[TEXT_BYTES], fact[512];
    snprintf(fact, sizeof fact,
             "  - {id: new, at: 2021-07-02, grade: A1, source: s, changes: [%s]}\n", change);
    snprintf(text, sizeof text, form, change[0] != '\0' ? fact : "");
    return read_text(text);
}

static mst_matrix
plan_with(const mst_post *post, mst_kept *kept, uint32_t threads)
{
    return plan(
        post,
        &(mst_matrix_options){
            .seed = 3, .effort = 4, .threads = threads, .without_binding = true, .kept = kept});
}

static mst_played
play(const mst_matrix *matrix, mst_kept *kept, uint32_t sites, mst_arena *arena)
{
    mst_played played = {CELLS, sites, MST_TAKE(arena, mst_played_cell, CELLS)};
    const mst_matrix_options planning = {.seed = 3, .threads = 2, .kept = kept};
    uint32_t runs[CELLS];
    mst_error err;
    for (uint32_t i = 0; i < CELLS; i++) {
        runs[i] = RUNS;
    }
    assert_int_equal(mst_played_more(matrix, &planning, runs, arena, &played, &err), MST_OK);
    return played;
}

static mst_bytes
file_of(const mst_kept *kept)
{
    mst_bytes file = {0};
    mst_error err;
    assert_int_equal(mst_kept_write(kept, &file, &err), MST_OK);
    return file;
}

/* What a post without the new fact leaves in a file. */
static mst_bytes
file_before(void)
{
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_post *post = read_form("");
    mst_kept *kept = mst_kept_open(NULL, 0);
    mst_matrix matrix = plan_with(post, kept, 2);
    (void)play(&matrix, kept, post->site_count, &arena);
    mst_bytes file = file_of(kept);
    mst_matrix_release(&matrix);
    mst_kept_close(kept);
    mst_post_release(post);
    mst_arena_release(&arena);
    return file;
}

static void
assert_same_solution(const mst_cell *a, const mst_cell *b)
{
    mst_bytes one = {0}, other = {0};
    mst_solution_write(&a->solution, &one);
    mst_solution_write(&b->solution, &other);
    assert_int_equal(one.count, other.count);
    assert_memory_equal(one.bytes, other.bytes, one.count);
    mst_heap_free(one.bytes);
    mst_heap_free(other.bytes);
}

/* The plan made anew cannot be better than what was proved of the one that stands. */
static void
assert_holds(const mst_cell *stands, const mst_cell *anew)
{
    mst_judgement judgement;
    mst_error err;
    assert_int_equal(mst_check(stands->instance, &stands->solution.plan, &judgement, &err), MST_OK);
    assert_int_equal(judgement.violation_count, 0);
    const mst_measures *value = &anew->judgement.measures;
    assert_true(value->left >= stands->solution.bound.left);
    if (value->left <= judgement.measures.left) {
        assert_true(value->completion >= stands->solution.bound.completion);
    }
    mst_judgement_release(&judgement);
}

static const struct {
    const char *why, *change;
    uint32_t cells; /* that stand */
    uint32_t runs;  /* whose runs do */
} rows[] = {
    {"a place that no plan goes to, nor any run", "{close: sites.yard}", CELLS, CELLS},
    {"a link that no plan uses", "{close: links.lane}", CELLS, CELLS},
    {"room that is not filled, which no run asks for", "{sites.ecc.hold: 400}", CELLS, CELLS},
    {"a vehicle that comes later and is not used", "{fleets.spare.notice: 47 h}", CELLS, CELLS},
    {"the way round, used where the road is shut", "{close: sites.far}", 4, 4},
    {"a desk that no plan needs, and runs may", "{sites.ecc.process.desks: 2}", CELLS, 0},
    {"more desks: what was proved may not hold", "{sites.ecc.process.desks: 4}", 0, 0},
    {"more people", "{people.staff.count: 110}", 0, 0},
    {"a longer way", "{links.lane.time: 10 h}", 0, 0},
};

static void
plans_stand_where_a_fact_takes_away_what_they_do_not_need(void **state)
{
    (void)state;
    mst_bytes before = file_before();
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        mst_arena arena;
        mst_arena_init(&arena, 0);
        mst_post *post = read_form(rows[r].change);
        mst_kept *kept = mst_kept_open(before.bytes, before.count);
        mst_kept *again = mst_kept_open(before.bytes, before.count);
        mst_matrix matrix = plan_with(post, kept, 1), other = plan_with(post, again, 3);
        mst_matrix alone = plan_with(post, NULL, 2);
        mst_played played = play(&matrix, kept, post->site_count, &arena);
        mst_played anew = play(&matrix, NULL, post->site_count, &arena);
        uint32_t cells = 0, runs = 0;
        for (uint32_t i = 0; i < CELLS; i++) {
            const mst_cell *cell = &matrix.cells[i];
            assert_same_solution(cell, &other.cells[i]);
            assert_int_equal(cell->is_final, mst_case_stands(cell->instance));
            cells += cell->is_final;
            runs += cell->instance->stands_in_play;
            if (cell->is_final) {
                assert_holds(cell, &alone.cells[i]);
            }
            size_t bytes = played.cells[i].runs * sizeof *played.cells[i].not_out;
            assert_int_equal(played.cells[i].runs, anew.cells[i].runs);
            assert_memory_equal(played.cells[i].not_out, anew.cells[i].not_out, bytes);
            assert_memory_equal(played.cells[i].completion, anew.cells[i].completion, bytes);
        }
        if (cells != rows[r].cells || runs != rows[r].runs) {
            fail_msg("%s: %u cells stand, and the runs of %u", rows[r].why, cells, runs);
        }
        mst_matrix_release(&alone);
        mst_matrix_release(&other);
        mst_matrix_release(&matrix);
        mst_kept_close(again);
        mst_kept_close(kept);
        mst_post_release(post);
        mst_arena_release(&arena);
    }
    mst_heap_free(before.bytes);
}

static void
nothing_of_the_narrower_case_is_taken_for_the_wider(void **state)
{
    (void)state;
    mst_bytes before = file_before();
    mst_post *wide = read_form(""), *narrow = read_form("{close: sites.far}");
    mst_matrix alone = plan_with(wide, NULL, 2);
    mst_kept *kept = mst_kept_open(before.bytes, before.count);
    mst_matrix matrix = plan_with(narrow, kept, 2);
    mst_bytes after = file_of(kept);
    mst_kept *then = mst_kept_open(after.bytes, after.count);
    mst_matrix back = plan_with(wide, then, 2);
    for (uint32_t i = 0; i < CELLS; i++) {
        assert_same_solution(&alone.cells[i], &back.cells[i]);
        assert_false(back.cells[i].is_final);
    }
    mst_matrix_release(&back);
    mst_kept_close(then);
    mst_heap_free(after.bytes);
    mst_matrix_release(&matrix);
    mst_kept_close(kept);
    mst_matrix_release(&alone);
    mst_post_release(narrow);
    mst_post_release(wide);
    mst_heap_free(before.bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_stand_where_a_fact_takes_away_what_they_do_not_need),
        cmocka_unit_test(nothing_of_the_narrower_case_is_taken_for_the_wider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
