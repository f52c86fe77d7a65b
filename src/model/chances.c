/* SPDX-License-Identifier: Apache-2.0 */
#include "model/chances.h"

#include <assert.h>
#include <stddef.h>

#define LONGEST (3660 * MST_MS_PER_DAY)

#define CHANCE(type, member, written, unit, least, most, absent, about)                            \
    {                                                                                              \
        .path = written, .kind = unit, .offset = offsetof(type, member), .minimum = least,         \
        .maximum = most, .fallback = absent, .meaning = about                                      \
    }

const mst_field mst_chances_fields[] = {
    CHANCE(struct mst_chances, travel, "travel", MST_KIND_RATIO, 100000, 100000000, 1000000,
           "time of a transit over what it takes by the post"),
    CHANCE(struct mst_chances, service, "service", MST_KIND_RATIO, 100000, 100000000, 1000000,
           "time of unloading, loading and turn over what it takes by the post"),
    CHANCE(struct mst_chances, desks, "desks", MST_KIND_RATIO, 100000, 100000000, 1000000,
           "time at a desk over what it takes by the post"),
    CHANCE(struct mst_chances, late, "late", MST_KIND_DURATION, 0, LONGEST, 0,
           "how much later a group is released"),
    CHANCE(struct mst_chances, refuse, "refuse", MST_KIND_RATIO, 0, 1000000, 0,
           "part of a group that does not come"),
    CHANCE(struct mst_chances, breakdown, "breakdown", MST_KIND_RATIO, 0, 1000000, 0,
           "probability that a vehicle breaks down before a move"),
    CHANCE(struct mst_chances, repair, "repair", MST_KIND_DURATION, 0, LONGEST, 2 * MST_MS_PER_HOUR,
           "time to repair it"),
    CHANCE(struct mst_chances, reports, "reports", MST_KIND_FLAG, 0, 1, 0,
           "sites are lost by the curves that the reports of the post come to"),
    CHANCE(struct mst_chances, patience, "patience", MST_KIND_DURATION, 0, LONGEST,
           30 * MST_MS_PER_MINUTE, "how long a vehicle waits for people who may still come"),
};
const uint32_t mst_chances_field_count = sizeof mst_chances_fields / sizeof mst_chances_fields[0];

const mst_field mst_weather_fields[] = {
    CHANCE(struct mst_weather, every, "every", MST_KIND_DURATION, MST_MS_PER_MINUTE, LONGEST, 0,
           "mean time from the end of a spell to the next"),
    CHANCE(struct mst_weather, lasts, "lasts", MST_KIND_DURATION, MST_MS_PER_MINUTE, LONGEST, 0,
           "length of a spell"),
};
const uint32_t mst_weather_field_count = sizeof mst_weather_fields / sizeof mst_weather_fields[0];

const mst_field mst_loss_row_fields[] = {
    CHANCE(struct mst_loss_row, at, "at", MST_KIND_DURATION, 1, LONGEST, 0, "time after the order"),
    CHANCE(struct mst_loss_row, lost, "lost", MST_KIND_RATIO, 0, 999999, 0,
           "probability that it has happened by then"),
};
const uint32_t mst_loss_row_field_count =
    sizeof mst_loss_row_fields / sizeof mst_loss_row_fields[0];

mst_quantity
mst_chances_range(const mst_post *post, const mst_quantity *quantity)
{
    if (quantity->given) {
        return *quantity;
    }
    size_t offset = (size_t)((const char *)quantity - (const char *)post->chances);
    for (uint32_t i = 0; i < mst_chances_field_count; i++) {
        if (mst_chances_fields[i].offset == offset) {
            int64_t value = mst_chances_fields[i].fallback;
            return (mst_quantity){.low = value, .likely = value, .high = value};
        }
    }
    assert(false && "no such setting");
    return *quantity;
}
