/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is aboard a vehicle while a plan is played: rows of people, each of a cohort and with where
 * they get off.
 */
#include <assert.h>

#include "simulate/play_internal.h"

static mst__head_row *
heads_of(mst_play_room *room, uint32_t v, uint32_t cohort)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_vehicle *fixed = &room->play->vehicles[v];
    mst__head_row *rows = &room->head_rows[fixed->first_row];
    for (uint32_t i = 0; i < vehicle->head_count; i++) {
        if (rows[i].cohort == cohort) {
            return &rows[i];
        }
    }
    assert(vehicle->head_count < fixed->row_room);
    mst__head_row *added = &rows[vehicle->head_count++];
    *added = (mst__head_row){.cohort = cohort};
    return added;
}

int32_t
mst__take_aboard(mst_play_room *room, uint32_t v, mst__row wanted)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    const mst__s_vehicle *fixed = &room->play->vehicles[v];
    mst__row *rows = &room->rows[fixed->first_row];
    uint32_t at = 0;
    while (at < vehicle->row_count &&
           (rows[at].cohort != wanted.cohort || rows[at].mask != wanted.mask ||
            rows[at].until != wanted.until)) {
        at++;
    }
    if (wanted.count <= 0 || at == fixed->row_room) {
        return 0;
    }
    mst__heads taken =
        mst__people_take(room, vehicle->site, wanted.cohort, wanted.mask, wanted.count);
    mst__heads *heads = &heads_of(room, v, wanted.cohort)->heads;
    for (uint32_t s = 0; s < MST__STATES; s++) {
        heads->count[s] += taken.count[s];
    }
    if (!room->play->world->cohorts[wanted.cohort].force) {
        vehicle->exposed += taken.count[MST__WAITING];
    }
    if (at == vehicle->row_count) {
        rows[vehicle->row_count++] = wanted;
    } else {
        rows[at].count += wanted.count;
    }
    return wanted.count;
}

/* Part of a row gets off here. Those who are not out go first. */
void
mst__put_off(mst_play_room *room, uint32_t v, mst__row *row, int32_t count)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    mst__heads *heads = &heads_of(room, v, row->cohort)->heads;
    mst__heads off;
    int32_t rest = count;
    for (uint32_t s = 0; s < MST__STATES; s++) {
        off.count[s] = heads->count[s] < rest ? heads->count[s] : rest;
        heads->count[s] -= off.count[s];
        rest -= off.count[s];
    }
    assert(rest == 0);
    row->count -= count;
    if (!room->play->world->cohorts[row->cohort].force) {
        vehicle->exposed -= off.count[MST__WAITING];
    }
    mst__people_arrive(room, vehicle->site, row->cohort, row->mask, count, off);
}

void
mst__drop_empty(mst_play_room *room, uint32_t v)
{
    mst__vehicle *vehicle = &room->vehicles[v];
    mst__row *rows = &room->rows[room->play->vehicles[v].first_row];
    mst__head_row *heads = &room->head_rows[room->play->vehicles[v].first_row];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < vehicle->row_count; i++) {
        if (rows[i].count > 0) {
            rows[kept++] = rows[i];
        }
    }
    vehicle->row_count = kept;
    if (kept == 0) {
        vehicle->head_count = 0;
        return;
    }
    kept = 0;
    for (uint32_t i = 0; i < vehicle->head_count; i++) {
        const int32_t *count = heads[i].heads.count;
        if (count[0] + count[1] + count[2] + count[3] > 0) {
            heads[kept++] = heads[i];
        }
    }
    vehicle->head_count = kept;
}

/* How many more of the cohort fit (rule 3), in whole parties. */
int32_t
mst__seats_for(const mst_play_room *room, uint32_t v, uint32_t cohort)
{
    const mst_play *play = room->play;
    const mst_p_type *type = mst__vehicle_type(play, v);
    const mst_p_cohort *people = &play->world->cohorts[cohort];
    const mst__row *rows = &room->rows[play->vehicles[v].first_row];
    int64_t seated = 0;
    int64_t lying = 0;
    for (uint32_t i = 0; i < room->vehicles[v].row_count; i++) {
        if (play->world->cohorts[rows[i].cohort].litter) {
            lying += rows[i].count;
        } else {
            seated += rows[i].count;
        }
    }
    int64_t over = lying > type->litters ? lying - type->litters : 0;
    int64_t free_seats = type->seats - seated - over * type->seats_per_litter;
    int64_t fit = free_seats > 0 ? free_seats : 0;
    if (people->litter) {
        fit = type->seats_per_litter > 0 ? fit / type->seats_per_litter : 0;
        fit += lying < type->litters ? type->litters - lying : 0;
    }
    return (int32_t)(fit - fit % (int64_t)people->party);
}
