/* SPDX-License-Identifier: Apache-2.0
 *
 * Choosing when probabilities are known as intervals. docs/judgement.md tells the whole of it.
 *
 * C1  Chances are whole millionths, losses whole numbers (persons left; smaller is better), and
 *     expectations whole millionths of them: what is compared is exact.
 * C2  The set of all p with low <= p <= high and sum 1 is what is known. Its lower probability is
 *     2-monotone (de Campos, Huete and Moral 1994), so the greedy expectation is the exact extreme.
 * C3  Ties go to the lower index.
 */
#ifndef MUSTER_JUDGE_CREDAL_H
#define MUSTER_JUDGE_CREDAL_H

#include <stdbool.h>

#include "base/memory.h"

#define MST_MILLION INT64_C(1000000)
#define MST_MOST_LOSS INT64_C(1000000000000) /* by amount; differences of two may be twice it */

typedef struct mst_credal {
    uint32_t count;            /* of cases, at least 1 */
    const int64_t *low, *high; /* [count] millionths, 0 <= low <= high <= 1,000,000 */
} mst_credal;

/* Is there a p at all: do the low ones sum to at most one and the high ones to at least one? */
bool
mst_credal_is_possible(const mst_credal *set);

/* The bounds that some p reaches: what the others leave each case. `low` and `high` have room for
 * count and may not be the set's own. O(count). */
void
mst_credal_tighten(const mst_credal *set, int64_t *low, int64_t *high);

/* Bounds of the chance that one of the cases with is_in[i] comes. O(count). */
void
mst_credal_event(const mst_credal *set, const bool *is_in, int64_t *low, int64_t *high);

/* Greatest and least expectation of `loss`, in millionths; `p` (room for count) is one probability
 * that reaches it. The set must be possible. O(count^2). */
int64_t
mst_credal_upper(const mst_credal *set, const int64_t *loss, int64_t *p);
int64_t
mst_credal_lower(const mst_credal *set, const int64_t *loss, int64_t *p);

/*
 * The greatest mean of the worst `tail` (millionths, 1 .. 1,000,000) of what may come, in
 * millionths of loss, to the nearest (Rockafellar and Uryasev 2000). The p of mst_credal_upper puts
 * as much as any p does on the k worst cases for every k, so it is the worst for every tail. `p`
 * has room for count. O(count^2).
 */
int64_t
mst_credal_tail(const mst_credal *set, const int64_t *loss, int64_t tail, int64_t *p);

/* ---- options ---- */

/* What is said of one option; losses as C1 has them. */
typedef struct mst_verdict {
    int64_t lower, upper; /* expected loss */
    int64_t worst;        /* whole loss of the worst case that may come */
    uint32_t worst_case;
    int64_t tail;   /* mst_credal_tail */
    int64_t regret; /* whole: the most it loses to the best option of a case */
    uint32_t regret_case;
    int64_t upper_regret;       /* the greatest expected regret */
    bool is_interval_dominated; /* even its least loss is above some option's greatest */
    bool is_maximal;            /* no option beats it under every p (Walley 1991) */
    uint32_t beaten_by;         /* the first option that does; the option itself when maximal */
    bool is_admissible;         /* best under some p (Levi 1974) */
} mst_verdict;

typedef struct mst_choice {
    mst_verdict *verdicts; /* [options] */
    /* Least upper expectation; then least regret, `ties`, and the lower index. Always maximal. */
    uint32_t recommended;
    uint32_t second; /* the same among the other maximal ones; options when there is none */
    uint32_t least_worst, least_tail, least_regret; /* the other yardsticks' choices */
    /* Under no p, or some, is the second better in expectation than the recommended one? */
    bool second_may_win;
    int64_t *wins_at; /* [cases]: the p under which the second gains most; with second_may_win */
    int64_t wins_by;  /* expected gain there */
} mst_choice;

typedef struct mst_switch {
    bool found;
    int64_t from, to; /* chances in millionths, both included */
} mst_switch;

/*
 * Compares `options` whose losses are losses[option * set->count + case]; the smaller of
 * ties[option] (may be NULL) is taken first where all else is equal. All memory of *choice is
 * from `arena`. Cases that cannot come (tightened high of 0) count for neither worst nor regret.
 * O(options^2 cases^2) and a linear program for each maximal option. Errors: memory.
 */
MST_NODISCARD mst_status
mst_choice_make(const mst_credal *set, uint32_t options, const int64_t *losses, const int64_t *ties,
                int64_t tail, mst_arena *arena, mst_choice *choice, mst_error *err);

/*
 * The chances of case `which`, other intervals as they are, at which `second` has the smaller upper
 * expectation: of the stretches of such chances the one nearest to what is known of the case, to a
 * thousandth. At most 1001 chances are tried, each O(cases^2). Errors: memory.
 */
MST_NODISCARD mst_status
mst_choice_switch(const mst_credal *set, const int64_t *best, const int64_t *second, uint32_t which,
                  mst_switch *found, mst_error *err);

/* ---- trees ---- */

/* A leaf has `first` equal to its own index. Children stand before their parents. */
typedef struct mst_branch {
    int64_t low, high; /* chance of `first`, else `other` */
    uint32_t first, other;
    int64_t loss; /* of a leaf */
} mst_branch;

/* Exact bounds of the expected loss at the last node, in millionths, rounded outward. Multiplying
 * intervals down to the leaves would only give wider ones. `lower` and `upper` have room for count
 * and hold those of every node. O(count). */
void
mst_branches_expect(uint32_t count, const mst_branch *nodes, int64_t *lower, int64_t *upper);

/* ---- how wrong may the guess be ---- */

/* The greatest a up to `most` such that the expected loss stays at most `bearable` for every p
 * within a share a of the guess, |p - guess| <= a guess (Ben-Haim 2006); below 0 when it is more
 * even at the guess. Bisection to 1e-9; for display. O(count^2) a step. */
double
mst_info_gap(uint32_t count, const double *guess, const double *loss, double bearable, double most);

#endif
