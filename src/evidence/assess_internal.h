/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the assessment share.
 */
#ifndef MUSTER_EVIDENCE_ASSESS_INTERNAL_H
#define MUSTER_EVIDENCE_ASSESS_INTERNAL_H

#include "evidence/assess.h"

/* The settings of the post as numbers to compute with. */
typedef struct mst__settings {
    double weights[6];
    double half_life_days, alarm_half_life_days;
    double hull_weight, hull_age_days;
    double record_strength, tempo_limit;
    uint32_t record_least;
} mst__settings;

typedef struct mst__assessor {
    const mst_post *post;
    mst_arena *arena;
    mst__settings settings;
    double weight_shift; /* added to every weight of a grade, for sensitivity */
    uint32_t *origins;   /* [reports] equal numbers are one origin */
    uint32_t *record_of; /* [reports] into records, by source */
    uint32_t record_count;
    mst_record *records;
    uint32_t scored_count;
    mst_scored *scored;
    mst_tempo *indicators;
    mst_belief *scenarios, *propositions;
    bool failed; /* no memory */
} mst__assessor;

void *
mst__assess_take(mst__assessor *a, size_t count, size_t bytes);

double
mst__age_days(const mst__assessor *a, const mst_report *report);

/* How reliable a report is, by its grade or its source's record. */
double
mst__reliability(const mst__assessor *a, uint32_t report, bool *has_record);

/* The voice of a report that says `says`. */
mst_voice
mst__voice(const mst__assessor *a, uint32_t report, mst_range says, double half_life_days);

bool
mst__speaks_to(const mst_report *report, mst_subject subject);

/* The latest known report that settles whether `subject` came true; MST_NONE. */
uint32_t
mst__outcome(const mst__assessor *a, mst_subject subject);

/* True when the report's weight of grade is enough to settle a matter (B5). */
bool
mst__settles(const mst__assessor *a, uint32_t report);

/* Pool and hull of voices, with B3: an interested source lowers no upper bound. `without` is what
 * holds when no other source speaks. `scratch` has room for `count`. */
typedef struct mst__joint {
    mst_pool pool;
    bool has_hull;
    mst_range hull;
} mst__joint;

mst__joint
mst__join(const mst__assessor *a, uint32_t count, const mst_voice *voices, const bool *interested,
          mst_range without, mst_voice *scratch);

/* Fills share, origin_head and in_hull of what was heard. */
void
mst__share(const mst__assessor *a, uint32_t count, const mst_voice *voices, mst_heard *heard);

/* ---- one file each ---- */
void
mst__assess_records(mst__assessor *a);
void
mst__assess_indicators(mst__assessor *a);
void
mst__assess_belief(mst__assessor *a, mst_subject subject, const mst_chance *given,
                   const char *actor, mst_belief *belief);
void
mst__assess_band(mst__assessor *a, uint32_t site, mst_band *band);

#endif
