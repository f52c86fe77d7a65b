/* SPDX-License-Identifier: Apache-2.0
 *
 * Random small posts, kept as numbers so that they can be changed, put in another order, made
 * smaller and written as YAML.
 *
 * G1  A draft is nothing but int64_t, so a shrinker can go through it number by number.
 * G2  What is not given is the number of draft_plain(); an item that is not there is not written,
 *     nor is what refers to it. So every draft can be written; not all are valid posts.
 * G3  draft_random gives valid posts only.
 */
#ifndef MUSTER_TESTS_PROPERTY_ENGINE_POSTS_H
#define MUSTER_TESTS_PROPERTY_ENGINE_POSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

enum {
    DRAFT_SITES = 8,
    DRAFT_LINKS = 14,
    DRAFT_TYPES = 4,
    DRAFT_FLEETS = 4,
    DRAFT_PEOPLE = 6,
    DRAFT_PERMISSIONS = 3, /* 0 basing, 1 overflight, 2 landing */
    DRAFT_REINFORCEMENTS = 2,
    DRAFT_CHANGES = 5,
    DRAFT_PINS = 2,
    DRAFT_PIN_LOADS = 2,
    DRAFT_CLASSES = 2,
    DRAFT_TEXT_BYTES = 32768,
    DRAFT_NONE = -1, /* not given */
};

/* Daily hours in minutes of the day, or once in minutes after as_of. */
typedef struct draft_hours {
    int64_t daily_from, daily_until;
    int64_t once_from, once_until;
} draft_hours;

typedef struct draft_site {
    int64_t there, safe, hold, place; /* place: one of the positions on the map */
    int64_t desks, desk_seconds, per_party, station;
    int64_t berths_given, berths[DRAFT_CLASSES], parking[DRAFT_CLASSES];
    int64_t movements, fuel, runway_metres, gravel;
    draft_hours open;
    int64_t daylight_only;
    int64_t force_fixed, force_per_1000, force_rear;
    int64_t threat_tenths, supplies_hours, landing;
} draft_site;

typedef struct draft_link {
    int64_t there, a, b, one_way, mode;
    int64_t kilometres, minutes, flow;
    draft_hours open;
    int64_t threat_tenths, escort_force, escort_vehicles, overflight;
} draft_link;

typedef struct draft_type {
    int64_t there, mode, seats, litters, seats_per_litter, speed, speed_empty;
    int64_t load, unload, turn, refuel; /* minutes */
    int64_t range_kilometres, runway_metres, asphalt_only, berth_class;
    int64_t wait, duty, rest; /* minutes */
    int64_t availability_percent;
} draft_type;

typedef struct draft_fleet {
    int64_t there, type, base, count, notice, notice_raised; /* minutes */
    int64_t crews, sorties, from, until, basing;             /* minutes after as_of */
} draft_fleet;

typedef struct draft_people {
    int64_t there, site, kind, count, priority, weight;
    int64_t release_start, release_over, release_table; /* minutes; table: in so many steps */
    int64_t party, mixed_parties, litters;
    int64_t accepts;                               /* a bit a site; 0: any safe site */
    int64_t guards, moves, moves_to, uncontrolled; /* moves: 1 on foot, 2 own cars */
} draft_people;

typedef struct draft_reinforcement {
    int64_t there, size, site, notice, rate, berth_class, berths, by, priority;
} draft_reinforcement;

typedef enum draft_change_what {
    DRAFT_CLOSE_SITE,
    DRAFT_CLOSE_LINK,
    DRAFT_CLOSE_FLEET,
    DRAFT_WITHDRAW,
    DRAFT_SCALE_DESKS,
    DRAFT_SCALE_HOLD,
    DRAFT_SLOW_LINK,
    DRAFT_LESS_FLOW,
    DRAFT_NEED_FORCE,
    DRAFT_FEWER_VEHICLES,
    DRAFT_ADD_PEOPLE,
    DRAFT_LOSE_SAFETY,
    DRAFT_CHANGE_KINDS,
} draft_change_what;

typedef struct draft_change {
    int64_t there, what, item, value, from, until, surprise; /* minutes after as_of */
} draft_change;

typedef struct draft_pin {
    int64_t there, fleet, ordinal, from, to, leave_ms;
    int64_t people[DRAFT_PIN_LOADS], load[DRAFT_PIN_LOADS];
} draft_pin;

typedef enum draft_scope {
    DRAFT_FULL,
    DRAFT_ORDERED,
    DRAFT_AUTHORIZED,
    DRAFT_RELOCATE,
    DRAFT_STAY,
} draft_scope;

typedef struct draft {
    int64_t zone, day, horizon_hours, measures;
    draft_site sites[DRAFT_SITES];
    draft_link links[DRAFT_LINKS];
    draft_type types[DRAFT_TYPES];
    draft_fleet fleets[DRAFT_FLEETS];
    draft_people people[DRAFT_PEOPLE];
    int64_t granted[DRAFT_PERMISSIONS];
    draft_reinforcement reinforcements[DRAFT_REINFORCEMENTS];
    draft_change changes[DRAFT_CHANGES]; /* of the scenario */
    draft_pin pins[DRAFT_PINS];
    int64_t scope, scope_people, relocate_to, alert, prefer_fleet, prefer_link, order_at;
    int64_t more, more_item, more_value; /* a second scenario with more means; more 0: none */
} draft;

/* In which order the items are written; identity unless shuffled. */
typedef struct draft_order {
    uint32_t sites[DRAFT_SITES], links[DRAFT_LINKS], types[DRAFT_TYPES], fleets[DRAFT_FLEETS],
        people[DRAFT_PEOPLE];
} draft_order;

void
draft_plain(draft *post);

void
draft_random(draft *post, uint64_t seed);

/* YAML of DRAFT_TEXT_BYTES at most; returns its length. `order` may be NULL. */
size_t
draft_write(const draft *post, const draft_order *order, char *text);

void
draft_as_drawn(draft_order *order);

void
draft_shuffle(draft_order *order, uint64_t seed);

/* The same post with other ids: what was site i is site order->sites[i], and so on. */
void
draft_rename(const draft *post, const draft_order *order, draft *renamed);

/* The same post in which rule `rule` (1 .. 13) asks nothing, or, with 14, nothing is a surprise.
 * False when it asked nothing before: the post has none of what the rule is about. */
bool
draft_without_rule(const draft *post, unsigned rule, draft *relaxed);

/* Adds a scenario `more` to `base`: the same with more means. What they are is chosen by `seed`;
 * returns what in words, NULL when the post has nothing to add to. */
const char *
draft_more_means(draft *post, uint64_t seed);

/* Makes the post smaller while `fails` says that it still fails; at most `tries` questions. */
void
draft_shrink(draft *post, bool (*fails)(const draft *post, void *context), void *context,
             unsigned tries);

#endif
