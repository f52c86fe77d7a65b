/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows that may bind: hours and closures of links and sites, and daylight.
 *
 * W1  Every open window that ends before the plan does is lengthened at its end by 10 % of its
 *     length, rounded up; what was open stays open. A window that was open at the order is as long
 *     as what is left of it when it began before all time, else as its whole.
 * W2  Only what the plan uses is tried: a road that no vehicle and nobody takes does not hold the
 *     plan up.
 */
#include "judge/limits.h"

enum { MOST_WINDOWS = 400 };

/* By what much the window is lengthened; 0: it has no end. */
static mst_time
tenth_of(mst_span window)
{
    if (window.end >= MST_NEVER) {
        return 0;
    }
    mst_time begin = window.begin > MST_TIME_MIN ? window.begin : 0;
    return begin < window.end ? mst_ceil_divide(window.end - begin, 10) : 0;
}

/* How long it is shut within the plan; 0: never after having been open. */
static mst_time
shut_within(const mst_windows *windows, mst_time end)
{
    mst_time shut = 0;
    for (uint32_t i = 0; i < windows->count && windows->spans[i].end < end; i++) {
        mst_time next = i + 1 < windows->count ? windows->spans[i + 1].begin : end;
        next = next < end ? next : end;
        mst_time from = windows->spans[i].end > 0 ? windows->spans[i].end : 0;
        shut += windows->spans[i].end > 0 && next > from ? next - from : 0;
    }
    return shut;
}

/* `change` in force over the tenth after each window's end. */
static void
add_windows(mst__limits *s, const mst_windows *windows, mst_change change, const char *unit,
            const char *name)
{
    mst_time end = mst__limit_time(s);
    mst_time shut = shut_within(windows, end);
    if (shut == 0) {
        return;
    }
    uint32_t most = windows->count < MOST_WINDOWS ? windows->count : MOST_WINDOWS;
    mst_change *changes = MST_TAKE(&s->scratch, mst_change, most);
    uint32_t count = 0;
    for (uint32_t i = 0; changes != NULL && i < windows->count && count < most; i++) {
        mst_span window = windows->spans[i];
        mst_time tenth = tenth_of(window);
        if (tenth > 0 && window.end > 0 && window.end < end) {
            change.from = (mst_moment){true, true, s->problem->order + window.end};
            change.until = (mst_moment){true, true, s->problem->order + window.end + tenth};
            changes[count++] = change;
        }
    }
    mst__limit_add_changes(s, changes, count, mst__limit_share(s, shut), unit, name);
}

static void
find_links(mst__limits *s)
{
    const mst_problem *problem = s->problem;
    uint8_t *used = MST_TAKE(&s->scratch, uint8_t, problem->arc_count);
    uint8_t *named = MST_TAKE(&s->scratch, uint8_t, s->post->link_count);
    s->full = s->full || used == NULL || named == NULL;
    if (s->full) {
        return;
    }
    for (uint32_t i = 0; i < s->plan->move_count; i++) {
        used[s->plan->moves[i].arc] = 1;
    }
    for (uint32_t i = 0; i < s->plan->self_move_count; i++) {
        used[s->plan->self_moves[i].arc] = 1;
    }
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        uint32_t link = problem->arcs[a].link;
        if (!used[a] || named[link]) {
            continue;
        }
        named[link] = 1;
        mst_change open = {.item_class = MST_ITEM_LINK,
                           .item = link,
                           .field = MST_NONE,
                           .berth_class = MST_NONE,
                           .operation = MST_CHANGE_OPEN};
        add_windows(s, &problem->arcs[a].open, open, "10 % longer",
                    mst_arena_format(&s->scratch, "links.%s.open", s->post->links[link].id));
    }
}

/* Bit 1: somebody gets on or off, or comes or goes by themselves; bit 2: aircraft take off or
 * land. */
static void
mark_sites(const mst__limits *s, uint8_t *used)
{
    const mst_problem *problem = s->problem;
    for (uint32_t i = 0; i < s->plan->stop_count; i++) {
        const mst_plan_stop *stop = &s->plan->stops[i];
        used[stop->site] |= stop->berth_begin != MST_NEVER;
    }
    for (uint32_t i = 0; i < s->plan->self_move_count; i++) {
        const mst_p_arc *arc = &problem->arcs[s->plan->self_moves[i].arc];
        used[arc->from] |= 1;
        used[arc->to] |= 1;
    }
    for (uint32_t i = 0; i < s->plan->move_count; i++) {
        const mst_p_arc *arc = &problem->arcs[s->plan->moves[i].arc];
        uint8_t air = arc->mode == MST_MODE_AIR ? 2 : 0;
        used[arc->from] |= air;
        used[arc->to] |= air;
    }
}

static void
find_sites(mst__limits *s)
{
    const mst_problem *problem = s->problem;
    uint8_t *used = MST_TAKE(&s->scratch, uint8_t, problem->site_count);
    s->full = s->full || used == NULL;
    if (s->full) {
        return;
    }
    mark_sites(s, used);
    for (uint32_t k = 0; k < problem->site_count; k++) {
        const char *id = s->post->sites[k].id;
        if ((used[k] & 1) != 0) {
            mst_change open = {.item_class = MST_ITEM_SITE,
                               .item = k,
                               .field = MST_NONE,
                               .berth_class = MST_NONE,
                               .operation = MST_CHANGE_OPEN};
            add_windows(s, &problem->sites[k].service, open, "10 % longer",
                        mst_arena_format(&s->scratch, "sites.%s.open", id));
        }
        if ((used[k] & 2) != 0) {
            mst_change dark = mst__limit_more(MST_ITEM_SITE, k, "daylight_only", MST_CHANGE_SET, 0);
            add_windows(s, &problem->sites[k].air, dark, "days 10 % longer",
                        mst_arena_format(&s->scratch, "sites.%s.daylight_only", id));
        }
    }
}

void
mst__limits_windows(mst__limits *limits)
{
    if (!limits->full) {
        find_links(limits);
    }
    if (!limits->full) {
        find_sites(limits);
    }
}
