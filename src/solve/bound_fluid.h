/* SPDX-License-Identifier: Apache-2.0
 *
 * The fluid relaxation: how many people can be out by a deadline when vehicles and people flow
 *. Private to bound_fluid*.c.
 *
 * U1  The program is: maximise the persons out, every column >= 0, every row's sum <= its limit.
 *     Coefficients and limits are whole numbers; times are seconds, coefficients rounded down and
 *     limits rounded up; distances likewise in km.
 * U2  Only limits depend on the moment people are ready and on the deadline, and no limit falls as
 *     the deadline grows. So multipliers found for one deadline prove something for every other.
 * U3  For any whole multipliers y >= 0 and the most `cap` of each column, the persons out are at
 *     most the sum over rows of y x limit, plus the sum over columns of cap x what the column is
 *     worth more than its rows charge it. This sum is taken in 128 bits.
 */
#ifndef MUSTER_SOLVE_BOUND_FLUID_H
#define MUSTER_SOLVE_BOUND_FLUID_H

#include "solve/bound.h"

typedef enum mst__row_kind {
    MST__ROW_PEOPLE,  /* a class, b site: persons who go on are there */
    MST__ROW_SEATS,   /* a group, b arc: persons on it have seats */
    MST__ROW_PLACE,   /* a group, b site: vehicles that leave are there */
    MST__ROW_FLEET,   /* a group: vehicles begin somewhere */
    MST__ROW_BOARD,   /* a group, b site: stops at which people board */
    MST__ROW_ALIGHT,  /* a group, b site: stops at which people get off */
    MST__ROW_STOP,    /* a group, b site x 2 + board: stops with service */
    MST__ROW_TIME,    /* a group: the time its vehicles have */
    MST__ROW_RANGE,   /* a group: the way between refuellings */
    MST__ROW_ROUNDS,  /* a group, b cut: rounds of one vehicle over the cut */
    MST__ROW_SORTIES, /* a group: departures with people */
    MST__ROW_WINDOWS, /* a group, b arc: transits both ways inside the hours of a link */
    MST__ROW_FLOW,    /* a arc: entries, each as many as people in a car */
    MST__ROW_MOVES,   /* a site: landings and take-offs */
    MST__ROW_BERTHS,  /* a berth class, b site: berth time */
    MST__ROW_CHECKED, /* a class, b site: who boards has been at a desk of the station */
    MST__ROW_DESKS,   /* a site: units of the desks */
    MST__ROW_ROOM,    /* a site: persons who are out fill it */
    MST__ROW_MOVED,   /* a site: who is moved on has been there */
    MST__ROW_COUNT,
} mst__row_kind;

typedef enum mst__column_kind {
    MST__COLUMN_RIDE,  /* persons of class a, by group b (MST_NONE: on their own), on arc c */
    MST__COLUMN_ON,    /* persons who are out, by group b, on arc c */
    MST__COLUMN_DRIVE, /* transits of group b on arc c */
    MST__COLUMN_BEGIN, /* vehicles of group b that begin at site c */
    MST__COLUMN_BOARD, /* stops of group b at site c */
    MST__COLUMN_ALIGHT,
    MST__COLUMN_STOP,
    MST__COLUMN_REFUEL, /* of group b */
    MST__COLUMN_DESK,   /* persons of class a at the desks of site c */
} mst__column_kind;

typedef struct mst__row {
    mst__row_kind kind;
    uint32_t a, b;
} mst__row;

typedef struct mst__column {
    mst__column_kind kind;
    uint32_t a, b, c;
    int64_t gain;   /* persons out a unit */
    uint32_t begin; /* of its entries */
} mst__column;

typedef struct mst__entry {
    uint32_t row;
    int64_t value;
} mst__entry;

typedef struct mst__class { /* cohorts that the relaxation cannot tell apart */
    uint32_t site, goals, party;
    bool free; /* needs no desk */
    bool litter;
    uint32_t cohort; /* one of them: how they move on their own */
    uint32_t priority;
    uint8_t *reach;  /* [site] can be there before being out, and be out from there */
    uint8_t *aboard; /* [i * sites + site] can come there aboard type i before being out */
} mst__class;

enum {
    MST__FLUID_CUTS = 6,
    MST__FOLLOWED = 64, /* rounds of one vehicle; later ones count as without limit */
    MST__CAR_SEATS = 4, /* people on their own in a car */
};

typedef struct mst__rounds { /* of one vehicle over a cut */
    uint32_t count;
    bool all;                     /* there are no more */
    mst_time offs[MST__FOLLOWED]; /* when the first of each are off outside, at the earliest */
} mst__rounds;

typedef struct mst__fluid_cut {
    const uint8_t *inside; /* [site] */
    const uint8_t *boards; /* [site] where people can get aboard before they are out */
} mst__fluid_cut;

typedef struct mst__fluid {
    const mst__proof *proof;
    const mst__relax *relax;
    mst_arena *arena;
    mst_time until; /* deadlines later than this are not asked for */
    /* Vehicles are followed until then: `until`, rounded up so that proofs share what they find. */
    mst_time followed;
    uint32_t class_count, row_count, column_count, entry_count;
    mst__class *classes;
    uint32_t *class_of; /* [mover] */
    int64_t *seats;     /* [group] */
    bool moving_on;     /* some safe site can fill up */
    mst__row *rows;
    mst__column *columns;
    mst__entry *entries;
    uint32_t cut_count;
    mst__fluid_cut cuts[MST__FLUID_CUTS];
    /* for the ready moment in force: */
    mst_time ready;
    mst__rounds *rounds; /* [cut * groups + group] */
    int64_t *people;     /* [class] persons not released before `ready` */
    int64_t total;
    int64_t persons; /* everybody, movers or not */
} mst__fluid;

/* Builds rows and columns. False on lack of memory; no rows when it is too large to be worth it. */
bool
mst__fluid_init(mst__fluid *fluid, const mst__proof *proof, mst_arena *arena,
                mst_time until) MST_NODISCARD;

/* Sets the moment before which nobody counted is ready. */
bool
mst__fluid_ready(mst__fluid *fluid, mst_time ready) MST_NODISCARD;

/* Limit of a row for a deadline, MST__MANY: none. */
int64_t
mst__fluid_limit(const mst__fluid *fluid, const mst__row *row, mst_time deadline);
/* Most of a column in any plan; MST__MANY: not known. */
int64_t
mst__fluid_cap(const mst__fluid *fluid, const mst__column *column, mst_time deadline);

/* What the program sends where; floating point, so no proof. */
typedef struct mst__fluid_way {
    mst_time deadline; /* in: none before it is asked for; out: the least that is long enough */
    /* results, in the proof's scratch */
    mst__fluid *fluid;
    const double *columns; /* [column] how many of each; NULL: nothing found */
} mst__fluid_way;

/*
 * The least deadline by which the program has everybody out when all are ready at once, and how, on
 * the way in as few hours as can be. False on lack of memory.
 */
bool
mst__fluid_ways(mst__proof *proof, mst__fluid_way *way) MST_NODISCARD;

/* The limit that the multipliers of the rows lean on most, in words. */
const char *
mst__fluid_reason(mst__proof *proof, const mst__fluid *fluid, const int64_t *multipliers,
                  mst_time deadline);

/* Follows one vehicle of a group over a cut, stop by stop (bound_vehicle.c). */
bool
mst__vehicle_rounds(const mst__fluid *fluid, const mst__fluid_cut *cut, uint32_t group,
                    mst__rounds *rounds) MST_NODISCARD;

/* The same, from the memory of earlier bounds where the proof has one (bound_memo.c); `map` is that
 * of the group's type. */
bool
mst__memo_rounds(const mst__fluid *fluid, const mst__fluid_cut *cut, uint32_t group, uint32_t map,
                 mst__rounds *rounds) MST_NODISCARD;

/* The number under which the memory knows the world as relax->types[i] sees it. */
bool
mst__memo_map(const mst__fluid *fluid, uint32_t i, uint32_t *map) MST_NODISCARD;

#endif
