/* SPDX-License-Identifier: Apache-2.0
 *
 * Pins that a plan keeps which was made without them. Mostly a pin is a flight of the plan that was
 * shown, which the planner has to find again; built around the pin first, the rest may stand in its
 * way, where the plan that nobody pinned has it by itself.
 */
#include "solve/pins.h"

typedef struct taken_move {
    const mst_problem *problem;
    const mst_plan *plan;
    uint8_t *taken; /* [move_count] */
} taken_move;

static bool
carries(const taken_move *t, const mst_plan_move *move, const mst_pin_load *wanted)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < move->loads.count; i++) {
        const mst_load *load = &move->loads.loads[i];
        count += t->problem->cohorts[load->cohort].people == wanted->people.index ? load->count : 0;
    }
    return count >= wanted->count;
}

static bool
is_pinned(const taken_move *t, const mst_plan_move *move, const mst_p_pin *pin)
{
    const mst_p_vehicle *vehicle = &t->problem->vehicles[move->vehicle];
    bool fits = move->arc == pin->arc && move->leave == pin->leave &&
                vehicle->fleet == pin->fleet &&
                (pin->ordinal == 0 || pin->ordinal == vehicle->ordinal);
    for (uint32_t i = 0; fits && i < pin->load_count; i++) {
        fits = carries(t, move, &pin->loads[i]);
    }
    return fits;
}

static bool
take_move(taken_move *t, const mst_p_pin *pin)
{
    for (uint32_t m = 0; m < t->plan->move_count; m++) {
        if (t->taken[m] == 0 && is_pinned(t, &t->plan->moves[m], pin)) {
            t->taken[m] = 1;
            return true;
        }
    }
    return false;
}

/* Each pin takes the first move that is left for it: a plan in which two pins could only be told
 * apart the other way round is not taken, which costs that plan and nothing else. */
static bool
keeps_pins(const mst_problem *problem, const mst_plan *plan, mst_arena *arena)
{
    taken_move t = {problem, plan, MST_TAKE(arena, uint8_t, plan->move_count + 1)};
    bool kept = t.taken != NULL;
    for (uint32_t i = 0; kept && i < problem->pin_count; i++) {
        kept = take_move(&t, &problem->pins[i]);
    }
    return kept;
}

/* The phases of the case, those that are planned without their pins. */
static const mst_problem *
without_pins(const mst_case *instance, mst_arena *arena)
{
    mst_problem *phases = MST_TAKE(arena, mst_problem, instance->phase_count);
    for (uint32_t k = 0; phases != NULL && k < instance->phase_count; k++) {
        phases[k] = instance->phases[k];
        phases[k].pin_count = k < instance->resumed ? phases[k].pin_count : 0;
    }
    return phases;
}

/* The plans of the phases that were made are plans of these phases. */
static void
settle_phases(const mst_case *instance, mst_plan *plan)
{
    for (uint32_t k = instance->phase_count; k-- > instance->resumed;) {
        plan->problem = &instance->phases[k];
        plan = (mst_plan *)plan->before; /* made by the same call, and ours */
    }
}

mst_status
mst__pins_by_chance(const mst_case *instance, const mst_solve_options *options,
                    mst_solution *solution, mst_error *err)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst_case free_case = *instance;
    free_case.phases = without_pins(instance, &scratch);
    mst_solution without;
    mst_status status = free_case.phases == NULL ? mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                                            "not enough memory to plan this cell")
                                                 : MST_OK;
    if (status == MST_OK) {
        status = mst_solve(&free_case, options, &without, err);
        const mst_problem *last = &instance->phases[instance->phase_count - 1];
        bool is_wanted = status == MST_OK &&
                         (solution->pin_missed != NULL ||
                          mst_measures_compare(last, &without.measures, &solution->measures) < 0);
        if (is_wanted && keeps_pins(last, &without.plan, &scratch)) {
            settle_phases(instance, &without.plan);
            mst_solution_release(solution);
            *solution = without;
        } else {
            mst_solution_release(&without);
        }
    }
    mst_arena_release(&scratch);
    return status;
}
