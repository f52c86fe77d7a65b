/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic of what carries how much: the most that can flow from one node to another, what a loss
 * costs of it, and how soon a number of people is through. For screening before anything is
 * planned, and for checking what is. Nodes and arcs are numbered by the caller; capacities are
 * whole.
 */
#ifndef MUSTER_JUDGE_NETWORK_H
#define MUSTER_JUDGE_NETWORK_H

#include "model/model.h"

enum { MST_NETWORK_MOST_LOST = 3 };

typedef struct mst_net_arc {
    uint32_t from, to;
    int64_t capacity;
} mst_net_arc;

typedef struct mst_network {
    uint32_t node_count, arc_count;
    const mst_net_arc *arcs;
    uint32_t source, sink;
} mst_network;

/* The greatest flow (Edmonds and Karp 1972), and what each arc carries in it, in `flows`
 * [arc_count]. Memory from `arena`; -1 on lack of it. O(nodes x arcs^2) at worst. */
int64_t
mst_network_flow(const mst_network *network, mst_arena *arena, int64_t *flows);

/*
 * The greatest flow without one arc, from a greatest flow with it: what the arc carried is pushed
 * from its one end to the other by the rest, F - f + min(f, residual flow), or lost. Not the whole
 * flow again; -1 on lack of memory.
 */
int64_t
mst_network_without(const mst_network *network, const int64_t *flows, uint32_t arc,
                    mst_arena *arena);

/* The greatest flow without a node and all its arcs; -1 on lack of memory. */
int64_t
mst_network_without_node(const mst_network *network, uint32_t node, mst_arena *arena);

/*
 * The `count` arcs (at most MST_NETWORK_MOST_LOST) whose loss together leaves least, in `lost`,
 * ascending, and what is left. A loss that touches no arc in use changes nothing, so the worst one
 * takes an arc of every best flow in turn (support branching). The first found stays on ties. -1 on
 * lack of memory. `solved` counts the flows computed; NULL: not wanted.
 */
int64_t
mst_network_worst(const mst_network *network, uint32_t count, mst_arena *arena, uint32_t *lost,
                  uint32_t *solved);

typedef struct mst_net_path {
    double hours, people_an_hour;
} mst_net_path;

/* Hours until `people` are through over paths used without a break from the beginning on (Ford and
 * Fulkerson 1958): the least T with the sum of rate (T - hours)+ = people; -1 where there is no
 * way. O(paths^2). */
double
mst_network_quickest(const mst_net_path *paths, uint32_t count, double people);

/* What of the flow on line `out` goes over line `on` when it fails, in a network in which flow
 * divides by impedance (power lines): the factors are those of a transaction between the ends of
 * `out` (Gueler, Gross and Liu 2007). People are sent, and do not divide so: for comparison
 * only. */
double
mst_outage_share(double factor_on, double factor_out);

#endif
