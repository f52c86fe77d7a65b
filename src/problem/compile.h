/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the compiler of a cell share. Private to this folder.
 *
 * K1  A change in force is an mst__applied: its times are ms after the order, a beginning at or
 *     before the order is MST_TIME_MIN, an end at or after the horizon is MST_NEVER. Changes that
 *     end before the order or begin after the horizon are gone.
 * K2  `applied` is sorted by class, item, field and then by order of application: facts of reports,
 *     the scenario's with its includes, the option's, the overrides.
 * K3  `chain` is what the last call of mst__chain_* found: the changes on one number or one item
 *     that are known in the phase being compiled, in order of application.
 * K4  Whatever the result needs is in `arena`, all else in `scratch`.
 */
#ifndef MUSTER_PROBLEM_COMPILE_H
#define MUSTER_PROBLEM_COMPILE_H

#include "model/fields.h"
#include "problem/problem.h"

enum {
    MST__CLASS_COUNT = MST_ITEM_PERMISSION + 1,
    MST__FIELD_SLOTS = 512, /* an item's bytes / 8 is at most this */
    MST__MAX_CHAIN = 1024,  /* changes on one number or item */
    MST__MAX_PHASES = 64,   /* distinct times of surprise, and one */
    MST__SUBJECT_BYTES = 256,
    MST__LAYER_FACT = 3,
};

typedef struct mst__applied {
    const mst_change *change;
    mst_item_class item_class;
    uint32_t item, field; /* as in the change; field MST_NONE for whole items and their windows */
    uint32_t order;       /* of application */
    uint8_t layer; /* 0 scenario, 1 option, 2 override: sets of one layer and below 2 conflict;
                      MST__LAYER_FACT: a fact of a report, which amends what is written */
    mst_time begin, end;
    mst_instant relative_to; /* UTC that relative moments inside the change count from */
} mst__applied;

/* A number of the post: where it stands, and what it is when not given. */
typedef struct mst__number {
    mst_item_class item_class;
    uint32_t item;
    uint32_t field;
    uint32_t berth_class; /* MST_NONE for plain fields */
    const mst_quantity *quantity;
    int64_t fallback;
} mst__number;

/* Spans that grow; sorted and merged at the end. */
typedef struct mst__spans {
    uint32_t count, room;
    mst_span *items;
} mst__spans;

/* What is particular to the phase being compiled. */
typedef struct mst__now {
    mst_time begins;
    mst_windows *granted;     /* [permissions] */
    mst_windows *site_there;  /* [sites] there at all, closed or not */
    mst_windows *fleet_there; /* [fleets] there, open, available and permitted */
    mst_steps *fleet_usable;  /* [fleets] how many can be used */
    mst_problem *problem;
} mst__now;

/* The option with what it takes over from those it includes. */
typedef struct mst__choice {
    const mst_option *option;
    const char *alert;
    const char *ordered_by;
    mst_instant order_until; /* MST_NEVER: no limit */
    mst_place order_place;   /* of what says when it is ordered, or until when it may be */
    const mst_option *fleets_of, *links_of; /* whose order of preference holds; NULL: none */
    uint32_t reinforcement_count;
    const mst_reinforcement **reinforcements;
    uint32_t *reinforcement_of_people; /* [people_count] index into reinforcements, or MST_NONE */
} mst__choice;

typedef struct mst__compile {
    const mst_post *post;
    uint32_t scenario, option;
    const mst_override *overrides;
    mst_instant order;
    mst_time horizon;
    mst_arena *arena, *scratch;
    mst_error *err;
    uint16_t field_at[MST__CLASS_COUNT]
                     [MST__FIELD_SLOTS]; /* by offset / 8: index of a plain field + 1 */
    uint32_t berths_field, parking_field;
    mst__choice choice;
    uint32_t applied_count;
    mst__applied *applied;
    uint32_t class_changes[MST__CLASS_COUNT]; /* how many of `applied` are of each class */
    uint32_t chain_count;
    const mst__applied **chain; /* [MST__MAX_CHAIN] */
    mst_time *cuts;             /* [2 * MST__MAX_CHAIN + 1] */
    int64_t *cut_values;
    mst__spans spans, hours_spans, there_spans; /* reused */
    uint32_t phase_count;
    mst_time phase_begins[MST__MAX_PHASES];
    /* the same in every phase */
    uint32_t *type_index;     /* [post types] into problem types, or MST_NONE */
    uint32_t *fleet_vehicles; /* [fleets] vehicles of each, over all phases */
    mst_windows *daylight;    /* [sites] spans NULL until asked for */
    bool *people_there;       /* [people] there in some phase */
    mst__now now;
} mst__compile;

MST_NODISCARD mst_status
mst__no_memory(mst__compile *c);

/* ---- changes.c ---- */

/* Resolves includes, the order's instant and the changes in force; refuses contradictions. */
MST_NODISCARD mst_status
mst__collect(mst__compile *c);

/* UTC of a moment that counts from `relative_to`. */
mst_instant
mst__moment(mst_moment moment, mst_instant relative_to);

/* Fills `chain` with the changes on a number; its low, likely and high for whole items too. */
MST_NODISCARD mst_status
mst__chain_number(mst__compile *c, const mst__number *number);

/* Fills `chain` with open, close, add, remove and the windows of an item. */
MST_NODISCARD mst_status
mst__chain_item(mst__compile *c, mst_item_class item_class, uint32_t item);

/* `sites.hkia.process.desks`; returns `buffer` of MST__SUBJECT_BYTES. */
const char *
mst__subject(const mst__compile *c, const mst__number *number, char *buffer);

/* Does the change begin or end inside the horizon? */
static inline bool
mst__is_timed(const mst__applied *applied)
{
    return applied->begin > MST_TIME_MIN || applied->end < MST_NEVER;
}

static inline bool
mst__is_active(const mst__applied *applied, mst_time t)
{
    return applied->begin <= t && t < applied->end;
}

/* Begins and ends of the chain, sorted, without doubles, after MST_TIME_MIN; returns how many. */
uint32_t
mst__chain_cuts(mst__compile *c);

/* ---- numbers.c ---- */

/* The number of a plain field at `quantity` inside `item`. */
mst__number
mst__number_of(const mst__compile *c, mst_item_class item_class, uint32_t index, const void *item,
               const mst_quantity *quantity);

/* Its value over time; one step where the field cannot change inside the horizon. */
MST_NODISCARD mst_status
mst__number_steps(mst__compile *c, const mst__number *number, mst_steps *steps);

/* Its value at the order; an error when it changes inside the horizon. */
MST_NODISCARD mst_status
mst__number_value(mst__compile *c, const mst__number *number, int64_t *value);

/* The value at `t` that the chain makes of a number. `round_up` for times of links. */
MST_NODISCARD mst_status
mst__chain_value(mst__compile *c, const mst__number *number, mst_time t, bool round_up,
                 int64_t *value);

/* The written number that the chain picks at the order, before set, scale and add. */
int64_t
mst__chain_pick(const mst__compile *c, const mst__number *number);

/* Does the chain set the number at the order? */
bool
mst__chain_sets(const mst__compile *c);

MST_NODISCARD mst_status
mst__steps_constant(mst__compile *c, int64_t value, mst_steps *steps);

/* The steps of `count` cuts and values, neighbours that agree joined. */
MST_NODISCARD mst_status
mst__steps_make(mst__compile *c, uint32_t count, const mst_time *cuts, const int64_t *values,
                mst_steps *steps);

/* `steps` inside the windows, 0 outside. */
MST_NODISCARD mst_status
mst__steps_mask(mst__compile *c, mst_steps *steps, const mst_windows *windows);

/* `steps` less `amount` in a span, not below 0; unlimited stays unlimited. */
MST_NODISCARD mst_status
mst__steps_less(mst__compile *c, mst_steps *steps, int64_t amount, mst_span span);

/* ---- windows.c ---- */

MST_NODISCARD mst_status
mst__spans_push(mst__compile *c, mst__spans *spans, mst_time begin, mst_time end);

/* Sorts and merges the spans into windows, and empties them. */
MST_NODISCARD mst_status
mst__spans_take(mst__compile *c, mst__spans *spans, mst_windows *windows);

/* When an item is there, there and not closed (`open`), and inside its hours too (`hours`). */
typedef struct mst__item_times {
    mst_item_class item_class;
    uint32_t index;
    bool dormant;
    const mst_window_list *list;    /* NULL: no hours */
    mst_windows there, open, hours; /* out */
} mst__item_times;

MST_NODISCARD mst_status
mst__item_windows(mst__compile *c, mst__item_times *item);

/* Where a number is at least `least`. */
MST_NODISCARD mst_status
mst__windows_at_least(mst__compile *c, const mst_steps *steps, int64_t least, mst_windows *windows);

/* Sunrise to sunset where `flag` is 1, always where it is 0. */
MST_NODISCARD mst_status
mst__daylight(mst__compile *c, uint32_t site, const mst_steps *flag, mst_windows *windows);

/* When a permission is granted; always for none. */
const mst_windows *
mst__granted(const mst__compile *c, mst_permission_id permission);

/* Local midnight that begins the day after that of the order, UTC. */
mst_instant
mst__next_midnight(const mst__compile *c);

/* ---- one part of the problem each ---- */
MST_NODISCARD mst_status
mst__compile_permissions(mst__compile *c);
MST_NODISCARD mst_status
mst__compile_sites(mst__compile *c);
MST_NODISCARD mst_status
mst__compile_arcs(mst__compile *c);
/* Usable vehicles of each fleet in this phase: fleet_there, fleet_usable; raises fleet_vehicles. */
MST_NODISCARD mst_status
mst__count_fleets(mst__compile *c);
MST_NODISCARD mst_status
mst__compile_types(mst__compile *c);
MST_NODISCARD mst_status
mst__compile_vehicles(mst__compile *c);
MST_NODISCARD mst_status
mst__compile_compatible(mst__compile *c);
/* Marks the people that are there in this phase in people_there. */
MST_NODISCARD mst_status
mst__find_people(mst__compile *c);
MST_NODISCARD mst_status
mst__compile_people(mst__compile *c);
MST_NODISCARD mst_status
mst__compile_pins(mst__compile *c);

/* ---- includes.c ---- */

/* Indexes of the cell's scenario or option and all it includes, in order of application, itself
 * last. */
MST_NODISCARD mst_status
mst__scenario_order(mst__compile *c, uint32_t **order, uint32_t *count);
MST_NODISCARD mst_status
mst__option_order(mst__compile *c, uint32_t **order, uint32_t *count);

/* ---- release.c ---- */

/* People of an item in this cell, by the day of the order where they are given by date. */
MST_NODISCARD mst_status
mst__count_people(mst__compile *c, uint32_t index, int64_t *persons);

typedef struct mst__comers {
    uint32_t index;  /* of the people item */
    int64_t persons; /* of the whole item */
    mst_time since;  /* MST_TIME_MIN: there from the start; MST_NEVER: not in this phase */
} mst__comers;

/* Fills the release of a cohort, whose count and party are known. */
MST_NODISCARD mst_status
mst__compile_release(mst__compile *c, const mst__comers *people, mst_p_cohort *cohort);

/* The same for reinforcements, by their number in the choice, with where they are. */
MST_NODISCARD mst_status
mst__compile_reinforcement(mst__compile *c, uint32_t number, mst_p_cohort *cohort);

/* What a reinforcement comes to in this cell. */
typedef struct mst__arrival {
    int64_t size;
    mst_time notice, over; /* the k-th of n arrives at notice + ceil(over k / n) */
    int64_t berths;
} mst__arrival;

MST_NODISCARD mst_status
mst__arrival_of(mst__compile *c, const mst_reinforcement *reinforcement, mst__arrival *arrival);

#define MST__SITE(c, i, member)                                                                    \
    mst__number_of((c), MST_ITEM_SITE, (i), &(c)->post->sites[i], &(c)->post->sites[i].member)
#define MST__LINK(c, i, member)                                                                    \
    mst__number_of((c), MST_ITEM_LINK, (i), &(c)->post->links[i], &(c)->post->links[i].member)
#define MST__TYPE(c, i, member)                                                                    \
    mst__number_of((c), MST_ITEM_TYPE, (i), &(c)->post->types[i], &(c)->post->types[i].member)
#define MST__FLEET(c, i, member)                                                                   \
    mst__number_of((c), MST_ITEM_FLEET, (i), &(c)->post->fleets[i], &(c)->post->fleets[i].member)
#define MST__PEOPLE(c, i, member)                                                                  \
    mst__number_of((c), MST_ITEM_PEOPLE, (i), &(c)->post->people[i], &(c)->post->people[i].member)

#endif
