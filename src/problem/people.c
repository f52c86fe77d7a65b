/* SPDX-License-Identifier: Apache-2.0
 *
 * People become cohorts: one a party size, and one for those on litters.
 *
 * H1  Sizes of one item stand in the order of its table, the party made of the rest after them,
 *     litters last. A cohort that is empty in every phase is left out.
 * H2  When the people who can walk are not as many as the table of parties adds up to, the number
 *     of parties of each size is scaled by largest remainder (ties: the earlier row), what is left
 *     over fills parties of the largest size that fits, and the rest is one smaller party.
 */
#include <string.h>

#include "problem/compile.h"

#define OWN_CAR_MM_PER_HOUR (INT64_C(30) * 1000000)

/* A cohort without its place in the list. */
typedef struct party_size {
    uint32_t size;
    int64_t persons;
    bool litter;
} party_size;

typedef struct group {
    uint32_t index; /* of the people item */
    int64_t persons;
    uint32_t size_count;
    party_size *sizes;
    mst_time since; /* MST_TIME_MIN: there from the start; MST_NEVER: not in this phase */
} group;

/* ---- parties ---- */

typedef struct party_table {
    uint32_t count;
    const mst_party_row *rows;
    int64_t *parties;    /* out: how many of each row */
    mst_wide *remainder; /* scratch */
} party_table;

static int64_t
table_persons(const party_table *table)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        persons += table->rows[i].parties * (int64_t)table->rows[i].size;
    }
    return persons;
}

/* H2: one party more for each row, largest remainder first, as long as it fits into `rest`. */
static int64_t
give_by_remainder(const party_table *table, int64_t rest)
{
    for (uint32_t given = 0; given < table->count; given++) {
        uint32_t best = MST_NONE;
        for (uint32_t i = 0; i < table->count; i++) {
            if (table->remainder[i] > 0 &&
                (best == MST_NONE || table->remainder[i] > table->remainder[best])) {
                best = i;
            }
        }
        if (best == MST_NONE) {
            break;
        }
        if ((int64_t)table->rows[best].size <= rest) {
            table->parties[best]++;
            rest -= table->rows[best].size;
        }
        table->remainder[best] = 0;
    }
    return rest;
}

/* Splits `persons` by the table; returns those in no party of its sizes, fewer than the smallest
 * size. */
static int64_t
split_by_table(const party_table *table, int64_t persons)
{
    int64_t whole = table_persons(table);
    int64_t rest = persons;
    for (uint32_t i = 0; i < table->count; i++) {
        mst_wide product = (mst_wide)table->rows[i].parties * persons;
        table->parties[i] = whole > 0 ? (int64_t)(product / whole) : 0;
        table->remainder[i] = whole > 0 ? product % whole : 0;
        rest -= table->parties[i] * (int64_t)table->rows[i].size;
    }
    rest = give_by_remainder(table, rest);
    for (;;) {
        uint32_t best = MST_NONE;
        for (uint32_t i = 0; i < table->count; i++) {
            if ((int64_t)table->rows[i].size <= rest &&
                (best == MST_NONE || table->rows[i].size > table->rows[best].size)) {
                best = i;
            }
        }
        if (best == MST_NONE) {
            return rest;
        }
        int64_t more = rest / (int64_t)table->rows[best].size;
        table->parties[best] += more;
        rest -= more * (int64_t)table->rows[best].size;
    }
}

/* Adds persons of a size; sizes named twice are one cohort. */
static void
add_size(group *people, party_size added)
{
    for (uint32_t i = 0; i < people->size_count; i++) {
        if (people->sizes[i].size == added.size && people->sizes[i].litter == added.litter) {
            people->sizes[i].persons += added.persons;
            return;
        }
    }
    if (added.persons > 0) {
        people->sizes[people->size_count++] = added;
    }
}

static mst_status
split_parties(mst__compile *c, group *people)
{
    const mst_people *item = &c->post->people[people->index];
    mst__number litters = MST__PEOPLE(c, people->index, litters);
    int64_t on_litters;
    mst_status status = mst__number_value(c, &litters, &on_litters);
    if (status != MST_OK) {
        return status;
    }
    on_litters = on_litters < people->persons ? on_litters : people->persons;
    party_table table = {
        .count = item->party_row_count,
        .rows = item->party_rows,
        .parties = MST_TAKE(c->scratch, int64_t, item->party_row_count),
        .remainder = MST_TAKE(c->scratch, mst_wide, item->party_row_count),
    };
    people->sizes = MST_TAKE(c->scratch, party_size, (size_t)item->party_row_count + 2);
    if (table.parties == NULL || table.remainder == NULL || people->sizes == NULL) {
        return mst__no_memory(c);
    }
    int64_t walking = people->persons - on_litters;
    if (table.count == 0) {
        add_size(people, (party_size){.size = 1, .persons = walking});
    } else {
        int64_t rest = split_by_table(&table, walking);
        for (uint32_t i = 0; i < table.count; i++) {
            uint32_t size = table.rows[i].size;
            add_size(people, (party_size){.size = size, .persons = table.parties[i] * size});
        }
        if (rest > 0) {
            add_size(people, (party_size){.size = (uint32_t)rest, .persons = rest});
        }
    }
    add_size(people, (party_size){.size = 1, .persons = on_litters, .litter = true});
    return MST_OK;
}

/* ---- since when ---- */

/* From when on the item is there in this phase. People cannot be taken away after the order. */
static mst_status
find_since(mst__compile *c, group *people)
{
    const mst_people *item = &c->post->people[people->index];
    bool is_reinforcement = c->choice.reinforcement_of_people[people->index] != MST_NONE;
    mst__item_times times = {.item_class = MST_ITEM_PEOPLE,
                             .index = people->index,
                             .dormant = item->dormant && !is_reinforcement};
    mst_status status = mst__item_windows(c, &times);
    if (status != MST_OK) {
        return status;
    }
    people->since = times.open.count > 0 ? times.open.spans[0].begin : MST_NEVER;
    bool stays =
        times.open.count == 0 || (times.open.count == 1 && times.open.spans[0].end == MST_NEVER);
    for (uint32_t i = 0; !stays && i < c->chain_count; i++) {
        if (mst__is_timed(c->chain[i])) {
            return mst_fail(c->err, MST_INVALID, c->chain[i]->change->place,
                            "people \"%s\" cannot be taken away after the order", item->id);
        }
    }
    return MST_OK;
}

/* ---- cohorts ---- */

static const char *
cohort_name(mst__compile *c, const mst_people *item, const party_size *size)
{
    if (size->litter) {
        return mst_arena_format(c->arena, "%s/litter", item->id);
    }
    if (size->size > 1) {
        return mst_arena_format(c->arena, "%s/%u", item->id, size->size);
    }
    return item->id;
}

static bool
is_listed(const mst_option *option, uint32_t people)
{
    for (uint32_t i = 0; i < option->scope_people_count; i++) {
        if (option->scope_people[i].index == people) {
            return true;
        }
    }
    return option->scope_people_count == 0;
}

/* Reinforcements of an option that orders anybody out must leave too. */
static bool
is_in_scope(const mst__compile *c, uint32_t people)
{
    const mst_option *option = c->choice.option;
    switch (option->scope) {
    case MST_SCOPE_FULL:
        return true;
    case MST_SCOPE_STAY:
        return false;
    case MST_SCOPE_ORDERED:
    case MST_SCOPE_AUTHORIZED:
    case MST_SCOPE_RELOCATE:
        break;
    }
    return c->choice.reinforcement_of_people[people] != MST_NONE || is_listed(option, people);
}

/* Where they may end: the place of the relocation, what they accept, else anywhere (that is
 * safe). */
static mst_status
compile_accepts(mst__compile *c, uint32_t index, const uint8_t **result)
{
    const mst_people *item = &c->post->people[index];
    const mst_option *option = c->choice.option;
    uint32_t sites = c->post->site_count;
    bool is_relocated = option->scope == MST_SCOPE_RELOCATE && is_listed(option, index);
    uint8_t *accepts = MST_TAKE(c->arena, uint8_t, sites);
    if (accepts == NULL) {
        return mst__no_memory(c);
    }
    if (is_relocated) {
        accepts[option->relocate_to.index] = 1;
    } else if (item->accept_count == 0) {
        memset(accepts, 1, sites);
    }
    for (uint32_t i = 0; !is_relocated && i < item->accept_count; i++) {
        accepts[item->accepts[i].index] = 1;
    }
    *result = accepts;
    return MST_OK;
}

/* All that the cohorts of one item share. */
static mst_status
compile_item(mst__compile *c, const group *people, mst_p_cohort *shared)
{
    const mst_people *item = &c->post->people[people->index];
    mst__number priority = MST__PEOPLE(c, people->index, priority);
    mst__number weight = MST__PEOPLE(c, people->index, weight);
    mst__number speed = MST__PEOPLE(c, people->index, self_speed);
    int64_t rank;
    if (item->self_means == MST_SELF_OWN_CARS) {
        speed.fallback = OWN_CAR_MM_PER_HOUR;
    }
    *shared = (mst_p_cohort){
        .people = people->index,
        .site = item->site.index,
        .force = item->kind == MST_PEOPLE_FORCE,
        .guards = (item->guards || item->kind == MST_PEOPLE_FORCE) && !item->stands_down,
        .in_scope = is_in_scope(c, people->index),
        .presence = people->since > 0 ? MST_PRESENT_ARRIVING : MST_PRESENT_AT_START,
        .inbound_to = MST_NONE,
        .self_means = item->self_means,
        .self_to = item->self_to.index,
        .uncontrolled = item->uncontrolled,
    };
    mst_status status = mst__number_value(c, &priority, &rank);
    if (status == MST_OK) {
        status = mst__number_value(c, &weight, &shared->weight);
    }
    if (status == MST_OK) {
        status = mst__number_value(c, &speed, &shared->self_speed_mm_per_hour);
    }
    if (status == MST_OK) {
        status = compile_accepts(c, people->index, &shared->accepts);
    }
    if (status == MST_OK) {
        shared->priority = (uint32_t)rank; /* as written, ranked at the end */
    }
    return status;
}

static mst_status
compile_group(mst__compile *c, const group *people, mst_p_cohort *cohorts)
{
    const mst_people *item = &c->post->people[people->index];
    uint32_t reinforcement = c->choice.reinforcement_of_people[people->index];
    const mst__comers comers = {people->index, people->persons, people->since};
    mst_p_cohort shared;
    mst_status status = compile_item(c, people, &shared);
    for (uint32_t i = 0; status == MST_OK && i < people->size_count; i++) {
        const party_size *size = &people->sizes[i];
        mst_p_cohort *cohort = &cohorts[i];
        *cohort = shared;
        cohort->name = cohort_name(c, item, size);
        cohort->count = size->persons;
        cohort->party = size->size;
        cohort->litter = size->litter;
        if (cohort->name == NULL) {
            return mst__no_memory(c);
        }
        status = reinforcement != MST_NONE ? mst__compile_reinforcement(c, reinforcement, cohort)
                                           : mst__compile_release(c, &comers, cohort);
        if (people->since == MST_NEVER) {
            cohort->count = 0; /* a later phase knows of them */
        }
    }
    return status;
}

/* Those who are there at the order stand at a site that is there too. */
static mst_status
check_site(mst__compile *c, const group *people)
{
    const mst_people *item = &c->post->people[people->index];
    bool is_reinforcement = c->choice.reinforcement_of_people[people->index] != MST_NONE;
    mst_time since = people->since > 0 ? people->since : 0;
    if (is_reinforcement || since == MST_NEVER || people->persons == 0 ||
        mst_windows_hold(&c->now.site_there[item->site.index], since, since)) {
        return MST_OK;
    }
    return mst_fail(
        c->err, MST_INVALID, item->place,
        "people \"%s\" are at site \"%s\", which is not there in this scenario and option",
        item->id, c->post->sites[item->site.index].id);
}

mst_status
mst__find_people(mst__compile *c)
{
    for (uint32_t i = 0; i < c->post->people_count; i++) {
        group people = {.index = i};
        mst_status status = find_since(c, &people);
        if (status != MST_OK) {
            return status;
        }
        c->people_there[i] = c->people_there[i] || people.since < MST_NEVER;
    }
    return MST_OK;
}

/* Priorities as written become ranks, 0 first, among those of all people of the post. */
typedef struct ranking {
    uint32_t count;
    int64_t written[MST_MAX_PRIORITIES];
} ranking;

static mst_status
rank_priorities(mst__compile *c, ranking *ranks)
{
    ranks->count = 0;
    for (uint32_t i = 0; i < c->post->people_count; i++) {
        mst__number priority = MST__PEOPLE(c, i, priority);
        int64_t value;
        mst_status status = mst__number_value(c, &priority, &value);
        if (status != MST_OK) {
            return status;
        }
        uint32_t k = 0;
        while (k < ranks->count && ranks->written[k] < value) {
            k++;
        }
        if (k < ranks->count && ranks->written[k] == value) {
            continue;
        }
        if (ranks->count == MST_MAX_PRIORITIES) {
            return mst_fail(c->err, MST_LIMIT, c->post->people[i].place,
                            "people have %d different priorities at most", MST_MAX_PRIORITIES);
        }
        memmove(&ranks->written[k + 1], &ranks->written[k],
                (ranks->count - k) * sizeof ranks->written[0]);
        ranks->written[k] = value;
        ranks->count++;
    }
    return MST_OK;
}

static void
apply_ranks(const ranking *ranks, uint32_t count, mst_p_cohort *cohorts)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t rank = 0;
        while (ranks->written[rank] != (int64_t)cohorts[i].priority) {
            rank++;
        }
        cohorts[i].priority = rank;
    }
}

mst_status
mst__compile_people(mst__compile *c)
{
    uint32_t item_count = c->post->people_count;
    group *groups = MST_TAKE(c->scratch, group, item_count);
    ranking ranks;
    if (groups == NULL) {
        return mst__no_memory(c);
    }
    mst_status status = rank_priorities(c, &ranks);
    uint32_t count = 0;
    int64_t persons = 0;
    for (uint32_t i = 0; status == MST_OK && i < item_count; i++) {
        groups[i].index = i;
        if (!c->people_there[i]) {
            continue;
        }
        status = find_since(c, &groups[i]);
        if (status == MST_OK) {
            status = mst__count_people(c, i, &groups[i].persons);
        }
        if (status == MST_OK) {
            status = check_site(c, &groups[i]);
        }
        if (status == MST_OK) {
            status = split_parties(c, &groups[i]);
        }
        count += groups[i].size_count;
        persons += groups[i].persons;
        if (status == MST_OK && persons > MST_MAX_PEOPLE) {
            return mst_fail(c->err, MST_LIMIT, c->post->people[i].place,
                            "a cell has %d people at most, and \"%s\" go beyond that",
                            MST_MAX_PEOPLE, c->post->people[i].id);
        }
    }
    if (status != MST_OK) {
        return status;
    }
    mst_p_cohort *cohorts = MST_TAKE(c->arena, mst_p_cohort, count);
    if (cohorts == NULL) {
        return mst__no_memory(c);
    }
    uint32_t next = 0;
    for (uint32_t i = 0; status == MST_OK && i < item_count; i++) {
        if (groups[i].size_count > 0) {
            status = compile_group(c, &groups[i], &cohorts[next]);
            next += groups[i].size_count;
        }
    }
    if (status == MST_OK) {
        apply_ranks(&ranks, count, cohorts);
    }
    c->now.problem->cohort_count = count;
    c->now.problem->cohorts = cohorts;
    c->now.problem->priority_count = ranks.count > 0 ? ranks.count : 1;
    return status;
}
