/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: standing plans, and what leans on an item. A plan that somebody with the authority has
 * adopted is kept beside the post, named in a log that only grows, and judged again under every
 * picture.
 *
 * The log is standing.log and the plans stand in the folder standing, in the folder of the post;
 * NAME.standing.log and NAME.standing beside a post that is one file, NAME.yaml.
 */
#ifndef MUSTER_STANDING_H
#define MUSTER_STANDING_H

#include <muster/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MUSTER_STANDING_ID_BYTES = 13 };

/*
 * Adopts a plan that was read from a file (muster_plan_open): it takes the place of the one that
 * stood for its option under its scenario. `path` is that of the post. `by` must be the role that
 * the option names (ordered_by; case is ignored): MUSTER_USAGE else. The plan must obey every rule
 * under the post as it is: MUSTER_PLAN_INVALID else. `at_utc_ms` is told as the time of adoption.
 * `id` gets the name of the standing plan. On a failure nothing stands that did not before.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_standing_adopt(const char *path, muster_post *post, const muster_plan *plan, const char *by,
                      int64_t at_utc_ms, char id[MUSTER_STANDING_ID_BYTES], muster_error *err);

/* Takes a standing plan back, by its id or the beginning of it; the role as above. The log and the
 * plan stay. MUSTER_NOT_FOUND when no such plan stands. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_standing_withdraw(const char *path, muster_post *post, const char *id, const char *by,
                         int64_t at_utc_ms, muster_error *err);

typedef struct muster_standing muster_standing;

/* Judges every standing plan under the post as it is. *standing is the caller's
 * (muster_standing_close). MUSTER_INVALID when the log was meddled with. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_standing_open(const char *path, muster_post *post, muster_standing **standing,
                     muster_error *err);
MUSTER_API void
muster_standing_close(muster_standing *standing);

typedef enum muster_standing_state {
    MUSTER_STANDING_HOLDS = 0,
    MUSTER_STANDING_CHANGED = 1, /* obeys every rule, but comes to something else */
    MUSTER_STANDING_BREAKS = 2,
    MUSTER_STANDING_LOST = 3, /* its file is not there, or is not the one that was adopted */
} muster_standing_state;

/* Texts are owned by the standing. */
typedef struct muster_standing_plan {
    const char *id, *scenario, *option, *by;
    int64_t at_utc_ms;
    muster_standing_state state;
    /* What it breaks: "rule 8 (windows, hours) at +4:10: ..."; or why it is lost; NULL. */
    const char *fault;
    const char
        *move; /* the move that breaks it: "c17-1 from hkia to al-udeid, leaves +4:10"; NULL */
    /* The id of the report without which, and without the facts received after it, the plan would
     * break nothing; NULL: none did it. */
    const char *report;
    /* Of left, completion_ms and exposure: when it was adopted, and now where it breaks nothing. */
    muster_measures then, now;
} muster_standing_plan;

MUSTER_API uint32_t
muster_standing_count(const muster_standing *standing);
/* In the order of adoption. MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_standing_at(const muster_standing *standing, uint32_t index, muster_standing_plan *plan,
                   muster_error *err);

/* *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_standing_write_text(const muster_standing *standing, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_standing_write_json(const muster_standing *standing, char **text, muster_error *err);

/* ---- what leans on an item ---- */

typedef struct muster_leaning muster_leaning;

/*
 * Which standing plans, and which of the plans read from `files` (plan.json or schedule.csv), lean
 * on an item: "sites.bagram", "sites.hkia.berths.heavy", "permissions.overflight-pk",
 * "people.embassy-force"; what is unmistakable may be shortened to "bagram". Nothing is planned:
 * the moves that use it are counted, and the checker says what breaks without it.
 * MUSTER_NOT_FOUND names the nearest item. *leaning is the caller's (muster_leaning_close).
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_leaning_open(const char *path, muster_post *post, const char *item, uint32_t file_count,
                    const char *const *files, muster_leaning **leaning, muster_error *err);
MUSTER_API void
muster_leaning_close(muster_leaning *leaning);

/* Texts are owned by the leaning. */
typedef struct muster_leaning_plan {
    const char *plan; /* the id of a standing plan, or the file */
    const char *scenario, *option;
    const char *by;            /* who adopted it; NULL: it does not stand */
    uint32_t moves;            /* that use the item */
    int64_t persons;           /* in them */
    int64_t first_ms, last_ms; /* of those moves, after the order; MUSTER_NEVER: none */
    bool leans;                /* it uses the item, or breaks a rule without it */
    const char *fault;         /* what it breaks without it; NULL: nothing */
} muster_leaning_plan;

MUSTER_API const char *
muster_leaning_item(const muster_leaning *leaning);
MUSTER_API uint32_t
muster_leaning_count(const muster_leaning *leaning);
MUSTER_API MUSTER_NODISCARD muster_status
muster_leaning_at(const muster_leaning *leaning, uint32_t index, muster_leaning_plan *plan,
                  muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_leaning_write_text(const muster_leaning *leaning, char **text, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_leaning_write_json(const muster_leaning *leaning, char **text, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
