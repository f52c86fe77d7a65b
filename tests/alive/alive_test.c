/* SPDX-License-Identifier: Apache-2.0
 *
 * Every rule is alive in the Kabul example: planned without seeing it, some cell of the matrix
 * changes, and the checker, which does see it, names what the plan breaks.
 *
 * A rule is taken from the solver's view by taking its limits out of the compiled problem: what is
 * not in the problem the solver cannot know. The checker judges the plan against the problem as it
 * was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "model/fields.h"
#include "read/read.h"
#include "solve/solve.h"

static mst_post *post;

static const mst_time always_from = MST_TIME_MIN;
static const int64_t unlimited_value = INT64_MAX;
static const int64_t nothing_value = 0;
static const mst_steps unlimited = {1, &always_from, &unlimited_value};
static const mst_steps nothing = {1, &always_from, &nothing_value};

/* ---- one function a rule: its limits taken out of a problem that nobody else uses ---- */

static mst_p_site *
sites_of(const mst_problem *problem)
{
    return (mst_p_site *)problem->sites;
}

static mst_p_arc *
arcs_of(const mst_problem *problem)
{
    return (mst_p_arc *)problem->arcs;
}

static mst_p_type *
types_of(const mst_problem *problem)
{
    return (mst_p_type *)problem->types;
}

static mst_p_vehicle *
vehicles_of(const mst_problem *problem)
{
    return (mst_p_vehicle *)problem->vehicles;
}

static mst_p_cohort *
cohorts_of(const mst_problem *problem)
{
    return (mst_p_cohort *)problem->cohorts;
}

static void
without_people(const mst_problem *problem)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        cohorts_of(problem)[c].release_mode = MST_RELEASE_AT_ONCE;
        cohorts_of(problem)[c].release_start = 0;
    }
}

static void
without_vehicles(const mst_problem *problem)
{
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        vehicles_of(problem)[v].usable = mst_windows_always;
    }
}

static void
without_seats(const mst_problem *problem)
{
    for (uint32_t t = 0; t < problem->type_count; t++) {
        types_of(problem)[t].seats *= 2;
        types_of(problem)[t].litters = 1000;
    }
}

static void
without_compatibility(const mst_problem *problem)
{
    for (uint32_t t = 0; t < problem->type_count; t++) {
        types_of(problem)[t].range_mm = MST_UNLIMITED;
    }
    memset((uint8_t *)problem->compatible, 1, (size_t)problem->site_count * problem->type_count);
}

static void
without_stops(const mst_problem *problem)
{
    for (uint32_t t = 0; t < problem->type_count; t++) {
        types_of(problem)[t].turn = 0;
        types_of(problem)[t].load = 0;
        types_of(problem)[t].unload = 0;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        for (uint32_t b = 0; b < problem->berth_class_count; b++) {
            problem->sites[s].parking[b] = unlimited;
        }
    }
}

static void
without_hold(const mst_problem *problem)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        sites_of(problem)[s].hold = unlimited;
    }
}

static void
without_desks(const mst_problem *problem)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        sites_of(problem)[s].has_process = false;
        sites_of(problem)[s].station = MST_NONE;
    }
}

static void
without_windows(const mst_problem *problem)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        sites_of(problem)[s].service = mst_windows_always;
        sites_of(problem)[s].open = mst_windows_always;
        sites_of(problem)[s].air = mst_windows_always;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        arcs_of(problem)[a].open = mst_windows_always;
    }
}

static void
without_force(const mst_problem *problem)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        sites_of(problem)[s].force_fixed = nothing;
        sites_of(problem)[s].force_per_1000 = nothing;
        sites_of(problem)[s].force_rear = nothing;
    }
}

static void
without_crews(const mst_problem *problem)
{
    for (uint32_t t = 0; t < problem->type_count; t++) {
        types_of(problem)[t].rest = 0;
    }
}

static void
without_flow(const mst_problem *problem)
{
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        arcs_of(problem)[a].flow = unlimited;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        sites_of(problem)[s].movements = unlimited;
    }
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        vehicles_of(problem)[v].sorties = MST_UNLIMITED;
    }
}

static void
without_destination(const mst_problem *problem)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        memset((uint8_t *)problem->cohorts[c].accepts, 1, problem->site_count);
    }
}

static void
without_escort(const mst_problem *problem)
{
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        arcs_of(problem)[a].escort_force = 0;
    }
}

/* `named` and `clause` say how the checker tells of it: who leaves a place with desks unprocessed,
 * and who is listed as out where they are not, break a clause of rule 1. */
static const struct {
    mst_rule rule;
    void (*take_out)(const mst_problem *problem);
    mst_rule named;
    const char *clause; /* NULL: any of the rule */
} rules[] = {
    {MST_RULE_PEOPLE, without_people, MST_RULE_PEOPLE, NULL},
    {MST_RULE_VEHICLES, without_vehicles, MST_RULE_VEHICLES, NULL},
    {MST_RULE_SEATS, without_seats, MST_RULE_SEATS, NULL},
    {MST_RULE_COMPATIBILITY, without_compatibility, MST_RULE_COMPATIBILITY, NULL},
    {MST_RULE_STOPS, without_stops, MST_RULE_STOPS, NULL},
    {MST_RULE_HOLD, without_hold, MST_RULE_HOLD, NULL},
    {MST_RULE_DESKS, without_desks, MST_RULE_PEOPLE, "processed"},
    {MST_RULE_WINDOWS, without_windows, MST_RULE_WINDOWS, NULL},
    {MST_RULE_FORCE, without_force, MST_RULE_FORCE, NULL},
    {MST_RULE_CREWS, without_crews, MST_RULE_CREWS, NULL},
    {MST_RULE_FLOW, without_flow, MST_RULE_FLOW, NULL},
    {MST_RULE_DESTINATION, without_destination, MST_RULE_PEOPLE, "left"},
    {MST_RULE_ESCORT, without_escort, MST_RULE_ESCORT, NULL},
};

/* The cells tried, in this order, until one changes. */
static const struct {
    const char *scenario, *option;
} cells[] = {
    {"as-today", "today"},       {"as-today", "shuttle"}, {"hkia-by-day", "today"},
    {"udeid-full", "plus-3000"}, {"two-losses", "today"}, {"guard-fails", "today"},
};

static mst_scenario_id
scenario_named(const char *id)
{
    uint32_t s = 0;
    while (s < post->scenario_count && strcmp(post->scenarios[s].id, id) != 0) {
        s++;
    }
    assert_true(s < post->scenario_count);
    return (mst_scenario_id){s};
}

static mst_option_id
option_named(const char *id)
{
    uint32_t o = 0;
    while (o < post->option_count && strcmp(post->options[o].id, id) != 0) {
        o++;
    }
    assert_true(o < post->option_count);
    return (mst_option_id){o};
}

static mst_case *
compile(uint32_t cell)
{
    mst_case *instance = NULL;
    mst_error err;
    assert_int_equal(mst_case_compile(post, scenario_named(cells[cell].scenario),
                                      option_named(cells[cell].option), NULL, &instance, &err),
                     MST_OK);
    return instance;
}

static void
solve(const mst_case *instance, mst_solution *solution)
{
    mst_solve_options options = {.seed = 1, .effort = 1};
    mst_error err;
    assert_int_equal(mst_solve(instance, &options, solution, &err), MST_OK);
}

/* Does the cell's plan without the rule break that rule, and have other measures than with it? */
static bool
changes(uint32_t cell, uint32_t r)
{
    mst_case *whole = compile(cell);
    mst_case *blind = compile(cell);
    for (uint32_t p = 0; p < blind->phase_count; p++) {
        rules[r].take_out(&blind->phases[p]);
    }
    mst_solution with, without;
    solve(whole, &with);
    solve(blind, &without);
    bool differs = mst_measures_compare(&whole->phases[0], &with.measures, &without.measures) != 0;
    mst_judgement judgement;
    mst_error err;
    assert_int_equal(mst_check(whole, &without.plan, &judgement, &err), MST_OK);
    bool is_named = false;
    for (uint32_t v = 0; v < judgement.violation_count; v++) {
        const mst_violation *violation = &judgement.violations[v];
        is_named = is_named ||
                   (violation->rule == rules[r].named &&
                    (rules[r].clause == NULL || strcmp(violation->clause, rules[r].clause) == 0));
    }
    mst_judgement_release(&judgement);
    mst_solution_release(&with);
    mst_solution_release(&without);
    mst_case_release(whole);
    mst_case_release(blind);
    return differs && is_named;
}

static void
each_rule_changes_some_cell_of_kabul(void **state)
{
    (void)state;
    bool all_alive = true;
    for (uint32_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        bool is_alive = false;
        for (uint32_t c = 0; c < sizeof cells / sizeof cells[0] && !is_alive; c++) {
            is_alive = changes(c, r);
        }
        if (!is_alive) {
            print_error("no cell tried changes without rule %d, %s\n", (int)rules[r].rule,
                        mst_rule_name(rules[r].rule));
        }
        all_alive = all_alive && is_alive;
    }
    assert_true(all_alive);
}

static int
read_kabul(void **state)
{
    (void)state;
    mst_fault_list faults;
    mst_error err;
    mst_status status = mst_post_read(MUSTER_SOURCE "/posts/kabul-2021", &post, &faults, &err);
    mst_fault_list_release(&faults);
    return status == MST_OK ? 0 : -1;
}

static int
release_kabul(void **state)
{
    (void)state;
    mst_post_release(post);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_rule_changes_some_cell_of_kabul)};
    return cmocka_run_group_tests(tests, read_kabul, release_kabul);
}
