/* SPDX-License-Identifier: Apache-2.0
 *
 * Which changes are in force in a cell, in which order, and from when.
 *
 * C1  Two sets of one number, or of one item's windows, by scenario and option must not overlap in
 *     time; a set of every item of a class is a set of each.
 * C2  An override is laid over everything: it overlaps what it likes but not another override.
 * C3  Facts of known reports lie under everything, in the order of their receipt: a later
 *     one amends an earlier one and contradicts nobody.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "problem/compile.h"
#include "problem/facts.h"

mst_instant
mst__moment(mst_moment moment, mst_instant relative_to)
{
    return moment.absolute ? moment.ms : relative_to + moment.ms;
}

/* ---- changes in force ---- */

static mst_status
apply_change(mst__compile *c, const mst_change *change, uint8_t layer, mst_instant relative_to)
{
    mst__applied applied = {
        .change = change,
        .item_class = change->item_class,
        .item = change->item,
        .field = change->operation == MST_CHANGE_SET_WINDOWS ? MST_NONE : change->field,
        .order = c->applied_count,
        .layer = layer,
        .begin = MST_TIME_MIN,
        .end = MST_NEVER,
        .relative_to = relative_to,
    };
    if (change->from.given) {
        applied.begin = mst__moment(change->from, relative_to) - c->order;
    }
    if (change->until.given) {
        applied.end = mst__moment(change->until, relative_to) - c->order;
    }
    if (applied.begin >= applied.end) {
        return mst_fail(c->err, MST_INVALID, change->place, "this change ends before it begins");
    }
    if (applied.end <= 0 || applied.begin >= c->horizon) {
        return MST_OK;
    }
    if (applied.begin <= 0) {
        applied.begin = MST_TIME_MIN;
    }
    if (applied.end >= c->horizon) {
        applied.end = MST_NEVER;
    }
    c->applied[c->applied_count++] = applied;
    return MST_OK;
}

static mst_status
apply_all(mst__compile *c, uint32_t scenario_count, const uint32_t *scenarios,
          uint32_t option_count, const uint32_t *options)
{
    const mst_post *post = c->post;
    size_t total = c->overrides != NULL ? c->overrides->count : 0;
    for (uint32_t i = 0; i < scenario_count; i++) {
        total += post->scenarios[scenarios[i]].change_count;
    }
    for (uint32_t i = 0; i < option_count; i++) {
        total += post->options[options[i]].change_count;
    }
    uint32_t *facts = MST_TAKE(c->scratch, uint32_t, post->report_count);
    if (facts == NULL) {
        return mst__no_memory(c);
    }
    uint32_t fact_count = mst_facts_list(post, facts);
    mst_status status = MST_OK;
    for (uint32_t i = 0; i < fact_count; i++) {
        total += post->reports[facts[i]].change_count;
    }
    c->applied = MST_TAKE(c->scratch, mst__applied, total);
    if (c->applied == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < fact_count; i++) {
        const mst_report *report = &post->reports[facts[i]];
        for (uint32_t k = 0; status == MST_OK && k < report->change_count; k++) {
            status = apply_change(c, &report->changes[k], MST__LAYER_FACT, report->at);
        }
    }
    for (uint32_t i = 0; i < scenario_count; i++) {
        const mst_scenario *scenario = &post->scenarios[scenarios[i]];
        for (uint32_t k = 0; status == MST_OK && k < scenario->change_count; k++) {
            status = apply_change(c, &scenario->changes[k], 0, post->as_of);
        }
    }
    for (uint32_t i = 0; i < option_count; i++) {
        const mst_option *option = &post->options[options[i]];
        for (uint32_t k = 0; status == MST_OK && k < option->change_count; k++) {
            status = apply_change(c, &option->changes[k], 1, c->order);
        }
    }
    for (uint32_t k = 0; status == MST_OK && c->overrides != NULL && k < c->overrides->count; k++) {
        status = apply_change(c, &c->overrides->changes[k], 2, post->as_of);
    }
    return status;
}

static int
compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int
compare_subjects(const mst__applied *a, const mst__applied *b)
{
    if (a->item_class != b->item_class) {
        return compare_u32((uint32_t)a->item_class, (uint32_t)b->item_class);
    }
    if (a->item != b->item) {
        return compare_u32(a->item, b->item);
    }
    return compare_u32(a->field, b->field);
}

static int
compare_applied(const void *left, const void *right)
{
    const mst__applied *a = left;
    const mst__applied *b = right;
    int order = compare_subjects(a, b);
    return order != 0 ? order : compare_u32(a->order, b->order);
}

/* ---- two sets of one thing ---- */

/* Sets of one field stand together, by item; those of every item come last (MST_NONE). */
static int
compare_sets(const void *left, const void *right)
{
    const mst__applied *a = *(const mst__applied *const *)left;
    const mst__applied *b = *(const mst__applied *const *)right;
    if (a->item_class != b->item_class) {
        return compare_u32((uint32_t)a->item_class, (uint32_t)b->item_class);
    }
    if (a->field != b->field) {
        return compare_u32(a->field, b->field);
    }
    return a->item != b->item ? compare_u32(a->item, b->item) : compare_u32(a->order, b->order);
}

static bool
is_conflict(const mst__applied *a, const mst__applied *b)
{
    uint32_t one = a->change->berth_class;
    uint32_t other = b->change->berth_class;
    if (a->layer == MST__LAYER_FACT || b->layer == MST__LAYER_FACT) {
        return false; /* C3 */
    }
    return a->begin < b->end && b->begin < a->end &&
           (one == other || one == MST_NONE || other == MST_NONE) &&
           (a->layer == 2) == (b->layer == 2);
}

static mst_status
refuse_conflict(mst__compile *c, const mst__applied *first, const mst__applied *second)
{
    mst__number number = {
        .item_class = second->item_class,
        .item = second->item != MST_NONE ? second->item : first->item,
        .field = second->field,
        .berth_class = second->change->berth_class,
    };
    char subject[MST__SUBJECT_BYTES];
    mst_place place = first->change->place;
    return mst_fail(c->err, MST_INVALID, second->change->place,
                    "\"%s%s\" is set here and at %s:%u:%u, at one time",
                    mst__subject(c, &number, subject), second->field == MST_NONE ? ".open" : "",
                    place.file != NULL ? place.file : "the command line", place.line, place.column);
}

/* Each of `sets`, which are of one item, against the later ones and against those of every item. */
static mst_status
check_item(mst__compile *c, uint32_t count, const mst__applied *const *sets, uint32_t every_count,
           const mst__applied *const *every)
{
    if (count > MST__MAX_CHAIN) {
        return mst_fail(c->err, MST_LIMIT, sets[MST__MAX_CHAIN]->change->place,
                        "at most %d changes may touch one field or item", MST__MAX_CHAIN);
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = i + 1; k < count; k++) {
            if (is_conflict(sets[i], sets[k])) {
                return refuse_conflict(c, sets[i], sets[k]);
            }
        }
        for (uint32_t k = 0; k < every_count; k++) {
            if (is_conflict(sets[i], every[k])) {
                bool earlier = sets[i]->order < every[k]->order;
                return refuse_conflict(c, earlier ? sets[i] : every[k],
                                       earlier ? every[k] : sets[i]);
            }
        }
    }
    return MST_OK;
}

/* The sets of one field of one class, by item. */
static mst_status
check_field(mst__compile *c, uint32_t count, const mst__applied *const *sets)
{
    uint32_t every = count;
    while (every > 0 && sets[every - 1]->item == MST_NONE) {
        every--;
    }
    mst_status status = check_item(c, count - every, sets + every, 0, NULL);
    for (uint32_t first = 0; status == MST_OK && first < every;) {
        uint32_t end = first + 1;
        while (end < every && sets[end]->item == sets[first]->item) {
            end++;
        }
        status = check_item(c, end - first, sets + first, count - every, sets + every);
        first = end;
    }
    return status;
}

static mst_status
check_conflicts(mst__compile *c)
{
    const mst__applied **sets = MST_TAKE(c->scratch, const mst__applied *, c->applied_count);
    if (sets == NULL) {
        return mst__no_memory(c);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->applied_count; i++) {
        mst_operation operation = c->applied[i].change->operation;
        if (operation == MST_CHANGE_SET || operation == MST_CHANGE_SET_WINDOWS) {
            sets[count++] = &c->applied[i];
        }
    }
    qsort(sets, count, sizeof *sets, compare_sets);
    for (uint32_t first = 0; first < count;) {
        uint32_t end = first + 1;
        while (end < count && sets[end]->item_class == sets[first]->item_class &&
               sets[end]->field == sets[first]->field) {
            end++;
        }
        mst_status status = check_field(c, end - first, &sets[first]);
        if (status != MST_OK) {
            return status;
        }
        first = end;
    }
    return MST_OK;
}

/* ---- surprises ---- */

static mst_status
find_phases(mst__compile *c)
{
    c->phase_count = 1;
    c->phase_begins[0] = 0;
    for (uint32_t i = 0; i < c->applied_count; i++) {
        const mst__applied *applied = &c->applied[i];
        if (!applied->change->surprise || applied->begin == MST_TIME_MIN) {
            continue;
        }
        uint32_t k = c->phase_count;
        while (k > 0 && c->phase_begins[k - 1] > applied->begin) {
            k--;
        }
        if (c->phase_begins[k - 1] == applied->begin) {
            continue;
        }
        if (c->phase_count == MST__MAX_PHASES) {
            return mst_fail(c->err, MST_LIMIT, applied->change->place,
                            "a cell has surprises at %d different times at most",
                            MST__MAX_PHASES - 1);
        }
        memmove(&c->phase_begins[k + 1], &c->phase_begins[k],
                (c->phase_count - k) * sizeof c->phase_begins[0]);
        c->phase_begins[k] = applied->begin;
        c->phase_count++;
    }
    return MST_OK;
}

/* ---- the option ---- */

/* "2021-08-31 23:59" on the clock of the post's zone. */
typedef struct local_text {
    char text[64];
} local_text;

static local_text
local_time(const mst_post *post, mst_instant instant)
{
    int64_t local = instant + (int64_t)mst_post_offset_seconds(post, instant) * 1000;
    int64_t days = mst_floor_divide(local, MST_MS_PER_DAY);
    int64_t ms = local - days * MST_MS_PER_DAY;
    mst_date date = mst_date_of_days(days);
    local_text result;
    int written =
        snprintf(result.text, sizeof result.text, "%04d-%02d-%02d %02d:%02d", date.year, date.month,
                 date.day, (int)(ms / MST_MS_PER_HOUR), (int)(ms / 60000 % 60));
    if (ms % 60000 != 0 && written > 0 && (size_t)written < sizeof result.text) {
        snprintf(result.text + written, sizeof result.text - (size_t)written,
                 ms % 1000 != 0 ? ":%02d.%03d" : ":%02d", (int)(ms / 1000 % 60), (int)(ms % 1000));
    }
    return result;
}

/* Nobody may order it after the authority to do so has ended. */
static mst_status
check_authority(mst__compile *c)
{
    const mst__choice *choice = &c->choice;
    bool is_given = c->overrides != NULL && c->overrides->is_ordered; /* it was in time then */
    if (c->order <= choice->order_until || is_given) {
        return MST_OK;
    }
    return mst_fail(c->err, MST_INVALID, choice->order_place,
                    "option \"%s\" is ordered at %s, but %s may order it until %s: set order_at to "
                    "that or earlier, or a later order_until",
                    choice->option->id, local_time(c->post, c->order).text,
                    choice->ordered_by != NULL ? choice->ordered_by : "its authority",
                    local_time(c->post, choice->order_until).text);
}

/* The option's own word, else that of the last included one that has any. */
static mst_status
choose(mst__compile *c, uint32_t count, const uint32_t *options)
{
    const mst_post *post = c->post;
    mst__choice *choice = &c->choice;
    choice->option = &post->options[c->option];
    c->order = post->as_of;
    choice->order_until = MST_NEVER;
    choice->order_place = choice->option->place;
    uint32_t total = 0;
    for (uint32_t i = 0; i < count; i++) {
        total += post->options[options[i]].reinforcement_count;
    }
    choice->reinforcements = MST_TAKE(c->scratch, const mst_reinforcement *, total);
    choice->reinforcement_of_people = MST_TAKE(c->scratch, uint32_t, post->people_count);
    if (choice->reinforcements == NULL || choice->reinforcement_of_people == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < post->people_count; i++) {
        choice->reinforcement_of_people[i] = MST_NONE;
    }
    bool has_order = false;
    for (uint32_t i = 0; i < count; i++) { /* the option itself comes last */
        const mst_option *option = &post->options[options[i]];
        if (option->order_at.given) {
            has_order = true;
            c->order = mst__moment(option->order_at, post->as_of);
            if (post->as_of > post->base_as_of && c->order < post->as_of) {
                c->order = post->as_of; /* it was not given then; now is the soonest */
            }
            choice->order_place = option->order_at_place;
        }
        if (option->order_until.given) {
            choice->order_until = mst__moment(option->order_until, post->as_of);
            if (!has_order) {
                choice->order_place = option->order_until_place;
            }
        }
        if (option->ordered_by != NULL) {
            choice->ordered_by = option->ordered_by;
        }
        if (option->alert != NULL) {
            choice->alert = option->alert;
        }
        if (option->preferred_fleet_count > 0) {
            choice->fleets_of = option;
        }
        if (option->preferred_link_count > 0) {
            choice->links_of = option;
        }
        for (uint32_t k = 0; k < option->reinforcement_count; k++) {
            const mst_reinforcement *reinforcement = &option->reinforcements[k];
            assert(reinforcement->people < post->people_count);
            choice->reinforcement_of_people[reinforcement->people] = choice->reinforcement_count;
            choice->reinforcements[choice->reinforcement_count++] = reinforcement;
        }
    }
    if (c->overrides != NULL && c->overrides->is_ordered) {
        c->order = c->overrides->order;
    }
    return check_authority(c);
}

mst_status
mst__collect(mst__compile *c)
{
    uint32_t *scenarios;
    uint32_t *options;
    uint32_t scenario_count;
    uint32_t option_count;
    mst_status status = mst__scenario_order(c, &scenarios, &scenario_count);
    if (status == MST_OK) {
        status = mst__option_order(c, &options, &option_count);
    }
    if (status == MST_OK) {
        status = choose(c, option_count, options);
    }
    if (status == MST_OK) {
        status = apply_all(c, scenario_count, scenarios, option_count, options);
    }
    if (status == MST_OK) {
        status = check_conflicts(c);
    }
    if (status == MST_OK) {
        status = find_phases(c);
    }
    if (status != MST_OK) {
        return status;
    }
    qsort(c->applied, c->applied_count, sizeof *c->applied, compare_applied);
    for (uint32_t i = 0; i < c->applied_count; i++) {
        c->class_changes[c->applied[i].item_class]++;
    }
    return MST_OK;
}

/* ---- chains ---- */

static bool
is_pick(mst_operation operation)
{
    return operation == MST_CHANGE_LOW || operation == MST_CHANGE_LIKELY ||
           operation == MST_CHANGE_HIGH;
}

typedef enum chain_want { WANT_ALL, WANT_PICKS, WANT_WHOLE } chain_want;

static bool
is_wanted(const mst__compile *c, const mst__applied *applied, chain_want want)
{
    if (applied->change->surprise && applied->begin > c->now.begins) {
        return false; /* not known yet */
    }
    bool pick = is_pick(applied->change->operation);
    return want == WANT_ALL || (want == WANT_PICKS) == pick;
}

/* Adds the changes on (class, item, field) to the chain. */
static mst_status
chain_add(mst__compile *c, const mst__applied *subject, uint32_t berth_class, chain_want want)
{
    uint32_t low = 0;
    uint32_t high = c->applied_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare_subjects(&c->applied[middle], subject) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < c->applied_count && compare_subjects(&c->applied[low], subject) == 0; low++) {
        const mst__applied *applied = &c->applied[low];
        uint32_t of_class = applied->change->berth_class;
        bool fits = berth_class == MST_NONE || of_class == MST_NONE || of_class == berth_class;
        if (!fits || !is_wanted(c, applied, want)) {
            continue;
        }
        if (c->chain_count == MST__MAX_CHAIN) {
            return mst_fail(c->err, MST_LIMIT, applied->change->place,
                            "at most %d changes may touch one field or item", MST__MAX_CHAIN);
        }
        uint32_t k = c->chain_count++;
        for (; k > 0 && c->chain[k - 1]->order > applied->order; k--) {
            c->chain[k] = c->chain[k - 1];
        }
        c->chain[k] = applied;
    }
    return MST_OK;
}

mst_status
mst__chain_number(mst__compile *c, const mst__number *number)
{
    c->chain_count = 0;
    if (c->class_changes[number->item_class] == 0 && c->class_changes[MST_ITEM_POST] == 0) {
        return MST_OK;
    }
    const struct {
        mst__applied subject;
        chain_want want;
    } places[] = {
        {{.item_class = number->item_class, .item = number->item, .field = number->field},
         WANT_ALL},
        {{.item_class = number->item_class, .item = MST_NONE, .field = number->field}, WANT_ALL},
        {{.item_class = number->item_class, .item = number->item, .field = MST_NONE}, WANT_PICKS},
        {{.item_class = number->item_class, .item = MST_NONE, .field = MST_NONE}, WANT_PICKS},
        {{.item_class = MST_ITEM_POST, .item = MST_NONE, .field = MST_NONE}, WANT_PICKS},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        mst_status status = chain_add(c, &places[i].subject, number->berth_class, places[i].want);
        if (status != MST_OK) {
            return status;
        }
    }
    return MST_OK;
}

mst_status
mst__chain_item(mst__compile *c, mst_item_class item_class, uint32_t item)
{
    c->chain_count = 0;
    if (c->class_changes[item_class] == 0) {
        return MST_OK;
    }
    mst__applied subject = {.item_class = item_class, .item = item, .field = MST_NONE};
    mst_status status = chain_add(c, &subject, MST_NONE, WANT_WHOLE);
    if (status == MST_OK) {
        subject.item = MST_NONE;
        status = chain_add(c, &subject, MST_NONE, WANT_WHOLE);
    }
    return status;
}

static int
compare_times(const void *left, const void *right)
{
    mst_time a = *(const mst_time *)left;
    mst_time b = *(const mst_time *)right;
    return (a > b) - (a < b);
}

uint32_t
mst__chain_cuts(mst__compile *c)
{
    uint32_t count = 0;
    c->cuts[count++] = MST_TIME_MIN;
    for (uint32_t i = 0; i < c->chain_count; i++) {
        if (c->chain[i]->begin > MST_TIME_MIN) {
            c->cuts[count++] = c->chain[i]->begin;
        }
        if (c->chain[i]->end < MST_NEVER) {
            c->cuts[count++] = c->chain[i]->end;
        }
    }
    if (count == 1) {
        return 1;
    }
    qsort(c->cuts, count, sizeof *c->cuts, compare_times);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++) {
        if (c->cuts[i] != c->cuts[kept - 1]) {
            c->cuts[kept++] = c->cuts[i];
        }
    }
    return kept;
}

/* ---- names ---- */

static const char *
item_id(const mst_post *post, mst_item_class item_class, uint32_t item)
{
    switch (item_class) {
    case MST_ITEM_PEOPLE:
        return post->people[item].id;
    case MST_ITEM_SITE:
        return post->sites[item].id;
    case MST_ITEM_LINK:
        return post->links[item].id;
    case MST_ITEM_TYPE:
        return post->types[item].id;
    case MST_ITEM_FLEET:
        return post->fleets[item].id;
    case MST_ITEM_PERMISSION:
        return post->permissions[item].id;
    case MST_ITEM_POST:
        break;
    }
    return post->id;
}

const char *
mst__subject(const mst__compile *c, const mst__number *number, char *buffer)
{
    static const char *const classes[] = {"post",  "people", "sites",      "links",
                                          "types", "fleets", "permissions"};
    bool has_field = number->field != MST_NONE;
    bool has_class = number->berth_class != MST_NONE && has_field;
    snprintf(buffer, MST__SUBJECT_BYTES, "%s.%s%s%s%s%s", classes[number->item_class],
             number->item != MST_NONE ? item_id(c->post, number->item_class, number->item) : "*",
             has_field ? "." : "", has_field ? mst_fields[number->field].path : "",
             has_class ? "." : "", has_class ? c->post->berth_classes[number->berth_class] : "");
    return buffer;
}
