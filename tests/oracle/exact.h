/* SPDX-License-Identifier: Apache-2.0
 *
 * Tiny posts in units of ten minutes, and the best that any plan for them can do, found by
 * looking at every state the post can be in, unit by unit.
 *
 * E1  All given times are whole units. A plan without a wait that nothing asks for has all its
 *     times at sums of given times, so a best plan with times in whole units exists and nothing
 *     is lost by looking at whole units alone.
 * E2  Every vehicle may at any unit do anything the rules allow, or wait; every subset of those
 *     present may board, every subset of those aboard may get off. Nothing is ranked or pruned,
 *     so there is nothing in it that could be wrong the way a planner can.
 * E3  Where nothing but the state decides what can come (no release, notice or opening is still
 *     to come), a state that was seen earlier is not looked at again: waiting is always allowed,
 *     and what closes only gets nearer.
 */
#ifndef MUSTER_TESTS_ORACLE_EXACT_H
#define MUSTER_TESTS_ORACLE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

enum {
    TINY_SITES = 4,
    TINY_ARCS = 12,
    TINY_VEHICLES = 2,
    TINY_GROUPS = 2,
    TINY_PARTIES = 8,  /* of a group at most */
    TINY_FLOWS = 2,    /* arcs with a flow limit at most */
    TINY_HOUR = 6,     /* units */
    TINY_NONE = 99,    /* no limit; never */
    TINY_MINUTES = 10, /* a unit */
};

typedef struct tiny_site {
    bool safe;
    int hold, berths;     /* TINY_NONE: no limit */
    int desks, desk_time; /* desks 0: nobody is processed; at most 2 */
    int opens, shuts;     /* service in [opens, shuts) */
} tiny_site;

typedef struct tiny_arc {
    int from, to, time;
    int flow; /* entries an hour */
    int opens, shuts;
} tiny_arc;

typedef struct tiny_vehicle {
    int base, seats, load, unload, turn, notice;
} tiny_vehicle;

typedef struct tiny_group {
    int site, parties, party;
    int start, each; /* the k-th party is ready at start + each * k */
    int priority;    /* 0 first */
    bool accepts[TINY_SITES];
} tiny_group;

typedef struct tiny {
    int site_count, arc_count, vehicle_count, group_count;
    int horizon;
    tiny_site sites[TINY_SITES];
    tiny_arc arcs[TINY_ARCS];
    tiny_vehicle vehicles[TINY_VEHICLES];
    tiny_group groups[TINY_GROUPS];
} tiny;

typedef struct exact_result {
    bool too_large; /* more states than there is room for: nothing is known */
    int left[2];    /* persons by priority */
    int completion; /* units; 0 when nobody gets out */
    uint32_t states;
} exact_result;

/* `loud` prints how the best plan goes. */
exact_result
exact_best(const tiny *post, bool loud);

#endif
