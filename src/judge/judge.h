/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the matrix share. Private to this folder.
 *
 * J1  A cell is worked on by one thread at a time; what it needs lasting lies in its solution's
 * arena.
 * J2  Everything a cell reads of another cell was finished in an earlier wave.
 */
#ifndef MUSTER_JUDGE_JUDGE_H
#define MUSTER_JUDGE_JUDGE_H

#include "judge/assess.h"
#include "judge/matrix.h"

/* How hard to look for a plan. */
typedef struct mst__effort {
    uint64_t seed;
    uint32_t effort;       /* as mst_solve_options.effort */
    int64_t time_limit_ms; /* 0: none */
    mst_time deadline;     /* 0: none */
    uint32_t stream;       /* as mst_solve_options.stream, of a search that goes on */
    mst_bound_memo *memo;  /* of the calling thread, or NULL */
    mst_kept *kept;        /* solutions found before; NULL: none */
    const volatile int *stop;
} mst__effort;

/* ---- one cell ---- */

/*
 * Fills a cell of which scenario and option are set: compiled, planned, checked, bounded, settled.
 * cell->outcome says how that went. The post must outlive the cell's instance.
 */
void
mst__cell_plan(const mst_post *post, const mst_override *overrides, const mst__effort *effort,
               mst_cell *cell);

/* The same for a cell whose instance is compiled. */
void
mst__cell_plan_compiled(const mst__effort *effort, mst_cell *cell);

/* Keeps what the cell ended with, for when it stands (stand.h). */
void
mst__cell_keep_final(const mst__effort *effort, const mst_cell *cell);

/* The key in what is kept (base/kept.h) of `what`, found for a case with this seed and effort. */
void
mst__kept_key(const char *what, const mst__effort *effort, const mst_case *instance,
              uint64_t key[2]);

/* Takes over the verdict of cell->judgement: status, gap, outcome. */
void
mst__cell_settle(mst_cell *cell);
/* Searches a compiled cell, has the checker judge it, and settles it; cell->outcome tells how it
 * went. */
void
mst__cell_solve(mst_cell *cell, const mst_solve_options *options);
/* Is a pin all that is wrong with the plan, if anything is? */
bool
mst__misses_only_pins(const mst_judgement *judgement);
/*
 * Judges a solution found with `options`. Where the checker refuses it, it is replaced by the best
 * one found that the checker accepts, if any, and `passed_over` says so (in its arena; else NULL).
 * The caller releases solution and judgement in every case.
 */
mst_status
mst__check_or_solve(mst_case *instance, const mst_solve_options *options, mst_solution *solution,
                    mst_judgement *judgement, const char **passed_over, mst_error *err);

/* Part of it: is the cell's deadline met, impossible, or neither? False on lack of memory. */
bool
mst__cell_judge_deadline(mst_cell *cell) MST_NODISCARD;

void
mst__cell_release(mst_cell *cell);

/* The post with every change of every scenario known at the order, in `copy`, which lives as long
 * as `post` and `arena` do. False on lack of memory. */
bool
mst__foresee(const mst_post *post, mst_post *copy, mst_arena *arena);

/* What the plan of a finished cell says whatever is believed; `cleared` has room for every site of
 * the post. No latest order is looked for. O(sites x records of the plan). */
void
mst__plan_gather(const mst_cell *cell, const mst_post *post, mst_time *cleared,
                 mst_assessed_plan *out);

/* ---- what binds ---- */

/*
 * What binds in a finished cell: fills cell->bindings. A candidate is a limit the plan reaches
 * somewhere; each is laid over the post with one more unit and bounded again; the most promising
 * are planned again. Errors: memory.
 */
MST_NODISCARD mst_status
mst__bindings_find(const mst_post *post, const mst_matrix_options *options,
                   const mst__effort *effort, mst_cell *cell, mst_error *err);

/* ---- plans of other cells ---- */

/* The same groups of people in the same numbers, with the same of them in scope. */
bool
mst__same_people(const mst_problem *a, const mst_problem *b);

typedef struct mst__adopted {
    const mst_plan *plan; /* NULL: it does not fit, or breaks a rule here */
    const mst_cell *from; /* whose plan it was */
    mst_measures measures;
    bool checked; /* the checker was asked */
} mst__adopted;

/*
 * The plan of another cell in this cell's numbering, judged; it does not fit when people differ or
 * a vehicle, link or site is not there. A plan after a surprise is taken without the moves that
 * turned round (mst__plan_unturn). All of it is a copy in `arena`.
 */
MST_NODISCARD mst_status
mst__plan_adopt(const mst_cell *from, const mst_cell *to, mst_arena *arena, mst__adopted *adopted,
                mst_error *err);

/*
 * The plan without the moves that a surprise turned back to where they came from: what was known
 * before need not be tried. *result is `plan` itself where nothing turned, and NULL where it cannot
 * be undone (a move that went elsewhere or in a convoy). Else it is in `arena` but for what did not
 * change. It is not judged. Errors: memory. O(records of the plan).
 */
MST_NODISCARD mst_status
mst__plan_unturn(const mst_plan *plan, mst_arena *arena, const mst_plan **result, mst_error *err);

typedef struct mst__loan {
    bool taken;   /* else there is neither solution nor judgement in it */
    bool stopped; /* the search for it ended by a time limit or a stop */
    mst_solution solution;
    mst_judgement judgement;
    uint64_t kept_key[2]; /* as mst_cell.kept_key, of this solution */
} mst__loan;

/* Without surprises, and with a picture to plan for. */
bool
mst__may_borrow(const mst_cell *cell);

/* Cells that may lend. */
typedef struct mst__lenders {
    const mst_cell *const *cells;
    uint32_t count;
    mst_kept *kept; /* which offers were of no use before; NULL: not known */
} mst__lenders;

/*
 * The best plan of `lenders` that is better than the cell's own and obeys its rules, ties in the
 * order of the list; adopted->plan is NULL where there is none, else it is in `arena`, which is
 * opened only then. O(n log n) in the lenders, and the checker for at most 64 of them.
 */
MST_NODISCARD mst_status
mst__borrow_best(const mst__lenders *lenders, const mst_cell *to, mst_arena *arena,
                 mst__adopted *adopted, mst_error *err);

/* The same, bounded and judged, with the lender's recipe or, where it has none, the cell's own. The
 * caller releases what it holds when it is taken. */
MST_NODISCARD mst_status
mst__borrow(const mst__lenders *lenders, const mst_cell *cell, mst_bound_memo *memo,
            mst__loan *loan, mst_error *err);

/* ---- going on ---- */

/* How many of the lenders stand beside the cell, in its scenario or its option, and have a recipe;
 * fills `recipes` unless NULL, in the order of the list. */
uint32_t
mst__recipes_beside(const mst__lenders *lenders, const mst_cell *cell, const mst_recipe **recipes);

/* Is there something to search on for, and something to search on from? Not where the plan is
 * proved best, not with surprises, and not for a cell that stands alone. */
bool
mst__may_go_on(const mst__lenders *lenders, const mst_cell *cell);

/*
 * Searches the cell on, from its own recipe and those of the lenders beside it. What is found is in
 * `loan` when it is better by the measures in their order and the checker accepts it; the caller
 * releases it then. Costs as much as planning the cell, without its proofs.
 */
MST_NODISCARD mst_status
mst__exchange(const mst__lenders *lenders, const mst_cell *cell, const mst__effort *effort,
              mst__loan *loan, mst_error *err);

/* ---- who is left ---- */

/* Who is left and what stops them, one sentence from the solution's arena; NULL when nobody is. */
MST_NODISCARD mst_status
mst__left_reason(mst_cell *cell, mst_error *err);

/* The value of a measure as a number to divide. */
mst_wide
mst__measure_value(const mst_measures *measures, mst_measure measure);
mst_wide
mst__measure_bound(const mst_bound *bound, mst_measure measure);

static inline const mst_problem *
mst__last_phase(const mst_case *instance)
{
    return &instance->phases[instance->phase_count - 1];
}

#endif
