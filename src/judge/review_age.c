/* SPDX-License-Identifier: Apache-2.0
 *
 * How old and how sure the numbers of a post are.
 */
#include "judge/review.h"

#include "evidence/assess.h"

typedef struct tally {
    uint32_t stale, doubtful;
} tally;

static bool
is_older(const mst_post *post, const mst_meta *meta, mst_instant at)
{
    int64_t review = meta->review_ms > 0 ? meta->review_ms : post->review_ms;
    return meta->as_of_given && review > 0 && at - meta->as_of > review;
}

/* D and worse is a source not usually reliable, 4 and worse a doubtful statement (the Admiralty
 * code of STANAG 2511). */
static bool
is_doubtful(const mst_meta *meta)
{
    return (meta->reliability >= 'D' && meta->reliability <= 'F') ||
           (meta->credibility >= '4' && meta->credibility <= '6');
}

static void
count_item(tally *counts, const mst_post *post, const mst_meta *meta, mst_instant at)
{
    counts->stale += is_older(post, meta, at);
    counts->doubtful += is_doubtful(meta);
}

static tally
count_others(const mst_post *post, mst_instant at)
{
    tally others = {0};
    for (uint32_t i = 0; i < post->site_count; i++) {
        count_item(&others, post, &post->sites[i].meta, at);
    }
    for (uint32_t i = 0; i < post->link_count; i++) {
        count_item(&others, post, &post->links[i].meta, at);
    }
    for (uint32_t i = 0; i < post->type_count; i++) {
        count_item(&others, post, &post->types[i].meta, at);
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        count_item(&others, post, &post->fleets[i].meta, at);
    }
    for (uint32_t i = 0; i < post->permission_count; i++) {
        count_item(&others, post, &post->permissions[i].meta, at);
    }
    for (uint32_t i = 0; i < post->scenario_count; i++) {
        count_item(&others, post, &post->scenarios[i].meta, at);
    }
    for (uint32_t i = 0; i < post->option_count; i++) {
        count_item(&others, post, &post->options[i].meta, at);
    }
    return others;
}

/* When the authority for an option ends, which it may have from one that it includes. */
static mst_instant
authority_of(const mst_post *post, uint32_t option)
{
    mst_moment until = post->options[option].order_until;
    if (until.given) {
        return until.absolute ? until.ms : post->as_of + until.ms;
    }
    mst_case *instance = NULL;
    mst_instant ends = MST_NEVER;
    /* An option that cannot be compiled is told with the plans. */
    if (mst_case_compile(post, (mst_scenario_id){0}, (mst_option_id){option}, NULL, &instance,
                         NULL) == MST_OK) {
        ends = instance->phases[0].order_until;
        mst_case_release(instance);
    }
    return ends;
}

/* The alarm is the CUSUM of docs/evidence.md, over the reports known at the picture's as_of. */
static mst_status
find_alarms(const mst_post *post, mst_review_age *age, mst_error *err)
{
    mst_arena arena;
    mst_evidence evidence;
    if (post->indicator_count == 0) {
        return MST_OK;
    }
    mst_arena_init(&arena, 0);
    mst_status status = mst_evidence_assess(post, &arena, &evidence, err);
    for (uint32_t i = 0; status == MST_OK && i < post->indicator_count; i++) {
        if (evidence.indicators[i].known && evidence.indicators[i].rate.alarm) {
            age->alarm = age->alarms++ == 0 ? post->indicators[i].id : age->alarm;
        }
    }
    mst_arena_release(&arena);
    return status;
}

mst_status
mst_review_age_of(const mst_post *post, mst_instant at, mst_review_age *age, mst_error *err)
{
    tally people = {0};
    for (uint32_t i = 0; i < post->people_count; i++) {
        count_item(&people, post, &post->people[i].meta, at);
    }
    tally others = count_others(post, at);
    *age = (mst_review_age){
        .stale_counts = people.stale,
        .doubtful_counts = people.doubtful,
        .stale = others.stale,
        .doubtful = others.doubtful,
        .authority_ends = MST_NEVER,
    };
    if (post->review_ms > 0 && at - post->as_of > post->review_ms) {
        age->overdue_ms = at - post->as_of - post->review_ms;
    }
    for (uint32_t i = 0; i < post->option_count; i++) {
        mst_instant ends = authority_of(post, i);
        if (ends < age->authority_ends) {
            age->authority_ends = ends;
            age->authority_option = post->options[i].id;
        }
    }
    return find_alarms(post, age, err);
}
