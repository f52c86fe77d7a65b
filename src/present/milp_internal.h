/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the mixed-integer program share.
 *
 * A vehicle of a group is at a site in one of five states, at every step:
 *
 *   READY  nobody aboard, may load or leave          A --unload--> SERVED (berths: else READY)
 *   SERVED nobody aboard, unloaded, may only leave   A --unload--> BERTH --wait--> --load--> D
 *   BERTH  unloaded and still in the berth           READY --load--> D
 *   DEPART (D) loaded, may leave                     D --ride--> A, READY --empty--> READY
 *   ARRIVE (A) there with people aboard              A --go on--> D
 */
#ifndef MUSTER_PRESENT_MILP_INTERNAL_H
#define MUSTER_PRESENT_MILP_INTERNAL_H

#include "base/memory.h"
#include "model/fields.h"
#include "present/buffer.h"
#include "present/milp.h"

enum { MST__MILP_FAR = 1 << 28, MST__MILP_MOST_OMITTED = 64 };

typedef enum mst__milp_state {
    MST__READY,
    MST__SERVED,
    MST__BERTH,
    MST__DEPART,
    MST__ARRIVE,
    MST__STATE_COUNT
} mst__milp_state;

/* Families of rows; the letter opens the row's name. */
typedef enum mst__milp_family {
    MST__ROW_VEHICLES, /* vehicles of a group in a state: they do not come from nowhere */
    MST__ROW_ABOARD,   /* people aboard in a state */
    MST__ROW_POOL,     /* people at a site, processed where that is needed */
    MST__ROW_QUEUE,    /* people at a site before the desks */
    MST__ROW_SEATS,    /* people on a ride fit the vehicles on it */
    MST__ROW_FULL,  /* somebody is aboard each vehicle on a ride that an empty one could not make */
    MST__ROW_WAIT,  /* people who wait aboard fit the vehicles that wait */
    MST__ROW_BOARD, /* people who board fit the vehicles that load */
    MST__ROW_ALIGHT, /* people who get off or stay fit the vehicles that unload */
    MST__ROW_PASS,   /* people who go on fit the vehicles that go on */
    MST__ROW_BERTHS,
    MST__ROW_HOLD,
    MST__ROW_DESKS,
    MST__ROW_FLOW,
    MST__ROW_ROOM,   /* hold of a place where people end */
    MST__ROW_OUT,    /* people out by a step */
    MST__ROW_LATE,   /* not all out by a step */
    MST__ROW_ORDER,  /* late once is late before */
    MST__ROW_PEOPLE, /* everybody is out or left */
    MST__FAMILY_COUNT
} mst__milp_family;

typedef struct mst__milp_group {
    uint32_t type, first_vehicle, count;
    int32_t load, unload;                      /* steps */
    int32_t load_stay, unload_stay, both_stay; /* steps in the berth, turn included */
    int64_t seats;
    uint8_t *is_base; /* [site_count] */
    /* by site, in steps: the soonest it can be there empty, and at least from there until somebody
     * is out (READY, DEPART, ARRIVE) */
    int32_t *ready_from, *arrive_from, *ready_rest, *depart_rest, *arrive_rest;
} mst__milp_group;

typedef struct mst__milp_people {
    uint32_t cohort; /* one that stands for all */
    int64_t units;   /* of `party` persons, all who have to move */
    int64_t party;
    int64_t cost;        /* of one unit left */
    const uint8_t *ends; /* [site_count] */
} mst__milp_people;

typedef struct mst__milp {
    const mst_problem *problem;
    mst_milp_options *options; /* a copy: rounding may make the horizon later */
    mst_arena *arena;
    mst_time step;
    int32_t steps; /* the horizon is step `steps` */
    bool exact;
    uint32_t group_count, people_count;
    mst__milp_group *groups;
    mst__milp_people *people;
    uint32_t *cohort_people; /* [cohort_count], MST_NONE: nothing to do */
    int64_t persons;         /* who have to move */
    int32_t *pool_from;      /* [site] soonest that anybody is off there */
    int32_t *pool_rest;      /* [site] at least from there until somebody is out */
    uint32_t omitted_count;
    const char *omitted[MST__MILP_MOST_OMITTED];
    uint64_t first_row[MST__FAMILY_COUNT + 1];
} mst__milp;

typedef struct mst__milp_entry {
    uint64_t row;
    int64_t value;
} mst__milp_entry;

typedef struct mst__milp_column {
    char name[288];
    bool integer;
    int64_t cost, most;
    uint32_t count, room;
    mst__milp_entry *entries; /* on the heap */
    bool failed;
} mst__milp_column;

typedef void (*mst__milp_visit)(void *context, const mst__milp_column *column);

/* Steps of a duration, rounded up; MST__MILP_FAR for what is beyond the horizon. */
int32_t
mst__milp_steps(const mst__milp *m, mst_time duration);

/* Chooses people and groups and what has to be left out. */
mst_status
mst__milp_scope(mst__milp *m, const mst_case *instance, mst_error *err);
/* Chooses the step, and works out what can be reached. */
mst_status
mst__milp_time(mst__milp *m, mst_error *err);

/* Steps of a transit that begins at `t`; MST__MILP_FAR where it may not. */
int32_t
mst__milp_transit(const mst__milp *m, const mst__milp_group *group, uint32_t arc, bool loaded,
                  int32_t t);
/* May the group be in service at the site over [t, t + steps]? */
bool
mst__milp_serves(const mst__milp *m, const mst__milp_group *group, uint32_t site, int32_t t,
                 int32_t steps);
/* Does the limit bind at all: is it below `most` anywhere up to the horizon? */
bool
mst__milp_limits(const mst__milp *m, const mst_steps *limit, int64_t most);
/* Vehicles of all groups of a berth class. */
int64_t
mst__milp_class_count(const mst__milp *m, uint32_t berth_class);
bool
mst__milp_desks_at(const mst__milp *m, uint32_t site, const mst__milp_people *people);

/* Numbers the rows; MST_LIMIT. */
mst_status
mst__milp_rows(mst__milp *m, mst_error *err);
uint64_t
mst__milp_row(const mst__milp *m, mst__milp_family family, uint32_t a, uint32_t b, uint32_t c,
              int32_t t);
/* The name, the sense (L, G, E) and the right side of a row; `right` may be NULL. */
void
mst__milp_describe_row(const mst__milp *m, uint64_t row, char name[288], char *sense,
                       int64_t *right);

/* Calls `visit` for every column, always in the same order; false on lack of memory. */
bool
mst__milp_columns(const mst__milp *m, mst__milp_visit visit, void *context);

/* What rows and columns of a group of vehicles, or of people, are named after. */
const char *
mst__milp_group_name(const mst__milp *m, uint32_t group);
const char *
mst__milp_people_name(const mst__milp *m, uint32_t people);

#endif
