/* SPDX-License-Identifier: Apache-2.0 */
#include "exact.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    CLASSES = 2 * TINY_GROUPS, /* group * 2, + 1 once processed */
    MOST_STATES = 1 << 18,
    BUCKETS = 1 << 19,
};

typedef enum phase {
    FRESH,   /* at a site, not served yet */
    BERTH,   /* in a berth; `left` units of unloading to go */
    LOADING, /* `left` units to go */
    SERVED,  /* at a site, served */
    MOVING,  /* `place` is the arc; `left` units to go */
} phase;

typedef struct wagon {
    uint8_t phase, place, left;
    uint8_t age; /* units in the berth, at most the turn */
    uint8_t has_dropped;
    uint8_t aboard[CLASSES], dropping[CLASSES]; /* parties; those dropping are aboard too */
} wagon;

typedef struct state {
    wagon wagons[TINY_VEHICLES];
    uint8_t people[TINY_SITES][CLASSES]; /* off vehicles and not out, parties */
    uint8_t out[TINY_GROUPS];
    uint8_t desk_left[2], desk_group[2];
    uint32_t entries[TINY_FLOWS]; /* a nibble a unit, the present one lowest */
} state;

typedef struct node {
    state at;
    uint32_t parent;
    int t;
} node;

static struct search {
    const tiny *post;
    node nodes[MOST_STATES];
    uint32_t count;
    uint32_t oldest;           /* nodes before it are not compared with any more */
    uint32_t buckets[BUCKETS]; /* node + 1 */
    int flow_arc[TINY_FLOWS];
    int settled; /* from here on only the state decides (E3) */
    bool too_large;
    uint32_t first[TINY_PARTIES + 1][TINY_PARTIES + 1]; /* node + 1 that was first to have it */
} search;

/* ---- states ---- */

static int
later(int a, int b)
{
    return a > b ? a : b;
}

static uint32_t
bucket_of(const state *at)
{
    const uint8_t *bytes = (const uint8_t *)at;
    uint32_t hash = UINT32_C(2166136261);
    for (size_t i = 0; i < sizeof *at; i++) {
        hash = (hash ^ bytes[i]) * UINT32_C(16777619);
    }
    return (hash ^ hash >> 15) % BUCKETS;
}

/* Nobody got off beyond a hold, when all of an instant is done. */
static bool
holds(const state *at)
{
    const tiny *post = search.post;
    for (int s = 0; s < post->site_count; s++) {
        int persons = 0;
        for (int c = 0; c < 2 * post->group_count; c++) {
            bool is_out = post->sites[s].safe && c % 2 == 0;
            persons +=
                (at->people[s][c] + (is_out ? at->out[c / 2] : 0)) * post->groups[c / 2].party;
        }
        if (persons > post->sites[s].hold) {
            return false;
        }
    }
    return true;
}

static void
add(const state *at, uint32_t parent, int t)
{
    uint32_t bucket = bucket_of(at);
    while (search.buckets[bucket] > search.oldest) {
        if (memcmp(&search.nodes[search.buckets[bucket] - 1].at, at, sizeof *at) == 0) {
            return;
        }
        bucket = (bucket + 1) % BUCKETS;
    }
    if (search.count == MOST_STATES) {
        search.too_large = true;
        return;
    }
    search.nodes[search.count] = (node){*at, parent, t};
    search.buckets[bucket] = ++search.count;
    uint32_t *first = &search.first[at->out[0]][at->out[1]];
    *first = *first == 0 && holds(at) ? search.count : *first;
}

static int
seats_taken(const wagon *w)
{
    int taken = 0;
    for (int c = 0; c < CLASSES; c++) {
        taken += w->aboard[c] *
                 (c / 2 < search.post->group_count ? search.post->groups[c / 2].party : 0);
    }
    return taken;
}

static int
berths_taken(const state *at, int site)
{
    int taken = 0;
    for (int v = 0; v < search.post->vehicle_count; v++) {
        const wagon *w = &at->wagons[v];
        taken += w->place == site && (w->phase == BERTH || w->phase == LOADING);
    }
    return taken;
}

/* Parties of a class that could sit down at a desk or board: there, released, at no desk. */
static int
free_parties(const state *at, int t, int site, int c)
{
    const tiny_group *group = &search.post->groups[c / 2];
    int count = at->people[site][c];
    if (site == group->site && c % 2 == 0) {
        int released = 0;
        while (released < group->parties && group->start + group->each * (released + 1) <= t) {
            released++;
        }
        count -= group->parties - released;
    }
    for (int d = 0; d < 2 && c % 2 == 0 && search.post->sites[site].desks > 0; d++) {
        count -= at->desk_left[d] > 0 && at->desk_group[d] == c / 2;
    }
    return count;
}

/* Those who were dropping are off. */
static void
get_off(state *at, wagon *w)
{
    for (int c = 0; c < CLASSES; c++) {
        w->aboard[c] = (uint8_t)(w->aboard[c] - w->dropping[c]);
        if (search.post->sites[w->place].safe && c / 2 < search.post->group_count &&
            search.post->groups[c / 2].accepts[w->place]) {
            at->out[c / 2] = (uint8_t)(at->out[c / 2] + w->dropping[c]);
        } else {
            at->people[w->place][c] = (uint8_t)(at->people[w->place][c] + w->dropping[c]);
        }
        w->dropping[c] = 0;
    }
}

/* ---- what can be done at one instant ---- */

/* All ways to take 0 .. most[c] of each class, the first being none. */
static bool
next_choice(uint8_t *choice, const int *most)
{
    for (int c = 0; c < CLASSES; c++) {
        if (choice[c] < most[c]) {
            choice[c]++;
            return true;
        }
        choice[c] = 0;
    }
    return false;
}

static bool
is_none(const uint8_t *choice)
{
    return choice[0] + choice[1] + choice[2] + choice[3] == 0;
}

static void
begin_service(uint32_t from, int v)
{
    const node *now = &search.nodes[from];
    const wagon *w = &now->at.wagons[v];
    const tiny_site *site = &search.post->sites[w->place];
    const tiny_vehicle *facts = &search.post->vehicles[v];
    if (now->t < site->opens || now->t >= site->shuts ||
        berths_taken(&now->at, w->place) >= site->berths) {
        return;
    }
    uint8_t drop[CLASSES] = {0};
    int most[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
        most[c] = w->aboard[c];
    }
    do {
        state next = search.nodes[from].at;
        wagon *served = &next.wagons[v];
        served->phase = BERTH;
        served->age = 0;
        served->has_dropped = !is_none(drop);
        memcpy(served->dropping, drop, sizeof drop);
        served->left = (uint8_t)(served->has_dropped ? facts->unload : 0);
        if (now->t + later(served->left, facts->turn) > site->shuts) {
            continue; /* the rest of the service would not be in time */
        }
        if (served->left == 0) {
            get_off(&next, served);
        }
        add(&next, from, search.nodes[from].t);
    } while (next_choice(drop, most));
}

static void
board(uint32_t from, int v)
{
    const int t = search.nodes[from].t;
    const wagon *w = &search.nodes[from].at.wagons[v];
    const tiny_site *site = &search.post->sites[w->place];
    const tiny_vehicle *facts = &search.post->vehicles[v];
    if (w->left > 0 || w->age + facts->load < facts->turn || t + facts->load > site->shuts) {
        return;
    }
    uint8_t choice[CLASSES] = {0};
    int most[CLASSES] = {0};
    for (int c = 0; c < 2 * search.post->group_count; c++) {
        bool may = site->desks == 0 || c % 2 == 1;
        most[c] = may ? free_parties(&search.nodes[from].at, t, w->place, c) : 0;
    }
    while (next_choice(choice, most)) {
        state next = search.nodes[from].at;
        wagon *loaded = &next.wagons[v];
        for (int c = 0; c < CLASSES; c++) {
            next.people[loaded->place][c] = (uint8_t)(next.people[loaded->place][c] - choice[c]);
            loaded->aboard[c] = (uint8_t)(loaded->aboard[c] + choice[c]);
        }
        if (seats_taken(loaded) > facts->seats) {
            continue;
        }
        loaded->left = (uint8_t)facts->load;
        loaded->phase = facts->load > 0 ? LOADING : SERVED;
        add(&next, from, t);
    }
}

static void
end_service(uint32_t from, int v)
{
    const node *now = &search.nodes[from];
    const wagon *w = &now->at.wagons[v];
    if (w->left == 0 && w->has_dropped && w->age >= search.post->vehicles[v].turn &&
        now->t <= search.post->sites[w->place].shuts) {
        state next = now->at;
        next.wagons[v].phase = SERVED;
        add(&next, from, now->t);
    }
}

static void
leave(uint32_t from, int v)
{
    for (int a = 0; a < search.post->arc_count; a++) {
        const tiny_arc *arc = &search.post->arcs[a];
        const int t = search.nodes[from].t;
        state next = search.nodes[from].at;
        if (arc->from != next.wagons[v].place || t < arc->opens || t + arc->time > arc->shuts) {
            continue;
        }
        bool flows = true;
        for (int f = 0; f < TINY_FLOWS; f++) {
            if (search.flow_arc[f] == a) {
                int entries = 1;
                for (int k = 0; k < TINY_HOUR; k++) {
                    entries += (int)(next.entries[f] >> 4 * k & 15);
                }
                next.entries[f]++;
                flows = entries <= arc->flow;
            }
        }
        if (flows) {
            wagon *moving = &next.wagons[v];
            moving->phase = MOVING;
            moving->place = (uint8_t)a;
            moving->left = (uint8_t)arc->time;
            moving->age = moving->has_dropped = 0;
            add(&next, from, t);
        }
    }
}

static void
call_to_desk(uint32_t from)
{
    for (int s = 0; s < search.post->site_count; s++) {
        const tiny_site *site = &search.post->sites[s];
        for (int d = 0; d < site->desks; d++) {
            for (int g = 0; g < search.post->group_count; g++) {
                state next = search.nodes[from].at;
                if (next.desk_left[d] == 0 &&
                    free_parties(&next, search.nodes[from].t, s, 2 * g) > 0) {
                    next.desk_left[d] = (uint8_t)site->desk_time;
                    next.desk_group[d] = (uint8_t)g;
                    add(&next, from, search.nodes[from].t);
                }
            }
        }
    }
}

/* ---- the next unit ---- */

static bool
may_wait(const state *at, int t)
{
    const tiny *post = search.post;
    if (!holds(at)) {
        return false;
    }
    for (int v = 0; v < post->vehicle_count; v++) {
        const wagon *w = &at->wagons[v];
        if ((w->phase == BERTH || w->phase == LOADING) && t + 1 > post->sites[w->place].shuts) {
            return false;
        }
    }
    return t < post->horizon;
}

static void
pass_unit(state *at)
{
    for (int v = 0; v < search.post->vehicle_count; v++) {
        wagon *w = &at->wagons[v];
        w->age = (uint8_t)(w->age + (w->phase == BERTH && w->age < search.post->vehicles[v].turn));
        if (w->left == 0 || --w->left > 0) {
            continue;
        }
        if (w->phase == BERTH) {
            get_off(at, w);
        } else if (w->phase == LOADING) {
            w->phase = SERVED;
        } else {
            w->phase = FRESH;
            w->place = (uint8_t)search.post->arcs[w->place].to;
        }
    }
    int desk_site = 0;
    while (desk_site < search.post->site_count - 1 && search.post->sites[desk_site].desks == 0) {
        desk_site++;
    }
    for (int d = 0; d < 2; d++) {
        if (at->desk_left[d] > 0 && --at->desk_left[d] == 0) {
            at->people[desk_site][2 * at->desk_group[d]]--;
            at->people[desk_site][2 * at->desk_group[d] + 1]++;
            at->desk_group[d] = 0;
        }
    }
    for (int f = 0; f < TINY_FLOWS; f++) {
        at->entries[f] = at->entries[f] << 4 & UINT32_C(0xffffff);
    }
}

static void
look_on(uint32_t from)
{
    for (int v = 0; v < search.post->vehicle_count; v++) {
        if (search.nodes[from].t < search.post->vehicles[v].notice) {
            continue;
        }
        switch (search.nodes[from].at.wagons[v].phase) {
        case FRESH:
            begin_service(from, v);
            leave(from, v);
            break;
        case BERTH:
            board(from, v);
            end_service(from, v);
            break;
        case SERVED:
            leave(from, v);
            break;
        default:
            break;
        }
    }
    call_to_desk(from);
}

/* ---- the search ---- */

static void
start(const tiny *post)
{
    search.post = post;
    search.count = search.oldest = 0;
    search.too_large = false;
    memset(search.buckets, 0, sizeof search.buckets);
    memset(search.first, 0, sizeof search.first);
    int flows = 0;
    int settled = 0;
    for (int f = 0; f < TINY_FLOWS; f++) {
        search.flow_arc[f] = TINY_NONE;
    }
    for (int a = 0; a < post->arc_count; a++) {
        settled = later(settled, post->arcs[a].opens);
        if (post->arcs[a].flow < TINY_NONE) {
            assert(flows < TINY_FLOWS);
            search.flow_arc[flows++] = a;
        }
    }
    state at;
    memset(&at, 0, sizeof at);
    for (int v = 0; v < post->vehicle_count; v++) {
        at.wagons[v].place = (uint8_t)post->vehicles[v].base;
        settled = later(settled, post->vehicles[v].notice);
    }
    for (int g = 0; g < post->group_count; g++) {
        const tiny_group *group = &post->groups[g];
        at.people[group->site][2 * g] = (uint8_t)group->parties;
        settled = later(settled, group->start + group->each * group->parties);
    }
    for (int s = 0; s < post->site_count; s++) {
        settled = later(settled, post->sites[s].opens);
    }
    search.settled = settled;
    add(&at, 0, 0);
}

static void
tell(uint32_t index)
{
    uint32_t line[200];
    uint32_t count = 0;
    for (uint32_t at = index; at != 0 && count < 200; at = search.nodes[at].parent) {
        line[count++] = at;
    }
    static const char *const phases[] = {"fresh", "berth", "loading", "served", "moving"};
    while (count-- > 0) {
        const node *now = &search.nodes[line[count]];
        printf("  t %2d:", now->t);
        for (int v = 0; v < search.post->vehicle_count; v++) {
            const wagon *w = &now->at.wagons[v];
            printf(" [%s %d, %d to go, aboard %d %d %d %d]", phases[w->phase], w->place, w->left,
                   w->aboard[0], w->aboard[1], w->aboard[2], w->aboard[3]);
        }
        printf(" out %d %d\n", now->at.out[0], now->at.out[1]);
    }
}

static exact_result
judge(bool loud)
{
    const tiny *post = search.post;
    exact_result best = {.too_large = search.too_large, .left = {TINY_NONE, TINY_NONE}};
    uint32_t found = 0;
    for (int a = 0; a <= TINY_PARTIES; a++) {
        for (int b = 0; b <= TINY_PARTIES; b++) {
            if (search.first[a][b] == 0) {
                continue;
            }
            int left[2] = {0, 0};
            const int out[2] = {a, b};
            for (int g = 0; g < post->group_count; g++) {
                left[post->groups[g].priority] +=
                    (post->groups[g].parties - out[g]) * post->groups[g].party;
            }
            int t = search.nodes[search.first[a][b] - 1].t;
            bool same = left[0] == best.left[0] && left[1] == best.left[1];
            bool better =
                left[0] < best.left[0] || (left[0] == best.left[0] && left[1] < best.left[1]);
            if (better || (same && t < best.completion)) {
                best.left[0] = left[0];
                best.left[1] = left[1];
                best.completion = t;
                found = search.first[a][b] - 1;
            }
        }
    }
    best.states = search.count;
    if (loud) {
        tell(found);
    }
    return best;
}

exact_result
exact_best(const tiny *post, bool loud)
{
    start(post);
    uint32_t layer = 0; /* first node of the present unit */
    const int all[2] = {post->groups[0].parties,
                        post->group_count > 1 ? post->groups[1].parties : 0};
    for (int t = 0; !search.too_large && search.first[all[0]][all[1]] == 0; t++) {
        for (uint32_t i = layer; i < search.count && !search.too_large; i++) {
            look_on(i);
        }
        uint32_t end = search.count;
        if (end == layer) {
            break;
        }
        search.oldest = t < search.settled ? end : search.oldest;
        for (uint32_t i = layer; i < end && !search.too_large; i++) {
            if (may_wait(&search.nodes[i].at, t)) {
                state next = search.nodes[i].at;
                pass_unit(&next);
                add(&next, i, t + 1);
            }
        }
        layer = end;
    }
    return judge(loud);
}
