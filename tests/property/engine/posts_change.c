/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes of drafts: without a rule, with more means, smaller.
 */
#include "posts.h"

#include <string.h>

/* ---- without a rule ---- */

static void
without_seats(draft *post)
{
    for (uint32_t t = 0; t < DRAFT_TYPES; t++) {
        post->types[t].seats = 1000;
        post->types[t].litters = 1000;
    }
    for (uint32_t p = 0; p < DRAFT_PEOPLE; p++) {
        post->people[p].party = DRAFT_NONE;
    }
}

static void
without_compatibility(draft *post)
{
    for (uint32_t t = 0; t < DRAFT_TYPES; t++) {
        draft_type *type = &post->types[t];
        type->range_kilometres = type->refuel = type->runway_metres = DRAFT_NONE;
        type->availability_percent = DRAFT_NONE;
    }
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        for (uint32_t k = 0; k < DRAFT_CLASSES; k++) {
            int64_t *berths = &post->sites[s].berths[k];
            *berths = *berths == DRAFT_NONE ? 1 : *berths;
        }
    }
    for (uint32_t i = 0; i < DRAFT_PERMISSIONS; i++) {
        post->granted[i] = 1;
    }
}

static void
without_stops(draft *post)
{
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        for (uint32_t k = 0; k < DRAFT_CLASSES; k++) {
            int64_t *berths = &post->sites[s].berths[k];
            *berths = *berths == DRAFT_NONE ? DRAFT_NONE : 1000;
            post->sites[s].parking[k] = DRAFT_NONE;
        }
    }
    for (uint32_t t = 0; t < DRAFT_TYPES; t++) {
        post->types[t].load = post->types[t].unload = post->types[t].turn = DRAFT_NONE;
    }
}

static void
without_windows(draft *post)
{
    static const draft_hours always = {DRAFT_NONE, DRAFT_NONE, DRAFT_NONE, DRAFT_NONE};
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        post->sites[s].open = always;
        post->sites[s].daylight_only = 0;
    }
    for (uint32_t l = 0; l < DRAFT_LINKS; l++) {
        post->links[l].open = always;
    }
    for (uint32_t k = 0; k < DRAFT_CHANGES; k++) {
        draft_change *change = &post->changes[k];
        bool closes = change->what == DRAFT_CLOSE_SITE || change->what == DRAFT_CLOSE_LINK;
        change->there = closes ? 0 : change->there;
    }
}

static void
without_force(draft *post)
{
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        post->sites[s].force_fixed = DRAFT_NONE;
    }
    for (uint32_t k = 0; k < DRAFT_CHANGES; k++) {
        post->changes[k].there =
            post->changes[k].what == DRAFT_NEED_FORCE ? 0 : post->changes[k].there;
    }
}

static void
without_crews(draft *post)
{
    for (uint32_t t = 0; t < DRAFT_TYPES; t++) {
        post->types[t].duty = post->types[t].rest = DRAFT_NONE;
    }
}

static void
without_flow(draft *post)
{
    for (uint32_t l = 0; l < DRAFT_LINKS; l++) {
        post->links[l].flow = DRAFT_NONE;
    }
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        post->sites[s].movements = DRAFT_NONE;
    }
    for (uint32_t f = 0; f < DRAFT_FLEETS; f++) {
        post->fleets[f].sorties = DRAFT_NONE;
    }
    for (uint32_t k = 0; k < DRAFT_CHANGES; k++) {
        post->changes[k].there =
            post->changes[k].what == DRAFT_LESS_FLOW ? 0 : post->changes[k].there;
    }
}

static void
without_people(draft *post)
{
    for (uint32_t p = 0; p < DRAFT_PEOPLE; p++) {
        draft_people *people = &post->people[p];
        people->release_start = people->release_table = 0;
        people->release_over = DRAFT_NONE;
    }
}

static void
without_vehicles(draft *post)
{
    for (uint32_t f = 0; f < DRAFT_FLEETS; f++) {
        draft_fleet *fleet = &post->fleets[f];
        fleet->notice = fleet->from = 0;
        fleet->notice_raised = fleet->until = DRAFT_NONE;
    }
}

static void
without_hold(draft *post)
{
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        post->sites[s].hold = DRAFT_NONE;
    }
}

static void
without_desks(draft *post)
{
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        post->sites[s].desks = DRAFT_NONE;
    }
}

static void
without_destination(draft *post)
{
    for (uint32_t p = 0; p < DRAFT_PEOPLE; p++) {
        post->people[p].accepts = 0;
    }
}

static void
without_escort(draft *post)
{
    for (uint32_t l = 0; l < DRAFT_LINKS; l++) {
        post->links[l].escort_force = DRAFT_NONE;
    }
}

static void
without_surprise(draft *post)
{
    for (uint32_t k = 0; k < DRAFT_CHANGES; k++) {
        post->changes[k].surprise = 0;
    }
}

bool
draft_without_rule(const draft *post, unsigned rule, draft *relaxed)
{
    static void (*const without[])(draft *) = {
        [1] = without_people,        [2] = without_vehicles, [3] = without_seats,
        [4] = without_compatibility, [5] = without_stops,    [6] = without_hold,
        [7] = without_desks,         [8] = without_windows,  [9] = without_force,
        [10] = without_crews,        [11] = without_flow,    [12] = without_destination,
        [13] = without_escort,       [14] = without_surprise};
    *relaxed = *post;
    without[rule](relaxed);
    return memcmp(relaxed, post, sizeof *post) != 0;
}

/* ---- more means ---- */

typedef struct choice {
    int64_t more, item, value;
    const char *what;
} choice;

enum { MOST_CHOICES = 128 };

typedef struct choices {
    uint32_t count;
    choice all[MOST_CHOICES];
} choices;

static void
may(choices *list, bool is_limit, choice one)
{
    if (is_limit && list->count < MOST_CHOICES) {
        list->all[list->count++] = one;
    }
}

static bool
has_hours(const draft_hours *hours)
{
    return hours->daily_from != DRAFT_NONE || hours->once_from != DRAFT_NONE ||
           hours->once_until != DRAFT_NONE;
}

/* Uncontrolled people set off as soon as their way is open (rule 1.9): to them an open way is not
 * something that a plan may leave unused, so it is not more means. */
static bool
has_uncontrolled(const draft *post)
{
    for (uint32_t p = 0; p < DRAFT_PEOPLE; p++) {
        if (post->people[p].there && post->people[p].moves > 0 && post->people[p].uncontrolled) {
            return true;
        }
    }
    return false;
}

static void
list_means(const draft *post, choices *list)
{
    bool may_open = !has_uncontrolled(post);
    for (uint32_t f = 0; f < DRAFT_FLEETS; f++) {
        const draft_fleet *fleet = &post->fleets[f];
        may(list, fleet->there, (choice){1, f, 1, "a vehicle"});
        may(list, fleet->there && fleet->notice > 0, (choice){8, f, 3, "earlier notice"});
        may(list, fleet->there && fleet->sorties != DRAFT_NONE, (choice){12, f, 1, "a sortie"});
        may(list, fleet->there && post->types[fleet->type].duty != DRAFT_NONE,
            (choice){15, f, 1, "a crew"});
        may(list, fleet->there, (choice){2, fleet->type, 2, "seats"});
        may(list, fleet->there && post->types[fleet->type].range_kilometres != DRAFT_NONE,
            (choice){13, fleet->type, 60, "range"});
    }
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        const draft_site *site = &post->sites[s];
        bool berths = site->there && site->berths_given;
        bool known[DRAFT_CLASSES] = {false, false};
        for (uint32_t t = 0; t < DRAFT_TYPES; t++) {
            known[post->types[t].berth_class] |= post->types[t].there != 0;
        }
        may(list, berths && known[0] && site->berths[0] != DRAFT_NONE,
            (choice){3, s, 1, "a berth"});
        may(list, berths && known[1] && site->berths[1] != DRAFT_NONE,
            (choice){4, s, 1, "a berth"});
        may(list, site->there && known[0] && site->parking[0] != DRAFT_NONE,
            (choice){9, s, 1, "parking"});
        may(list, site->there && site->desks != DRAFT_NONE, (choice){5, s, 1, "a desk"});
        may(list, site->there && site->hold != DRAFT_NONE, (choice){6, s, 9, "hold"});
        may(list, site->there && site->movements != DRAFT_NONE, (choice){11, s, 2, "movements"});
        may(list, may_open && site->there && has_hours(&site->open),
            (choice){14, s, 0, "an open site"});
    }
    for (uint32_t l = 0; l < DRAFT_LINKS; l++) {
        const draft_link *link = &post->links[l];
        may(list, may_open && link->there && has_hours(&link->open),
            (choice){7, l, 0, "an open link"});
        may(list, link->there && link->flow != DRAFT_NONE, (choice){10, l, 2, "flow"});
    }
}

const char *
draft_more_means(draft *post, uint64_t seed)
{
    mst_random random;
    choices list = {0};
    mst_random_init(&random, seed, 3);
    list_means(post, &list);
    if (list.count == 0) {
        return NULL;
    }
    const choice *one = &list.all[mst_random_below(&random, list.count)];
    post->more = one->more;
    post->more_item = one->item;
    post->more_value = one->value;
    for (uint32_t k = 0; k < DRAFT_CHANGES; k++) {
        post->changes[k].surprise = 0; /* plans of cells with surprises are not lent */
        /* What reopens an item would undo what closes it, which is more than its hours. */
    }
    return one->what;
}

/* ---- smaller ---- */

static bool
try_number(draft *post, int64_t *number, int64_t value, bool (*fails)(const draft *, void *),
           void *context)
{
    int64_t kept = *number;
    if (kept == value) {
        return false;
    }
    *number = value;
    if (fails(post, context)) {
        return true;
    }
    *number = kept;
    return false;
}

void
draft_shrink(draft *post, bool (*fails)(const draft *post, void *context), void *context,
             unsigned tries)
{
    draft plain;
    draft_plain(&plain);
    int64_t *numbers = (int64_t *)post; /* G1 */
    const int64_t *simple = (const int64_t *)&plain;
    bool changed = true;
    while (changed && tries > 0) {
        changed = false;
        for (size_t i = 0; i < sizeof *post / sizeof(int64_t) && tries > 0; i++) {
            if (numbers[i] == simple[i]) {
                continue;
            }
            tries--;
            if (try_number(post, &numbers[i], simple[i], fails, context)) {
                changed = true;
            } else if (numbers[i] > 1 && tries > 0) {
                tries--;
                changed |= try_number(post, &numbers[i], numbers[i] / 2, fails, context);
                changed |= try_number(post, &numbers[i], numbers[i] - 1, fails, context);
            }
        }
    }
}
