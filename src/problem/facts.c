/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/facts.h"

uint32_t
mst_facts_list(const mst_post *post, uint32_t *facts)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < post->report_count; i++) {
        if (!post->reports[i].known || post->reports[i].claim != MST_CLAIM_FACT) {
            continue;
        }
        uint32_t k = count++;
        for (; k > 0 && post->reports[facts[k - 1]].received > post->reports[i].received; k--) {
            facts[k] = facts[k - 1];
        }
        facts[k] = i;
    }
    return count;
}

bool
mst_fact_holds(const mst_post *post, const mst_report *report, const mst_change *change)
{
    mst_instant from = change->from.absolute ? change->from.ms : report->at + change->from.ms;
    mst_instant until = change->until.absolute ? change->until.ms : report->at + change->until.ms;
    return (!change->from.given || from <= post->as_of) &&
           (!change->until.given || post->as_of < until);
}

mst_quantity
mst_facts_fold(const mst_post *post, const uint32_t *facts, uint32_t count,
               const mst_change *subject, mst_quantity quantity)
{
    for (uint32_t i = 0; i < count; i++) {
        const mst_report *report = &post->reports[facts[i]];
        for (uint32_t k = 0; k < report->change_count; k++) {
            const mst_change *change = &report->changes[k];
            bool is_about = change->item_class == subject->item_class &&
                            change->field == subject->field &&
                            (change->item == subject->item || change->item == MST_NONE);
            if (is_about && mst_fact_holds(post, report, change)) {
                quantity =
                    mst_fact_amend(quantity, mst_fields[change->field].fallback, change, false);
            }
        }
    }
    return quantity;
}
