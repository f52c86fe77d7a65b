/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside of the linear program of a deadline: flow_master.c (rows and columns), flow_generate.c
 * (multipliers and new columns), flow_whole.c (what its solution says of whole tours) and
 * flow_dive.c (rounding) share it.
 */
#ifndef MUSTER_SOLVE_FLOW_MASTER_H
#define MUSTER_SOLVE_FLOW_MASTER_H

#include <coin/Clp_C_Interface.h>

#include "solve/flow.h"

enum {
    MST__FLOW_COLUMNS = 60000,
    MST__FLOW_BRANCH_ROWS = 4000,
};

typedef struct mst__flow_column {
    uint32_t class, first, steps, leg_count;
    uint32_t *legs; /* 2 x leg + 1 when full */
    uint32_t in_lp; /* its column there */
} mst__flow_column;

typedef struct mst__flow_branch_row {
    mst__flow_count of;
    uint32_t row, spare; /* in the LP; the column of what is missing */
} mst__flow_branch_row;

struct mst__flow_master {
    const mst__flow *flow;
    mst__flow_pricer *pricer;
    const mst__flow_halt *halt; /* NULL: nothing stops it */
    mst_arena arena;
    Clp_Simplex *lp;
    uint32_t *row; /* [place] MST_NONE: no limit there */
    uint32_t class_row, rows, lp_columns;
    uint32_t column_count, column_room;
    mst__flow_column *columns;
    uint32_t branch_row_count;
    mst__flow_branch_row *branch_rows;
    double *lower, *upper; /* [row] */
    double *column_upper;  /* [LP column] */
    uint32_t steps;        /* of the question at hand, and its branches */
    const mst__flow_branch *branches;
    uint32_t branch_count;
    uint32_t *branch_at; /* [branch] its branch row */
    mst__flow_prices prices, asked;
    int64_t *class_price; /* [class] */
    mst__flow_dual dual, center;
    mst__flow_dual mixed;
    int64_t center_sum;
    uint32_t *candidate; /* [place] scratch */
    int *index;          /* scratch of a column or row */
    double *element;
    mst__flow_walk walk;
};

/* People of the place who have to leave on balance; negative: who may stay. */
int64_t
mst__flow_balance(const mst__flow *flow, uint32_t place);

const mst__flow_type *
mst__flow_type_of(const mst__flow_master *master, uint32_t class);

/* Steps of a class from the order until loaded at the place at first; MST_NONE: no way. */
uint32_t
mst__flow_first_steps(const mst__flow_master *master, uint32_t class, uint32_t place);

/* False when there is no memory or too many columns. */
bool
mst__flow_add_column(mst__flow_master *master, const mst__flow_walk *walk);

/* Sets the bounds of rows and columns for the branches at hand; false: too many of them. */
bool
mst__flow_set_question(mst__flow_master *master, uint32_t steps);

/* Adds tours to the linear program of the question at hand until no better one is known, for so
 * many rounds at most; refutes nothing. False on lack of memory or room for columns. */
bool
mst__flow_generate(mst__flow_master *master, uint32_t steps, uint32_t rounds, int64_t *work);

/* `times` vehicles make the tour of each column: loads only. False on lack of memory. */
bool
mst__flow_write_tours(const mst__flow_master *master, const uint32_t *times,
                      mst__flow_tours *tours);

#endif
