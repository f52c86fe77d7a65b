/* SPDX-License-Identifier: Apache-2.0
 *
 * Ways through the network without regard to capacity: shortest paths by vehicle type, how far
 * people still are from safety (potential), and until when a place can still be left (deadline).
 * They guide the builder; exact times come from the calendars.
 *
 * W1  Equal lengths go to the lower arc index, so the same post gives the same ways everywhere.
 * W2  Rows are made when first asked for, and stay: a mst__routes belongs to one thread.
 * W3  Ways change over time: what closes for good leads nowhere from then on, what opens later may
 *     or may not be waited for, and places may be gone round because no more can pass them. Each
 *     such state of the network is a view, made when it first comes up; one is looked through at a
 *     time.
 */
#ifndef MUSTER_SOLVE_ROUTE_H
#define MUSTER_SOLVE_ROUTE_H

#include "problem/problem.h"

/* Shortest ways of one vehicle type from one site. */
typedef struct mst__row {
    mst_time *time;       /* [site_count], MST_NEVER where there is no way */
    int64_t *distance_mm; /* along that way */
    uint32_t *last_arc;   /* [site_count], MST_NONE at the start */
} mst__row;

/* Cohorts that may end at the same places. */
typedef struct mst__class {
    const uint8_t *accepts;
    uint32_t
        inbound_to; /* for reinforcements still to be carried in: their only end; else MST_NONE */
    mst_time *potential; /* [site_count] least time to an end by vehicles in use; 0 at ends */
    mst_time *deadline; /* [site_count] latest moment at which one can be there and still get out */
    mst_time *over;     /* [arc_count] least time over the arc by any means in use, MST_NEVER */
} mst__class;

struct mst__targets; /* build.h */

typedef struct mst__view {
    uint8_t *usable;  /* [arc_count] */
    uint8_t *avoided; /* [site_count] nobody is brought there but who ends there; MST__FULL_END:
                       * nobody at all */
    mst__row **loaded, **empty; /* [type * site_count + site] */
    mst__class *classes;        /* [class_count] */
    /* [((detours * types + type) * classes + class) * sites + site] */
    struct mst__targets **targets;
} mst__view;

enum { MST__MAX_VIEWS = 48, MST__FULL_END = 2 };

typedef struct mst__routes {
    const mst_problem *problem;
    mst_arena arena;
    bool out_of_memory;
    mst__row **loaded, **empty; /* those of the view looked through, as the next two */
    uint32_t class_count;
    mst__class *classes;
    struct mst__targets **targets;
    uint32_t view, view_count;
    mst__view views[MST__MAX_VIEWS];
    uint8_t *usable;    /* scratch of mst__routes_look */
    mst_time *quickest; /* [arc_count] least time over the link by any means */
    mst_time *carried;  /* [arc_count] by a type in use, with people and the service at both ends */
    uint32_t change_count[2];
    mst_time *changes[2];    /* when something closes for good; when anything opens or closes */
    uint32_t *cohort_class;  /* [cohort_count] once (or unless) carried in */
    uint32_t *inbound_class; /* [cohort_count] before, MST_NONE */
    uint32_t *relief_class; /* [site_count] of guards sent there; MST_NONE: no force is asked for */
    mst_time
        *fuel_reserve; /* distance_mm from a site to the nearest fuel, [type * site_count + site] */
    uint8_t *type_in_use; /* [type_count] */
    uint8_t *reaches;     /* [type * site_count + site] 1: some arc of the type touches the site */
} mst__routes;

/* False on lack of memory. */
bool
mst__routes_open(mst__routes *routes, const mst_problem *problem) MST_NODISCARD;
void
mst__routes_close(mst__routes *routes);

/* Looks through the view of the network from `t` on: with what opens within `patience` (MST_NEVER:
 * ever), round the places in `avoided` ([site_count]). True when the view is another than before.
 * With too many views the one before stays. Cost: the links; a new view's classes. */
bool
mst__routes_look(mst__routes *routes, mst_time t, mst_time patience, const uint8_t *avoided);

/* When to look again after `t`; MST_NEVER. */
mst_time
mst__routes_next_look(const mst__routes *routes, mst_time t, mst_time patience);

/* The row, NULL on lack of memory. */
const mst__row *
mst__routes_row(mst__routes *routes, uint32_t type, uint32_t from, bool loaded);

/* Arcs of the way to `to` in order; their number, or MST_NONE when there is none or more than
 * `room`. */
uint32_t
mst__routes_path(const mst_problem *problem, const mst__row *row, uint32_t to, uint32_t *arcs,
                 uint32_t room);

/* May a vehicle of the type ever arrive and be served at the site? */
bool
mst__routes_can_serve(const mst_problem *problem, uint32_t site, uint32_t type);

#endif
