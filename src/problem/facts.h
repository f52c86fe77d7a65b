/* SPDX-License-Identifier: Apache-2.0
 *
 * What known reports make of the numbers of a post, before any scenario or option.
 */
#ifndef MUSTER_PROBLEM_FACTS_H
#define MUSTER_PROBLEM_FACTS_H

#include "model/reports.h"

/* Fills `facts` (room for post->report_count) with the numbers of the known reports of facts, by
 * receipt, then in the order of the post; returns how many there are. */
uint32_t
mst_facts_list(const mst_post *post, uint32_t *facts);

/* The range that a fact makes of a range; of a number that is not given, that of the fallback. */
mst_quantity
mst_fact_amend(mst_quantity quantity, int64_t fallback, const mst_change *change, bool round_up);

/* What the facts make of a plain field of an item at the time of the picture: of `quantity`, which
 * is the field's or stands for it. `facts` is what mst_facts_list filled. */
mst_quantity
mst_facts_fold(const mst_post *post, const uint32_t *facts, uint32_t count,
               const mst_change *subject, mst_quantity quantity);

/* Is the change of a report in force at the time of the picture? */
bool
mst_fact_holds(const mst_post *post, const mst_report *report, const mst_change *change);

#endif
