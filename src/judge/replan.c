/* SPDX-License-Identifier: Apache-2.0
 *
 * Three plans are made: the one in force word for word, its trips once more, and one that is
 * searched for from there. Which of them is told to people depends on what it gains, since every
 * change must reach somebody (Fox, Gerevini, Long and Serina 2006).
 */
#include "judge/replan.h"

#include <string.h>

#include "judge/judge.h"
#include "problem/distance.h"

enum { CANDIDATES = 3 };

typedef struct candidate {
    bool there;
    mst_solution solution;
    mst_judgement judgement;
    const char *passed_over;
    int64_t distance;
} candidate;

typedef struct run {
    mst_case *instance;
    const mst_plan *in_force;
    const mst_replan_options *options;
    candidate candidates[CANDIDATES]; /* by mst_replan_way */
} run;

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "not enough memory to plan on");
}

/* ---- the past ---- */

/* People who had left where they started by `now`, those who came back taken off. */
static int64_t
gone_by(const mst_plan *plan, const mst_problem *problem, uint32_t cohort, mst_time now)
{
    uint32_t home = problem->cohorts[cohort].site;
    int64_t gone = 0;
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        const mst_plan_stop *stop = &plan->stops[s];
        if (stop->site != home || stop->berth_begin >= MST_NEVER) {
            continue;
        }
        const mst_p_type *type = &problem->types[problem->vehicles[stop->vehicle].type];
        for (uint32_t i = 0; stop->berth_end - type->load < now && i < stop->board.count; i++) {
            gone += stop->board.loads[i].cohort == cohort ? stop->board.loads[i].count : 0;
        }
        for (uint32_t i = 0; stop->berth_begin < now && i < stop->alight.count; i++) {
            gone -= stop->alight.loads[i].cohort == cohort ? stop->alight.loads[i].count : 0;
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        if (move->cohort == cohort && move->leave < now) {
            gone += problem->arcs[move->arc].from == home ? move->count : 0;
            gone -= problem->arcs[move->arc].to == home ? move->count : 0;
        }
    }
    return gone;
}

static mst_status
check_counts(const run *r, mst_error *err)
{
    const mst_problem *problem = &r->instance->phases[1];
    for (uint32_t c = 0; c < problem->cohort_count; c++) {
        const mst_p_cohort *cohort = &problem->cohorts[c];
        int64_t gone = gone_by(r->in_force, problem, c, r->instance->resume.at);
        if (gone > cohort->count) {
            const mst_people *item = &problem->post->people[cohort->people];
            return mst_fail(err, MST_INVALID, item->count.place,
                            "people.%s.count makes %lld of %s, but the plan in force had moved "
                            "%lld of them by then: a count is of all, also of those who are out",
                            item->id, (long long)cohort->count, cohort->name, (long long)gone);
        }
    }
    return MST_OK;
}

/* The freeze ends where the plan in force cannot go on. */
static mst_status
find_begin(run *r, mst_replan *replan, mst_error *err)
{
    mst_following following;
    mst_resume resume = r->instance->resume;
    if (resume.until == resume.at) {
        return MST_OK;
    }
    (void)mst_case_known(r->instance, &resume.from);
    mst_status status =
        mst_check_following(r->instance, r->in_force, r->instance->arena, &following, err);
    if (status != MST_OK) {
        return status;
    }
    if (following.until < resume.from) {
        resume.from = following.until;
        replan->cut_short = following.text;
    } else if (resume.from < resume.until) {
        replan->cut_short = "a surprise comes then";
    }
    return mst_case_resume(r->instance, &resume, err);
}

/* ---- candidates ---- */

static mst_status
measure_distance(const run *r, candidate *made, mst_error *err)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    uint32_t old_count = 0, new_count = 0;
    mst_time from = r->instance->resume.from;
    const mst_problem *problem = &r->instance->phases[1];
    mst_task *old = mst_plan_tasks(problem, r->in_force, from, &scratch, &old_count);
    mst_task *now = mst_plan_tasks(problem, &made->solution.plan, from, &scratch, &new_count);
    uint32_t *pair = MST_TAKE(&scratch, uint32_t, (size_t)old_count + 1);
    bool ok = old != NULL && now != NULL && pair != NULL &&
              mst_distance(old, old_count, now, new_count, &mst_distance_defaults, pair, &scratch,
                           &made->distance);
    mst_arena_release(&scratch);
    return ok ? MST_OK : no_memory(err);
}

/* The plan in force word for word, where no rule of the changed picture refuses it. */
static mst_status
keep(run *r, mst_error *err)
{
    candidate *made = &r->candidates[MST_REPLAN_KEPT];
    if (r->instance->phase_count > 2) {
        return MST_OK; /* it does not know the surprises that are still to come */
    }
    mst_arena_init(&made->solution.arena, 0);
    made->solution.plan = *r->in_force;
    made->solution.plan.problem = &r->instance->phases[1];
    made->solution.plan.before = r->in_force;
    made->solution.plan.begins = r->instance->resume.from;
    mst_status status = mst_check(r->instance, &made->solution.plan, &made->judgement, err);
    made->there = status == MST_OK && made->judgement.violation_count == 0;
    made->solution.measures = made->judgement.measures;
    if (!made->there) {
        mst_judgement_release(&made->judgement);
        mst_solution_release(&made->solution);
    }
    return status;
}

static mst_status
make(run *r, mst_replan_way way, mst_error *err)
{
    candidate *made = &r->candidates[way];
    mst_solve_options options = {.seed = r->options->seed,
                                 .effort = r->options->effort,
                                 .time_limit_ms = r->options->time_limit_ms,
                                 .in_force = r->in_force,
                                 .keep_sent = r->options->keep_sent,
                                 .follow = way == MST_REPLAN_LATER,
                                 .only_plan = true,
                                 .memo = r->options->memo,
                                 .stop = r->options->stop};
    made->there = true;
    mst_status status = mst_solve(r->instance, &options, &made->solution, err);
    if (status == MST_OK) {
        status = mst__check_or_solve(r->instance, &options, &made->solution, &made->judgement,
                                     &made->passed_over, err);
    }
    return status == MST_OK ? measure_distance(r, made, err) : status;
}

/* ---- the choice ---- */

static bool
is_sound(const candidate *made)
{
    return made->there && made->judgement.violation_count == 0 && made->solution.pin_missed == NULL;
}

/* Fewer left, by the post's order within that measure. */
static int
compare_left(const mst_problem *problem, const mst_measures *a, const mst_measures *b)
{
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        if (a->left_by_priority[p] != b->left_by_priority[p]) {
            return a->left_by_priority[p] < b->left_by_priority[p] ? -1 : 1;
        }
    }
    return (a->left > b->left) - (a->left < b->left);
}

/* The fewest changes that are good enough, or, where nothing is given for that, the best. */
static mst_replan_way
choose(const run *r)
{
    const mst_problem *problem = mst__last_phase(r->instance);
    const candidate *best = NULL;
    for (uint32_t k = 0; k < CANDIDATES; k++) {
        const candidate *made = &r->candidates[k];
        if (is_sound(made) &&
            (best == NULL || mst_measures_compare(problem, &made->judgement.measures,
                                                  &best->judgement.measures) < 0)) {
            best = made;
        }
    }
    mst_replan_way chosen = MST_REPLAN_ANEW;
    bool found = false;
    for (uint32_t k = 0; best != NULL && k < CANDIDATES; k++) {
        const candidate *made = &r->candidates[k];
        const mst_measures *measures = &made->judgement.measures;
        if (!is_sound(made) || compare_left(problem, measures, &best->judgement.measures) > 0 ||
            measures->completion > best->judgement.measures.completion + r->options->gain) {
            continue;
        }
        const candidate *had = &r->candidates[chosen];
        int better = mst_measures_compare(problem, measures, &had->judgement.measures);
        int closer = (made->distance > had->distance) - (made->distance < had->distance);
        int first = r->options->gain > 0 ? closer : better;
        int second = r->options->gain > 0 ? better : closer;
        if (!found || first < 0 || (first == 0 && second < 0)) {
            chosen = (mst_replan_way)k;
            found = true;
        }
    }
    return chosen;
}

/* ---- all of it ---- */

/* The chosen plan becomes the cell's, with its bound. */
static mst_status
take(run *r, mst_replan *replan, mst_error *err)
{
    candidate *chosen = &r->candidates[replan->way];
    mst_cell *cell = &replan->cell;
    cell->solution = chosen->solution;
    cell->judgement = chosen->judgement;
    cell->passed_over = chosen->passed_over;
    chosen->there = false;
    replan->distance = chosen->distance;
    const mst_problem *last = mst__last_phase(r->instance);
    cell->outcome =
        mst_bound_after(last, &cell->solution.plan, &cell->judgement.measures, r->options->memo,
                        &cell->solution.bound, &cell->solution.arena, err);
    if (cell->outcome == MST_OK) {
        cell->solution.proved_optimal =
            mst_bound_proves(last, &cell->judgement.measures, &cell->solution.bound);
        mst__cell_settle(cell);
        if (cell->outcome != MST_OK && err != NULL) {
            *err = cell->err;
        }
    }
    return cell->outcome == MST_OK ? mst__left_reason(cell, err) : cell->outcome;
}

mst_status
mst_replan_make(mst_case *instance, const mst_plan *in_force, const mst_replan_options *options,
                mst_replan *replan, mst_error *err)
{
    run r = {.instance = instance, .in_force = in_force, .options = options};
    const mst_problem *problem = &instance->phases[1];
    *replan = (mst_replan){.cell = {.scenario = {problem->scenario},
                                    .option = {problem->option},
                                    .instance = instance}};
    mst_status status = check_counts(&r, err);
    if (status == MST_OK) {
        status = find_begin(&r, replan, err);
    }
    if (status == MST_OK) {
        status = keep(&r, err);
    }
    if (status == MST_OK) {
        status = make(&r, MST_REPLAN_LATER, err);
    }
    if (status == MST_OK) {
        status = make(&r, MST_REPLAN_ANEW, err);
    }
    if (status == MST_OK) {
        replan->way = choose(&r);
        status = take(&r, replan, err);
    }
    for (uint32_t k = 0; k < CANDIDATES; k++) {
        if (r.candidates[k].there) {
            mst_judgement_release(&r.candidates[k].judgement);
            mst_solution_release(&r.candidates[k].solution);
        }
    }
    return status;
}

void
mst_replan_release(mst_replan *replan)
{
    mst__cell_release(&replan->cell);
}
