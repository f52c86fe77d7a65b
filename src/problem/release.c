/* SPDX-License-Identifier: Apache-2.0
 *
 * How many people there are, and when they are released or arrive.
 *
 * E1  Release is by cohort: a spread runs over each cohort by itself; a table frees as many of the
 *     item as it says, or in proportion where there are more people than its last row, and of each
 *     cohort its part of them in whole parties.
 * E2  People added after the order are not there before: they arrive when they are added, and are
 *     released then or later, as their release says.
 */
#include "problem/compile.h"

/* ---- how many ---- */

/* The row of the day of the order: the last that begins before the next local midnight, else the
 * first. */
static int64_t
count_by_date(const mst__compile *c, const mst_people *people)
{
    mst_instant end_of_day = mst__next_midnight(c);
    int64_t count = people->count_rows[0].count;
    for (uint32_t i = 0; i < people->count_row_count; i++) {
        if (people->count_rows[i].from < end_of_day) {
            count = people->count_rows[i].count;
        }
    }
    return count;
}

mst_status
mst__count_people(mst__compile *c, uint32_t index, int64_t *persons)
{
    const mst_people *people = &c->post->people[index];
    uint32_t reinforcement = c->choice.reinforcement_of_people[index];
    mst__number count = MST__PEOPLE(c, index, count);
    mst_quantity by_date = {0};
    if (reinforcement != MST_NONE) {
        count.quantity = &c->choice.reinforcements[reinforcement]->size;
    } else if (people->count_row_count > 0) {
        by_date.low = by_date.likely = by_date.high = count_by_date(c, people);
        by_date.given = true;
        count.quantity = &by_date;
    }
    return mst__number_value(c, &count, persons);
}

/* ---- release ---- */

/* E1. */
static mst_status
release_by_table(mst__compile *c, const mst__comers *people, mst_p_cohort *cohort, mst_time since)
{
    const mst_people *item = &c->post->people[people->index];
    uint32_t count = item->release_row_count;
    mst_release_row *rows = MST_TAKE(c->arena, mst_release_row, count);
    if (rows == NULL) {
        return mst__no_memory(c);
    }
    int64_t told = item->release_rows[count - 1].people;
    int64_t whole = people->persons < told ? people->persons : told;
    for (uint32_t i = 0; i < count; i++) {
        const mst_release_row *row = &item->release_rows[i];
        mst_wide part = whole > 0 ? (mst_wide)cohort->count * row->people / whole : cohort->count;
        int64_t freed = part < cohort->count ? (int64_t)part : cohort->count;
        mst_time after = row->after_ms + cohort->release_start;
        rows[i].after_ms = after > since ? after : since;
        rows[i].people = freed - freed % (int64_t)cohort->party;
    }
    cohort->release_rows = rows;
    cohort->release_row_count = count;
    return MST_OK;
}

/* `release.start` and `release.over`; only a release that spreads has the latter. */
static mst_status
read_release(mst__compile *c, uint32_t index, bool can_spread, mst_p_cohort *cohort)
{
    mst__number start = MST__PEOPLE(c, index, release_start);
    mst__number over = MST__PEOPLE(c, index, release_over);
    mst_status status = mst__number_value(c, &start, &cohort->release_start);
    if (status == MST_OK) {
        status = mst__number_value(c, &over, &cohort->release_over);
    }
    if (status == MST_OK && !can_spread && cohort->release_over > 0) {
        const mst_people *item = &c->post->people[index];
        return mst_fail(c->err, MST_INVALID,
                        c->chain_count > 0 ? c->chain[c->chain_count - 1]->change->place
                                           : item->place,
                        "\"%s\" have a table or a rate that says how they come, so their release "
                        "cannot be given an \"over\"",
                        item->id);
    }
    return status;
}

mst_status
mst__compile_release(mst__compile *c, const mst__comers *people, mst_p_cohort *cohort)
{
    const mst_people *item = &c->post->people[people->index];
    bool has_table = item->release_mode == MST_RELEASE_TABLE;
    mst_status status = read_release(c, people->index, !has_table, cohort);
    mst_time since = people->since < MST_NEVER ? people->since : 0;
    cohort->release_mode = item->release_mode;
    if (status != MST_OK) {
        return status;
    }
    if (has_table) {
        return release_by_table(c, people, cohort, since);
    }
    if (cohort->release_start < since) {
        cohort->release_start = since;
    }
    if (cohort->release_over > 0) {
        cohort->release_mode = MST_RELEASE_SPREAD;
    }
    return MST_OK;
}

mst_status
mst__arrival_of(mst__compile *c, const mst_reinforcement *reinforcement, mst__arrival *arrival)
{
    uint32_t index = reinforcement->people;
    int64_t rate;
    const struct {
        const mst_quantity *quantity;
        int64_t *value;
    } own[] = {{&reinforcement->notice, &arrival->notice},
               {&reinforcement->berths, &arrival->berths},
               {&reinforcement->rate, &rate}};
    mst_status status = mst__count_people(c, index, &arrival->size);
    /* Not fields of the people: only `all` and the whole item can pick their low or high. */
    mst__number number = MST__PEOPLE(c, index, count);
    number.field = MST_NONE - 1;
    number.fallback = 0;
    if (status == MST_OK) {
        status = mst__chain_number(c, &number);
    }
    for (size_t i = 0; status == MST_OK && i < sizeof own / sizeof own[0]; i++) {
        number.quantity = own[i].quantity;
        *own[i].value = mst__chain_pick(c, &number);
    }
    /* A change may put off the release of any people, so of these too. */
    mst__number start = MST__PEOPLE(c, index, release_start);
    int64_t later;
    if (status == MST_OK) {
        status = mst__number_value(c, &start, &later);
    }
    if (status != MST_OK) {
        return status;
    }
    arrival->notice += later;
    arrival->over = rate > 0 ? mst_ceil_divide(arrival->size * MST_MS_PER_HOUR, rate) : 0;
    if (reinforcement->by_fleet.index != MST_NONE && (rate > 0 || arrival->berths > 0)) {
        return mst_fail(c->err, MST_INVALID, reinforcement->place,
                        "reinforcement \"%s\" comes by fleet, so it has no \"rate\" and no "
                        "\"berths\" of its own",
                        reinforcement->id);
    }
    return MST_OK;
}

/* What is particular to reinforcements: they arrive, or wait at their fleet's base. */
mst_status
mst__compile_reinforcement(mst__compile *c, uint32_t number, mst_p_cohort *cohort)
{
    const mst_reinforcement *reinforcement = c->choice.reinforcements[number];
    mst__arrival arrival;
    mst_status status = read_release(c, reinforcement->people, false, cohort);
    if (status == MST_OK) {
        status = mst__arrival_of(c, reinforcement, &arrival);
    }
    if (status != MST_OK) {
        return status;
    }
    cohort->site = reinforcement->site.index;
    cohort->presence = MST_PRESENT_ARRIVING;
    if (reinforcement->by_fleet.index != MST_NONE) {
        cohort->presence = MST_PRESENT_BY_FLEET;
        cohort->inbound_to = reinforcement->site.index;
        cohort->site = c->post->fleets[reinforcement->by_fleet.index].base.index;
        if (cohort->site == cohort->inbound_to) { /* there already: nothing to carry */
            cohort->presence = MST_PRESENT_AT_START;
        }
    }
    cohort->release_mode = arrival.over > 0 ? MST_RELEASE_SPREAD : MST_RELEASE_AT_ONCE;
    cohort->release_start = arrival.notice;
    cohort->release_over = arrival.over;
    return MST_OK;
}
