/* SPDX-License-Identifier: Apache-2.0
 *
 * The value of the covering relaxation: the deadline is raised until the vehicles can do the work,
 * then found by bisection over the ends of tours, and what refutes the last one becomes the
 * certificate.
 */
#include <string.h>

#include "solve/cover.h"

/* Steps of all kinds: about a second's worth. */
#define DEFAULT_WORK (INT64_C(1) << 30)

typedef struct bisection {
    mst__cover_run *run;
    mst_arena *arena;
    const volatile int *stop;
    mst__decision trial;
    uint32_t count, room;
    mst_time *moments; /* ends of tours, ascending, each once */
} bisection;

static bool
decision_open(mst__decision *decision, const mst__cover *cover, mst_arena *arena)
{
    decision->vector = MST_TAKE(arena, uint32_t, cover->vehicle_count);
    decision->carrier = MST_TAKE(arena, uint32_t, cover->vehicle_count);
    decision->open = MST_TAKE(arena, uint32_t, cover->vehicle_count);
    return decision->vector != NULL && decision->carrier != NULL && decision->open != NULL;
}

static void
decision_copy(mst__decision *to, const mst__decision *from)
{
    to->layers = from->layers;
    to->multiplier_count = from->multiplier_count;
    memcpy(to->multipliers, from->multipliers, sizeof to->multipliers);
    memcpy(to->vector, from->vector, sizeof *to->vector * from->layers);
    memcpy(to->carrier, from->carrier, sizeof *to->carrier * from->layers);
    memcpy(to->open, from->open, sizeof *to->open * from->layers);
}

static bool
goes_on(const bisection *b)
{
    return b->run->cover.work > 0 && (b->stop == NULL || *b->stop == 0);
}

static mst__verdict
decide_at(bisection *b, mst_time deadline)
{
    mst__cover_run *run = b->run;
    mst__verdict verdict = mst__cover_decide(&run->cover, run->works, deadline, &b->trial);
    if (verdict == MST__POSSIBLE) {
        run->has_tours = true;
        run->tours_done = deadline;
        decision_copy(&run->tours, &b->trial);
    }
    return verdict;
}

static bool
make_works(bisection *b, mst_time latest)
{
    mst__cover_run *run = b->run;
    for (uint32_t g = 0; g < run->cover.carrier_count; g++) {
        if (!mst__cover_tours(&run->cover, g, latest, &run->works[g])) {
            return false;
        }
    }
    return true;
}

static int
time_order(const mst_time *a, const mst_time *b)
{
    return (*a > *b) - (*a < *b);
}

/* Merge sort and the same once: ends of tours by `latest`, and when people can be out alone. */
static bool
list_moments(bisection *b, mst_time latest)
{
    const mst__cover *cover = &b->run->cover;
    uint32_t room = cover->area_count + 1;
    for (uint32_t g = 0; g < cover->carrier_count; g++) {
        room += b->run->works[g].vector_count;
    }
    mst_time *moments = MST_TAKE(b->arena, mst_time, room);
    mst_time *spare = MST_TAKE(b->arena, mst_time, room);
    if (moments == NULL || spare == NULL) {
        b->run->cover.out_of_memory = true;
        return false;
    }
    uint32_t n = 0;
    moments[n++] = latest;
    for (uint32_t k = 0; k < cover->area_count; k++) {
        if (cover->areas[k].self_out <= latest) {
            moments[n++] = cover->areas[k].self_out;
        }
    }
    for (uint32_t g = 0; g < cover->carrier_count; g++) {
        const mst__work *work = &b->run->works[g];
        for (uint32_t i = 0; i < work->vector_count; i++) {
            if (work->vector_done[i] <= latest) {
                moments[n++] = work->vector_done[i];
            }
        }
    }
    for (uint32_t width = 1; width < n; width *= 2) {
        for (uint32_t begin = 0; begin < n; begin += 2 * width) {
            uint32_t middle = begin + width < n ? begin + width : n;
            uint32_t end = begin + 2 * width < n ? begin + 2 * width : n;
            uint32_t i = begin;
            uint32_t j = middle;
            for (uint32_t k = begin; k < end; k++) {
                bool first = j >= end || (i < middle && time_order(&moments[i], &moments[j]) <= 0);
                spare[k] = moments[first ? i++ : j++];
            }
        }
        memcpy(moments, spare, sizeof *spare * n);
    }
    b->moments = moments;
    b->count = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (b->count == 0 || moments[b->count - 1] != moments[i]) {
            moments[b->count++] = moments[i];
        }
    }
    return true;
}

/* Raises the deadline until the work can be done, or it is `upper`: then plans do it. Where only
 * sooner tours than theirs are asked for, those of `upper` itself are not looked for. */
static bool
find_upper(bisection *b, mst_time lower, mst_time upper, mst_time *latest)
{
    mst__cover_run *run = b->run;
    const mst__cover *cover = &run->cover;
    mst_time horizon = cover->problem->horizon;
    mst_time t = lower > 0 ? lower : cover->problem->horizon / 64;
    upper = upper < horizon ? upper : horizon;
    while (goes_on(b)) {
        /* Near a plan's own end, that end is as good a try as any, and the last. */
        t = t < upper - upper / 4 ? t : upper;
        if (!make_works(b, t)) {
            return false;
        }
        bool skips = cover->is_simple && t >= upper;
        if (skips || decide_at(b, t) == MST__POSSIBLE || t >= upper) {
            *latest = t;
            return true;
        }
        t += t / 4 + 1;
    }
    return false;
}

/* Only what is between two moments is still in question. */
static void
narrow(bisection *b, uint32_t low, uint32_t high)
{
    const mst__cover *cover = &b->run->cover;
    mst_time refuted = low > 0 ? b->moments[low - 1] : -1;
    for (uint32_t g = 0; g < cover->carrier_count && !cover->out_of_memory; g++) {
        if (!mst__cover_narrow(&b->run->cover, &b->run->works[g], refuted, b->moments[high])) {
            return;
        }
    }
}

/* Decides one moment between `low` (those before it are refuted) and `high` (it is not). Where only
 * tours are asked for, what is not known is no more of use than what is refuted. */
static void
ask_moment(bisection *b, uint32_t moment, uint32_t *low, uint32_t *high)
{
    mst__verdict verdict = decide_at(b, b->moments[moment]);
    bool is_open = verdict == MST__UNKNOWN && !b->run->cover.is_simple;
    if (verdict != MST__POSSIBLE && !is_open) {
        *low = moment + 1;
    } else {
        *high = moment;
    }
    narrow(b, *low, *high);
}

/* The first moment that is not refuted. Where a plan's own end is likely it, the one before is
 * asked first. */
static mst_time
bisect(bisection *b, bool is_near)
{
    uint32_t low = 0;
    uint32_t high = b->count - 1;
    if (is_near && !b->run->cover.is_simple && high > 0 && goes_on(b)) {
        ask_moment(b, high - 1, &low, &high);
    }
    while (low < high && goes_on(b)) {
        ask_moment(b, low + (high - low) / 2, &low, &high);
    }
    return b->moments[low];
}

bool
mst__cover_solve(mst__cover_run *run, const mst_problem *problem, const mst__cover_ask *ask,
                 mst_arena *arena, mst_arena *keep)
{
    memset(run, 0, sizeof *run);
    if (!mst__cover_world(&run->cover, problem, arena)) {
        return !run->cover.out_of_memory;
    }
    int64_t work = ask->work > 0 ? ask->work : DEFAULT_WORK;
    run->cover.work = work;
    run->cover.is_simple = ask->is_simple;
    bisection b = {.run = run, .arena = arena, .stop = ask->stop};
    run->works = MST_TAKE(arena, mst__work, run->cover.carrier_count);
    if (run->works == NULL || !decision_open(&b.trial, &run->cover, arena) ||
        !decision_open(&run->tours, &run->cover, arena)) {
        return false;
    }
    mst_time latest;
    if (!find_upper(&b, ask->is_near ? ask->upper : ask->lower, ask->upper, &latest) ||
        !list_moments(&b, latest)) {
        return !run->cover.out_of_memory;
    }
    run->completion = bisect(&b, ask->is_near);
    run->said = run->completion > 0 && !run->cover.out_of_memory;
    /* The proof is of the moment before: most often it was found just now, but not always last. */
    run->cover.work = work;
    if (ask->is_simple) {
        return !run->cover.out_of_memory;
    }
    if (run->said && decide_at(&b, run->completion - 1) == MST__REFUTED) {
        run->certificate =
            mst__cover_certify(&run->cover, run->works, run->completion, &b.trial, keep);
    }
    run->said = run->certificate != NULL;
    return !run->cover.out_of_memory;
}
