/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws random drafts: a way out along a chain of sites, with side ways, so that most people can
 * leave, and limits that are narrow often enough to matter.
 */
#include "posts.h"

#include <string.h>

static int64_t
between(mst_random *random, int64_t low, int64_t high)
{
    return mst_random_between(random, low, high);
}

/* True in `percent` of 100 cases. */
static bool
now_and_then(mst_random *random, uint32_t percent)
{
    return mst_random_below(random, 100) < percent;
}

static int64_t
maybe(mst_random *random, uint32_t percent, int64_t low, int64_t high)
{
    int64_t value = between(random, low, high); /* always drawn: one draw more or less shifts all */
    return now_and_then(random, percent) ? value : DRAFT_NONE;
}

/* ---- the plain post ---- */

static const draft_hours always = {DRAFT_NONE, DRAFT_NONE, DRAFT_NONE, DRAFT_NONE};

void
draft_plain(draft *post)
{
    memset(post, 0, sizeof *post);
    post->horizon_hours = 24;
    for (uint32_t i = 0; i < DRAFT_SITES; i++) {
        post->sites[i] = (draft_site){.hold = DRAFT_NONE,
                                      .desks = DRAFT_NONE,
                                      .desk_seconds = 60,
                                      .station = DRAFT_NONE,
                                      .berths = {DRAFT_NONE, DRAFT_NONE},
                                      .parking = {DRAFT_NONE, DRAFT_NONE},
                                      .movements = DRAFT_NONE,
                                      .runway_metres = DRAFT_NONE,
                                      .open = always,
                                      .force_fixed = DRAFT_NONE,
                                      .force_per_1000 = DRAFT_NONE,
                                      .force_rear = DRAFT_NONE,
                                      .supplies_hours = DRAFT_NONE};
    }
    for (uint32_t i = 0; i < DRAFT_LINKS; i++) {
        post->links[i] = (draft_link){.kilometres = 10,
                                      .minutes = DRAFT_NONE,
                                      .flow = DRAFT_NONE,
                                      .open = always,
                                      .escort_force = DRAFT_NONE,
                                      .escort_vehicles = 1};
    }
    for (uint32_t i = 0; i < DRAFT_TYPES; i++) {
        post->types[i] = (draft_type){.seats = 10,
                                      .litters = DRAFT_NONE,
                                      .seats_per_litter = DRAFT_NONE,
                                      .speed = 60,
                                      .speed_empty = DRAFT_NONE,
                                      .load = DRAFT_NONE,
                                      .unload = DRAFT_NONE,
                                      .turn = DRAFT_NONE,
                                      .refuel = DRAFT_NONE,
                                      .range_kilometres = DRAFT_NONE,
                                      .runway_metres = DRAFT_NONE,
                                      .wait = DRAFT_NONE,
                                      .duty = DRAFT_NONE,
                                      .rest = DRAFT_NONE,
                                      .availability_percent = DRAFT_NONE};
    }
    for (uint32_t i = 0; i < DRAFT_FLEETS; i++) {
        post->fleets[i] = (draft_fleet){.count = 1,
                                        .notice_raised = DRAFT_NONE,
                                        .crews = DRAFT_NONE,
                                        .sorties = DRAFT_NONE,
                                        .until = DRAFT_NONE};
    }
    for (uint32_t i = 0; i < DRAFT_PEOPLE; i++) {
        post->people[i] = (draft_people){.count = 1,
                                         .priority = DRAFT_NONE,
                                         .weight = DRAFT_NONE,
                                         .release_over = DRAFT_NONE,
                                         .party = DRAFT_NONE,
                                         .litters = DRAFT_NONE,
                                         .moves_to = DRAFT_NONE};
    }
    for (uint32_t i = 0; i < DRAFT_PERMISSIONS; i++) {
        post->granted[i] = 1;
    }
    for (uint32_t i = 0; i < DRAFT_REINFORCEMENTS; i++) {
        post->reinforcements[i] = (draft_reinforcement){
            .size = 1, .rate = DRAFT_NONE, .by = DRAFT_NONE, .priority = DRAFT_NONE};
    }
    for (uint32_t i = 0; i < DRAFT_CHANGES; i++) {
        post->changes[i] = (draft_change){.from = DRAFT_NONE, .until = DRAFT_NONE};
    }
    for (uint32_t i = 0; i < DRAFT_PINS; i++) {
        post->pins[i] = (draft_pin){.ordinal = DRAFT_NONE, .people = {DRAFT_NONE, DRAFT_NONE}};
    }
    post->prefer_fleet = post->prefer_link = post->order_at = DRAFT_NONE;
}

/* ---- drawing ---- */

typedef struct drawing {
    mst_random random;
    draft *post;
    uint32_t sites, links, types, fleets, people; /* how many are there */
} drawing;

static draft_hours
draw_hours(drawing *d, uint32_t percent)
{
    draft_hours hours = always;
    if (!now_and_then(&d->random, percent)) {
        return hours;
    }
    if (now_and_then(&d->random, 60)) {
        hours.daily_from = 30 * between(&d->random, 0, 47);
        hours.daily_until = (hours.daily_from + 30 * between(&d->random, 6, 30)) % 1440;
        if (hours.daily_until == 0) {
            hours.daily_until = 1440;
        }
    }
    if (hours.daily_from == DRAFT_NONE || now_and_then(&d->random, 20)) {
        bool late = now_and_then(&d->random, 50);
        hours.once_from = late ? between(&d->random, 20, 240) : DRAFT_NONE;
        hours.once_until =
            !late || now_and_then(&d->random, 30) ? between(&d->random, 250, 900) : DRAFT_NONE;
    }
    return hours;
}

static void
draw_types(drawing *d)
{
    mst_random *random = &d->random;
    d->types = (uint32_t)between(random, 1, 3);
    for (uint32_t t = 0; t < d->types; t++) {
        draft_type *type = &d->post->types[t];
        type->there = 1;
        type->mode = t == 0 && now_and_then(random, 60) ? 0 : between(random, 0, 9) % 3;
        type->seats = between(random, 3, 24);
        type->litters = maybe(random, 25, 0, 3);
        type->seats_per_litter = maybe(random, 15, 1, 5);
        type->speed = type->mode == 1 ? 10 * between(random, 12, 60) : between(random, 20, 70);
        type->speed_empty = maybe(random, 20, type->speed, type->speed + 30);
        type->load = maybe(random, 60, 0, 20);
        type->unload = maybe(random, 60, 0, 15);
        type->turn = maybe(random, 25, 5, 40);
        type->refuel = maybe(random, 40, 5, 45);
        type->range_kilometres = maybe(random, type->mode == 1 ? 60 : 15, 90, 500);
        type->runway_metres = type->mode == 1 ? maybe(random, 40, 400, 2500) : DRAFT_NONE;
        type->asphalt_only = now_and_then(random, 30);
        type->berth_class = between(random, 0, 1);
        type->wait = maybe(random, 20, 0, 60);
        type->duty = maybe(random, 35, 150, 600);
        type->rest = maybe(random, 70, 60, 600);
        type->availability_percent = maybe(random, 15, 40, 100);
    }
}

static void
draw_site(drawing *d, uint32_t s)
{
    mst_random *random = &d->random;
    draft_site *site = &d->post->sites[s];
    bool last = s + 1 == d->sites;
    site->there = 1;
    site->place = s;
    site->safe = last || (s >= 2 && now_and_then(random, 20));
    site->hold = maybe(random, site->safe ? 20 : 35, 8, 90);
    site->desks = last ? DRAFT_NONE : maybe(random, 25, 1, 4);
    site->desk_seconds = 30 * between(random, 1, 14);
    site->per_party = now_and_then(random, 30);
    site->station = maybe(random, 50, 0, 1);
    site->berths_given = now_and_then(random, 40);
    for (uint32_t k = 0; k < DRAFT_CLASSES; k++) {
        site->berths[k] = maybe(random, 97, 1, 3);
        site->parking[k] = maybe(random, 15, 1, 3);
    }
    site->movements = maybe(random, 20, 2, 8);
    site->fuel = now_and_then(random, 55);
    site->runway_metres = maybe(random, 80, 600, 3500);
    site->gravel = now_and_then(random, 15);
    site->open = draw_hours(d, 16);
    site->daylight_only = now_and_then(random, 10);
    if (!site->safe && now_and_then(random, 20)) {
        site->force_fixed = between(random, 0, 8);
        site->force_per_1000 = maybe(random, 50, 0, 200);
        site->force_rear = maybe(random, 40, 0, site->force_fixed);
    }
    site->threat_tenths = now_and_then(random, 50) ? between(random, 1, 20) : 0;
    site->supplies_hours = maybe(random, 10, 3, 30);
    site->landing = now_and_then(random, 10);
}

static void
draw_link(drawing *d, int64_t a, int64_t b, int64_t mode)
{
    mst_random *random = &d->random;
    if (d->links == DRAFT_LINKS) {
        return;
    }
    draft_link *link = &d->post->links[d->links++];
    link->there = 1;
    link->a = a;
    link->b = b;
    link->mode = mode;
    link->one_way = now_and_then(random, 12);
    link->kilometres = mode == 1 ? between(random, 20, 240) : between(random, 1, 40);
    link->minutes = maybe(random, 30, 5, 90);
    link->flow = maybe(random, 22, 1, 8);
    link->open = draw_hours(d, 12);
    link->threat_tenths = now_and_then(random, 30) ? between(random, 1, 10) : 0;
    if (mode != 3 && now_and_then(random, 13)) {
        link->escort_force = between(random, 1, 4);
        link->escort_vehicles = between(random, 1, 3);
    }
    link->overflight = now_and_then(random, 10);
}

static int64_t
some_mode(drawing *d)
{
    return d->post->types[mst_random_below(&d->random, d->types)].mode;
}

static void
draw_links(drawing *d)
{
    for (uint32_t s = 0; s + 1 < d->sites; s++) {
        draw_link(d, s, s + 1, some_mode(d));
        d->post->links[d->links - 1].one_way = 0;
        if (now_and_then(&d->random, 35)) {
            draw_link(d, s, s + 1, now_and_then(&d->random, 60) ? some_mode(d) : 3);
        }
    }
    uint32_t more = mst_random_below(&d->random, 4);
    for (uint32_t i = 0; i < more && d->sites > 2; i++) {
        int64_t a = mst_random_below(&d->random, d->sites);
        int64_t b = (a + 1 + mst_random_below(&d->random, d->sites - 1)) % d->sites;
        draw_link(d, a, b, now_and_then(&d->random, 85) ? some_mode(d) : 3);
    }
}

static void
draw_fleets(drawing *d)
{
    mst_random *random = &d->random;
    d->fleets = (uint32_t)between(random, d->types > 2 ? 2 : 1, 4);
    for (uint32_t f = 0; f < d->fleets; f++) {
        draft_fleet *fleet = &d->post->fleets[f];
        fleet->there = 1;
        fleet->type = f < d->types ? f : mst_random_below(random, d->types);
        fleet->base = mst_random_below(random, d->sites);
        fleet->count = between(random, 1, 3);
        fleet->notice = now_and_then(random, 40) ? between(random, 10, 300) : 0;
        fleet->notice_raised = fleet->notice > 0 ? maybe(random, 20, 0, fleet->notice) : DRAFT_NONE;
        fleet->crews = maybe(random, 25, 1, 3);
        fleet->sorties = maybe(random, 22, 1, 4);
        fleet->from = now_and_then(random, 10) ? between(random, 10, 300) : 0;
        fleet->until = maybe(random, 10, 400, 1400);
        fleet->basing = now_and_then(random, 10);
    }
}

static void
draw_people(drawing *d)
{
    mst_random *random = &d->random;
    static const int64_t kinds[] = {0, 1, 2, 3, 4, 6};
    d->people = (uint32_t)between(random, 1, DRAFT_PEOPLE);
    for (uint32_t p = 0; p < d->people; p++) {
        draft_people *people = &d->post->people[p];
        people->there = 1;
        people->site =
            p == 0 ? 0 : mst_random_below(random, d->sites - 1 + now_and_then(random, 8));
        people->kind = kinds[mst_random_below(random, 6)];
        people->count = between(random, 1, 45);
        people->priority = maybe(random, 20, 1, 3);
        people->weight = maybe(random, 15, 1, 5);
        people->release_start = now_and_then(random, 25) ? between(random, 10, 240) : 0;
        people->release_over = maybe(random, 20, 10, 300);
        people->release_table = now_and_then(random, 10) ? between(random, 1, 3) : 0;
        people->party = maybe(random, 30, 2, 4);
        people->mixed_parties = now_and_then(random, 25);
        people->litters = maybe(random, 15, 0, 3);
        if (people->litters > people->count) {
            people->litters = people->count;
        }
        if (now_and_then(random, 15)) {
            people->accepts = INT64_C(1) << (d->sites - 1 - mst_random_below(random, 2));
        }
        if (now_and_then(random, 18)) {
            people->moves = between(random, 1, 2);
            people->moves_to = maybe(random, 60, 0, d->sites - 1);
            people->moves_to = people->moves_to == people->site ? DRAFT_NONE : people->moves_to;
            people->uncontrolled = now_and_then(random, 30);
        }
    }
    for (uint32_t p = 1; p < d->people; p++) { /* guards where they are asked for, mostly */
        draft_people *people = &d->post->people[p];
        const draft_site *site = &d->post->sites[people->site];
        bool needed = site->force_fixed != DRAFT_NONE;
        if (now_and_then(random, needed ? 50 : 12)) {
            people->kind = now_and_then(random, 80) ? 5 : 3;
            people->guards = people->kind == 3;
            people->count =
                needed ? site->force_fixed + between(random, 0, 6) : between(random, 2, 12);
            people->count = people->count < 1 ? 1 : people->count;
            people->litters = DRAFT_NONE;
            people->uncontrolled = 0;
        }
    }
}

static void
draw_changes(drawing *d)
{
    mst_random *random = &d->random;
    uint32_t changes = now_and_then(random, 60) ? (uint32_t)between(random, 1, 3) : 0;
    for (uint32_t k = 0; k < changes; k++) {
        draft_change *change = &d->post->changes[k];
        change->there = 1;
        change->what = mst_random_below(random, DRAFT_CHANGE_KINDS);
        change->from = between(random, 10, 400);
        change->until = maybe(random, 30, change->from + 20, change->from + 600);
        change->surprise = now_and_then(random, 65);
        uint32_t most = change->what == DRAFT_CLOSE_LINK || change->what == DRAFT_SLOW_LINK ||
                                change->what == DRAFT_LESS_FLOW
                            ? d->links
                        : change->what == DRAFT_CLOSE_FLEET || change->what == DRAFT_FEWER_VEHICLES
                            ? d->fleets
                        : change->what == DRAFT_WITHDRAW ? DRAFT_PERMISSIONS
                                                         : d->sites;
        change->item = mst_random_below(random, most);
        change->value = between(random, 1, 9);
        /* Contradictions of changes are other tests' matter. */
        for (uint32_t i = 0; i < k; i++) {
            if (d->post->changes[i].what == change->what &&
                d->post->changes[i].item == change->item) {
                change->there = 0;
            }
        }
    }
}

static void
draw_option(drawing *d)
{
    mst_random *random = &d->random;
    draft *post = d->post;
    int64_t scopes[] = {DRAFT_ORDERED, DRAFT_AUTHORIZED, DRAFT_RELOCATE, DRAFT_STAY};
    post->scope = now_and_then(random, 18) ? scopes[mst_random_below(random, 4)] : DRAFT_FULL;
    post->scope_people = between(random, 1, (INT64_C(1) << d->people) - 1);
    post->relocate_to = mst_random_below(random, d->sites);
    post->alert = now_and_then(random, 20);
    post->prefer_fleet = maybe(random, 10, 0, d->fleets - 1);
    post->prefer_link = maybe(random, 10, 0, d->links - 1);
    post->order_at = maybe(random, 15, 0, 9);
    uint32_t reinforcements = now_and_then(random, 22) ? (uint32_t)between(random, 1, 2) : 0;
    for (uint32_t r = 0; r < reinforcements; r++) {
        draft_reinforcement *one = &post->reinforcements[r];
        one->there = 1;
        one->size = between(random, 1, 20);
        one->site = mst_random_below(random, d->sites - 1);
        one->notice = between(random, 0, 300);
        one->rate = maybe(random, 50, 5, 60);
        one->by = maybe(random, 50, 0, d->fleets - 1);
        one->berth_class = between(random, 0, 1);
        one->berths = between(random, 0, 1);
        one->priority = maybe(random, 30, 1, 2);
    }
}

void
draft_random(draft *post, uint64_t seed)
{
    drawing d = {.post = post};
    mst_random_init(&d.random, seed, 1);
    draft_plain(post);
    post->zone = between(&d.random, 0, 2);
    post->day = between(&d.random, 0, 2);
    post->horizon_hours = between(&d.random, 5, 40);
    post->measures = now_and_then(&d.random, 15) ? between(&d.random, 1, 3) : 0;
    d.sites = now_and_then(&d.random, 70) ? (uint32_t)between(&d.random, 2, 4)
                                          : (uint32_t)between(&d.random, 5, DRAFT_SITES);
    draw_types(&d);
    for (uint32_t s = 0; s < d.sites; s++) {
        draw_site(&d, s);
    }
    draw_links(&d);
    draw_fleets(&d);
    draw_people(&d);
    draw_changes(&d);
    draw_option(&d);
    for (uint32_t i = 0; i < DRAFT_PERMISSIONS; i++) {
        post->granted[i] = !now_and_then(&d.random, 8);
    }
}
