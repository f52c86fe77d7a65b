/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: the picture of a post, what stands behind its numbers, and new reports.
 */
#ifndef MUSTER_PICTURE_H
#define MUSTER_PICTURE_H

#include <muster/post.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The post as its known reports make it: numbers they amend, the probability of every scenario and
 * proposition, by when every site may be lost, the tempo of indicators, the records of sources and
 * what is stale. As text, or as JSON when `as_json` is not 0. *text is the caller's
 * (muster_text_free). Quadratic in the number of reports.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_picture(const muster_post *post, int as_json, char **text, muster_error *err);

/*
 * The chain from the reports to one number. `kind` is "scenario", "proposition", "site" or
 * "indicator" (MUSTER_USAGE else); MUSTER_NOT_FOUND names the id nearest to `id`. *text as above.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_explain(const muster_post *post, const char *kind, const char *id, int as_json,
                    char **text, muster_error *err);

/* A probability between 0 and 1: what the reports say together, and what holds whoever of them is
 * right. Nothing known is 0 to 1. */
typedef struct muster_post_chance {
    double low, high;
    double robust_low, robust_high;
} muster_post_chance;

/* Of the scenario `index`; MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_scenario_chance(const muster_post *post, uint32_t index, muster_post_chance *chance,
                            muster_error *err);

/* A key of a report and its value as they are written in a post (docs/post-format.md); a value
 * that begins with [ or { is a list or a map in YAML's flow form. */
typedef struct muster_report_field {
    const char *key;
    const char *value;
} muster_report_field;

/*
 * Appends a report to the log of the post at `path`: reports.log in the post's folder, or
 * FILE.reports.log beside a post that is one file not called post.yaml. The report is read with the
 * post first; on a fault nothing is written, and *faults (which may be NULL, the caller's else)
 * lists what is wrong. The log only grows, each line bound to those before it by a hash;
 * MUSTER_INVALID where that chain is broken. Linear in post and log.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_add_report(const char *path, const muster_report_field *fields, uint32_t count,
                       muster_faults **faults, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
