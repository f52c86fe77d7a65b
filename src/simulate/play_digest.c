/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash of all that the runs of a player hang on. Numbers are added one by one: the bytes between
 * the members of a struct are anybody's.
 */
#include "base/text.h"
#include "problem/plan_bytes.h"
#include "simulate/play_internal.h"

static void
add(mst_hash *hash, int64_t value)
{
    mst_hash_add(hash, &value, sizeof value);
}

static void
add_range(mst_hash *hash, const mst_quantity *range)
{
    add(hash, range->low);
    add(hash, range->likely);
    add(hash, range->high);
}

static void
add_luck(mst_hash *hash, const mst_play *play)
{
    const mst__luck_ranges *luck = &play->luck;
    add_range(hash, &luck->travel);
    add_range(hash, &luck->service);
    add_range(hash, &luck->desks);
    add_range(hash, &luck->late);
    add_range(hash, &luck->refuse);
    add_range(hash, &luck->breakdown);
    add_range(hash, &luck->repair);
    add(hash, play->patience);
}

static void
add_weathers(mst_hash *hash, const struct mst_chances *chances)
{
    add(hash, chances->weather_count);
    for (uint32_t w = 0; w < chances->weather_count; w++) {
        const mst_weather *weather = &chances->weathers[w];
        add_range(hash, &weather->every);
        add_range(hash, &weather->lasts);
        add(hash, weather->site_count);
        for (uint32_t i = 0; i < weather->site_count; i++) {
            add(hash, weather->sites[i].index);
        }
    }
}

static void
add_losses(mst_hash *hash, const struct mst_chances *chances)
{
    add(hash, chances->loss_count);
    for (uint32_t l = 0; l < chances->loss_count; l++) {
        const mst_loss *loss = &chances->losses[l];
        add(hash, loss->site_count);
        for (uint32_t i = 0; i < loss->site_count; i++) {
            add(hash, loss->sites[i].index);
        }
        add(hash, loss->link_count);
        for (uint32_t i = 0; i < loss->link_count; i++) {
            add(hash, loss->links[i].index);
        }
        add(hash, loss->fleet_count);
        for (uint32_t i = 0; i < loss->fleet_count; i++) {
            add(hash, loss->fleets[i].index);
        }
        add(hash, loss->row_count);
        for (uint32_t i = 0; i < loss->row_count; i++) {
            add_range(hash, &loss->rows[i].at);
            add_range(hash, &loss->rows[i].lost);
        }
    }
}

static void
add_curve(mst_hash *hash, const mst_dated_curve *curve)
{
    add(hash, curve->count);
    for (uint32_t i = 0; i < curve->count; i++) {
        add(hash, curve->points[i].after);
        mst_hash_add(hash, &curve->points[i].lost, sizeof curve->points[i].lost);
    }
}

/* Losses as the reports have them count from the picture on. */
static void
add_reported(mst_hash *hash, const mst_play *play)
{
    add(hash, play->reported_count);
    for (uint32_t i = 0; i < play->reported_count; i++) {
        const mst_band *band = &play->evidence.sites[play->reported[i]];
        add(hash, play->world->order - play->world->post->as_of);
        add(hash, play->reported[i]);
        add_curve(hash, &band->low);
        add_curve(hash, &band->high);
    }
}

/* How many there may be of whom, where the case leaves it to chance. */
static void
add_people(mst_hash *hash, const mst_play *play)
{
    const mst_post *post = play->world->post;
    for (uint32_t p = 0; p < post->people_count; p++) {
        bool is_drawn = play->items[p].is_drawn;
        add(hash, is_drawn);
        if (is_drawn) {
            add_range(hash, &post->people[p].count);
        }
    }
}

bool
mst_play_digest(const mst_play *play, uint64_t digest[2])
{
    uint64_t of_case[2];
    mst_bytes plan = {0};
    mst_hash hash;
    mst_hash_init(&hash);
    if (play->instance->stands_in_play) {
        mst_case_digest(play->instance, of_case);
    } else {
        mst_case_digest_own(play->instance, of_case);
    }
    mst_hash_add(&hash, of_case, sizeof of_case);
    mst_plan_write(play->plan, &plan);
    mst_hash_add(&hash, plan.bytes, plan.count);
    mst_heap_free(plan.bytes);
    add(&hash, (int64_t)play->options.seed);
    add(&hash, play->world->scenario);
    add(&hash, play->options.without_chance);
    add(&hash, play->options.integrate);
    add_luck(&hash, play);
    add(&hash, play->chances != NULL);
    if (play->chances != NULL) {
        add_weathers(&hash, play->chances);
        add_losses(&hash, play->chances);
    }
    add_reported(&hash, play);
    add_people(&hash, play);
    mst_hash_value(&hash, digest);
    return !plan.is_full;
}
