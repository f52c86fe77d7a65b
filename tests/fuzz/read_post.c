/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a post. Whatever reads is written, read again and written again: the two texts
 * agree, and what its reports say are probabilities.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/assess.h"
#include "fuzz/fuzz.h"
#include "read/read.h"

/* Faults say where: in the file, inside its lines. */
static void
check_faults(const mst_fault_list *faults, mst_status status, const mst_error *err)
{
    fuzz_require((status == MST_OK) == (faults->count == 0) || status == MST_NO_MEMORY);
    fuzz_require(faults->count <= MST_MAX_FAULTS);
    for (uint32_t i = 0; i < faults->count; i++) {
        fuzz_require(faults->faults[i].text[0] != '\0');
        fuzz_require(strchr(faults->faults[i].text, '\n') == NULL);
    }
    fuzz_require(faults->count == 0 || strcmp(err->text, faults->faults[0].text) == 0);
}

static void
check_range(mst_range range)
{
    fuzz_require(range.low >= 0 && range.low <= range.high && range.high <= 1);
}

static void
check_evidence(const mst_post *post, mst_arena *arena)
{
    mst_evidence evidence;
    mst_error err = {0};
    fuzz_require(mst_evidence_assess(post, arena, &evidence, &err) == MST_OK);
    for (uint32_t i = 0; i < post->scenario_count; i++) {
        check_range(evidence.scenarios[i].interval);
        check_range(evidence.scenarios[i].robust);
    }
    for (uint32_t i = 0; i < post->proposition_count; i++) {
        check_range(evidence.propositions[i].interval);
        check_range(evidence.propositions[i].robust);
    }
    for (uint32_t i = 0; i < post->site_count; i++) {
        for (uint32_t k = 0; k < evidence.sites[i].count; k++) {
            check_range(evidence.sites[i].pooled[k]);
            check_range(evidence.sites[i].robust[k]);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    mst_post *post = NULL;
    mst_post *again = NULL;
    mst_fault_list faults;
    mst_fault_list more_faults;
    mst_error err = {0};
    const char *text = "";
    const char *second_text = "";
    mst_arena arena;
    mst_status status =
        mst_post_read_text("fuzz.yaml", (const char *)data, bytes, &post, &faults, &err);
    check_faults(&faults, status, &err);
    mst_fault_list_release(&faults);
    if (status != MST_OK) {
        return 0;
    }
    mst_arena_init(&arena, 0);
    fuzz_require(mst_post_write(post, &arena, &text, &err) == MST_OK);
    status = mst_post_read_text("again.yaml", text, strlen(text), &again, &more_faults, &err);
    fuzz_require(status == MST_OK);
    fuzz_require(mst_post_write(again, &arena, &second_text, &err) == MST_OK);
    fuzz_require(strcmp(text, second_text) == 0);
    check_evidence(post, &arena);
    mst_fault_list_release(&more_faults);
    mst_post_release(post);
    mst_post_release(again);
    mst_arena_release(&arena);
    return 0;
}
