/* SPDX-License-Identifier: Apache-2.0
 *
 * The certificates that a document carries: one a measure or two, each checked before it is
 * shown, as plans are.
 */
#include "check/certificate.h"
#include "present/document.h"

static mst_wide
stated(const mst_bound *bound, mst_measure measure)
{
    return measure == MST_MEASURE_LEFT         ? bound->left
           : measure == MST_MEASURE_COMPLETION ? bound->completion
                                               : bound->exposure;
}

/* Adds it. Of completion the one that proves more takes the other's place; of left they may prove
 * different things. */
static mst_status
keep(mst_document *document, const mst_certificate *one, mst_error *err)
{
    uint32_t *count = &document->certificate_count;
    const mst_certificate *last = *count > 0 ? document->certificates[*count - 1] : NULL;
    if (last != NULL && last->measure == one->measure && one->measure == MST_MEASURE_COMPLETION) {
        if (last->bound >= one->bound) {
            return MST_OK;
        }
        --*count;
    }
    mst_certificate *copy = mst_certificate_copy(one, &document->arena);
    if (copy == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory for a certificate");
    }
    document->certificates[(*count)++] = copy;
    return MST_OK;
}

/* Takes what a claim is shown to be worth: all of it, a part, or nothing. */
static mst_status
take_proved(mst_document *document, const mst_cell *cell, const mst_certificate *claim,
            mst_error *err)
{
    mst_certificate one = *claim;
    mst_wide most = stated(&cell->solution.bound, claim->measure);
    one.bound = one.bound < most ? one.bound : most;
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst_certificate_verdict verdict;
    mst_status status = mst_certificate_check(cell->instance, &one, &scratch, &verdict, err);
    mst_arena_release(&scratch);
    if (status != MST_OK || verdict.proved <= 0) {
        return status;
    }
    one.bound = verdict.proved;
    return keep(document, &one, err);
}

mst_status
mst_document_certify(mst_document *document, const mst_cell *cell, mst_error *err)
{
    const mst_bound *bound = &cell->solution.bound;
    document->certificate_count = 0;
    mst_status status = MST_OK;
    for (mst_measure m = MST_MEASURE_LEFT; m <= MST_MEASURE_EXPOSURE; m++) {
        if (m == MST_MEASURE_COMPLETION && document->bound.certificate != NULL) {
            document->certificates[document->certificate_count++] = document->bound.certificate;
            continue;
        }
        for (uint32_t i = 0; i < bound->witness_count && status == MST_OK; i++) {
            if (bound->witnesses[i]->measure == m && cell->instance->phase_count == 1) {
                status = take_proved(document, cell, bound->witnesses[i], err);
            }
        }
    }
    return status;
}
