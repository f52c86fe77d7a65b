/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds plans: construction, improvement by search, and proven bounds.
 */
#ifndef MUSTER_SOLVE_SOLVE_H
#define MUSTER_SOLVE_SOLVE_H

#include "problem/certificate.h"
#include "problem/plan.h"

enum { MST_DEFAULT_EFFORT = 40 }; /* of a cell, where none is asked for */

/*
 * What bounds of problems that differ little can share: how single vehicles get along. It saves
 * work and changes no bound. For one thread at a time; NULL on lack of memory; the caller frees it
 * (NULL is nothing). Takes 24 MiB at most, then forgets.
 */
typedef struct mst_bound_memo mst_bound_memo;

mst_bound_memo *
mst_bound_memo_new(void);

void
mst_bound_memo_free(mst_bound_memo *memo);

/* How the search came to its best plan: what it tries first in a cell that differs little. Opaque;
 * of a cell without surprises, and NULL where none is known. */
typedef struct mst_recipe mst_recipe;

/* A copy in `arena` for a problem like the recipe's; NULL in *copy where there is none or the
 * problem is not like it. False on lack of memory. */
MST_NODISCARD bool
mst_recipe_keep(const mst_problem *problem, const mst_recipe *recipe, mst_arena *arena,
                const mst_recipe **copy);

typedef struct mst_solve_options {
    uint64_t seed;
    uint32_t effort; /* units of work: placements by the thousand; 0: MST_DEFAULT_EFFORT */
    int64_t
        time_limit_ms; /* 0: none; with one the result may differ from run to run, and says so */
    const volatile int
        *stop; /* set to non-zero by a signal handler: return the best so far; may be NULL */
    /* Of a resumed case (mst_case_resume): the plan in force, bound to its phase 0. Its trips are a
     * start of the search. NULL else. */
    const mst_plan *in_force;
    bool keep_sent;       /* of one: vehicles on their way empty fetch whom they were sent for */
    bool follow;          /* no search: the plan in force, later where it must be, and completed */
    mst_bound_memo *memo; /* may be NULL */
    /* of a cell with the same people; tried first in a cell without surprises. May be NULL. */
    const mst_recipe *recipe;
    /* More of them, of any cells of the post, the first its own: with some, the search goes on from
     * a cell already planned, with these and with aims, stages and what else improve.c says. */
    const mst_recipe *const *recipes;
    uint32_t recipe_count;
    uint32_t stream; /* of random numbers: cells that go on try different things */
    /* NULL, or what a plan must beat to be of use: where it is certain not to, it may come out
     * unfinished, with measures that say so. */
    const mst_measures *beats;
    bool only_plan; /* prove little: the plain bounds, and no tours of the covering engine */
    /* NULL, or asked of each plan that would be the best so far of its phase (plan->before leads to
     * those before it): one that it refuses is taken only where it accepts none. */
    bool (*accepts)(void *context, uint32_t phase, const mst_plan *plan);
    void *accepts_context;
    bool relaxed_rules[16]; /* tests only: rule r is invisible to the builder */
    /* Told after each round: fraction of the work done, the best measures so far. May be NULL. */
    void (*progress)(void *context, double fraction, const mst_measures *best);
    void *progress_context;
} mst_solve_options;

enum { MST_BOUND_WITNESSES = 5 }; /* two of left, two of completion, one of exposure */

/* A proven lower bound on each measure, valid for every plan at least as good on the earlier
 * measures. */
typedef struct mst_bound {
    int64_t left_by_priority[MST_MAX_PRIORITIES]; /* weighted, cumulative proof per priority */
    int64_t left;
    mst_time completion;
    mst_wide exposure;
    const char *left_reason;       /* the binding argument in words; in the result's arena */
    const char *completion_reason; /* "desks at ecc pass 100 people an hour", ... */
    /* What proves the bound of its measure anew (`muster verify --bound`), owned by the result's
     * arena; NULL when no proof of that form was found. */
    const mst_certificate *certificate;
    /* What else proves a part of a bound anew, owned alike: claims of kinds whose check recomputes
     * them (`way`, `leave`, `cut`) and tells how much of them is shown. */
    uint32_t witness_count;
    const mst_certificate *witnesses[MST_BOUND_WITNESSES];
} mst_bound;

typedef struct mst_solution {
    mst_arena arena; /* owns the plan */
    mst_plan plan;
    mst_measures measures; /* the solver's own; check/ recomputes them */
    mst_bound bound;
    const mst_recipe *recipe;
    bool proved_optimal; /* every measure in order equals its bound up to the first that does not
                            apply */
    bool stopped;        /* by a time limit or by `stop` */
    bool infeasible;     /* a pin is proved impossible; `infeasible_reason` says which and why */
    const char *infeasible_reason;
    /* NULL, or what the first pin lacks that is neither kept nor proved impossible */
    const char *pin_missed;
    uint64_t plans_built;
    uint64_t placements; /* tried for them: the work of the search */
} mst_solution;

/*
 * Plans one cell. With surprises, each phase is planned from what the phase before it left at the
 * surprise. Same case, options and engine give the same bytes, on any number of threads of the
 * caller. Errors: memory only; a cell in which nobody can leave is a plan with everyone left. The
 * caller releases the solution in every case.
 */
MST_NODISCARD mst_status
mst_solve(const mst_case *instance, const mst_solve_options *options, mst_solution *solution,
          mst_error *err);

void
mst_solution_release(mst_solution *solution);

/* Does the bound prove the plan best? Left and completion are proved; the rest breaks ties only. */
bool
mst_bound_proves(const mst_problem *problem, const mst_measures *value, const mst_bound *bound);

/*
 * The bound alone. `left` and `completion` of `value` are those the bound must hold against (a
 * completion bound is for plans that leave no more people than `value`). `memo` may be NULL.
 * Reasons are taken from `arena`.
 */
MST_NODISCARD mst_status
mst_bound_compute(const mst_problem *problem, const mst_measures *value, mst_bound_memo *memo,
                  mst_bound *bound, mst_arena *arena, mst_error *err);

/* The same without the fluid relaxation: never above it, at a part of the cost. */
MST_NODISCARD mst_status
mst_bound_plain(const mst_problem *problem, const mst_measures *value, mst_bound *bound,
                mst_arena *arena, mst_error *err);

/*
 * Raises a completion bound of mst_bound_compute by the covering engine, and attaches the
 * certificate, where `value` leaves nobody and the engine has more to say than the bound. `effort`
 * is its work at most, in millions of steps: about a thousandth of a second each.
 */
MST_NODISCARD mst_status
mst_bound_cover(const mst_problem *problem, const mst_measures *value, uint32_t effort,
                mst_bound *bound, mst_arena *arena, mst_error *err);

/*
 * Carries a certified bound on completion over from `had`, a bound of the same problem, where it
 * says more than `bound` and holds against `value` too. Copies into `arena`; false on lack of
 * memory.
 */
MST_NODISCARD bool
mst_bound_keep(const mst_bound *had, const mst_measures *value, mst_bound *bound, mst_arena *arena);

/*
 * The bound for what can still be decided at problem->begins (a surprise), given what `plan` had
 * begun by then. It holds for every plan of the case with that past. The bound of the problem alone
 * does not: it takes the surprise for known, and would finish nothing that the surprise cuts short.
 */
MST_NODISCARD mst_status
mst_bound_after(const mst_problem *problem, const mst_plan *plan, const mst_measures *value,
                mst_bound_memo *memo, mst_bound *bound, mst_arena *arena, mst_error *err);

#endif
