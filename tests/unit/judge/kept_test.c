/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept between runs: a solution comes back as it was, in every member and in what is built
 * on it; a run with what is kept says what one without says; and after a change only the cells
 * whose case it touches are planned again.
 */
#include <stdio.h>

#include "base/text.h"
#include "judge/assess.h"
#include "judge/judge.h"
#include "model/chances.h"
#include "problem/plan_bytes.h"
#include "simulate/play.h"
#include "solve/kept.h"
#include "support.h"

enum { TEXT_BYTES = 8192, OPTIONS = 3, SCENARIOS = 4, CELLS = OPTIONS * SCENARIOS };

/* Desks, walkers, parties, guards, crews, an escort and a surprise: records of each kind. */
static const char form[] =
    "post: {id: kept, as_of: 2021-07-03 08:00, time_zone: Asia/Kabul, horizon: 48 h}\n"
    "people:\n"
    "  - {id: staff, site: town, count: {low: 80, likely: 100, high: 130}}\n"
    "  - {id: families, site: town, count: 40, party: 4, release: {start: 0 h, over: 2 h}}\n"
    "  - {id: walkers, site: town, count: 10, moves: on_foot}\n"
    "  - {id: guards, site: ecc, count: 20, kind: force, guards: true}\n"
    "sites:\n"
    "  - {id: town}\n"
    "  - {id: ecc, process: {desks: %s, time: 2 min}, secure: {fixed: 4}}\n"
    "  - {id: haven, safe: true}\n"
    "links:\n"
    "  - {id: street, between: [town, ecc], mode: road, time: 20 min, distance: 5 km}\n"
    "  - {id: path, between: [town, ecc], mode: foot, distance: 2 km}\n"
    "  - {id: road, between: [ecc, haven], mode: road, time: 1 h,\n"
    "     escort: {force: 2, vehicles: 3}}\n"
    "  - {id: air, between: [ecc, haven], mode: air, time: 30 min}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 40, berth_class: bus}\n"
    "  - {id: plane, mode: air, seats: 30, berth_class: plane, duty: 10 h, rest: 8 h}\n"
    "fleets:\n"
    "  - {id: buses, type: bus, base: town, count: 2}\n"
    "  - {id: planes, type: plane, base: haven, count: 1}\n"
    "  - {id: hired, type: bus, base: town, count: 0}\n"
    "scenarios:\n"
    "  - {id: calm}\n"
    "  - {id: cut, changes: [{close: links.road, from: +4 h}]}\n"
    "  - {id: shock, changes: [{close: links.road, from: +2 h, surprise: true}]}\n"
    "  - {id: slow, changes: [{links.street.time: %s}]}\n"
    "options:\n"
    "  - {id: plain}\n"
    "  - {id: hire, changes: [{fleets.hired.count: %s}]}\n"
    "  - {id: stay, scope: stay}\n"
    "chance: {travel: {low: 0.9, likely: 1, high: 1.5}, breakdown: 2 %%}\n";

static mst_post *
read_form(const char *desks, const char *hired, const char *slow)
{
    static char text[TEXT_BYTES];
    snprintf(text, sizeof text, form, desks, slow, hired);
    return read_text(text);
}

static mst_post *
read_plain(void)
{
    return read_form("2", "1", "40 min");
}

static void
assert_same_bytes(const mst_solution *a, const mst_solution *b)
{
    mst_bytes one = {0}, other = {0};
    mst_solution_write(a, &one);
    mst_solution_write(b, &other);
    assert_int_equal(one.count, other.count);
    assert_memory_equal(one.bytes, other.bytes, one.count);
    mst_heap_free(one.bytes);
    mst_heap_free(other.bytes);
}

/* ---- a solution ---- */

static void
a_solution_comes_back_as_it_was(void **state)
{
    (void)state;
    mst_post *post = read_plain();
    uint32_t desk_runs = 0, walks = 0, duties = 0, convoys = 0, phases = 0;
    for (uint32_t i = 0; i < CELLS; i++) {
        mst_cell cell = {.scenario = {i / OPTIONS}, .option = {i % OPTIONS}};
        const mst__effort effort = {.seed = 3, .effort = 4};
        mst__cell_plan(post, &(mst_override){0}, &effort, &cell);
        assert_int_equal(cell.outcome, MST_OK);
        mst_bytes bytes = {0};
        mst_solution_write(&cell.solution, &bytes);
        mst_bytes_reader in = {.at = bytes.bytes, .left = bytes.count};
        mst_solution again;
        assert_true(mst_solution_read(&in, cell.instance, &again));
        assert_same_bytes(&cell.solution, &again);
        mst_judgement judgement;
        mst_error err;
        assert_int_equal(mst_check(cell.instance, &again.plan, &judgement, &err), MST_OK);
        assert_int_equal(judgement.violation_count, 0);
        assert_int_equal(
            mst_measures_compare(again.plan.problem, &judgement.measures, &again.measures), 0);
        assert_true((again.recipe == NULL) == (cell.solution.recipe == NULL));
        assert_int_equal(again.bound.witness_count, cell.solution.bound.witness_count);
        desk_runs += again.plan.desk_run_count;
        walks += again.plan.self_move_count;
        duties += again.plan.duty_count;
        convoys += again.plan.convoy_count;
        phases += again.plan.before != NULL;
        mst_judgement_release(&judgement);
        mst_solution_release(&again);
        mst_heap_free(bytes.bytes);
        mst__cell_release(&cell);
    }
    assert_true(desk_runs > 0 && walks > 0 && duties > 0 && convoys > 0 && phases > 0);
    mst_post_release(post);
}

static void
a_recipe_that_came_back_builds_the_same_plan(void **state)
{
    (void)state;
    mst_post *post = read_plain();
    mst_cell cell = {0};
    const mst__effort effort = {.seed = 3, .effort = 4};
    mst__cell_plan(post, &(mst_override){0}, &effort, &cell);
    mst_bytes bytes = {0};
    mst_solution again, with[2];
    mst_error err;
    mst_solution_write(&cell.solution, &bytes);
    mst_bytes_reader in = {.at = bytes.bytes, .left = bytes.count};
    assert_true(mst_solution_read(&in, cell.instance, &again));
    assert_non_null(again.recipe);
    const mst_recipe *recipes[] = {cell.solution.recipe, again.recipe};
    for (int i = 0; i < 2; i++) {
        const mst_solve_options options = {.seed = 9, .effort = 1, .recipe = recipes[i]};
        assert_int_equal(mst_solve(cell.instance, &options, &with[i], &err), MST_OK);
    }
    assert_same_bytes(&with[0], &with[1]);
    mst_solution_release(&with[0]);
    mst_solution_release(&with[1]);
    mst_solution_release(&again);
    mst_heap_free(bytes.bytes);
    mst__cell_release(&cell);
    mst_post_release(post);
}

/* Whatever is read, it is read within its bounds (the sanitizers see to that). */
static void
bytes_of_no_solution_are_refused(void **state)
{
    (void)state;
    mst_post *post = read_plain();
    mst_cell cell = {0};
    const mst__effort effort = {.seed = 3, .effort = 1};
    mst__cell_plan(post, &(mst_override){0}, &effort, &cell);
    mst_bytes bytes = {0};
    mst_solution_write(&cell.solution, &bytes);
    for (size_t count = 0; count < bytes.count; count += 1 + count / 16) {
        mst_bytes_reader in = {.at = bytes.bytes, .left = count};
        mst_solution none;
        assert_false(mst_solution_read(&in, cell.instance, &none));
    }
    mst_bytes_put(&bytes, 0);
    mst_bytes_reader more = {.at = bytes.bytes, .left = bytes.count};
    mst_solution none;
    assert_false(mst_solution_read(&more, cell.instance, &none));
    mst_heap_free(bytes.bytes);
    mst__cell_release(&cell);
    mst_post_release(post);
}

/* ---- a run ---- */

static mst_matrix
plan_with(const mst_post *post, mst_kept *kept, uint32_t threads)
{
    return plan(post,
                &(mst_matrix_options){.seed = 3, .effort = 4, .threads = threads, .kept = kept});
}

static void
a_run_with_what_is_kept_says_what_one_without_says(void **state)
{
    (void)state;
    mst_post *post = read_plain();
    mst_kept *kept = mst_kept_open(NULL, 0);
    mst_matrix alone = plan_with(post, NULL, 1);
    uint32_t found, missed_first, missed;
    for (uint32_t run = 0; run < 3; run++) {
        mst_matrix matrix = plan_with(post, kept, run + 1);
        mst_kept_count(kept, &found, &missed);
        missed_first = run == 0 ? missed : missed_first;
        for (uint32_t i = 0; i < CELLS; i++) {
            assert_same_bytes(&alone.cells[i].solution, &matrix.cells[i].solution);
            assert_int_equal(alone.cells[i].binding_count, matrix.cells[i].binding_count);
            assert_int_equal(alone.cells[i].has_foreseen, matrix.cells[i].has_foreseen);
        }
        mst_matrix_release(&matrix);
    }
    assert_true(missed_first > 0);
    assert_int_equal(missed, missed_first); /* the second and the third found all */
    assert_true(found >= 2 * CELLS);
    mst_matrix_release(&alone);
    mst_kept_close(kept);
    mst_post_release(post);
}

/* Cells whose solution is not there. */
static uint32_t
count_unknown(const mst_post *post, mst_kept *kept)
{
    uint32_t unknown = 0;
    const mst__effort effort = {.seed = 3, .effort = 4};
    for (uint32_t i = 0; i < CELLS; i++) {
        mst_case *instance = NULL;
        mst_error err;
        uint64_t key[2];
        mst_bytes_reader bytes;
        assert_int_equal(mst_case_compile(post, (mst_scenario_id){i / OPTIONS},
                                          (mst_option_id){i % OPTIONS}, NULL, &instance, &err),
                         MST_OK);
        mst__kept_key("solution", &effort, instance, key);
        unknown += !mst_kept_find(kept, key, &bytes);
        mst_case_release(instance);
    }
    return unknown;
}

static void
only_what_a_change_touches_is_planned_again(void **state)
{
    (void)state;
    static const struct {
        const char *why, *desks, *hired, *slow;
        uint32_t cells;
    } rows[] = {
        {"nothing changed", "2", "1", "40 min", 0},
        {"what one scenario says of a road", "2", "1", "50 min", OPTIONS},
        {"a fleet that one option hires", "2", "2", "40 min", SCENARIOS},
        {"desks that all go by", "3", "1", "40 min", CELLS},
    };
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        mst_kept *kept = mst_kept_open(NULL, 0);
        mst_post *post = read_plain();
        mst_matrix matrix = plan_with(post, kept, 2);
        mst_matrix_release(&matrix);
        mst_post *changed = read_form(rows[r].desks, rows[r].hired, rows[r].slow);
        uint32_t unknown = count_unknown(changed, kept);
        if (unknown != rows[r].cells) {
            fail_msg("%s: %u cells are to be planned, not %u", rows[r].why, unknown, rows[r].cells);
        }
        matrix = plan_with(changed, kept, 2);
        assert_int_equal(count_unknown(changed, kept), 0);
        mst_matrix alone = plan_with(changed, NULL, 2);
        for (uint32_t i = 0; i < CELLS; i++) {
            assert_same_bytes(&alone.cells[i].solution, &matrix.cells[i].solution);
        }
        mst_matrix_release(&alone);
        mst_matrix_release(&matrix);
        mst_post_release(changed);
        mst_post_release(post);
        mst_kept_close(kept);
    }
}

static void
another_seed_effort_or_name_finds_nothing(void **state)
{
    (void)state;
    mst_post *post = read_plain();
    const mst__effort effort = {.seed = 3, .effort = 4}, other_seed = {.seed = 4, .effort = 4},
                      other_effort = {.seed = 3, .effort = 5};
    mst_cell cell = {0};
    mst_error err;
    uint64_t keys[5][2];
    assert_int_equal(mst_case_compile(post, cell.scenario, cell.option, NULL, &cell.instance, &err),
                     MST_OK);
    mst__kept_key("solution", &effort, cell.instance, keys[0]);
    mst__kept_key("solution", &other_seed, cell.instance, keys[1]);
    mst__kept_key("solution", &other_effort, cell.instance, keys[2]);
    mst__kept_key("all out", &effort, cell.instance, keys[3]);
    mst_p_site *site = (mst_p_site *)(uintptr_t)&cell.instance->phases[0].sites[0];
    site->name = "tows";
    mst__kept_key("solution", &effort, cell.instance, keys[4]);
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < i; k++) {
            assert_memory_not_equal(keys[i], keys[k], sizeof keys[i]);
        }
    }
    mst_case_release(cell.instance);
    mst_post_release(post);
}

/* ---- plays ---- */

static mst_played
play(const mst_matrix *matrix, mst_kept *kept, const uint32_t *looks, uint32_t look_count,
     uint32_t sites, mst_arena *arena)
{
    mst_played played = {CELLS, sites, MST_TAKE(arena, mst_played_cell, CELLS)};
    const mst_matrix_options planning = {.seed = 3, .threads = 2, .kept = kept};
    mst_error err;
    for (uint32_t l = 0; l < look_count; l++) {
        uint32_t runs[CELLS];
        for (uint32_t i = 0; i < CELLS; i++) {
            runs[i] = looks[l];
        }
        assert_int_equal(mst_played_more(matrix, &planning, runs, arena, &played, &err), MST_OK);
    }
    return played;
}

static void
assert_same_runs(const mst_played *a, const mst_played *b)
{
    for (uint32_t i = 0; i < CELLS; i++) {
        const mst_played_cell *one = &a->cells[i], *other = &b->cells[i];
        assert_int_equal(one->runs, other->runs);
        assert_int_equal(one->is_sure, other->is_sure);
        assert_int_equal(one->persons, other->persons);
        assert_int_equal(one->leaving_runs, other->leaving_runs);
        assert_memory_equal(one->not_out, other->not_out, one->runs * sizeof *one->not_out);
        assert_memory_equal(one->completion, other->completion,
                            one->runs * sizeof *one->completion);
        assert_memory_equal(one->cleared, other->cleared,
                            (size_t)one->runs * a->site_count * sizeof *one->cleared);
        assert_memory_equal(one->leaving, other->leaving,
                            (size_t)a->site_count * MST_PLAYED_HOURS * sizeof *one->leaving);
    }
}

static void
runs_that_are_kept_are_the_runs(void **state)
{
    (void)state;
    static const uint32_t looks[] = {8, 16};
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_post *post = read_plain();
    mst_kept *kept = mst_kept_open(NULL, 0);
    mst_matrix matrix = plan_with(post, NULL, 2);
    mst_played alone = play(&matrix, NULL, looks, 2, post->site_count, &arena);
    uint32_t found, first, again;
    for (int i = 0; i < 2; i++) {
        mst_played with = play(&matrix, kept, looks, 2, post->site_count, &arena);
        assert_same_runs(&alone, &with);
        mst_kept_count(kept, &found, i == 0 ? &first : &again);
    }
    assert_true(first > CELLS);
    assert_int_equal(again, first);
    mst_matrix_release(&matrix);
    mst_kept_close(kept);
    mst_post_release(post);
    mst_arena_release(&arena);
}

/* Whatever moves the runs of the fixture moves the digest; the seed does, and the plan. */
static void
a_digest_of_runs_is_of_all_they_hang_on(void **state)
{
    (void)state;
    mst_post *post = read_plain();
    mst_matrix matrix = plan_with(post, NULL, 1);
    const mst_cell *cell = &matrix.cells[0];
    uint64_t digests[8][2];
    uint32_t count = 0;
    struct mst_chances *chances = (struct mst_chances *)(uintptr_t)post->chances;
    mst_people *staff = (mst_people *)(uintptr_t)&post->people[0];
    mst_plan shorter = cell->solution.plan;
    assert_true(shorter.duty_count > 0);
    shorter.duty_count = 0;
    for (int i = 0; i < 6; i++) {
        const mst_quantity travel = chances->travel, people = staff->count;
        mst_play_options options = {.seed = i == 1 ? 4 : 3, .without_chance = i == 2};
        chances->travel.high += i == 3;
        staff->count.high += i == 4;
        mst_play *play = NULL;
        mst_error err;
        const mst_plan *plan_of = i == 5 ? &shorter : &cell->solution.plan;
        assert_int_equal(mst_play_build(cell->instance, plan_of, &options, &play, &err), MST_OK);
        assert_true(mst_play_digest(play, digests[count++]));
        mst_play_close(play);
        chances->travel = travel;
        staff->count = people;
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            assert_memory_not_equal(digests[i], digests[k], sizeof digests[i]);
        }
    }
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_solution_comes_back_as_it_was),
        cmocka_unit_test(a_recipe_that_came_back_builds_the_same_plan),
        cmocka_unit_test(bytes_of_no_solution_are_refused),
        cmocka_unit_test(a_run_with_what_is_kept_says_what_one_without_says),
        cmocka_unit_test(only_what_a_change_touches_is_planned_again),
        cmocka_unit_test(another_seed_effort_or_name_finds_nothing),
        cmocka_unit_test(runs_that_are_kept_are_the_runs),
        cmocka_unit_test(a_digest_of_runs_is_of_all_they_hang_on),
    };
    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
