/* SPDX-License-Identifier: Apache-2.0
 *
 * A move of a plan of a random post, pinned: it is possible, as that plan shows, so the post with
 * the pin has a plan, and the plan has the move.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "support/scale.h"

enum { CASES = 250, EFFORT = 4 };

/* "site-3" is 3: the drafts' names. */
static int64_t
number_of(const char *name)
{
    const char *dash = strrchr(name, '-');
    return dash != NULL ? strtoll(dash + 1, NULL, 10) : DRAFT_NONE;
}

/* A pin means the first link between its sites that the type can use. */
static bool
is_first_link(const mst_problem *problem, uint32_t arc, uint32_t type)
{
    const mst_p_arc *way = &problem->arcs[arc];
    for (uint32_t a = problem->arcs_from[way->from]; a < problem->arcs_from[way->from + 1]; a++) {
        bool earlier = problem->arcs[a].to == way->to && problem->arcs[a].link < way->link;
        if (earlier && problem->loaded_time[(size_t)a * problem->type_count + type] < MST_NEVER) {
            return false;
        }
    }
    return true;
}

/* Some move of a plan as a pin of its post, with a part of its load. */
static bool
pin_a_move(const planned *cell, mst_random *random, draft *post)
{
    const mst_plan *plan = &cell->solution.plan;
    const mst_problem *problem = planned_problem(cell);
    if (plan->move_count == 0 || cell->instance->phase_count > 1) {
        return false;
    }
    const mst_plan_move *move = &plan->moves[mst_random_below(random, plan->move_count)];
    const mst_p_vehicle *vehicle = &problem->vehicles[move->vehicle];
    if (!is_first_link(problem, move->arc, vehicle->type)) {
        return false;
    }
    draft_pin *pin = &post->pins[0];
    pin->there = 1;
    pin->fleet = number_of(problem->post->fleets[vehicle->fleet].id);
    pin->ordinal = mst_random_below(random, 2) == 0 ? (int64_t)vehicle->ordinal : DRAFT_NONE;
    pin->from = number_of(problem->sites[problem->arcs[move->arc].from].name);
    pin->to = number_of(problem->sites[problem->arcs[move->arc].to].name);
    pin->leave_ms = move->leave;
    if (move->loads.count > 0) {
        const mst_load *load = &move->loads.loads[mst_random_below(random, move->loads.count)];
        const mst_p_cohort *cohort = &problem->cohorts[load->cohort];
        if (cohort->presence == MST_PRESENT_AT_START &&
            strncmp(problem->post->people[cohort->people].id, "people", 6) == 0) {
            pin->people[0] = number_of(problem->post->people[cohort->people].id);
            pin->load[0] = mst_random_between(random, 1, load->count);
        }
    }
    return true;
}

static uint32_t pinned, kept_pins, missed;

/* A move of a valid plan is possible, so a pin on it is no proof of anything impossible; the plan
 * with the pin keeps to the rules, and to the pin. */
static void
ask_pin(const draft *post, uint64_t seed, char *fault)
{
    planned free;
    planned held;
    draft with_pin = *post;
    mst_random random;
    char ignored[FAULT_BYTES] = "";
    mst_random_init(&random, seed, 4);
    planned_open(&free, post, NULL, EFFORT, ignored);
    bool asks =
        post->pins[0].there != 0 || (ignored[0] == '\0' && pin_a_move(&free, &random, &with_pin));
    planned_close(&free);
    if (!asks) {
        return;
    }
    planned_open(&held, &with_pin, NULL, EFFORT, fault);
    pinned++;
    if (fault[0] == '\0') {
        kept_pins++;
        if (held.solution.infeasible) {
            say(fault, "a pin on a move of a valid plan is called impossible: %s",
                held.solution.infeasible_reason);
        }
    } else if (held.judgement.violation_count > 0 &&
               held.judgement.violations[0].rule == MST_RULE_PIN) {
        missed++;
    }
    planned_close(&held);
}

static void
pins_that_are_possible_are_kept(void **state)
{
    (void)state;
    uint32_t failed = ask_many("pins", test_scale(CASES), ask_pin);
    printf("pins: %u pinned, %u kept, %u missed\n", pinned, kept_pins, missed);
    assert_int_equal(failed, 0);
    assert_int_equal(kept_pins, pinned);
    assert_true(pinned > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pins_that_are_possible_are_kept),
    };
    return cmocka_run_group_tests_name("pins of random posts", tests, NULL, NULL);
}
