/* SPDX-License-Identifier: Apache-2.0
 *
 * Every rule is alive in the Kabul example: planned without seeing it, some cell of the matrix has
 * other measures, and the checker, which does see it, refuses the plan by a clause of that rule.
 *
 * V1  A rule goes out of the solver's view in one of two ways: by the switch of the solver that
 *     keeps it from looking (`by_switch`), or by taking its limits out of a copy of the compiled
 *     problem: what is not in the problem the solver cannot know. The checker judges the plan
 *     against the problem as it was.
 * V2  The cells of a row are tried in their order until the rule is seen to be alive; a rule is
 *     not dead before all have been tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/fields.h"
#include "support/cells.h"

enum { CELLS = 3, EFFORT = 40, CLAUSES = 8 };

static mst_post *post;

static const mst_time always_from = MST_TIME_MIN;
static const int64_t unlimited_value = INT64_MAX;
static const int64_t plenty_value = 200;
static const int64_t nothing_value = 0;
static const mst_steps unlimited = {1, &always_from, &unlimited_value};
static const mst_steps plenty = {1, &always_from, &plenty_value};
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

/* Desks are not taken away, as an unprocessed person would break rule 1: there are plenty. */
static void
without_desks(const mst_problem *problem)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        sites_of(problem)[s].desks = plenty;
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

/* Everyone takes any place that is safe, and those who are carried in may go elsewhere at once. */
static void
without_destination(const mst_problem *problem)
{
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        mst_p_cohort *cohort = &cohorts_of(problem)[c];
        for (uint32_t s = 0; s < problem->site_count; s++) {
            ((uint8_t *)cohort->accepts)[s] |= mst_steps_at(&problem->sites[s].safe, 0) > 0;
        }
        if (cohort->presence == MST_PRESENT_BY_FLEET) {
            cohort->presence = MST_PRESENT_AT_START;
            cohort->inbound_to = MST_NONE;
        }
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
/* ---- the rules, and where each is seen ---- */

typedef struct view {
    const char *scenario, *option;
} view;

typedef struct row {
    const char *title;
    mst_rule rule;
    bool has_switch;
    void (*take_out)(const mst_problem *problem);
    view cells[CELLS];
} row;

static const row rows[] = {
    {"rule 1: nobody leaves before they are released",
     MST_RULE_PEOPLE,
     false,
     without_people,
     {{"as-today", "shuttle"}, {"as-today", "today"}}},
    {"rule 2: no vehicle moves before its notice",
     MST_RULE_VEHICLES,
     false,
     without_vehicles,
     {{"as-today", "shuttle"}, {"as-today", "today"}}},
    {"rule 3: loads fit the seats",
     MST_RULE_SEATS,
     true,
     without_seats,
     {{"as-today", "shuttle"}, {"as-today", "today"}}},
    {"rule 4: aircraft refuel within their range",
     MST_RULE_COMPATIBILITY,
     true,
     without_compatibility,
     {{"two-losses", "today"}, {"as-today", "today"}}},
    {"rule 5: berths and parking places are taken by one vehicle at a time",
     MST_RULE_STOPS,
     true,
     without_stops,
     {{"as-today", "shuttle"}, {"as-today", "today"}}},
    {"rule 6: no site holds more people than it has room for",
     MST_RULE_HOLD,
     true,
     without_hold,
     {{"udeid-full", "today"}, {"as-today", "today"}}},
    {"rule 7: people wait for a desk",
     MST_RULE_DESKS,
     false,
     without_desks,
     {{"as-today", "shuttle"}, {"gates-crowded", "today"}}},
    {"rule 8: gates, roads and airfields have their hours",
     MST_RULE_WINDOWS,
     true,
     without_windows,
     {{"hkia-by-day", "shuttle"}, {"hkia-by-day", "today"}}},
    {"rule 9: guards stay until the last wave",
     MST_RULE_FORCE,
     true,
     without_force,
     {{"as-today", "shuttle"}, {"guard-fails", "today"}}},
    {"rule 10: crews rest",
     MST_RULE_CREWS,
     true,
     without_crews,
     {{"as-today", "shuttle"}, {"as-today", "today"}}},
    {"rule 11: roads, runways and vehicles have an hourly or daily limit",
     MST_RULE_FLOW,
     true,
     without_flow,
     {{"as-today", "shuttle"}, {"as-today", "today"}}},
    {"rule 12: people end where they are taken in, and a company goes where it is sent",
     MST_RULE_DESTINATION,
     false,
     without_destination,
     {{"as-today", "plus-5800"}, {"as-today", "today"}}},
    {"rule 13: convoys have an escort",
     MST_RULE_ESCORT,
     true,
     without_escort,
     {{"as-today", "drawdown"}, {"as-today", "today"}}},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* ---- one cell with and without a rule ---- */

typedef struct sight {
    bool differs; /* other measures without the rule */
    bool refused; /* by a clause of the rule */
    uint32_t clause_count;
    const char *clauses[CLAUSES]; /* of the rule, that the plan without it breaks */
    mst_measures with, without;
} sight;

static void
note_clauses(const mst_judgement *judgement, mst_rule rule, sight *seen)
{
    for (uint32_t v = 0; v < judgement->violation_count; v++) {
        const mst_violation *violation = &judgement->violations[v];
        uint32_t known = 0;
        while (known < seen->clause_count && strcmp(seen->clauses[known], violation->clause) != 0) {
            known++;
        }
        if (violation->rule == rule && known == seen->clause_count && known < CLAUSES) {
            seen->clauses[seen->clause_count++] = violation->clause;
        }
    }
    seen->refused = seen->clause_count > 0;
}

/* The measures with the rule in view. The plan has to be valid, or the comparison says nothing. */
static mst_measures
seeing(const view *cell)
{
    static struct {
        view of;
        mst_measures measures;
    } known[2 * ROWS];
    static uint32_t count;
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(known[i].of.scenario, cell->scenario) == 0 &&
            strcmp(known[i].of.option, cell->option) == 0) {
            return known[i].measures;
        }
    }
    solved_cell solved;
    const mst_solve_options options = {.seed = 1, .effort = EFFORT};
    cells_solve(&solved, post, cell->scenario, cell->option, &options);
    assert_int_equal(solved.judgement.violation_count, 0);
    mst_measures measures = solved.judgement.measures;
    cells_release(&solved);
    if (count < sizeof known / sizeof known[0]) {
        known[count].of = *cell;
        known[count++].measures = measures;
    }
    return measures;
}

static void
look(const view *cell, const row *of, bool by_switch, sight *seen)
{
    *seen = (sight){.with = seeing(cell)};
    mst_case *whole = cells_compile(post, cell->scenario, cell->option);
    mst_case *blind = cells_compile(post, cell->scenario, cell->option);
    mst_solve_options options = {.seed = 1, .effort = EFFORT};
    options.relaxed_rules[of->rule] = by_switch;
    for (uint32_t p = 0; p < blind->phase_count && !by_switch; p++) {
        of->take_out(&blind->phases[p]);
    }
    mst_solution solution;
    mst_judgement judgement;
    mst_error err = {0};
    assert_int_equal(mst_solve(blind, &options, &solution, &err), MST_OK);
    seen->without = solution.measures;
    seen->differs = !cells_same_measures(&whole->phases[0], &seen->with, &seen->without);
    assert_int_equal(mst_check(whole, &solution.plan, &judgement, &err), MST_OK);
    note_clauses(&judgement, of->rule, seen);
    mst_judgement_release(&judgement);
    mst_solution_release(&solution);
    mst_case_release(blind);
    mst_case_release(whole);
}

static void
print_measures(const char *which, const mst_measures *measures)
{
    printf(", %s left %lld, out %.2f h", which, (long long)measures->left,
           (double)measures->completion / (double)MST_MS_PER_HOUR);
}

/* Tries the cells of a row until the rule is seen to be alive. */
static bool
is_alive(const row *of, bool by_switch)
{
    bool differs = false;
    bool refused = false;
    for (uint32_t c = 0; c < CELLS && of->cells[c].scenario != NULL && !(differs && refused); c++) {
        sight seen;
        look(&of->cells[c], of, by_switch, &seen);
        differs |= seen.differs;
        refused |= seen.refused;
        printf("    %s, %s, %s", of->cells[c].scenario, of->cells[c].option,
               by_switch ? "by switch" : "by limits");
        print_measures("with", &seen.with);
        print_measures("without", &seen.without);
        for (uint32_t i = 0; i < seen.clause_count; i++) {
            printf("%s%s", i == 0 ? "; breaks " : ", ", seen.clauses[i]);
        }
        printf("\n");
    }
    if (!differs) {
        print_error("no cell tried has other measures without rule %d\n", (int)of->rule);
    }
    if (!refused) {
        print_error("no plan made without rule %d is refused by it\n", (int)of->rule);
    }
    return differs && refused;
}

static void
the_rule_is_alive(void **state)
{
    const row *of = *state;
    bool by_limits = is_alive(of, false);
    bool by_switch = !of->has_switch || is_alive(of, true);
    assert_true(by_limits);
    assert_true(by_switch);
}

/* ---- the table itself ---- */

static void
every_rule_has_a_row(void **state)
{
    (void)state;
    uint32_t seen = 0;
    for (uint32_t r = 0; r < ROWS; r++) {
        seen |= UINT32_C(1) << rows[r].rule;
    }
    for (uint32_t rule = MST_RULE_PEOPLE; rule <= MST_RULE_ESCORT; rule++) {
        assert_true((seen >> rule & 1) != 0);
    }
}

static int
read_kabul(void **state)
{
    (void)state;
    post = cells_read(MUSTER_SOURCE "/posts/kabul-2021");
    return 0;
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
    struct CMUnitTest tests[ROWS + 1] = {cmocka_unit_test(every_rule_has_a_row)};
    for (uint32_t r = 0; r < ROWS; r++) {
        tests[r + 1] = (struct CMUnitTest){
            .name = rows[r].title,
            .test_func = the_rule_is_alive,
            .initial_state = (void *)(uintptr_t)&rows[r],
        };
    }
    return _cmocka_run_group_tests("alive", tests, ROWS + 1, read_kabul, release_kabul);
}
