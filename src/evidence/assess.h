/* SPDX-License-Identifier: Apache-2.0
 *
 * What the reports of a post say together, as its picture stands: an interval of probability for
 * every scenario and proposition, a band of loss curves for every site, the tempo of every
 * indicator, and how good past estimates were. Each result keeps the voices that it was made from,
 * so that a number can be followed back to its reports. docs/evidence.md has the formulas.
 *
 * B1  Only known reports speak (model/reports.h, W2); ages count to the picture's as_of.
 * B2  A chance that the post gives for a scenario holds as long as no report speaks to it.
 * B3  An interested source may raise an upper bound and never lowers one; a statement lowers it
 *     only where its likelihood ratio is below 1 throughout, and binds only its own actor.
 * B4  `robust` holds both the pool and the disagreement; comparisons that must not depend on who
 *     is right use it, expected values use the pool.
 * B5  An outcome whose report weighs less than the hull asks for settles nothing: it is one more
 *     voice.
 */
#ifndef MUSTER_EVIDENCE_ASSESS_H
#define MUSTER_EVIDENCE_ASSESS_H

#include "evidence/curve.h"
#include "evidence/incidents.h"
#include "model/reports.h"

/* Millionths: what a result is once it is no longer computed with. */
typedef struct mst_parts {
    int64_t low, high;
} mst_parts;

/* To the nearest millionth, halves up, with a bias that no rounding of a library can cross. */
mst_parts
mst_parts_of(mst_range range);

/* A report as it speaks to one subject. */
typedef struct mst_heard {
    uint32_t report;
    mst_range says;     /* of a loss estimate: by 30 days from the picture */
    double reliability; /* of its grade, or of its source's record */
    bool has_record;    /* the latter */
    double age_days, weight;
    double share;         /* of the pool: its origin's share, split by weight */
    uint32_t origin_head; /* report that its origin was heard by first; itself when alone */
    bool in_hull;
    bool unsettled; /* it is an outcome too doubtful to settle the matter */
} mst_heard;

/* A statement, and what it made of the interval. */
typedef struct mst_stated {
    uint32_t report;
    bool binds; /* the actor is that of the subject */
    mst_range ratio;
    mst_range before, after; /* equal when it does not bind */
} mst_stated;

typedef enum mst_basis {
    MST_BASIS_NOTHING, /* anything is possible */
    MST_BASIS_GIVEN,   /* the post's own `chance` */
    MST_BASIS_REPORTS,
    MST_BASIS_OUTCOME, /* it came to it, or did not */
} mst_basis;

typedef struct mst_belief {
    mst_basis basis;
    mst_range pooled;   /* before statements */
    mst_range interval; /* after them */
    mst_range hull;     /* the disagreement, after statements; [0, 1] without one */
    bool has_hull;
    mst_range robust; /* B4 */
    double nobody;    /* chance that no voice is reliable */
    uint32_t heard_count;
    const mst_heard *heard;
    uint32_t stated_count;
    const mst_stated *stated;
    uint32_t outcome; /* report that settled it; MST_NONE */
    /* Sensitivity: the pool with every weight 0.1 lower and higher, and the geometric pool of
     * odds, extremised; has_extremised with two origins and more. */
    mst_range weights_lower, weights_higher;
    bool has_extremised;
    double extremised;
} mst_belief;

typedef struct mst_tempo {
    mst_rate_design design; /* as the post has it */
    mst_rate rate;
    double mean_per_day, factor; /* over the expected rate, within the limit */
    double none_next_day;        /* chance of a day without any */
    uint32_t report_count;
    bool known; /* some report counts incidents */
} mst_tempo;

/* A branch in which risk falls at a site. */
typedef struct mst_eased {
    uint32_t proposition;
    mst_range chance; /* that the proposition is true */
    uint32_t
        report_count; /* estimates given that it is; without one the branch reaches down to 0 */
} mst_eased;

/* Band of F, the probability of being lost by a time after the picture. */
typedef struct mst_band {
    bool known;       /* some report speaks; else nothing is: the low curves are never lost */
    uint32_t outcome; /* report that it is lost; MST_NONE */
    uint32_t count;
    const mst_time *after; /* ms after as_of, rising strictly, from 0 */
    const mst_range *pooled, *robust;
    bool has_hull;
    mst_dated_curve low, high;               /* of the pool */
    mst_dated_curve robust_low, robust_high; /* B4 */
    uint32_t heard_count;
    const mst_heard *heard;
    uint32_t eased_count;
    const mst_eased *eased;
    double tempo; /* factor of the hazard; 1 without an indicator */
    bool alarm;
} mst_band;

/* A past estimate whose outcome is known. */
typedef struct mst_scored {
    uint32_t report;
    uint32_t estimate; /* of those of a loss; MST_NONE */
    mst_subject subject;
    mst_range said;
    bool happened;
    mst_range brier; /* best and worst over the interval */
} mst_scored;

typedef struct mst_record {
    const char *source;
    uint32_t right, resolved;
    mst_range reliability;
    bool counts; /* resolved is enough for it to replace the grade's letter */
} mst_record;

typedef struct mst_evidence {
    const mst_post *post;
    const mst_belief *scenarios;    /* [post->scenario_count] */
    const mst_belief *propositions; /* [post->proposition_count] */
    const mst_band *sites;          /* [post->site_count] */
    const mst_tempo *indicators;    /* [post->indicator_count] */
    uint32_t scored_count, record_count;
    const mst_scored *scored;
    const mst_record *records;
} mst_evidence;

/*
 * Weighs the known reports of `post`. All memory is from `arena`, texts are the post's. Fails with
 * MST_NO_MEMORY only. Time O(subjects x grid x reports^2) in the reports of one subject; the grid
 * has some hundred points.
 */
MST_NODISCARD mst_status
mst_evidence_assess(const mst_post *post, mst_arena *arena, mst_evidence *evidence, mst_error *err);

/* The band's value at `after` >= 0: exact at the points of the grid, with a constant hazard between
 * them. */
mst_range
mst_band_at(const mst_band *band, mst_time after, bool robust);

#endif
