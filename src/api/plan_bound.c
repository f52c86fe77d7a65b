/* SPDX-License-Identifier: Apache-2.0
 *
 * `muster verify --bound`: what a plan states as its bounds against what its certificates prove.
 */
#include <string.h>

#include "api/internal.h"
#include "present/when.h"

typedef struct proved { /* by the certificates that hold, so far */
    int64_t left;
    int64_t left_by_priority[MST_MAX_PRIORITIES];
    mst_wide others[MST_MEASURE_COUNT];
    const char *kinds[MST_MEASURE_COUNT]; /* which of them showed it; NULL */
} proved;

typedef struct proving {
    const mst_document *document;
    muster_report *report;
    const mst_problem *problem;
    proved proved;
    const char *refused; /* text of the first that is refused; NULL */
} proving;

/* Is every plan at least as good on left as this one among those that the claim is about? The
 * persons of a priority are known to be few enough only where no earlier one can be traded for
 * them. */
static bool
is_about_it(const proving *p, const mst_certificate *claim)
{
    const mst_measures *value = &p->report->judgement.measures;
    if (claim->most_left != MST_UNLIMITED && value->left > claim->most_left) {
        return false;
    }
    bool exact = true; /* all earlier priorities are proved least */
    for (uint32_t k = 0; k < claim->priority_count && k < p->problem->priority_count; k++) {
        int64_t lightest = MST_UNLIMITED;
        for (uint32_t c = 0; c < p->problem->cohort_count; c++) {
            const mst_p_cohort *cohort = &p->problem->cohorts[c];
            bool counts = cohort->in_scope && cohort->priority == k && cohort->weight < lightest;
            lightest = counts ? cohort->weight : lightest;
        }
        bool few = lightest == MST_UNLIMITED ||
                   (lightest > 0 &&
                    value->left_by_priority[k] / lightest <= claim->most_left_by_priority[k]);
        if (claim->most_left_by_priority[k] != MST_UNLIMITED && !(exact && few)) {
            return false;
        }
        exact = exact && value->left_by_priority[k] <= p->proved.left_by_priority[k];
    }
    return true;
}

static void
take(proving *p, const mst_certificate *claim, const mst_certificate_verdict *verdict)
{
    proved *so_far = &p->proved;
    if (claim->measure == MST_MEASURE_LEFT) {
        for (uint32_t k = 0; k < MST_MAX_PRIORITIES; k++) {
            int64_t weight = verdict->left_by_priority[k];
            int64_t *best = &so_far->left_by_priority[k];
            *best = weight > *best ? weight : *best;
        }
    }
    if (claim->bound > so_far->others[claim->measure]) {
        so_far->others[claim->measure] = claim->bound;
        so_far->kinds[claim->measure] = mst_certificate_name(claim->kind);
    }
}

/* Those of one measure. */
static mst_status
check_all(proving *p, mst_measure measure, mst_error *err)
{
    for (uint32_t i = 0; i < p->document->certificate_count; i++) {
        const mst_certificate *claim = p->document->certificates[i];
        if (claim->measure != measure) {
            continue;
        }
        mst_certificate_verdict verdict;
        mst_status status =
            mst_certificate_check(p->report->instance, claim, &p->report->arena, &verdict, err);
        if (status != MST_OK) {
            return status;
        }
        if (!verdict.holds && p->refused == NULL) {
            p->refused = mst_arena_format(&p->report->arena, "The certificate (%s) is refused: %s.",
                                          mst_certificate_name(claim->kind), verdict.text);
            if (p->refused == NULL) {
                return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
            }
        }
        if (verdict.holds && is_about_it(p, claim)) {
            take(p, claim, &verdict);
        }
    }
    return MST_OK;
}

/* ---- in words ---- */

static void
put_amount(mst_buffer *text, mst_measure measure, mst_wide amount)
{
    char when[MST_WHEN_BYTES];
    if (measure == MST_MEASURE_LEFT) {
        mst_buffer_addf(text, "%lld", (long long)amount);
    } else if (measure == MST_MEASURE_COMPLETION) {
        mst_buffer_add(text, mst_when_duration((mst_time)amount, when));
    } else {
        mst_buffer_addf(text, "%.1f", mst_exposure_hours(amount));
    }
}

/* One measure: what is stated, and what of it is proved. True when all of it is. */
static bool
put_measure(const proving *p, mst_measure measure, mst_buffer *text)
{
    const mst_bound *bound = &p->document->bound;
    mst_wide stated = measure == MST_MEASURE_LEFT         ? bound->left
                      : measure == MST_MEASURE_COMPLETION ? bound->completion
                                                          : bound->exposure;
    mst_wide shown = p->proved.others[measure];
    bool whole = shown >= stated;
    bool priorities = false; /* the rest is told by priority only */
    for (uint32_t k = 0; measure == MST_MEASURE_LEFT && k < p->problem->priority_count; k++) {
        priorities |= whole && bound->left_by_priority[k] > p->proved.left_by_priority[k];
        whole = whole && !priorities;
    }
    if (stated <= 0 && whole) {
        return true;
    }
    const char *name = mst__api_measure_name(measure);
    if (whole) {
        mst_buffer_addf(text, "The bound on %s is proved (%s).\n", name, p->proved.kinds[measure]);
    } else if (p->proved.kinds[measure] == NULL) {
        mst_buffer_addf(text, "The bound on %s is ", name);
        put_amount(text, measure, stated);
        mst_buffer_add(text, ", and no certificate of the plan proves any of it.\n");
    } else {
        mst_buffer_addf(text, "The bound on %s is ", name);
        put_amount(text, measure, stated);
        mst_buffer_add(text, "; proved is ");
        put_amount(text, measure, shown);
        mst_buffer_addf(text, "%s (%s).\n", priorities ? ", but less of some priority" : "",
                        p->proved.kinds[measure]);
    }
    return whole;
}

mst_status
mst__api_prove_bounds(const mst_document *document, muster_report *report, mst_error *err)
{
    const mst_case *instance = report->instance;
    proving p = {.document = document,
                 .report = report,
                 .problem = &instance->phases[instance->phase_count - 1]};
    if (!document->has_results) {
        report->certificate = "A schedule states no bound and carries no certificate of one.";
        return MST_OK;
    }
    mst_buffer text = {0};
    bool whole = true;
    mst_status status = MST_OK;
    for (mst_measure m = MST_MEASURE_LEFT; m <= MST_MEASURE_EXPOSURE && status == MST_OK; m++) {
        status = check_all(&p, m, err);
        whole = put_measure(&p, m, &text) && whole;
    }
    if (text.length == 0) {
        mst_buffer_add(&text, "Every bound that the plan states is 0, which needs no proof.\n");
    }
    if (p.refused != NULL) {
        mst_buffer_addf(&text, "%s\n", p.refused);
    }
    char *lines = NULL;
    mst_status written = mst_buffer_finish(&text, &lines, status == MST_OK ? err : NULL);
    if (status == MST_OK && written == MST_OK) {
        size_t length = strlen(lines);
        report->certificate = mst_arena_text_bytes(&report->arena, lines, length - (length > 0));
        report->certified = whole && p.refused == NULL;
        status = report->certificate != NULL
                     ? MST_OK
                     : mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory");
    } else {
        status = status == MST_OK ? written : status;
    }
    mst_heap_free(lines);
    return status;
}
