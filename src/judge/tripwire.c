/* SPDX-License-Identifier: Apache-2.0
 *
 * Tripwires as they stand. Whether one was over at an earlier hour is answered by weighing the
 * reports that had been received by then.
 */
#include "judge/tripwire.h"

#include <math.h>
#include <string.h>

#include "judge/alarm.h"

enum { MOST_PARTS = 128 };

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to look at tripwires");
}

/* ---- how often they ring ---- */

/* Mean days until a CUSUM rings that must hold for `held` days; infinity where nothing is said. */
static void
run_lengths(const mst_rate_design *design, double threshold, uint32_t held, double *room,
            double *false_days, double *late_days)
{
    double step = mst_rate_reference(design);
    double span = threshold + (held > 0 ? step * (held + 1.0) : 0.0);
    double most = held > 0 ? MST_MOST_ALARM_STATES - held - 4.0 : MST_MOST_ALARM_STATES;
    double parts = floor(most / span);
    parts = parts < MOST_PARTS ? parts : MOST_PARTS;
    *false_days = *late_days = INFINITY;
    if (parts < 1.0) {
        return;
    }
    threshold = fmax(threshold, 1.0 / parts);
    *false_days = mst_cusum_steps_held(design->expected_per_day, step, threshold, (uint32_t)parts,
                                       held, room);
    *late_days =
        mst_cusum_steps_held(design->alarm_per_day, step, threshold, (uint32_t)parts, held, room);
}

mst_status
mst_tripwires_ring(const mst_evidence *evidence, mst_arena *arena, const mst_ringing **ringing,
                   mst_error *err)
{
    uint32_t count = evidence->post->indicator_count;
    double *room = MST_TAKE(arena, double, count > 0 ? MST_ALARM_ROOM : 0);
    mst_ringing *made = MST_TAKE(arena, mst_ringing, count);
    if (room == NULL || made == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        const mst_tempo *tempo = &evidence->indicators[i];
        made[i] = (mst_ringing){.sum = tempo->rate.sum,
                                .threshold = tempo->design.threshold,
                                .rings = tempo->rate.alarm};
        run_lengths(&tempo->design, tempo->design.threshold, 0, room, &made[i].false_days,
                    &made[i].late_days);
    }
    *ringing = made;
    return MST_OK;
}

/* ---- how they stand ---- */

static double
threshold_of(const mst_post *post, const mst_tripwire *tripwire)
{
    return (double)mst_tripwire_threshold(post, tripwire) / 1e6;
}

/* What is watched, and the chance it has as an interval. False: nobody said anything of it. */
static bool
value_of(const mst_evidence *evidence, const mst_tripwire *tripwire, double *value,
         mst_range *chance)
{
    uint32_t index = tripwire->subject.index;
    bool is_known = false;
    *chance = (mst_range){0.0, 1.0};
    switch (tripwire->subject.subject_class) {
    case MST_SUBJECT_SCENARIO:
    case MST_SUBJECT_PROPOSITION: {
        const mst_belief *belief = tripwire->subject.subject_class == MST_SUBJECT_SCENARIO
                                       ? &evidence->scenarios[index]
                                       : &evidence->propositions[index];
        is_known = belief->basis != MST_BASIS_NOTHING;
        *chance = belief->robust;
        *value = tripwire->sure ? chance->low : chance->high;
        break;
    }
    case MST_SUBJECT_SITE:
        is_known = evidence->sites[index].known;
        *chance = mst_band_at(&evidence->sites[index],
                              mst_tripwire_time(tripwire, &tripwire->within), true);
        *value = tripwire->sure ? chance->low : chance->high;
        break;
    case MST_SUBJECT_INDICATOR:
        is_known = evidence->indicators[index].known;
        *value = evidence->indicators[index].rate.sum;
        break;
    }
    return is_known;
}

/* Half a billionth of leeway: what is given as 20 % and comes out as such has reached it. */
static bool
is_over(const mst_evidence *evidence, const mst_tripwire *tripwire)
{
    double value = 0.0;
    mst_range chance;
    return value_of(evidence, tripwire, &value, &chance) &&
           value + 5e-10 >= threshold_of(evidence->post, tripwire);
}

/* The post as it was known at another time; `reports` has room for its reports. */
static mst_post
known_at(const mst_post *post, mst_report *reports, mst_instant at)
{
    mst_post copy = *post;
    copy.reports = reports;
    copy.as_of = at;
    if (post->report_count > 0) {
        memcpy(reports, post->reports, post->report_count * sizeof *reports);
    }
    mst_reports_know(&copy, at);
    return copy;
}

typedef struct looking {
    const mst_post *post;
    mst_report *reports;
    mst_tripped *made;
    bool *holds; /* [tripwires] over at every time looked at so far */
} looking;

/* Which tripwires were over then? Fills over[tripwires]. */
static mst_status
look_at(const looking *l, mst_instant at, bool *over, mst_error *err)
{
    mst_post post = known_at(l->post, l->reports, at);
    mst_evidence evidence;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_status status = mst_evidence_assess(&post, &arena, &evidence, err);
    for (uint32_t i = 0; i < post.tripwire_count && status == MST_OK; i++) {
        over[i] = is_over(&evidence, &post.tripwires[i]);
    }
    mst_arena_release(&arena);
    return status;
}

/* The first hour in (from, until] since which tripwire `index` is over: over at `until`, not at
 * `from`, which are less than two days apart. */
static mst_status
find_hour(const looking *l, uint32_t index, mst_instant from, bool *over, mst_error *err)
{
    mst_status status = MST_OK;
    int64_t low = 0, high = (l->made[index].since - from) / MST_MS_PER_HOUR;
    while (high - low > 1 && status == MST_OK) {
        int64_t middle = low + (high - low) / 2;
        status = look_at(l, from + middle * MST_MS_PER_HOUR, over, err);
        if (over[index]) {
            high = middle;
        } else {
            low = middle;
        }
    }
    l->made[index].since = from + high * MST_MS_PER_HOUR;
    return status;
}

/* Goes back day by day while something is over without a break. */
static mst_status
look_back(const looking *l, bool *over, mst_error *err)
{
    mst_status status = MST_OK;
    bool any = true;
    for (uint32_t day = 0; day <= MST_TRIPWIRE_DAYS && any && status == MST_OK; day++) {
        mst_instant at = l->post->as_of - day * MST_MS_PER_DAY;
        status = look_at(l, at, over, err);
        any = false;
        for (uint32_t i = 0; i < l->post->tripwire_count && status == MST_OK; i++) {
            bool was = l->holds[i];
            l->holds[i] = was && over[i];
            any |= l->holds[i];
            if (l->holds[i]) {
                l->made[i].since = at;
                l->made[i].is_longer = day == MST_TRIPWIRE_DAYS;
            }
        }
    }
    return status;
}

static void
judge(const mst_evidence *evidence, uint32_t index, double *room, mst_tripped *made)
{
    const mst_post *post = evidence->post;
    const mst_tripwire *tripwire = &post->tripwires[index];
    mst_range chance;
    int64_t held = mst_tripwire_time(tripwire, &tripwire->persistence);
    made->threshold = threshold_of(post, tripwire);
    made->is_known = value_of(evidence, tripwire, &made->value, &chance);
    made->is_over = is_over(evidence, tripwire);
    if (tripwire->subject.subject_class == MST_SUBJECT_INDICATOR) {
        uint32_t days = (uint32_t)(held / MST_MS_PER_DAY);
        run_lengths(&evidence->indicators[tripwire->subject.index].design, made->threshold,
                    days < MST_MOST_ALARM_STATES ? days : MST_MOST_ALARM_STATES, room,
                    &made->false_days, &made->late_days);
    } else {
        double low = tripwire->sure ? made->threshold : 0.0;
        double high = tripwire->sure ? 1.0 : made->threshold;
        low = made->is_over ? chance.low : low;
        high = made->is_over ? chance.high : high;
        made->false_share = (mst_range){1.0 - high, 1.0 - low};
    }
}

mst_status
mst_tripwires_look(const mst_evidence *evidence, mst_arena *arena, const mst_tripped **tripped,
                   mst_error *err)
{
    const mst_post *post = evidence->post;
    uint32_t count = post->tripwire_count;
    double *room = MST_TAKE(arena, double, count > 0 ? MST_ALARM_ROOM : 0);
    bool *over = MST_TAKE(arena, bool, count);
    looking l = {.post = post,
                 .reports = MST_TAKE(arena, mst_report, count > 0 ? post->report_count : 0),
                 .made = MST_TAKE(arena, mst_tripped, count),
                 .holds = MST_TAKE(arena, bool, count)};
    if (room == NULL || over == NULL || l.reports == NULL || l.made == NULL || l.holds == NULL) {
        return no_memory(err);
    }
    *tripped = l.made;
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        judge(evidence, i, room, &l.made[i]);
        l.holds[i] = l.made[i].is_over;
        any |= l.holds[i];
    }
    mst_status status = any ? look_back(&l, over, err) : MST_OK;
    for (uint32_t i = 0; i < count && status == MST_OK; i++) {
        mst_tripped *made = &l.made[i];
        if (made->is_over && !made->is_longer) {
            status = find_hour(&l, i, made->since - MST_MS_PER_DAY, over, err);
        }
        int64_t held = mst_tripwire_time(&post->tripwires[i], &post->tripwires[i].persistence);
        made->is_tripped = made->is_over && (made->is_longer || post->as_of - made->since >= held);
    }
    return status;
}
