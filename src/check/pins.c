/* SPDX-License-Identifier: Apache-2.0
 *
 * Pins: moves that must be in the plan, each pin with a move of its own. A pinned load is a
 * least load.
 */
#include "check/judge.h"

static bool
move_carries(const mst__judge *judge, const mst_plan_move *move, const mst_pin_load *wanted)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < move->loads.count; i++) {
        const mst_load *load = &move->loads.loads[i];
        bool same = judge->problem->cohorts[load->cohort].people == wanted->people.index;
        count += same ? load->count : 0;
    }
    return count >= wanted->count;
}

static bool
move_fits(const mst__judge *judge, const mst_plan_move *move, const mst_p_pin *pin)
{
    const mst_p_vehicle *vehicle = &judge->problem->vehicles[move->vehicle];
    if (move->arc != pin->arc || move->leave != pin->leave || vehicle->fleet != pin->fleet ||
        (pin->ordinal != 0 && pin->ordinal != vehicle->ordinal)) {
        return false;
    }
    for (uint32_t i = 0; i < pin->load_count; i++) {
        if (!move_carries(judge, move, &pin->loads[i])) {
            return false;
        }
    }
    return true;
}

typedef struct matching {
    mst__judge *judge;
    uint32_t *pin_move; /* [pins] */
    uint32_t *move_pin; /* [moves] */
    uint32_t *seen;     /* [moves] pin of the search that reached it + 1 */
    uint32_t *from_pin; /* [moves] the pin it was reached from */
    uint32_t *queue;    /* [pins] */
} matching;

/* Gives `move` to the pin it was reached from, and so on back to the pin that was searched for. */
static void
hand_over(matching *match, uint32_t move)
{
    while (move != MST_NONE) {
        uint32_t pin = match->from_pin[move];
        uint32_t freed = match->pin_move[pin];
        match->pin_move[pin] = move;
        match->move_pin[move] = pin;
        move = freed;
    }
}

/* An augmenting path by breadth first search (Kuhn 1955, Berge 1957). */
static bool
find_move(matching *match, uint32_t wanted)
{
    const mst__judge *judge = match->judge;
    uint32_t count = 0;
    match->queue[count++] = wanted;
    for (uint32_t head = 0; head < count; head++) {
        uint32_t pin = match->queue[head];
        for (uint32_t m = 0; m < judge->plan->move_count; m++) {
            if (match->seen[m] == wanted + 1 ||
                !move_fits(judge, &judge->plan->moves[m], &judge->problem->pins[pin])) {
                continue;
            }
            match->seen[m] = wanted + 1;
            match->from_pin[m] = pin;
            if (match->move_pin[m] == MST_NONE) {
                hand_over(match, m);
                return true;
            }
            match->queue[count++] = match->move_pin[m];
        }
    }
    return false;
}

void
mst__judge_pins(mst__judge *judge)
{
    const mst_problem *problem = judge->problem;
    uint32_t pins = problem->pin_count;
    uint32_t moves = judge->plan->move_count;
    if (pins == 0) {
        return;
    }
    matching match = {.judge = judge,
                      .pin_move = MST__TAKE(judge, uint32_t, pins),
                      .move_pin = MST__TAKE(judge, uint32_t, moves),
                      .seen = MST__TAKE(judge, uint32_t, moves),
                      .from_pin = MST__TAKE(judge, uint32_t, moves),
                      .queue = MST__TAKE(judge, uint32_t, pins)};
    if (judge->out_of_memory) {
        return;
    }
    for (uint32_t i = 0; i < pins; i++) {
        match.pin_move[i] = MST_NONE;
    }
    for (uint32_t m = 0; m < moves; m++) {
        match.move_pin[m] = MST_NONE;
    }
    for (uint32_t i = 0; i < pins; i++) {
        const mst_p_pin *pin = &problem->pins[i];
        if (!find_move(&match, i)) {
            mst__where where = mst__where_at(pin->leave);
            where.arc = pin->arc;
            mst__refuse(judge, MST__PIN_MISSING, where,
                        "no move of the plan is the pinned one \"%s\", from %s by %s at %s",
                        problem->post->pins[pin->pin].id,
                        mst__site_name(judge, problem->arcs[pin->arc].from),
                        mst__arc_name(judge, pin->arc), MST__TIME(pin->leave));
        }
    }
}
