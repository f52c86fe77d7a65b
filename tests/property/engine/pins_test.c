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
#include "solve/pins.h"
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
    bool own = post->pins[0].there != 0;
    bool asks = own || (ignored[0] == '\0' && pin_a_move(&free, &random, &with_pin));
    mst_measures without = free.solution.measures;
    planned_close(&free);
    if (!asks) {
        return;
    }
    planned_open(&held, &with_pin, NULL, EFFORT, fault);
    pinned++;
    if (fault[0] == '\0') {
        kept_pins++;
        const char *reason = NULL;
        assert_true(mst__pin_impossible(planned_problem(&held), &held.solution.arena, &reason));
        if (held.solution.infeasible || reason != NULL) {
            say(fault, "a pin on a move of a valid plan is called impossible: %s", reason);
        }
        mst_measures with = held.solution.measures;
        with.exposure = without.exposure; /* where left and completion are proved, so it may be */
        with.vehicle_ms = without.vehicle_ms;
        if (!own && mst_measures_compare(planned_problem(&held), &with, &without) > 0) {
            say(fault, "a pinned move of the plan costs: left %lld, %lld; completion %lld, %lld",
                (long long)without.left, (long long)with.left, (long long)without.completion,
                (long long)with.completion);
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

/* Built around the pin, no plan was found for these; the plan that nobody pinned has the move. */
static void
a_move_of_the_plan_without_pins_can_always_be_pinned(void **state)
{
    (void)state;
    static const uint64_t seeds[] = {5660,   500072, 500503, 500954, 700360,
                                     700707, 940733, 940750, 940790, 941435};
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        draft post;
        char fault[FAULT_BYTES] = "";
        draft_random(&post, seeds[i]);
        ask_pin(&post, seeds[i], fault);
        assert_string_equal(fault, "");
    }
}

/* ---- pins that cannot be ---- */

enum { KINDS = 6 };
static const char *const kind_said[KINDS] = {
    "has places for", "has no vehicle", "after the horizon",
    "pin-0",          "they are",       "cannot make both",
};
static uint32_t asked[KINDS];

static int64_t
count_of(const mst_problem *problem, const char *name)
{
    int64_t count = 0;
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        bool same = strcmp(problem->post->people[problem->cohorts[c].people].id, name) == 0;
        count += same ? problem->cohorts[c].count : 0;
    }
    return count;
}

/* Makes the pin on a move one that no plan can have, by what the move and the post are. */
static bool
spoil(const planned *cell, uint32_t kind, draft *post)
{
    const mst_problem *problem = planned_problem(cell);
    draft_pin *pin = &post->pins[0];
    char people[32];
    char fleet[32];
    snprintf(people, sizeof people, "people-%lld", (long long)pin->people[0]);
    snprintf(fleet, sizeof fleet, "fleet-%lld", (long long)pin->fleet);
    uint32_t first = MST_NONE;
    for (uint32_t v = problem->vehicle_count; v-- > 0;) {
        bool same = strcmp(problem->post->fleets[problem->vehicles[v].fleet].id, fleet) == 0;
        first = same ? v : first;
    }
    const mst_p_type *type = &problem->types[problem->vehicles[first].type];
    int64_t places = type->seats + type->litters;
    switch (kind) {
    case 0: /* more than the vehicle has places for */
        pin->load[0] = places + 1;
        return pin->people[0] != DRAFT_NONE;
    case 1: /* a vehicle that the fleet has not */
        pin->ordinal = 900;
        return true;
    case 2:
        pin->leave_ms = problem->horizon + MST_MS_PER_MINUTE;
        return true;
    case 3: /* elsewhere than at its base at once */
        pin->leave_ms = 0;
        return number_of(problem->sites[problem->vehicles[first].base].name) != pin->from;
    case 4: /* more people than there are */
        pin->load[0] = count_of(problem, people) + 1;
        return pin->people[0] != DRAFT_NONE && pin->load[0] <= type->seats;
    default: /* twice at once */
        pin->ordinal = pin->ordinal == DRAFT_NONE ? 1 : pin->ordinal;
        post->pins[1] = *pin;
        return true;
    }
}

static void
ask_spoilt(const draft *post, uint64_t seed, char *fault)
{
    planned free;
    planned held;
    draft with_pin = *post;
    mst_random random;
    char ignored[FAULT_BYTES] = "";
    mst_random_init(&random, seed, 5);
    planned_open(&free, post, NULL, 1, ignored);
    bool asks =
        post->pins[0].there == 0 && ignored[0] == '\0' && pin_a_move(&free, &random, &with_pin);
    uint32_t kind = 4; /* few moves can be spoilt so: always when one can */
    if (asks) {
        draft sound = with_pin;
        asks = spoil(&free, kind, &with_pin);
        if (!asks) {
            kind = (uint32_t)(seed % KINDS);
            with_pin = sound;
            asks = spoil(&free, kind, &with_pin);
        }
    }
    planned_close(&free);
    if (!asks) {
        return;
    }
    planned_open(&held, &with_pin, NULL, 1, fault);
    asked[kind]++;
    const char *reason = held.solution.infeasible_reason;
    if (fault[0] == '\0' && !held.solution.infeasible) {
        say(fault, "an impossible pin is not called so: kind %u", kind);
    } else if (fault[0] == '\0' &&
               (strstr(reason, "pin-0") == NULL || strstr(reason, kind_said[kind]) == NULL)) {
        say(fault, "the reason is another one: kind %u, %s", kind, reason);
    }
    planned_close(&held);
}

static void
pins_that_cannot_be_are_called_so(void **state)
{
    (void)state;
    uint32_t failed = ask_many("spoilt pins", test_scale(CASES), ask_spoilt);
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        printf("spoilt pins: %u say \"%s\"\n", asked[kind], kind_said[kind]);
        assert_true(asked[kind] > 0 || test_scale(CASES) < CASES);
    }
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pins_that_are_possible_are_kept),
        cmocka_unit_test(a_move_of_the_plan_without_pins_can_always_be_pinned),
        cmocka_unit_test(pins_that_cannot_be_are_called_so),
    };
    return cmocka_run_group_tests_name("pins of random posts", tests, NULL, NULL);
}
