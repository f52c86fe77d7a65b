/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a post once for each day, plans every different cell of all days once, and assesses each
 * day by what had been received by then.
 */
#include "present/hindcast.h"

#include <string.h>

#include "api/internal.h"
#include "evidence/assess.h"
#include "present/when.h"

struct muster_hindcast {
    mst_arena arena;
    uint32_t day_count;
    muster_post **posts;       /* [day] */
    mst_hindcast_day *days;    /* likewise */
    mst_evidence *evidence;    /* likewise */
    mst_assessed_plans *plans; /* likewise */
    mst_assessment *says;      /* likewise */
    mst_hindcast_view view;
};

typedef struct walking {
    const char *path;
    const muster_hindcast_options *options;
    muster_hindcast *made;
    muster_faults **faults;
    mst_assessed_plans names; /* of the cells of a day, without what they say */
    mst_walk_cell *cells;     /* [day * cells of a day + scenario * options + option] */
} walking;

static muster_status
no_memory(muster_error *err)
{
    return mst__api_refuse(err, MST_NO_MEMORY, "there is not enough memory");
}

/* ---- days ---- */

/* From one day to the next. */
static int64_t
step_of(const walking *w)
{
    return w->options->step_ms > 0 ? w->options->step_ms : MST_MS_PER_DAY;
}

/* A day alone, as "2021-07-03", gets the hour of the post's own as_of. */
static const char *
with_hour(const mst_post *post, mst_arena *arena, const char *moment)
{
    char when[MST_WHEN_BYTES];
    mst_when_zone zone = {post->zone_row_count, post->zone_rows};
    if (moment == NULL || strlen(moment) != 10 || strspn(moment, "0123456789-") != 10) {
        return moment;
    }
    mst_when_local(&zone, post->base_as_of, when); /* 2021-07-03T08:00:00+04:30 */
    return mst_arena_format(arena, "%s %.5s", moment, when + 11);
}

static muster_status
open_at(const walking *w, const char *as_of, muster_post **post, muster_error *err)
{
    muster_faults *found = NULL;
    *post = NULL;
    muster_status status = muster_post_open_as_of(w->path, as_of, post, &found, err);
    if (w->faults != NULL && status != MUSTER_OK) {
        muster_faults_close(*w->faults);
        *w->faults = found;
    } else {
        muster_faults_close(found);
    }
    for (uint32_t i = 0; i < w->options->set_count && status == MUSTER_OK; i++) {
        status = muster_post_set(*post, w->options->sets[i], err);
    }
    if (status == MUSTER_OK && w->options->half_life_ms > 0) {
        const int64_t ms = w->options->half_life_ms;
        const mst_quantity set = {.low = ms, .likely = ms, .high = ms, .given = true};
        (*post)->post->evidence->half_life = set;
        (*post)->post->evidence->half_life_in_alarm = set;
    }
    return status;
}

/* The first and the last moment, and how many days there are. */
static muster_status
find_span(const walking *w, mst_instant *first, uint32_t *count, muster_error *err)
{
    muster_post *base = NULL, *from = NULL, *to = NULL;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    muster_status status = open_at(w, NULL, &base, err);
    const mst_post *post = base != NULL ? base->post : NULL;
    *first = post != NULL ? post->base_as_of : 0;
    mst_instant last = *first;
    for (uint32_t i = 0; post != NULL && i < post->report_count; i++) {
        last = post->reports[i].received > last ? post->reports[i].received : last;
    }
    if (status == MUSTER_OK && w->options->from != NULL) {
        status = open_at(w, with_hour(post, &arena, w->options->from), &from, err);
        *first = status == MUSTER_OK ? from->post->as_of : 0;
    }
    if (status == MUSTER_OK && w->options->to != NULL) {
        status = open_at(w, with_hour(post, &arena, w->options->to), &to, err);
        last = status == MUSTER_OK ? to->post->as_of : 0;
    }
    int64_t step = step_of(w);
    if (status == MUSTER_OK && last < *first) {
        status = mst__api_refuse(err, MST_USAGE, "the last day comes before the first");
    } else if (status == MUSTER_OK && (last - *first) / step >= MUSTER_HINDCAST_DAYS) {
        status = mst__api_refuse(err, MST_USAGE, "there are more than %d days; take longer steps",
                                 MUSTER_HINDCAST_DAYS);
    }
    *count = status == MUSTER_OK ? (uint32_t)((last - *first) / step + 1) : 0;
    muster_post_close(to);
    muster_post_close(from);
    muster_post_close(base);
    mst_arena_release(&arena);
    return status;
}

static muster_status
open_days(walking *w, mst_instant first, muster_error *err)
{
    muster_hindcast *made = w->made;
    for (uint32_t d = 0; d < made->day_count; d++) {
        char when[MST_WHEN_BYTES];
        mst_when_utc(first + d * step_of(w), when);
        muster_status status = open_at(w, when, &made->posts[d], err);
        if (status != MUSTER_OK) {
            return status;
        }
        if (d > 0 && !mst__api_one_text(made->posts[0]->post, made->posts[d]->post)) {
            return mst__api_refuse(err, MST_USAGE,
                                   "the post was written while it was read: try again");
        }
    }
    return MUSTER_OK;
}

static uint32_t
received_between(const mst_post *post, mst_instant after, mst_instant until)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        count += post->reports[i].received > after && post->reports[i].received <= until;
    }
    return count;
}

/* ---- cells ---- */

static muster_status
choose(walking *w, muster_error *err)
{
    const mst_post *post = w->made->posts[0]->post;
    const mst__api_choice choice = {.seed = w->options->seed,
                                    .scenario_count = w->options->scenario_count,
                                    .option_count = w->options->option_count,
                                    .scenarios = w->options->scenarios,
                                    .options = w->options->options};
    muster_status status = mst__api_check_choice(post, &choice, err);
    if (status != MUSTER_OK) {
        return status;
    }
    w->names.gains_option = MST_NONE;
    if (!mst__api_name_cells(post, &choice, &w->made->arena, &w->names)) {
        return no_memory(err);
    }
    if (w->names.scenario_count == 0 || w->names.option_count == 0) {
        return mst__api_refuse(err, MST_USAGE, "the post has no option or no scenario to look at");
    }
    return MUSTER_OK;
}

static muster_status
plan_days(walking *w, muster_error *err)
{
    muster_hindcast *made = w->made;
    uint32_t a_day = w->names.scenario_count * w->names.option_count,
             count = a_day * made->day_count;
    w->cells = MST_TAKE(&made->arena, mst_walk_cell, count);
    if (w->cells == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        const muster_post *post = made->posts[i / a_day];
        w->cells[i] = (mst_walk_cell){
            .post = post->post,
            .overrides = {.count = post->set_count, .changes = post->changes},
            .scenario = w->names.scenarios[i % a_day / w->names.option_count],
            .option = w->names.options[i % w->names.option_count],
        };
    }
    mst_walk_options options = {.seed = w->options->seed,
                                .effort = w->options->effort,
                                .threads = w->options->threads,
                                .stop = w->options->stop,
                                .progress = w->options->progress,
                                .progress_context = w->options->progress_context};
    mst_error inner = {.status = MST_OK};
    mst_status status = mst_walk_plan(count, w->cells, &options, &made->arena, &inner);
    made->view.cells = count;
    made->view.distinct = mst_walk_distinct(count, w->cells);
    return mst__api_fail(err, &inner, status);
}

/* ---- a day ---- */

static bool
tell_caught(const walking *w, uint32_t d, mst_hindcast_day *day)
{
    uint32_t count = w->names.option_count;
    const mst_walk_cell *first = &w->cells[(size_t)d * w->names.scenario_count * count];
    int64_t *least = MST_TAKE(&w->made->arena, int64_t, count);
    int64_t *most = MST_TAKE(&w->made->arena, int64_t, count);
    int64_t *people = MST_TAKE(&w->made->arena, int64_t, count);
    if (least == NULL || most == NULL || people == NULL) {
        return false;
    }
    for (uint32_t o = 0; o < count; o++) {
        people[o] = first[o].people;
        mst_caught(day->evidence, first[o].departure_count, first[o].departures,
                   first[o].plan.order, first[o].people, first[o].people_left, &least[o], &most[o]);
    }
    day->caught_least = least;
    day->caught_most = most;
    day->people = people;
    return true;
}

static mst_status
assess_day(const walking *w, uint32_t d, mst_error *err)
{
    muster_hindcast *made = w->made;
    mst_hindcast_day *day = &made->days[d];
    const mst_post *post = made->posts[d]->post;
    uint32_t a_day = w->names.scenario_count * w->names.option_count;
    mst_assessed_plan *plans = MST_TAKE(&made->arena, mst_assessed_plan, a_day);
    if (plans == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    for (uint32_t i = 0; i < a_day; i++) {
        const mst_walk_cell *cell = &w->cells[(size_t)d * a_day + i];
        plans[i] = cell->plan;
        day->new_cells += cell->same_as == d * a_day + i;
    }
    made->plans[d] = w->names;
    made->plans[d].cells = plans;
    mst_status status = mst_evidence_assess(post, &made->arena, &made->evidence[d], err);
    if (status == MST_OK) {
        status =
            mst_assess(&made->plans[d], &made->evidence[d], 0, &made->arena, &made->says[d], err);
    }
    day->evidence = &made->evidence[d];
    day->plans = &made->plans[d];
    day->says = &made->says[d];
    day->reports =
        received_between(post, d > 0 ? made->posts[d - 1]->post->as_of : MST_TIME_MIN, post->as_of);
    if (status == MST_OK && !tell_caught(w, d, day)) {
        status = mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    }
    return status;
}

static bool
take_room(muster_hindcast *made)
{
    made->posts = MST_TAKE(&made->arena, muster_post *, made->day_count);
    made->days = MST_TAKE(&made->arena, mst_hindcast_day, made->day_count);
    made->evidence = MST_TAKE(&made->arena, mst_evidence, made->day_count);
    made->plans = MST_TAKE(&made->arena, mst_assessed_plans, made->day_count);
    made->says = MST_TAKE(&made->arena, mst_assessment, made->day_count);
    return made->posts != NULL && made->days != NULL && made->evidence != NULL &&
           made->plans != NULL && made->says != NULL;
}

static muster_status
fill(walking *w, muster_error *err)
{
    mst_instant first = 0;
    muster_hindcast *made = w->made;
    muster_status status = find_span(w, &first, &made->day_count, err);
    if (status == MUSTER_OK && !take_room(made)) {
        made->posts = NULL;
        status = no_memory(err);
    }
    status = status == MUSTER_OK ? open_days(w, first, err) : status;
    status = status == MUSTER_OK ? choose(w, err) : status;
    status = status == MUSTER_OK ? plan_days(w, err) : status;
    for (uint32_t d = 0; d < made->day_count && status == MUSTER_OK; d++) {
        mst_error inner = {.status = MST_OK};
        status = mst__api_fail(err, &inner, assess_day(w, d, &inner));
    }
    made->view.day_count = made->day_count;
    made->view.days = made->days;
    made->view.seed = w->options->seed;
    return status;
}

muster_status
muster_hindcast_open(const char *path, const muster_hindcast_options *options,
                     muster_hindcast **hindcast, muster_faults **faults, muster_error *err)
{
    if (faults != NULL) {
        *faults = NULL;
    }
    muster_hindcast *made = mst_heap_take(1, sizeof *made);
    if (made == NULL) {
        return no_memory(err);
    }
    mst_arena_init(&made->arena, 0);
    walking w = {.path = path, .options = options, .made = made, .faults = faults};
    muster_status status = fill(&w, err);
    if (status != MUSTER_OK) {
        muster_hindcast_close(made);
        return status;
    }
    *hindcast = made;
    return MUSTER_OK;
}

void
muster_hindcast_close(muster_hindcast *hindcast)
{
    if (hindcast != NULL) {
        for (uint32_t d = 0; hindcast->posts != NULL && d < hindcast->day_count; d++) {
            muster_post_close(hindcast->posts[d]);
        }
        mst_arena_release(&hindcast->arena);
        mst_heap_free(hindcast);
    }
}

/* ---- what it says ---- */

uint32_t
muster_hindcast_day_count(const muster_hindcast *hindcast)
{
    return hindcast->day_count;
}

static int64_t
order_by(mst_instant order, mst_time wait)
{
    return wait == MST_TIME_MIN ? INT64_MIN : wait == MST_NEVER ? MUSTER_NEVER : order + wait;
}

muster_status
muster_hindcast_day_at(const muster_hindcast *hindcast, uint32_t index, muster_hindcast_day *day,
                       muster_error *err)
{
    if (index >= hindcast->day_count) {
        return mst__api_refuse(err, MST_USAGE, "the hindcast has %u days, no number %u",
                               hindcast->day_count, index);
    }
    const mst_hindcast_day *from = &hindcast->days[index];
    const mst_post *post = from->evidence->post;
    uint32_t chosen = from->says->choice.recommended;
    const mst_verdict *verdict = &from->says->choice.verdicts[chosen];
    const mst_assessed_cell *cell = &from->says->cells[chosen];
    mst_instant order = post->as_of + from->plans->cells[chosen].order;
    const double million = (double)MST_MILLION;
    *day = (muster_hindcast_day){
        .as_of_utc_ms = post->as_of,
        .reports = from->reports,
        .new_cells = from->new_cells,
        .option = post->options[from->plans->options[chosen].index].id,
        .lower = (double)verdict->lower / million,
        .upper = (double)verdict->upper / million,
        .worst = verdict->worst,
        .has_curve = cell->has_curve,
        .clear_low = (double)cell->clear_low / million,
        .clear_high = (double)cell->clear_high / million,
        .caught_least = from->caught_least[chosen],
        .caught_most = from->caught_most[chosen],
        .order_by_utc_ms = order_by(order, cell->may_wait[MST_ASSESS_SURE]),
        .order_by_at_best_utc_ms = order_by(order, cell->may_wait_at_best[MST_ASSESS_SURE]),
    };
    return MUSTER_OK;
}

muster_status
muster_hindcast_write_text(const muster_hindcast *hindcast, char **text, muster_error *err)
{
    mst_error inner;
    return mst__api_fail(err, &inner, mst_hindcast_write_text(&hindcast->view, text, &inner));
}

muster_status
muster_hindcast_write_json(const muster_hindcast *hindcast, char **text, muster_error *err)
{
    mst_error inner;
    return mst__api_fail(err, &inner, mst_hindcast_write_json(&hindcast->view, text, &inner));
}

muster_status
muster_hindcast_write_csv(const muster_hindcast *hindcast, char **text, muster_error *err)
{
    mst_error inner;
    return mst__api_fail(err, &inner, mst_hindcast_write_csv(&hindcast->view, text, &inner));
}
