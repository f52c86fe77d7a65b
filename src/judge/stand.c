/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/stand.h"

#include <string.h>

#include "base/text.h"
#include "model/reports.h"

static void
key_of_marks(const uint64_t digest[2], mst__stand_kind kind, uint64_t key[2])
{
    uint64_t number = kind;
    mst_hash hash;
    mst_hash_init(&hash);
    mst_hash_add(&hash, "leans on", sizeof "leans on");
    mst_hash_add(&hash, &number, sizeof number);
    mst_hash_add(&hash, digest, 2 * sizeof *digest);
    mst_hash_value(&hash, key);
}

/* ---- before the newest facts ---- */

static bool
is_fact(const mst_report *report)
{
    return report->known && report->change_count > 0;
}

/* The post's reports with its newest known fact unknown; false where there is none. */
static bool
forget_newest(const mst_post *post, mst_report *reports)
{
    mst_report *newest = NULL;
    for (uint32_t r = 0; r < post->report_count; r++) {
        if (is_fact(&reports[r]) && (newest == NULL || reports[r].received >= newest->received)) {
            newest = &reports[r];
        }
    }
    if (newest != NULL) {
        newest->known = false;
    }
    return newest != NULL;
}

/* Something of the kind is kept, and leans on nothing that is lost (NULL: whatever it leans on). */
static bool
leans_on_none(mst_kept *kept, const uint64_t digest[2], mst__stand_kind kind, const mst_marks *lost)
{
    uint64_t key[2];
    mst_bytes_reader marked;
    key_of_marks(digest, kind, key);
    return mst_kept_find_old(kept, key, &marked) &&
           (lost == NULL || (marked.left == lost->bytes && !mst_marks_meet(lost, marked.at)));
}

/* Is what is kept of `was` also of `now`? Then it stands. */
static bool
stands_for(mst_case *now, const mst_case *was, mst__stand_kind kind, mst_kept *kept,
           mst_arena *arena)
{
    uint64_t digest[2];
    mst_marks lost, in_play;
    mst_case_digest(was, digest);
    if (!mst_marks_init(&lost, now->phases, arena) ||
        !mst_marks_init(&in_play, now->phases, arena) ||
        !mst_case_is_narrower(now, was, &lost, &in_play) ||
        !leans_on_none(kept, digest, kind, kind == MST__STAND_CELL ? NULL : &lost)) {
        return false;
    }
    memcpy(now->stands_for, digest, sizeof digest);
    now->stands_in_play =
        kind == MST__STAND_CELL && leans_on_none(kept, digest, MST__STAND_RUNS, &in_play);
    return true;
}

/* Is there something of the case itself? It keeps its marks in use. */
static bool
is_known(const mst_case *instance, mst__stand_kind kind, mst_kept *kept)
{
    uint64_t digest[2], key[2];
    mst_bytes_reader marked;
    mst_case_digest(instance, digest);
    key_of_marks(digest, MST__STAND_RUNS, key);
    (void)mst_kept_find_old(kept, key, &marked);
    key_of_marks(digest, kind, key);
    return mst_kept_find_old(kept, key, &marked);
}

void
mst__stand(const mst_post *post, const mst_override *overrides, mst__stand_kind kind,
           mst_kept *kept, mst_case *instance)
{
    if (kept == NULL || is_known(instance, kind, kept)) {
        return;
    }
    mst_scenario_id scenario = {instance->phases->scenario};
    mst_option_id option = {instance->phases->option};
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_report *reports = MST_TAKE(&arena, mst_report, post->report_count);
    if (reports != NULL && post->report_count > 0) {
        memcpy(reports, post->reports, post->report_count * sizeof *reports);
    }
    bool stands = false;
    for (uint32_t i = 0; i < MST_STAND_FACTS && reports != NULL && !stands; i++) {
        mst_post before = *post;
        mst_case *was = NULL;
        mst_error unsaid;
        before.reports = reports;
        if (!forget_newest(post, reports)) {
            break;
        }
        if (mst_case_compile(&before, scenario, option, overrides, &was, &unsaid) == MST_OK) {
            stands = stands_for(instance, was, kind, kept, &arena);
            mst_case_release(was);
        }
    }
    mst_arena_release(&arena);
}

/* ---- what is kept ---- */

static bool
stands(const mst_case *instance, mst__stand_kind kind)
{
    return kind == MST__STAND_RUNS ? instance->stands_in_play : mst_case_stands(instance);
}

bool
mst__stand_find(mst_kept *kept, const mst_case *instance, mst__stand_kind kind,
                const uint64_t key[2], mst_bytes_reader *bytes)
{
    return stands(instance, kind) ? mst_kept_find_old(kept, key, bytes)
                                  : mst_kept_find(kept, key, bytes);
}

void
mst__stand_add(mst_kept *kept, const mst_case *instance, mst__stand_kind kind,
               const uint64_t key[2], const mst_bytes *bytes, const mst_plan *plan,
               const mst_marks *marks)
{
    if (kept == NULL || stands(instance, kind)) {
        return;
    }
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_marks all;
    uint64_t of_marks[2];
    mst_case_digest_own(instance, of_marks);
    key_of_marks(of_marks, kind, of_marks);
    if (mst_marks_init(&all, instance->phases, &arena)) {
        for (uint32_t i = 0; marks != NULL && i < all.bytes; i++) {
            all.bits[i] |= marks->bits[i];
        }
        mst_mark_plan(&all, plan);
        if (mst_kept_mark(kept, of_marks, all.bits, all.bytes)) {
            mst_kept_add(kept, key, bytes);
        }
    }
    mst_arena_release(&arena);
}
