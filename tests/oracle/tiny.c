/* SPDX-License-Identifier: Apache-2.0 */
#include "tiny.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"

/* Site 0 is to be left and site 1 a haven in every post. */
enum { ORIGIN = 0, HAVEN = 1 };

static bool
chance(mst_random *random, uint32_t percent)
{
    return mst_random_below(random, 100) < percent;
}

static int
between(mst_random *random, int low, int high)
{
    return (int)mst_random_between(random, low, high);
}

static void
make_sites(tiny *post, mst_random *random)
{
    int havens = 1;
    post->site_count = 2 + (chance(random, 65) ? 1 : 0) + (chance(random, 30) ? 1 : 0);
    for (int s = 0; s < post->site_count; s++) {
        bool safe = s == HAVEN || (s > HAVEN && chance(random, 20));
        havens += safe && s != HAVEN;
        post->sites[s] = (tiny_site){.safe = safe,
                                     .hold = TINY_NONE,
                                     .berths = chance(random, 20) ? 1 : TINY_NONE,
                                     .shuts = TINY_NONE};
        if (s > HAVEN && !safe && chance(random, 40)) {
            post->sites[s].hold = between(random, 1, 4);
        }
        if (chance(random, 10)) {
            post->sites[s].opens = between(random, 1, 4);
        } else if (chance(random, 12)) {
            post->sites[s].shuts = between(random, 4, 14);
        }
    }
    /* people who are out may be moved on from a full haven to another: not in these posts */
    if (havens == 1 && chance(random, 15)) {
        post->sites[HAVEN].hold = between(random, 2, 6);
    }
    if (chance(random, 25)) {
        post->sites[ORIGIN].desks = between(random, 1, 2);
        post->sites[ORIGIN].desk_time = between(random, 1, 2);
        post->sites[ORIGIN].opens = 0; /* desks and hours together are another test's matter */
        post->sites[ORIGIN].shuts = TINY_NONE;
    }
}

static void
make_links(tiny *post, mst_random *random)
{
    int flows = 0;
    for (int a = 0; a < post->site_count; a++) {
        for (int b = a + 1; b < post->site_count; b++) {
            if (!chance(random, a == ORIGIN && b == HAVEN ? 75 : 65)) {
                continue;
            }
            tiny_arc arc = {.from = a,
                            .to = b,
                            .time = between(random, 1, 3),
                            .flow = TINY_NONE,
                            .shuts = TINY_NONE};
            if (chance(random, 15)) {
                arc.shuts = between(random, 3, 12);
            } else if (chance(random, 8)) {
                arc.opens = between(random, 1, 4);
            }
            if (flows < TINY_FLOWS && chance(random, 25)) {
                arc.flow = between(random, 1, 2);
                flows += 2;
            }
            post->arcs[post->arc_count++] = arc;
            arc.from = b;
            arc.to = a;
            post->arcs[post->arc_count++] = arc;
        }
    }
}

static void
make_vehicles(tiny *post, mst_random *random)
{
    post->vehicle_count = between(random, 1, TINY_VEHICLES);
    for (int v = 0; v < post->vehicle_count; v++) {
        bool quick = chance(random, 30);
        post->vehicles[v] = (tiny_vehicle){
            .base = between(random, 0, post->site_count - 1),
            .seats = between(random, 1, 4),
            .load = quick ? 0 : between(random, 0, 2),
            .unload = quick ? 0 : between(random, 0, 1),
            .turn = quick ? 0 : between(random, 0, 3),
            .notice = chance(random, 30) ? between(random, 1, 3) : 0,
        };
    }
    /* a service without length takes no berth from anybody, which is the checker's matter */
    for (int s = 0; s < post->site_count; s++) {
        for (int v = 0; v < post->vehicle_count && post->sites[s].berths < TINY_NONE; v++) {
            tiny_vehicle *vehicle = &post->vehicles[v];
            vehicle->load += vehicle->load == 0;
            vehicle->unload += vehicle->unload == 0;
        }
    }
}

static void
make_groups(tiny *post, mst_random *random)
{
    post->group_count = between(random, 1, TINY_GROUPS);
    int persons = between(random, 2, 8);
    for (int g = 0; g < post->group_count; g++) {
        int site = g == 0 ? ORIGIN : between(random, 0, post->site_count - 1);
        site = post->sites[site].safe ? ORIGIN : site;
        int party = post->sites[ORIGIN].desks == 0 && chance(random, 20) ? 2 : 1;
        int mine = post->group_count == 1 ? persons : g == 0 ? (persons + 1) / 2 : persons / 2;
        tiny_group *group = &post->groups[g];
        *group = (tiny_group){.site = site,
                              .parties = mine / party > 0 ? mine / party : 1,
                              .party = party,
                              .start = chance(random, 20) ? between(random, 1, 3) : 0,
                              .each = chance(random, 25) ? between(random, 1, 2) : 0,
                              .priority = g == 1 && chance(random, 30)};
        bool choosy = chance(random, 25);
        for (int s = 0; s < post->site_count; s++) {
            group->accepts[s] = !choosy || s == HAVEN;
        }
        int here = group->parties * party;
        if (post->sites[site].hold < TINY_NONE && post->sites[site].hold < here) {
            post->sites[site].hold = here;
        }
    }
}

void
tiny_make(tiny *post, uint64_t seed)
{
    mst_random random;
    mst_random_init(&random, seed, 7);
    *post = (tiny){.horizon = 36};
    make_sites(post, &random);
    make_links(post, &random);
    make_vehicles(post, &random);
    make_groups(post, &random);
}

/* ---- the same as a world ---- */

static int64_t
limit(int value)
{
    return value < TINY_NONE ? value : MST_UNLIMITED;
}

static mst_windows
hours(world *w, int opens, int shuts)
{
    if (opens == 0 && shuts == TINY_NONE) {
        return mst_windows_always;
    }
    return window(w, opens == 0 ? MST_TIME_MIN : TINY_UNITS(opens),
                  shuts == TINY_NONE ? MST_NEVER : TINY_UNITS(shuts));
}

static void
build_places(const tiny *post, world *w)
{
    static const char *const names[TINY_SITES] = {"origin", "haven", "third", "fourth"};
    world_phase *phase = &w->phases[0];
    for (int s = 0; s < post->site_count; s++) {
        const tiny_site *from = &post->sites[s];
        uint32_t index = add_site(w, names[s], from->safe);
        mst_p_site *site = &phase->sites[index];
        site->hold = steady(w, limit(from->hold));
        phase->berths[index][0] = steady(w, limit(from->berths));
        site->service = hours(w, from->opens, from->shuts);
        if (from->desks > 0) {
            site->has_process = true;
            site->station = 0;
            site->desks = steady(w, from->desks);
            site->desk_time = steady(w, TINY_UNITS(from->desk_time));
        }
    }
    for (int a = 0; a < post->arc_count; a++) {
        const tiny_arc *from = &post->arcs[a];
        add_arc(w, (uint32_t)from->from, (uint32_t)from->to, MST_MODE_ROAD, TINY_UNITS(from->time));
        mst_p_arc *arc = &phase->arcs[phase->problem.arc_count - 1];
        arc->flow = steady(w, limit(from->flow));
        arc->open = hours(w, from->opens, from->shuts);
    }
}

void
tiny_build(const tiny *post, world *w)
{
    static const char *const vehicles[TINY_VEHICLES] = {"one", "two"};
    static const char *const groups[TINY_GROUPS] = {"first", "second"};
    world_open(w);
    world_phase *phase = &w->phases[0];
    phase->problem.horizon = TINY_UNITS(post->horizon);
    build_places(post, w);
    for (int v = 0; v < post->vehicle_count; v++) {
        const tiny_vehicle *from = &post->vehicles[v];
        uint32_t type = add_type(w, vehicles[v], MST_MODE_ROAD);
        phase->types[type].seats = from->seats;
        phase->types[type].load = TINY_UNITS(from->load);
        phase->types[type].unload = TINY_UNITS(from->unload);
        phase->types[type].turn = TINY_UNITS(from->turn);
        uint32_t vehicle = add_vehicle(w, vehicles[v], type, (uint32_t)from->base);
        phase->vehicles[vehicle].usable = window(w, TINY_UNITS(from->notice), MST_NEVER);
    }
    for (int g = 0; g < post->group_count; g++) {
        const tiny_group *from = &post->groups[g];
        uint32_t people =
            add_people(w, groups[g], (uint32_t)from->site, from->parties * from->party);
        mst_p_cohort *cohort = &phase->cohorts[people];
        cohort->party = (uint32_t)from->party;
        cohort->priority = (uint32_t)from->priority;
        cohort->release_mode = from->each > 0 ? MST_RELEASE_SPREAD : MST_RELEASE_AT_ONCE;
        cohort->release_start = TINY_UNITS(from->start);
        cohort->release_over = TINY_UNITS(from->each * from->parties);
        for (int s = 0; s < post->site_count; s++) {
            phase->accepts[people][s] = from->accepts[s];
        }
    }
    world_finish(w);
}

void
tiny_print(const tiny *post)
{
    for (int s = 0; s < post->site_count; s++) {
        const tiny_site *site = &post->sites[s];
        printf("  site %d:%s hold %d, berths %d, desks %d of %d, service %d-%d\n", s,
               site->safe ? " safe," : "", site->hold, site->berths, site->desks, site->desk_time,
               site->opens, site->shuts);
    }
    for (int a = 0; a < post->arc_count; a++) {
        const tiny_arc *arc = &post->arcs[a];
        printf("  arc %d: %d to %d in %d, flow %d, open %d-%d\n", a, arc->from, arc->to, arc->time,
               arc->flow, arc->opens, arc->shuts);
    }
    for (int v = 0; v < post->vehicle_count; v++) {
        const tiny_vehicle *vehicle = &post->vehicles[v];
        printf("  vehicle %d: at %d, seats %d, load %d, unload %d, turn %d, notice %d\n", v,
               vehicle->base, vehicle->seats, vehicle->load, vehicle->unload, vehicle->turn,
               vehicle->notice);
    }
    for (int g = 0; g < post->group_count; g++) {
        const tiny_group *group = &post->groups[g];
        printf("  group %d: at %d, %d parties of %d, ready from %d, one each %d, priority %d\n", g,
               group->site, group->parties, group->party, group->start, group->each,
               group->priority);
    }
}
