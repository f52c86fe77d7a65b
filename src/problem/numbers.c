/* SPDX-License-Identifier: Apache-2.0
 *
 * What the changes in force make of one number, now and over time.
 *
 * N0  Facts amend the written range before all else: a set makes low, likely and high one number,
 *     scale and add move all three.
 * N1  The pick (low, likely, high) says which written number to start from, whatever its place in
 *     the order; set, scale and add follow in order of application.
 * N2  No limit stays no limit under scale and add.
 * N3  A result outside what the field allows is an error at the last change in force.
 */
#include <assert.h>
#include <string.h>

#include "base/checked.h"
#include "problem/compile.h"
#include "problem/facts.h"

static const mst_time from_ever[1] = {MST_TIME_MIN};

mst__number
mst__number_of(const mst__compile *c, mst_item_class item_class, uint32_t index, const void *item,
               const mst_quantity *quantity)
{
    size_t offset = (size_t)((const char *)quantity - (const char *)item);
    assert(offset / 8 < MST__FIELD_SLOTS);
    uint32_t slot = c->field_at[item_class][offset / 8];
    assert(slot > 0);
    return (mst__number){
        .item_class = item_class,
        .item = index,
        .field = slot - 1,
        .berth_class = MST_NONE,
        .quantity = quantity,
        .fallback = mst_fields[slot - 1].fallback,
    };
}

/* Millionths, to the nearest with halves up, or up. What does not fit becomes the largest number,
 * which no field allows. */
static int64_t
scaled(int64_t value, int64_t millionths, bool round_up)
{
    mst_wide product = (mst_wide)value * millionths + (round_up ? 999999 : 500000);
    mst_wide whole = product / 1000000;
    if (product % 1000000 < 0) {
        whole--;
    }
    int64_t result;
    return mst_narrow_i64(whole, &result) ? result : INT64_MAX - 1;
}

static int64_t
applied_to(int64_t value, const mst_change *change, bool round_up)
{
    if (change->operation == MST_CHANGE_SET) {
        return change->value;
    }
    if (value == MST_UNLIMITED) {
        return value;
    }
    if (change->operation == MST_CHANGE_SCALE) {
        return scaled(value, change->value, round_up);
    }
    if (change->operation == MST_CHANGE_ADD_TO && !mst_add_i64(value, change->value, &value)) {
        return INT64_MAX - 1;
    }
    return value;
}

mst_quantity
mst_fact_amend(mst_quantity quantity, int64_t fallback, const mst_change *change, bool round_up)
{
    mst_quantity q = quantity;
    if (!q.given) {
        q.low = q.likely = q.high = fallback;
    }
    q.low = applied_to(q.low, change, round_up);
    q.likely = applied_to(q.likely, change, round_up);
    q.high = applied_to(q.high, change, round_up);
    q.given = true;
    return q;
}

/* The range that the facts in force make of what the post says (N0). */
static mst_quantity
amended(const mst__compile *c, const mst__number *number, mst_time t, bool round_up)
{
    mst_quantity q = *number->quantity;
    for (uint32_t i = 0; i < c->chain_count; i++) {
        const mst__applied *fact = c->chain[i];
        if (fact->layer != MST__LAYER_FACT || !mst__is_active(fact, t)) {
            continue;
        }
        q = mst_fact_amend(q, number->fallback, fact->change, round_up);
    }
    return q;
}

static int64_t
written(const mst__compile *c, const mst__number *number, mst_time t, bool round_up)
{
    mst_quantity q = amended(c, number, t, round_up);
    if (!q.given) {
        return number->fallback;
    }
    int64_t value = q.likely;
    for (uint32_t i = 0; i < c->chain_count; i++) {
        if (!mst__is_active(c->chain[i], t)) {
            continue;
        }
        switch (c->chain[i]->change->operation) {
        case MST_CHANGE_LOW:
            value = q.low;
            break;
        case MST_CHANGE_LIKELY:
            value = q.likely;
            break;
        case MST_CHANGE_HIGH:
            value = q.high;
            break;
        default:
            break;
        }
    }
    return value;
}

int64_t
mst__chain_pick(const mst__compile *c, const mst__number *number)
{
    return written(c, number, 0, false);
}

MST_NODISCARD static mst_status
refuse_result(mst__compile *c, const mst__number *number, const mst__applied *last, int64_t value)
{
    static const char *const units[] = {
        [MST_KIND_COUNT] = "",
        [MST_KIND_DURATION] = " ms",
        [MST_KIND_DISTANCE] = " mm",
        [MST_KIND_SPEED] = " mm/h",
        [MST_KIND_RATE] = " an hour",
        [MST_KIND_RATIO] = " millionths",
        [MST_KIND_THREAT] = " millionths",
        [MST_KIND_FLAG] = "",
    };
    const mst_field *field = &mst_fields[number->field];
    char subject[MST__SUBJECT_BYTES];
    const char *unit = units[field->kind];
    mst__subject(c, number, subject);
    if (value < field->minimum) {
        return mst_fail(c->err, MST_INVALID, last->change->place,
                        "this change makes \"%s\" %lld%s, but it is at least %lld%s", subject,
                        (long long)value, unit, (long long)field->minimum, unit);
    }
    return mst_fail(c->err, MST_INVALID, last->change->place,
                    "this change makes \"%s\" %lld%s, but it is at most %lld%s", subject,
                    (long long)value, unit, (long long)field->maximum, unit);
}

mst_status
mst__chain_value(mst__compile *c, const mst__number *number, mst_time t, bool round_up,
                 int64_t *value)
{
    int64_t result = written(c, number, t, round_up);
    const mst__applied *last = NULL;
    for (uint32_t i = 0; i < c->chain_count; i++) {
        if (!mst__is_active(c->chain[i], t)) {
            continue;
        }
        if (c->chain[i]->layer != MST__LAYER_FACT) {
            result = applied_to(result, c->chain[i]->change, round_up);
        }
        last = c->chain[i];
    }
    const mst_field *field = &mst_fields[number->field];
    bool allowed =
        result == MST_UNLIMITED || (result >= field->minimum && result <= field->maximum);
    if (last != NULL && !allowed && result != number->fallback) {
        return refuse_result(c, number, last, result);
    }
    *value = result;
    return MST_OK;
}

bool
mst__chain_sets(const mst__compile *c)
{
    for (uint32_t i = 0; i < c->chain_count; i++) {
        if (c->chain[i]->change->operation == MST_CHANGE_SET && mst__is_active(c->chain[i], 0)) {
            return true;
        }
    }
    return false;
}

static mst_status
refuse_timed(mst__compile *c, const mst__number *number)
{
    for (uint32_t i = 0; i < c->chain_count; i++) {
        if (mst__is_timed(c->chain[i])) {
            char subject[MST__SUBJECT_BYTES];
            return mst_fail(c->err, MST_INVALID, c->chain[i]->change->place,
                            "\"%s\" cannot change after the order, but this change begins or ends "
                            "inside the horizon",
                            mst__subject(c, number, subject));
        }
    }
    return MST_OK;
}

mst_status
mst__number_value(mst__compile *c, const mst__number *number, int64_t *value)
{
    mst_status status = mst__chain_number(c, number);
    if (status == MST_OK && c->chain_count > 0) {
        status = refuse_timed(c, number);
    }
    return status == MST_OK ? mst__chain_value(c, number, 0, false, value) : status;
}

mst_status
mst__steps_constant(mst__compile *c, int64_t value, mst_steps *steps)
{
    int64_t *only = MST_TAKE(c->arena, int64_t, 1);
    if (only == NULL) {
        return mst__no_memory(c);
    }
    *only = value;
    *steps = (mst_steps){.count = 1, .from = from_ever, .value = only};
    return MST_OK;
}

mst_status
mst__steps_make(mst__compile *c, uint32_t count, const mst_time *cuts, const int64_t *values,
                mst_steps *steps)
{
    assert(count > 0 && cuts[0] == MST_TIME_MIN);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++) {
        kept += values[i] != values[i - 1];
    }
    if (kept == 1) {
        return mst__steps_constant(c, values[0], steps);
    }
    mst_time *from = MST_TAKE(c->arena, mst_time, kept);
    int64_t *value = MST_TAKE(c->arena, int64_t, kept);
    if (from == NULL || value == NULL) {
        return mst__no_memory(c);
    }
    uint32_t k = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || values[i] != values[i - 1]) {
            from[k] = cuts[i];
            value[k++] = values[i];
        }
    }
    *steps = (mst_steps){.count = kept, .from = from, .value = value};
    return MST_OK;
}

mst_status
mst__number_steps(mst__compile *c, const mst__number *number, mst_steps *steps)
{
    mst_status status = mst__chain_number(c, number);
    if (status != MST_OK) {
        return status;
    }
    if (!mst_fields[number->field].timed) {
        status = refuse_timed(c, number);
        if (status != MST_OK) {
            return status;
        }
    }
    uint32_t count = mst__chain_cuts(c);
    for (uint32_t i = 0; i < count; i++) {
        status = mst__chain_value(c, number, c->cuts[i], false, &c->cut_values[i]);
        if (status != MST_OK) {
            return status;
        }
    }
    return mst__steps_make(c, count, c->cuts, c->cut_values, steps);
}

/* Cuts of `steps` and of `other`, merged into scratch arrays of the right size. */
static mst_time *
merged_cuts(mst__compile *c, const mst_steps *steps, uint32_t other_count, const mst_time *other,
            uint32_t *count)
{
    mst_time *cuts = MST_TAKE(c->scratch, mst_time, (size_t)steps->count + other_count);
    if (cuts == NULL) {
        return NULL;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0, j = 0; i < steps->count || j < other_count;) {
        bool first = j >= other_count || (i < steps->count && steps->from[i] <= other[j]);
        mst_time cut = first ? steps->from[i++] : other[j++];
        if (kept == 0 || cut > cuts[kept - 1]) {
            cuts[kept++] = cut;
        }
    }
    *count = kept;
    return cuts;
}

mst_status
mst__steps_mask(mst__compile *c, mst_steps *steps, const mst_windows *windows)
{
    if (windows->count == 1 && windows->spans[0].begin == MST_TIME_MIN &&
        windows->spans[0].end == MST_NEVER) {
        return MST_OK;
    }
    mst_time *ends = MST_TAKE(c->scratch, mst_time, (size_t)windows->count * 2);
    if (ends == NULL) {
        return mst__no_memory(c);
    }
    uint32_t end_count = 0;
    for (uint32_t i = 0; i < windows->count; i++) {
        ends[end_count++] = windows->spans[i].begin;
        if (windows->spans[i].end < MST_NEVER) {
            ends[end_count++] = windows->spans[i].end;
        }
    }
    uint32_t count;
    mst_time *cuts = merged_cuts(c, steps, end_count, ends, &count);
    int64_t *values = MST_TAKE(c->scratch, int64_t, (size_t)steps->count + end_count);
    if (cuts == NULL || values == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < count; i++) {
        values[i] = mst_windows_hold(windows, cuts[i], cuts[i]) ? mst_steps_at(steps, cuts[i]) : 0;
    }
    return mst__steps_make(c, count, cuts, values, steps);
}

mst_status
mst__steps_less(mst__compile *c, mst_steps *steps, int64_t amount, mst_span span)
{
    if (amount == 0 || span.begin >= span.end) {
        return MST_OK;
    }
    mst_time ends[2] = {span.begin, span.end};
    uint32_t count;
    mst_time *cuts = merged_cuts(c, steps, 2, ends, &count);
    int64_t *values = MST_TAKE(c->scratch, int64_t, (size_t)steps->count + 2);
    if (cuts == NULL || values == NULL) {
        return mst__no_memory(c);
    }
    for (uint32_t i = 0; i < count; i++) {
        values[i] = mst_steps_at(steps, cuts[i]);
        if (cuts[i] >= span.begin && cuts[i] < span.end && values[i] != MST_UNLIMITED) {
            values[i] = values[i] > amount ? values[i] - amount : 0;
        }
    }
    return mst__steps_make(c, count, cuts, values, steps);
}
