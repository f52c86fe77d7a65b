/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells in which vehicles carry people to and fro and little else binds: an integer program over
 * what each vehicle does by a deadline, solved by column generation, branching and local search.
 *
 * The relaxation. People stand at places, each vehicle makes a tour (a walk over places, loaded or
 * empty, that takes time). Everyone has to end at a safe place, within the room of the safe places;
 * the rest of the rules is dropped. For multipliers p of the places (>= 0 where somebody may end) a
 * tour is worth at most
 *
 *     sum over its loaded legs a -> b of the most that n (p[a] - p[b]) can be for 1 <= n <= seats,
 *
 * for however the people are spread over the legs, a loaded one carries somebody and no more than
 * its seats, and each person goes down by p[start] - p[end] in all. So a deadline is refuted when
 *
 *     sum of people x p - sum of room x p  >  sum over vehicles of their most valuable tour,
 *
 * where the most valuable tour by the deadline is found by dynamic programming over (place, time).
 * Everything that is claimed is proved so, in integers; the linear program only proposes p.
 * (Dantzig and Wolfe 1960 for the decomposition; the deadline as a resource of the pricing problem
 * after Desrochers, Desrosiers and Solomon 1992.)
 *
 * F1  Times of the pricing problem are whole steps of `unit` ms, rounded down: a tour that fits the
 *     deadline fits it in steps, so what is refuted in steps is refuted.
 * F2  Multipliers of places lie in -scale .. scale; a tour is worth less than 2^30.
 * F3  Limits are counted in work, never in seconds.
 */
#ifndef MUSTER_SOLVE_FLOW_H
#define MUSTER_SOLVE_FLOW_H

#include "solve/cover_plan.h"

enum {
    MST__FLOW_PLACES = 160,    /* places a relaxation may have */
    MST__FLOW_CLASSES = 64,    /* kinds of vehicle: same type, base and first moment */
    MST__FLOW_TOUR_LEGS = 400, /* legs of one tour */
};

typedef struct mst__flow_place {
    uint32_t site;
    int64_t people; /* parties that have to go from here */
    int64_t others; /* parties that are out here already and may be carried on */
    bool safe;      /* somebody may end here */
    int64_t room;   /* parties that may end here, MST_UNLIMITED; 0 where it is not safe */
} mst__flow_place;

/* A leg of the walk of a type, between nodes (place, loaded or empty). Loading and unloading are in
 * the leg's time. */
typedef struct mst__flow_leg {
    uint32_t from, to;  /* nodes */
    mst_time time;      /* ms */
    uint32_t high, low; /* places whose multipliers give the gain; MST_NONE: an empty leg */
} mst__flow_leg;

typedef struct mst__flow_type {
    uint32_t type; /* in the problem */
    int64_t seats; /* parties it carries at most */
    uint32_t node_count;
    uint32_t leg_count;
    mst__flow_leg *legs; /* sorted by (from, to) */
    uint32_t *legs_from; /* [node_count + 1] */
    uint8_t *may_stop;   /* [node_count] 1: empty, so that a tour may end here */
    uint32_t *place;     /* [node_count] */
    uint32_t *loading;   /* [place] node of a vehicle that has loaded there, MST_NONE */
} mst__flow_type;

typedef struct mst__flow_class { /* vehicles that are alike */
    uint32_t type;               /* in flow->types */
    uint32_t base;               /* site */
    mst_time begins;             /* first moment it may set off */
    uint32_t count;
    uint32_t *vehicles;   /* [count] in the problem, ascending */
    mst_time *first_time; /* [place] from 0 until loaded there at first, MST_NEVER */
} mst__flow_class;

typedef struct mst__flow {
    const mst_problem *problem;
    mst_arena *arena;
    uint32_t place_count;
    mst__flow_place *places;
    uint32_t type_count;
    mst__flow_type *types;
    uint32_t class_count;
    mst__flow_class *classes;
    int64_t people; /* of all places */
    int64_t party;  /* greatest number that divides all parties: people, rooms and seats are counted
                        in parties of so many */
    mst_time grain; /* greatest time that divides all times */
} mst__flow;

/*
 * Makes the relaxation of a problem. False on lack of memory. `*applies` tells whether there is one
 * worth solving: everybody in scope waits at a site from the order on, moves by vehicle only, and
 * the network is within the limits above. Cost: two shortest path searches a place and type.
 */
bool
mst__flow_init(mst__flow *flow, const mst_problem *problem, mst_arena *arena,
               bool *applies) MST_NODISCARD;

/* ---- when to end ---- */

/* What ends all of it as if the work were used up; NULL: nothing does. */
typedef struct mst__flow_halt {
    const volatile int *stop; /* not 0; NULL: no such thing */
    int64_t deadline_ms;      /* of the monotonic clock, when the user set a limit; 0: none */
} mst__flow_halt;

bool
mst__flow_is_over(const mst__flow_halt *halt);

/* ---- tours ---- */

/* What the vehicles do: loads in order, vehicle by vehicle. */
typedef struct mst__flow_load {
    uint32_t pickup, target; /* places */
} mst__flow_load;
typedef struct mst__flow_tours {
    uint32_t vehicle_count;
    uint32_t *vehicles; /* [vehicle_count] in the problem */
    uint32_t *first;    /* [vehicle_count + 1] */
    mst__flow_load *loads;
    mst_time longest;
} mst__flow_tours;

/* ---- pricing: what a tour is worth at most (flow_price.c) ---- */

typedef struct mst__flow_prices {
    int64_t *place; /* [place] -scale .. scale; 0 where any number may end */
    int64_t **leg;  /* [type] [leg] added for each walk of the leg, by branches; or NULL */
    int64_t *first; /* [class * place_count + place] added for the first way; or NULL */
    uint32_t early_count;
    struct mst__flow_early *early;
} mst__flow_prices;

/* Added for each walk of the leg that begins with at least so many steps left. */
typedef struct mst__flow_early {
    uint32_t type, leg, left;
    int64_t price;
} mst__flow_early;

typedef struct mst__flow_pricer {
    const mst__flow *flow;
    mst_time unit;
    uint32_t steps;        /* the longest tour, in units */
    int64_t scale;         /* F2 */
    uint32_t **leg_steps;  /* [type] [leg] */
    int32_t **gain;        /* [type] [leg] of the prices at hand */
    uint8_t **is_split;    /* [type] [leg] 1: its gain depends on the time */
    int32_t **value;       /* [type] [node * (steps + 1) + steps left] */
    uint32_t **order;      /* [type] [node] legs without steps lead to nodes before */
    uint32_t *block;       /* [type] steps of the shortest leg; 0: some leg has none */
    uint32_t *first_steps; /* [class * place_count + place], MST_NONE: no way */
    int64_t work;          /* cells filled, times legs */
} mst__flow_pricer;

/* For tours of at most `deadline` ms in steps of `unit`. `*fits` false: a round takes no steps, or
 * the table would be too large. */
bool
mst__flow_pricer_init(mst__flow_pricer *pricer, const mst__flow *flow, mst_time unit,
                      mst_time deadline, mst_arena *arena, bool *fits) MST_NODISCARD;

/* Fills the values for up to `steps` steps. Cost: legs x steps. */
void
mst__flow_price(mst__flow_pricer *pricer, const mst__flow_prices *prices, uint32_t steps);

/* Most a vehicle of the class can be worth within `steps`, at least 0. */
int64_t
mst__flow_worth(const mst__flow_pricer *pricer, const mst__flow_prices *prices, uint32_t class,
                uint32_t steps);

/* A walk of one vehicle. Legs are those of its type. */
typedef struct mst__flow_walk {
    uint32_t class, first; /* first: place */
    uint32_t leg_count;
    uint32_t legs[MST__FLOW_TOUR_LEGS];
    uint8_t full[MST__FLOW_TOUR_LEGS]; /* a loaded leg with all seats taken, else one */
    uint32_t steps;
    int64_t value;
} mst__flow_walk;

/* The most valuable walk of the class that loads first at the place. False when none fits
 * `steps`. */
bool
mst__flow_best_walk(const mst__flow_pricer *pricer, const mst__flow_prices *prices, uint32_t class,
                    uint32_t place, uint32_t steps, mst__flow_walk *walk);

/* ---- the linear program of a deadline (flow_master.c) ---- */

/* What is done by all vehicles together and may be limited: a branch of the search. */
typedef struct mst__flow_count {
    uint32_t type, leg;    /* walks of the leg; MST_NONE both: first ways */
    uint32_t until;        /* of those only that begin within so many steps of the order */
    uint32_t class, place; /* first ways of the class to the place; MST_NONE otherwise */
} mst__flow_count;

bool
mst__flow_same_count(const mst__flow_count *a, const mst__flow_count *b);

typedef struct mst__flow_branch {
    mst__flow_count of;
    int64_t least, most; /* 0 and MST_UNLIMITED: no limit */
} mst__flow_branch;

/* Multipliers that refute a deadline under some branches; those of branches are >= 0. */
typedef struct mst__flow_dual {
    uint32_t steps;
    int64_t *place;        /* [place] */
    int64_t *least, *most; /* [branch] */
} mst__flow_dual;

typedef enum mst__flow_answer {
    MST__FLOW_REFUTED,   /* by the dual, exactly */
    MST__FLOW_FRACTIONS, /* the linear program has a solution, so far as floating point can say */
    MST__FLOW_TOURS,     /* and it is one of whole tours */
    MST__FLOW_UNKNOWN,   /* the work is used up */
    MST__FLOW_FAILED,    /* memory */
} mst__flow_answer;

typedef struct mst__flow_master mst__flow_master;

/* The master keeps the tours it has made; `pricer` must live as long. NULL on lack of memory. */
mst__flow_master *
mst__flow_master_open(const mst__flow *flow, mst__flow_pricer *pricer, const mst__flow_halt *halt);
void
mst__flow_master_close(mst__flow_master *master);

/* Can tours of `steps` steps serve everybody under the branches? `work` counts down. */
mst__flow_answer
mst__flow_master_ask(mst__flow_master *master, uint32_t steps, const mst__flow_branch *branches,
                     uint32_t branch_count, int64_t *work);

/* After a refutation. */
const mst__flow_dual *
mst__flow_master_dual(const mst__flow_master *master);

/* After TOURS: those, loads only. False on lack of memory. */
bool
mst__flow_master_tours(const mst__flow_master *master, mst__flow_tours *tours) MST_NODISCARD;

/* After FRACTIONS: something done a fractional number of times, and how often; false when there is
 * nothing to be found. */
bool
mst__flow_master_fraction(const mst__flow_master *master, mst__flow_count *of, double *times);

/* ---- the least deadline (flow_prove.c) ---- */

/* A refutation: branches as a binary tree in preorder, a dual at each leaf. */
typedef struct mst__flow_tree {
    mst_time unit;
    uint32_t steps;
    uint32_t node_count, node_room;
    struct mst__flow_node *nodes;
} mst__flow_tree;

typedef struct mst__flow_node {
    bool is_leaf;
    /* branches: first the side where it is done at most `at` times, then the other */
    mst__flow_count of;
    int64_t at;
    /* leaves: multipliers of places, and of the branches above in order of depth */
    int64_t *place;
    uint32_t branch_count;
    int64_t *branch; /* >= 0 */
} mst__flow_node;

typedef struct mst__flow_proof {
    mst_time bound; /* nobody can be done sooner */
    bool has_tree;
    mst__flow_tree tree; /* why */
    int64_t work;        /* left */
} mst__flow_proof;

/*
 * Raises proof->bound: no tours that serve everybody are all over sooner. `value` is a deadline
 * that can be met; the bound does not pass it. False on lack of memory.
 */
bool
mst__flow_prove(const mst__flow *flow, mst_time value, const mst__flow_halt *halt,
                mst__flow_proof *proof) MST_NODISCARD;

/*
 * Asks by branching about the deadline. When it is refuted, proof->bound is the next step; when it
 * can be met, `*found` and `tours` say how. Neither when the work does not do.
 */
bool
mst__flow_branch_at(const mst__flow *flow, mst_time deadline, const mst__flow_halt *halt,
                    mst__flow_proof *proof, mst__flow_tours *tours, bool *found) MST_NODISCARD;

/* ---- rounding (flow_dive.c) ---- */

/* Keeps the linear program and its tours from one dive to the next. */
typedef struct mst__flow_diver {
    const mst__flow *flow;
    mst_arena arena;
    mst__flow_pricer pricer;
    mst__flow_master *master; /* NULL: the tables would be too large */
    double *column_lower;     /* [LP column] */
    uint32_t *fixed;          /* [column] vehicles that make it */
} mst__flow_diver;

/* For deadlines up to `deadline`. False on lack of memory; close in any case. */
bool
mst__flow_diver_open(mst__flow_diver *diver, const mst__flow *flow, mst_time deadline,
                     const mst__flow_halt *halt) MST_NODISCARD;
void
mst__flow_diver_close(mst__flow_diver *diver);

/*
 * Solves the linear program of the deadline, fixes the tour that is used most, and solves it again
 * (diving: Joncour et al. 2010), until each vehicle has a tour or none is worth while. The tours
 * may leave people behind. `work` counts down. False on lack of memory.
 */
bool
mst__flow_dive(mst__flow_diver *diver, mst_time deadline, int64_t *work, mst__flow_tours *tours,
               bool *found) MST_NODISCARD;

/* ---- full loads (flow_local*.c) ---- */

/*
 * Tours found by simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) under a deadline that is
 * lowered each time it is met, until it falls below `enough` or `work` moves are tried. `*found`
 * false: the flow has no full loads to plan with (vehicles of different seats) or
 * nothing was found.
 */
typedef struct mst__flow_search {
    uint64_t seed;
    int64_t work;                /* moves to try */
    mst_time enough;             /* a longest tour that need not be improved */
    const mst__flow_tours *from; /* tours to begin with, whoever they leave; NULL: none */
    const mst__flow_halt *halt;
} mst__flow_search;
bool
mst__flow_anneal(const mst__flow *flow, const mst__flow_search *search, mst__flow_tours *tours,
                 bool *found) MST_NODISCARD;

/* ---- where the solver asks (flow_offer.c) ---- */

/*
 * Finds a plan of the best tours, and raises the bound on completion with its certificate (from
 * `keep`), where the relaxation applies. Work as the options' effort says. False on lack of memory.
 */
bool
mst__flow_offer(mst__builder *builder, mst__cover_start *start, mst_bound *bound,
                mst_arena *keep) MST_NODISCARD;

/* The certificate of a refutation, in `keep`; NULL on lack of memory. */
const mst_certificate *
mst__flow_certify(const mst__flow *flow, const mst__flow_tree *tree, mst_arena *keep) MST_NODISCARD;

#endif
