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
