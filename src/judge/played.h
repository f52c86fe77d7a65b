/* SPDX-License-Identifier: Apache-2.0
 *
 * The plans of a matrix played against chance (simulate/play.h), and how often they must be played
 * until the options can be told apart.
 *
 * L1  Run r of a scenario has the same luck under every option: options are compared run by run.
 * L2  What a cell says is of its first `used` runs, and how many these are hangs on the runs and on
 *     the chances alone: whether more were played before (a cache) changes nothing.
 * L3  Sums over runs are whole numbers, and quantiles of Student are rounded up to a thousandth
 *     before anything hangs on them.
 */
#ifndef MUSTER_JUDGE_PLAYED_H
#define MUSTER_JUDGE_PLAYED_H

#include "judge/credal.h"
#include "judge/matrix.h"

enum {
    MST_PLAYED_FIRST = 64, /* runs of each cell */
    MST_PLAYED_LOOKS = 4,  /* the runs of what is not settled double from look to look */
    MST_PLAYED_MOST = 10000,
    MST_PLAYED_HOURS = 30 * 24 + 1, /* of `leaving` */
};

/* Losses are compared in thousandths of a person. */
#define MST_THOUSAND INT64_C(1000)

typedef struct mst_played_cell {
    bool is_sure; /* nothing in it is left to chance: one run stands for any number */
    /* L2; of a sure cell 1, and 0 of one too large to be played: then its plan stands for it */
    uint32_t runs, used;
    int64_t *not_out;      /* [runs] left, and staying, as drawn */
    mst_time *completion;  /* [runs] MST_NEVER where somebody is left */
    mst_time *cleared;     /* [runs * sites] as of mst_play_watch */
    uint32_t leaving_runs; /* of which `leaving` is the sum: the first ones */
    int64_t persons;       /* of the same runs: all who are there, in scope or not */
    int64_t *leaving;      /* [sites * MST_PLAYED_HOURS] likewise */
} mst_played_cell;

typedef struct mst_played {
    uint32_t cell_count, site_count;
    mst_played_cell *cells; /* as the matrix's */
} mst_played;

/*
 * Plays cells of a finished matrix until each has at least runs[cell] runs; planning->progress is
 * told how many cells are done. All memory is from `arena`. Errors: memory, MST_INTERRUPTED after a
 * stop. Some thousandths of a second a run.
 */
MST_NODISCARD mst_status
mst_played_more(const mst_matrix *matrix, const mst_matrix_options *planning, const uint32_t *runs,
                mst_arena *arena, mst_played *played, mst_error *err);

/* Mean not out, in thousandths, halves up. */
int64_t
mst_played_mean(const mst_played_cell *cell);
/* Share of the runs in which nobody is left, in millionths, to the nearest. */
int64_t
mst_played_all_out(const mst_played_cell *cell);
/* Order statistics, the ceil(n p)-th of n runs; `part` is p in millionths. */
int64_t
mst_played_not_out_at(const mst_played_cell *cell, int64_t part);
mst_time
mst_played_completion_at(const mst_played_cell *cell, int64_t part);

/*
 * The greatest mean of the worst `tail` (millionths) of what may come, over scenarios and runs
 * alike, in thousandths: the least over t of t + upper expectation of (loss - t)+ / tail
 * (Rockafellar and Uryasev 2000; least and greatest may change places since the expectation is
 * linear in p and the whole is convex in t). cells[scenario] are of one option; a cell that is not
 * played counts with `planned`. O(log loss x runs), and scenarios^2 a step.
 */
int64_t
mst_played_tail(const mst_credal *set, const mst_played_cell *const *cells, const int64_t *planned,
                int64_t tail, int64_t *room);

/* ---- the ranking ---- */

/* How an option stands to the one with the least greatest expectation, in thousandths of a
 * person. */
typedef struct mst_rank {
    int64_t behind;  /* by how much more is expected not to be out */
    int64_t least;   /* it is at least that, at the certainty of the ranking; may be negative */
    int64_t error;   /* half of the interval of its own greatest expectation, at 95 % */
    bool is_settled; /* it is not better by more than `tolerance` */
} mst_rank;

typedef struct mst_ranking {
    uint32_t best;
    int64_t tolerance; /* thousandths of a person: one person, or a hundredth of what is expected */
    uint32_t looks;    /* taken */
    bool is_settled;   /* each option is */
    uint32_t unsettled;
    uint32_t fewest, most; /* runs of cells that are left to chance; 0: there are none */
    uint64_t runs;         /* in all */
    uint32_t unplayed;     /* cells */
    mst_rank *ranks;       /* [options] */
} mst_ranking;

/*
 * Looks whether the runs in use settle which option has the least greatest expectation. With p the
 * chances at which the best one's is reached, q those of another, and L the losses of run r, the
 * mean over r of
 *
 *     sum over s of p(s) L(s, best, r) - q(s) L(s, other, r)
 *
 * is how much better the best is; run by run the luck is the same, so little of it remains
 * (Student's t of paired differences). The other is settled when an upper bound of it is at most
 * the tolerance. Every bound fails with at most 5 % / ((options - 1) looks): so, whatever option is
 * truly the best, that it is passed over for one that is worse by more than the tolerance has at
 * most 5 % (Bonferroni; Kim and Nelson 2001 choose likewise). p and q are as the runs have them.
 *
 * planned[cell] are losses of plans, in persons. When it is not settled and `fixed` is 0, wanted
 * [cell] is what the next look needs; else it is `used`. `look` tells which look it is, from 1.
 * All memory is from `arena`. Errors: memory.
 */
MST_NODISCARD mst_status
mst_ranking_look(const mst_credal *set, uint32_t options, const mst_played *played,
                 const int64_t *planned, uint32_t fixed, uint32_t look, mst_arena *arena,
                 mst_ranking *ranking, uint32_t *wanted, mst_error *err);

#endif
