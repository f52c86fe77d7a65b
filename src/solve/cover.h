/* SPDX-License-Identifier: Apache-2.0
 *
 * The exact covering engine: a relaxation in which vehicles meet only in the demand they cover.
 *
 * Everybody who cannot be out in time on their own must board some vehicle a first time, near where
 * they are. Between two moments at which such people get off, a vehicle holds at once all whom it
 * took on there: at most its seats. So a tour is worth a work vector: for each set of areas, how
 * many of its people the tour can take at most. A deadline is refuted when no choice of one work
 * vector a vehicle, each of a tour that ends in time, adds up to the people of every set.
 *
 * V1  Times are exact for a vehicle alone: windows of links, sites and vehicles, and travel times
 *     by time of day are kept. Berths, parking, hold, desks, force, crews, flow, range and escorts
 *     are left out, which only makes the relaxed world better than the real one.
 * V2  Waiting is free, so to be somewhere sooner is never worse, and one label for each place and
 *     work is enough (Bellman 1957; as in Desrochers and Soumis 1988 for single routes).
 * V3  The value of the relaxation is the time of some tour: only those are tried as deadlines.
 * V4  Work is counted, not timed. An engine that runs out says less, never wrong.
 * V5  Whole numbers only.
 *
 * docs/certificates.md states the relaxation for those who check it (src/check/certificate_cover.c
 * is written from there).
 */
#ifndef MUSTER_SOLVE_COVER_H
#define MUSTER_SOLVE_COVER_H

#include "problem/certificate.h"
#include "problem/plan.h"
#include "solve/solve.h"

enum {
    MST__COVER_AREAS = 10,      /* more are too many for work vectors */
    MST__COVER_SETS = 32,       /* coordinates of a work vector at most */
    MST__COVER_MULTIPLIERS = 48 /* rows of Lagrangian multipliers at most */
};

/* People who board at the same places, at the same times, and may end at the same places. */
typedef struct mst__area {
    int64_t persons;
    uint32_t party; /* persons who share a vehicle */
    bool litter;
    mst_time self_out; /* when they can be out on their own; MST_NEVER */
    mst_time *ready;   /* [site] their loading there begins no sooner; MST_NEVER: not there */
    mst_time *tail;    /* [site] least time from being off there to being out, MST_NEVER */
    uint32_t cohort;   /* the first of them */
} mst__area;

/* Vehicles that cannot be told apart. */
typedef struct mst__carrier {
    uint32_t type, base, count;
    mst_time start; /* first usable moment */
    mst_windows usable;
    bool steady;       /* its ways take the same time whenever */
    int64_t *capacity; /* [1 << areas] people at once of these areas */
    uint8_t *serves;   /* [site] somebody may get on or off there */
    mst_time **ways;   /* [3 * site] arrivals from a site, made when asked, of a steady carrier */
} mst__carrier;

typedef enum mst__cover_way {
    MST__WAY_EMPTY,  /* sets off with nobody aboard */
    MST__WAY_FREE,   /* as it likes: some may have stayed aboard */
    MST__WAY_LOADED, /* somebody is aboard all the way */
    MST__WAY_COUNT
} mst__cover_way;

typedef struct mst__cover {
    const mst_problem *problem;
    mst_arena *arena;
    uint32_t area_count, carrier_count, set_count, vehicle_count;
    mst__area areas[MST__COVER_AREAS];
    mst__carrier *carriers;
    uint32_t *area_of;              /* [cohort], MST_NONE */
    uint32_t *carrier_of;           /* [vehicle], MST_NONE */
    uint32_t sets[MST__COVER_SETS]; /* areas of each coordinate, as bits */
    int64_t need[MST__COVER_SETS];  /* people of each */
    mst_time *way_scratch;          /* [2 * site] */
    uint8_t *way_done;              /* [2 * site] */
    bool is_simple;                 /* as mst__cover_ask.is_simple */
    int64_t work;                   /* left to do */
    bool out_of_memory;
} mst__cover;

/* Fills the relaxed world; false when the engine has nothing to say (too many areas, nobody to
 * carry) or memory ran out. */
bool
mst__cover_world(mst__cover *cover, const mst_problem *problem, mst_arena *arena) MST_NODISCARD;

/* Earliest arrivals at every site ([site]) of a carrier that is at `from`, free to go, at `t`. Good
 * until the next call. */
const mst_time *
mst__cover_arrivals(mst__cover *cover, uint32_t carrier, mst__cover_way way, uint32_t from,
                    mst_time t);

/* Earliest begin from `t` on of a service of `length` at a site; MST_NEVER. */
mst_time
mst__cover_service(const mst__cover *cover, uint32_t carrier, uint32_t site, mst_time t,
                   mst_time length);

/* People of each coordinate who cannot be out by the deadline on their own. */
void
mst__cover_need(const mst__cover *cover, mst_time deadline, int32_t *need);

/* ---- tours of one carrier (cover_work.c) ---- */

typedef struct mst__tour {               /* a state of one vehicle */
    mst_time time;                       /* aboard none: begin of unloading; else of leaving */
    mst_time done;                       /* when those last aboard are out at the least */
    uint32_t site, aboard, work, parent; /* aboard: areas as bits; work: row of the vectors */
} mst__tour;

typedef struct mst__work {
    uint32_t tour_count, tour_room;
    mst__tour *tours;
    uint32_t vector_count, vector_room;
    int32_t *vectors;      /* [vector * set_count] */
    mst_time *vector_done; /* [vector] least end of a tour that does it */
    mst_time *vector_next; /* [vector] least end of a tour that does it and more */
    uint32_t *vector_tour; /* [vector] that tour */
    uint32_t useful_count;
    uint32_t *by_size; /* [useful_count] vectors that may still count, most work first */
} mst__work;

/* Every work vector of a tour that ends by `latest`. False when there are too many. */
bool
mst__cover_tours(mst__cover *cover, uint32_t carrier, mst_time latest,
                 mst__work *work) MST_NODISCARD;

/* Rows of the vectors of tours that end by `deadline`, without those that another does all of, as
 * far as it is needed. */
bool
mst__cover_choose(mst__cover *cover, const mst__work *work, mst_time deadline, const int32_t *need,
                  mst_arena *arena, uint32_t **rows, uint32_t *row_count) MST_NODISCARD;

/* Forgets vectors that count at no deadline from `refuted` to `possible`: later questions are about
 * these only. */
bool
mst__cover_narrow(mst__cover *cover, mst__work *work, mst_time refuted,
                  mst_time possible) MST_NODISCARD;

/* ---- is a deadline possible (cover_decide.c) ---- */

typedef enum mst__verdict { MST__REFUTED, MST__POSSIBLE, MST__UNKNOWN } mst__verdict;

typedef struct mst__decision {
    /* all three have room for a layer a vehicle */
    uint32_t *vector;  /* [layer] work vector of its carrier, MST_NONE: idle */
    uint32_t *carrier; /* [layer] */
    uint32_t layers;
    /* of a refutation */
    uint32_t multiplier_count;
    int64_t multipliers[MST__COVER_MULTIPLIERS * MST__COVER_SETS];
    uint32_t *open; /* [layer] combinations not yet refuted after it */
} mst__decision;

mst__verdict
mst__cover_decide(mst__cover *cover, const mst__work *works, mst_time deadline,
                  mst__decision *decision);

/* The certificate of `bound`, from the decision that refuted `bound` - 1; NULL on lack of
 * memory. */
const mst_certificate *
mst__cover_certify(mst__cover *cover, const mst__work *works, mst_time bound,
                   const mst__decision *decision, mst_arena *keep) MST_NODISCARD;

/* ---- the value of the relaxation (cover_solve.c) ---- */

typedef struct mst__cover_run {
    mst__cover cover;
    mst__work *works;                   /* [carrier] */
    bool said;                          /* the engine found something out */
    mst_time completion;                /* no plan that leaves nobody is over sooner */
    const mst_certificate *certificate; /* of that; NULL when it is 0 */
    bool has_tours;                     /* tours that are over by `tours_done`: */
    mst_time tours_done;
    mst__decision tours;
} mst__cover_run;

typedef struct mst__cover_ask {
    mst_time lower;           /* proved before */
    mst_time upper;           /* some plan is over by then; MST_NEVER: not known */
    bool is_simple;           /* tours that board at one place a way, and get off where they end:
                                 there is no bound in them, but a plan can follow them */
    bool is_near;             /* `upper` is likely not far from what is looked for */
    int64_t work;             /* steps at most; 0: the default */
    const volatile int *stop; /* as mst_solve_options.stop; may be NULL */
} mst__cover_ask;

/*
 * The least time by which the relaxation can have everybody out. Memory from `arena`, the
 * certificate from `keep`. False on lack of memory only; `said` tells whether there is an answer.
 */
bool
mst__cover_solve(mst__cover_run *run, const mst_problem *problem, const mst__cover_ask *ask,
                 mst_arena *arena, mst_arena *keep) MST_NODISCARD;

#endif
