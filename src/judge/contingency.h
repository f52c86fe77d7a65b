/* SPDX-License-Identifier: Apache-2.0
 *
 * What breaks a plan: one cell planned again without each thing that can be lost, and without the
 * worst pairs of them.
 *
 * Y1  A loss without which the plan in force still obeys every rule costs nothing; it is not
 *     planned again, since a plan of the cell without it is a plan of the cell with it (N1).
 * Y2  Every plan here was accepted by the checker. What a loss costs is the difference of two such
 *     plans; what it costs at least is the difference of a proved bound and the plan in force.
 * Y3  Each plan is offered to every cell it is better in: so the plan in force is never worse than
 *     one without something, nor one loss worse than a pair with it.
 * Y4  A pair costs what one of the two costs alone where the plan without that one also does
 *     without the other. The other pairs are told apart by bounds, and the worst planned again.
 * Y5  Rows are numbered and merged in that order: any number of threads gives the same bytes.
 */
#ifndef MUSTER_JUDGE_CONTINGENCY_H
#define MUSTER_JUDGE_CONTINGENCY_H

#include "judge/loss.h"
#include "judge/matrix.h"

/* By default; at most. */
enum { MST_CONTINGENCY_PAIRS = 10, MST_CONTINGENCY_MOST_PAIRS = 1000 };

typedef struct mst_contingency_options {
    uint64_t seed;
    uint32_t effort;  /* of the plan in force, as mst_solve_options.effort; a loss has a part */
    uint32_t threads; /* 0: as many as the machine has, at most 64 */
    uint32_t pairs;   /* planned again at most; above MST_CONTINGENCY_MOST_PAIRS counts as it */
    mst_scenario_id scenario;
    mst_option_id option;
    mst_override overrides;
    const volatile int *stop;
    /* Called from the calling thread only. May be NULL. */
    void (*progress)(void *context, uint32_t done, uint32_t count, double fraction);
    void *progress_context;
} mst_contingency_options;

typedef enum mst_contingency_state {
    MST_CONTINGENCY_PENDING,   /* not reached before a stop */
    MST_CONTINGENCY_UNTOUCHED, /* Y1 */
    MST_CONTINGENCY_PLANNED,
    MST_CONTINGENCY_FAILED, /* cell.outcome and cell.err say why */
} mst_contingency_state;

typedef struct mst_contingency_row {
    uint32_t loss_count;
    uint32_t losses[MST_MOST_LOST_TOGETHER]; /* into the list of losses; of a pair ascending */
    mst_contingency_state state;
    /* the first single that comes to the same plan, measure for measure: it stands for both; itself
     * where there is none before it */
    uint32_t like;
    mst_arena arena;       /* of what was copied of the post */
    mst_cell cell;         /* the plan without it; of an untouched one only the case */
    mst_measures measures; /* of its plan, or of the plan in force where that is untouched */
    /* More persons left, or by weight those of `left_priority` (0: of all) where no more of all;
     * with fewer people to take out, more evacuees. Negative where it is fewer. */
    int64_t left_cost;
    uint32_t left_priority;
    mst_time completion_cost; /* later; likewise */
    mst_wide exposure_cost;
    /* Proved: so many are left more, or all are out so much later, in every plan without it. 0
     * where nothing is proved, and for a completion where somebody is left. */
    int64_t left_at_least;
    mst_time completion_at_least;
    /* Of a force alone: where the site is then short of it, and was not before; NULL. It binds
     * nobody (rule 9), so a cost does not show it. */
    const char *shortage;
} mst_contingency_row;

typedef struct mst_contingency {
    mst_arena arena;
    mst_matrix matrix; /* the one cell of the plan in force */
    uint32_t loss_count;
    mst_loss *losses;
    mst_contingency_row *singles; /* [loss_count] */
    const uint32_t *ranked;       /* [loss_count] singles, the worst first */
    uint32_t pair_count;          /* planned again */
    uint32_t pairs_seen;          /* pairs of which one touches the plan */
    uint32_t compounding;         /* of them told apart by bounds, since neither explains them */
    mst_contingency_row *pairs;   /* the worst first */
    bool stopped;
} mst_contingency;

/*
 * Plans the cell and judges its losses. Errors: memory, or a cell that cannot be compiled or
 * planned. The caller releases the result in every case. The cost is that of a cell for each loss
 * that touches the plan and for each pair planned again, and of a plain bound for each pair that is
 * told apart.
 */
MST_NODISCARD mst_status
mst_contingency_judge(const mst_post *post, const mst_contingency_options *options,
                      mst_contingency *contingency, mst_error *err);

void
mst_contingency_release(mst_contingency *contingency);

/* The cell of the plan in force. */
const mst_cell *
mst_contingency_base(const mst_contingency *contingency);

/* Does the loss alone leave people behind who the plan in force takes out? `proved`: in every
 * plan. */
bool
mst_contingency_is_single_point(const mst_contingency_row *row, bool *proved);

#endif
