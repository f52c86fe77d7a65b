/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/network.h"

#include <string.h>

/* While flow is pushed. Arc a may carry capacity - flow more, and flow back. */
typedef struct pushing {
    const mst_network *network;
    int64_t *flows;
    const uint8_t *is_lost; /* [arcs] NULL: none */
    uint32_t *queue;        /* [nodes] */
    uint32_t *by;           /* [nodes] arc by which it was reached, arcs + a: backwards */
} pushing;

static bool
begin(const mst_network *network, mst_arena *arena, int64_t *flows, const uint8_t *is_lost,
      pushing *p)
{
    *p = (pushing){.network = network,
                   .flows = flows,
                   .is_lost = is_lost,
                   .queue = MST_TAKE(arena, uint32_t, network->node_count),
                   .by = MST_TAKE(arena, uint32_t, network->node_count)};
    return p->queue != NULL && p->by != NULL;
}

static int64_t
room(const pushing *p, uint32_t step)
{
    uint32_t count = p->network->arc_count, a = step % count;
    if (p->is_lost != NULL && p->is_lost[a] != 0) {
        return 0;
    }
    return step < count ? p->network->arcs[a].capacity - p->flows[a] : p->flows[a];
}

static uint32_t
begins_at(const mst_network *network, uint32_t step)
{
    const mst_net_arc *arc = &network->arcs[step % network->arc_count];
    return step < network->arc_count ? arc->from : arc->to;
}

static uint32_t
ends_at(const mst_network *network, uint32_t step)
{
    const mst_net_arc *arc = &network->arcs[step % network->arc_count];
    return step < network->arc_count ? arc->to : arc->from;
}

/* Breadth first, so that a path has as few arcs as can be. */
static bool
find_path(const pushing *p, uint32_t source, uint32_t sink)
{
    const mst_network *n = p->network;
    uint32_t head = 0, tail = 0;
    for (uint32_t i = 0; i < n->node_count; i++) {
        p->by[i] = MST_NONE;
    }
    p->queue[tail++] = source;
    while (head < tail && p->by[sink] == MST_NONE) {
        uint32_t node = p->queue[head++];
        for (uint32_t step = 0; step < 2 * n->arc_count; step++) {
            uint32_t to = ends_at(n, step);
            if (begins_at(n, step) == node && to != source && p->by[to] == MST_NONE &&
                room(p, step) > 0) {
                p->by[to] = step;
                p->queue[tail++] = to;
            }
        }
    }
    return p->by[sink] != MST_NONE;
}

/* Pushes up to `most` from source to sink on top of the flows; returns how much. */
static int64_t
push(const pushing *p, uint32_t source, uint32_t sink, int64_t most)
{
    const mst_network *n = p->network;
    int64_t pushed = 0;
    while (source != sink && pushed < most && find_path(p, source, sink)) {
        int64_t part = most - pushed;
        for (uint32_t at = sink; at != source; at = begins_at(n, p->by[at])) {
            part = room(p, p->by[at]) < part ? room(p, p->by[at]) : part;
        }
        for (uint32_t at = sink; at != source; at = begins_at(n, p->by[at])) {
            uint32_t step = p->by[at];
            p->flows[step % n->arc_count] += step < n->arc_count ? part : -part;
        }
        pushed += part;
    }
    return pushed;
}

static int64_t
flow_without(const mst_network *network, const uint8_t *is_lost, mst_arena *arena, int64_t *flows)
{
    pushing p;
    memset(flows, 0, network->arc_count * sizeof *flows);
    return begin(network, arena, flows, is_lost, &p)
               ? push(&p, network->source, network->sink, INT64_MAX)
               : -1;
}

int64_t
mst_network_flow(const mst_network *network, mst_arena *arena, int64_t *flows)
{
    return flow_without(network, NULL, arena, flows);
}

int64_t
mst_network_without(const mst_network *network, const int64_t *flows, uint32_t arc,
                    mst_arena *arena)
{
    int64_t *own = MST_TAKE(arena, int64_t, network->arc_count);
    uint8_t *is_lost = MST_TAKE(arena, uint8_t, network->arc_count);
    pushing p;
    if (own == NULL || is_lost == NULL || !begin(network, arena, own, is_lost, &p)) {
        return -1;
    }
    int64_t all = 0;
    for (uint32_t a = 0; a < network->arc_count; a++) {
        all += network->arcs[a].from == network->source ? flows[a] : 0;
        all -= network->arcs[a].to == network->source ? flows[a] : 0;
    }
    memcpy(own, flows, network->arc_count * sizeof *own);
    is_lost[arc] = 1;
    int64_t carried = flows[arc];
    return all - carried + push(&p, network->arcs[arc].from, network->arcs[arc].to, carried);
}

int64_t
mst_network_without_node(const mst_network *network, uint32_t node, mst_arena *arena)
{
    int64_t *flows = MST_TAKE(arena, int64_t, network->arc_count);
    uint8_t *is_lost = MST_TAKE(arena, uint8_t, network->arc_count);
    if (flows == NULL || is_lost == NULL) {
        return -1;
    }
    for (uint32_t a = 0; a < network->arc_count; a++) {
        is_lost[a] = network->arcs[a].from == node || network->arcs[a].to == node;
    }
    return flow_without(network, is_lost, arena, flows);
}

/* ---- the worst together ---- */

typedef struct branching {
    const mst_network *network;
    mst_arena *arena;
    uint32_t count, solved;
    uint8_t *is_lost; /* [arcs] */
    uint8_t *is_kept; /* [arcs] all sets with it were looked at: it is lost in none to come */
    int64_t least;
    uint32_t *best;
    bool is_full;
} branching;

static void
note(branching *b, int64_t left)
{
    if (left >= b->least) {
        return;
    }
    b->least = left;
    for (uint32_t a = 0, i = 0; a < b->network->arc_count; a++) {
        if (b->is_lost[a] != 0) {
            b->best[i++] = a;
        }
    }
}

/* As deep as `count`, which is small. */
static void
branch(branching *b, uint32_t depth)
{
    int64_t *flows = MST_TAKE(b->arena, int64_t, b->network->arc_count);
    int64_t left = flows != NULL ? flow_without(b->network, b->is_lost, b->arena, flows) : -1;
    b->solved++;
    b->is_full = b->is_full || left < 0;
    if (b->is_full || depth == b->count) {
        if (!b->is_full) {
            note(b, left);
        }
        return;
    }
    bool is_used = false;
    for (uint32_t a = 0; a < b->network->arc_count; a++) {
        if (flows[a] > 0 && b->is_kept[a] == 0) {
            is_used = true;
            b->is_lost[a] = 1;
            branch(b, depth + 1);
            b->is_lost[a] = 0;
            b->is_kept[a] = (uint8_t)(depth + 1);
        }
    }
    for (uint32_t a = 0; a < b->network->arc_count; a++) {
        b->is_kept[a] = b->is_kept[a] == depth + 1 ? 0 : b->is_kept[a];
    }
    for (uint32_t a = 0, taken = depth; !is_used && a < b->network->arc_count; a++) {
        if (b->is_lost[a] == 0 && taken < b->count) { /* nothing is left to lose: any will do */
            b->is_lost[a] = 2;
            taken++;
        }
    }
    if (!is_used) {
        note(b, left);
        for (uint32_t a = 0; a < b->network->arc_count; a++) {
            b->is_lost[a] = b->is_lost[a] == 2 ? 0 : b->is_lost[a];
        }
    }
}

int64_t
mst_network_worst(const mst_network *network, uint32_t count, mst_arena *arena, uint32_t *lost,
                  uint32_t *solved)
{
    branching b = {.network = network,
                   .arena = arena,
                   .count = count < MST_NETWORK_MOST_LOST ? count : MST_NETWORK_MOST_LOST,
                   .is_lost = MST_TAKE(arena, uint8_t, network->arc_count),
                   .is_kept = MST_TAKE(arena, uint8_t, network->arc_count),
                   .least = INT64_MAX,
                   .best = lost};
    if (b.is_lost == NULL || b.is_kept == NULL) {
        return -1;
    }
    branch(&b, 0);
    if (solved != NULL) {
        *solved = b.solved;
    }
    return b.is_full ? -1 : b.least;
}

/* ---- time ---- */

double
mst_network_quickest(const mst_net_path *paths, uint32_t count, double people)
{
    /* With the paths of at most `limit` hours in use T is one quotient; the least over all sets is
     * the answer, since a path not yet begun takes off nobody. */
    double best = -1;
    for (uint32_t i = 0; i < count; i++) {
        double rate = 0, behind = 0;
        for (uint32_t k = 0; k < count; k++) {
            if (paths[k].hours <= paths[i].hours) {
                rate += paths[k].people_an_hour;
                behind += paths[k].people_an_hour * paths[k].hours;
            }
        }
        double hours = rate > 0 ? (people + behind) / rate : -1;
        best = hours >= 0 && (best < 0 || hours < best) ? hours : best;
    }
    return best;
}

double
mst_outage_share(double factor_on, double factor_out)
{
    return factor_on / (1 - factor_out);
}
