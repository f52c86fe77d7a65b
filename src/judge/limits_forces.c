/* SPDX-License-Identifier: Apache-2.0
 *
 * Reinforcements that the option brings: would it help if they came sooner? No change of a scenario
 * or an option reaches them, so the post is copied with a sooner one in it.
 */
#include <string.h>

#include "judge/limits.h"

/* Is `index` the option of the cell or included in it? */
static void
mark_included(const mst_post *post, uint32_t index, uint8_t *in, uint32_t *queue)
{
    uint32_t count = 1;
    queue[0] = index;
    in[index] = 1;
    for (uint32_t i = 0; i < count; i++) {
        const mst_option *option = &post->options[queue[i]];
        for (uint32_t k = 0; k < option->include_count; k++) {
            uint32_t next = option->includes[k].index;
            if (!in[next]) {
                in[next] = 1;
                queue[count++] = next;
            }
        }
    }
}

static int64_t
tenth_less(int64_t value)
{
    return value - mst_ceil_divide(value, 10);
}

static int64_t
tenth_more(int64_t value)
{
    return value + mst_ceil_divide(value, 10);
}

static mst_quantity
changed(mst_quantity quantity, int64_t (*change)(int64_t value))
{
    quantity.low = change(quantity.low);
    quantity.likely = change(quantity.likely);
    quantity.high = change(quantity.high);
    return quantity;
}

/* A copy of the post in which reinforcement `r` of option `o` may be written; NULL: no memory. */
static mst_reinforcement *
copy_post(mst__limits *s, uint32_t o, uint32_t r, mst_post **post)
{
    const mst_option *option = &s->post->options[o];
    mst_post *copy = MST_TAKE(&s->scratch, mst_post, 1);
    mst_option *options = MST_TAKE(&s->scratch, mst_option, s->post->option_count);
    mst_reinforcement *forces =
        MST_TAKE(&s->scratch, mst_reinforcement, option->reinforcement_count);
    if (copy == NULL || options == NULL || forces == NULL) {
        s->full = true;
        return NULL;
    }
    memcpy(options, s->post->options, s->post->option_count * sizeof *options);
    memcpy(forces, option->reinforcements, option->reinforcement_count * sizeof *forces);
    options[o].reinforcements = forces;
    *copy = *s->post;
    copy->options = options;
    *post = copy;
    return &forces[r];
}

static void
add_sooner(mst__limits *s, uint32_t o, uint32_t r, bool rate)
{
    mst_post *post;
    mst_reinforcement *force = copy_post(s, o, r, &post);
    if (force == NULL) {
        return;
    }
    const char *name =
        mst_arena_format(&s->scratch, "options.%s.reinforcements.%s.%s", s->post->options[o].id,
                         force->id, rate ? "rate" : "notice");
    if (rate) {
        force->rate = changed(force->rate, tenth_more);
    } else {
        force->notice = changed(force->notice, tenth_less);
    }
    uint32_t before = s->count;
    static const mst_change none = {0};
    int64_t share = mst__limit_share(s, force->notice.likely);
    mst__limit_add_changes(s, &none, 0, share, rate ? "10 % more" : "10 % less", name);
    if (s->count > before) {
        s->limits[before].post = post;
    }
}

void
mst__limits_forces(mst__limits *limits)
{
    const mst_post *post = limits->post;
    if (limits->full) {
        return;
    }
    uint8_t *in = MST_TAKE(&limits->scratch, uint8_t, post->option_count);
    uint32_t *queue = MST_TAKE(&limits->scratch, uint32_t, post->option_count);
    limits->full = in == NULL || queue == NULL;
    if (limits->full) {
        return;
    }
    mark_included(post, limits->cell->option.index, in, queue);
    for (uint32_t o = 0; o < post->option_count; o++) {
        for (uint32_t r = 0; in[o] && r < post->options[o].reinforcement_count; r++) {
            const mst_reinforcement *force = &post->options[o].reinforcements[r];
            if (force->notice.given && force->notice.high > 0 && !limits->full) {
                add_sooner(limits, o, r, false);
            }
            if (force->rate.given && force->rate.high > 0 && !limits->full) {
                add_sooner(limits, o, r, true);
            }
        }
    }
}
