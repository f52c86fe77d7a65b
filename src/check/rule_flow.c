/* SPDX-License-Identifier: Apache-2.0
 *
 * Rule 11, flow: entries to a link, landings and take-offs at a site, sorties of a vehicle, in
 * any window of an hour (or 24 h). At each entry at t, those in (t - window, t] are counted
 * against the limit at t.
 */
#include "check/judge.h"
#include "model/fields.h"

typedef enum counted { COUNTED_LINK, COUNTED_SITE, COUNTED_VEHICLE } counted;

typedef struct flow_entry {
    counted what;
    uint32_t item; /* arc, site or vehicle */
    mst_time at;
    int64_t count;
    uint32_t record;  /* move or self move, for a total order */
    uint32_t vehicle; /* MST_NONE for own cars */
    bool chosen;      /* by this phase of the plan: neither uncontrolled nor what was under way */
} flow_entry;

static int
order_entries(const void *left, const void *right)
{
    const flow_entry *a = left;
    const flow_entry *b = right;
    if (a->what != b->what) {
        return a->what < b->what ? -1 : 1;
    }
    if (a->item != b->item) {
        return mst__compare_u32(a->item, b->item);
    }
    if (a->at != b->at) {
        return mst__compare_i64(a->at, b->at);
    }
    if (a->vehicle != b->vehicle) {
        return mst__compare_u32(a->vehicle, b->vehicle);
    }
    return mst__compare_u32(a->record, b->record);
}

static int64_t
limit_at(const mst__judge *judge, const flow_entry *entry)
{
    switch (entry->what) {
    case COUNTED_LINK:
        return mst_steps_at(&judge->problem->arcs[entry->item].flow, entry->at);
    case COUNTED_SITE:
        return mst_steps_at(&judge->problem->sites[entry->item].movements, entry->at);
    case COUNTED_VEHICLE:
        break;
    }
    return judge->problem->vehicles[entry->item].sorties;
}

static bool
has_steps(const mst__judge *judge, const flow_entry *entry)
{
    return (entry->what == COUNTED_LINK && judge->problem->arcs[entry->item].flow.count > 1) ||
           (entry->what == COUNTED_SITE && judge->problem->sites[entry->item].movements.count > 1);
}

/* Adds an entry, unless what it enters takes any number. */
static void
count_entry(const mst__judge *judge, flow_entry *entries, uint32_t *count, flow_entry entry)
{
    if (limit_at(judge, &entry) < MST_UNLIMITED || has_steps(judge, &entry)) {
        entries[(*count)++] = entry;
    }
}

static void
refuse(mst__judge *judge, const flow_entry *entry, int64_t count, int64_t limit)
{
    mst__where where = mst__where_at(entry->at);
    where.vehicle = entry->vehicle;
    mst__text when = mst__time_text(entry->at);
    switch (entry->what) {
    case COUNTED_LINK:
        where.arc = entry->item;
        mst__refuse(judge, MST__FLOW_LINK, where,
                    "%lld vehicles enter %s in the hour up to %s, but it takes %lld an hour",
                    (long long)count, mst__arc_name(judge, entry->item), when.text,
                    (long long)limit);
        break;
    case COUNTED_SITE:
        where.site = entry->item;
        mst__refuse(judge, MST__FLOW_MOVEMENTS, where,
                    "%lld landings and take-offs at %s in the hour up to %s, but the limit is %lld",
                    (long long)count, mst__site_name(judge, entry->item), when.text,
                    (long long)limit);
        break;
    case COUNTED_VEHICLE:
        mst__refuse(judge, MST__FLOW_SORTIES, where,
                    "%s departs %lld times with people aboard in the 24 h up to %s, but the limit "
                    "is %lld",
                    mst__vehicle_name(judge, entry->item), (long long)count, when.text,
                    (long long)limit);
        break;
    }
}

/* Uncontrolled people drive off whatever the plan says, and who was under way at a surprise goes on
 * or comes back: an hour in which they alone enter is not the plan's doing, one in which the plan
 * sends others as well is. */
static void
sweep(mst__judge *judge, const flow_entry *entries, uint32_t count)
{
    uint32_t oldest = 0;
    int64_t inside = 0;
    int64_t chosen = 0;
    for (uint32_t i = 0; i < count; i++) {
        const flow_entry *now = &entries[i];
        if (i == 0 || now->what != now[-1].what || now->item != now[-1].item) {
            oldest = i;
            inside = 0;
            chosen = 0;
        }
        inside += now->count;
        chosen += now->chosen ? now->count : 0;
        mst_time window = now->what == COUNTED_VEHICLE ? MST_MS_PER_DAY : MST_MS_PER_HOUR;
        while (entries[oldest].at <= now->at - window) {
            inside -= entries[oldest].count;
            chosen -= entries[oldest].chosen ? entries[oldest].count : 0;
            oldest++;
        }
        int64_t limit = limit_at(judge, now);
        if (inside > limit && chosen > 0) {
            refuse(judge, now, inside, limit);
        }
    }
}

void
mst__judge_flow(mst__judge *judge)
{
    const mst_plan *plan = judge->plan;
    size_t room = 5 * (size_t)plan->move_count + plan->self_move_count;
    flow_entry *entries = MST__TAKE(judge, flow_entry, room);
    if (entries == NULL) {
        return;
    }
    uint32_t count = 0;
    for (uint32_t m = 0; m < plan->move_count; m++) {
        const mst_plan_move *move = &plan->moves[m];
        const mst_p_arc *arc = &judge->problem->arcs[move->arc];
        uint32_t v = move->vehicle;
        bool begins = move->leave >= judge->since;
        bool turns_on = move->turned_arc != MST_NONE && move->turned_at >= judge->since;
        count_entry(judge, entries, &count,
                    (flow_entry){COUNTED_LINK, move->arc, move->leave, 1, m, v, begins});
        if (move->turned_arc != MST_NONE) { /* where it went on, it came to the link's end first */
            mst_time transit =
                mst_arc_transit(judge->problem, move->arc, judge->problem->vehicles[v].type,
                                move->loads.count > 0, move->leave);
            mst_time on = transit < MST_NEVER ? move->leave + transit : move->turned_at;
            count_entry(
                judge, entries, &count,
                (flow_entry){COUNTED_LINK, move->turned_arc, on, 1, m, v, begins || turns_on});
        }
        if (move->loads.count > 0) {
            count_entry(judge, entries, &count,
                        (flow_entry){COUNTED_VEHICLE, v, move->leave, 1, m, v, begins});
        }
        if (mst__type_of(judge, v)->mode == MST_MODE_AIR) {
            uint32_t lands = mst__move_end(judge, move);
            count_entry(judge, entries, &count,
                        (flow_entry){COUNTED_SITE, arc->from, move->leave, 1, m, v, begins});
            count_entry(
                judge, entries, &count,
                (flow_entry){COUNTED_SITE, lands, move->arrive, 1, m, v, begins || turns_on});
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        const mst_p_cohort *cohort = &judge->problem->cohorts[move->cohort];
        if (cohort->self_means == MST_SELF_OWN_CARS) {
            count_entry(
                judge, entries, &count,
                (flow_entry){.what = COUNTED_LINK,
                             .item = move->arc,
                             .at = move->leave,
                             .count = mst_ceil_divide(move->count, 4),
                             .record = i,
                             .vehicle = MST_NONE,
                             .chosen = !cohort->uncontrolled && move->leave >= judge->since});
        }
    }
    mst__sort(entries, count, sizeof *entries, order_entries);
    sweep(judge, entries, count);
}
