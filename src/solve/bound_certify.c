/* SPDX-License-Identifier: Apache-2.0
 *
 * What a proof leaves behind for those who prove it again: certificates of kinds `way` and `leave`
 * (docs/certificates.md). What they claim here is what is proved here; how much of it they show is
 * for their check to say.
 */
#include "solve/bound.h"

#include <string.h>

static mst_certificate *
begin(mst__proof *p, mst_certificate_kind kind, mst_measure measure, mst_wide bound)
{
    mst_certificate *one = MST_TAKE(p->arena, mst_certificate, 1);
    if (one != NULL) {
        *one = (mst_certificate){
            .kind = kind, .measure = measure, .bound = bound, .most_left = MST_UNLIMITED};
        p->bound->witnesses[measure] = one;
    }
    return one;
}

/* One row of numbers; NULL on lack of memory. */
static int64_t *
row(mst__proof *p, mst_certificate *one, const char *name, uint32_t count)
{
    int64_t *values = MST_TAKE(p->arena, int64_t, count);
    mst_certificate_part *part = MST_TAKE(p->arena, mst_certificate_part, 1);
    if (values == NULL || part == NULL) {
        return NULL;
    }
    *part = (mst_certificate_part){.name = name, .count = count, .values = values};
    one->part_count = 1;
    one->parts = part;
    return values;
}

/* Can nothing take the cohort anywhere: no type seats a party of them, and they have no means? */
static bool
is_stuck(const mst__relax *relax, const mst_p_cohort *cohort)
{
    int64_t party = (int64_t)cohort->party;
    bool stuck = cohort->self_means == MST_SELF_NONE;
    for (uint32_t i = 0; i < relax->type_count; i++) {
        const mst_p_type *type = &relax->problem->types[relax->types[i]];
        int64_t over = party - type->litters;
        bool lies = over <= 0 ||
                    (type->seats_per_litter > 0 && over <= type->seats / type->seats_per_litter);
        stuck = stuck && !(cohort->litter ? lies : party <= type->seats);
    }
    return stuck;
}

static bool
certify_left(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    mst_certificate *one = begin(p, MST_CERTIFICATE_WAY, MST_MEASURE_LEFT, 0);
    int64_t *lost = one != NULL ? row(p, one, "lost", problem->cohort_count) : NULL;
    if (lost == NULL) {
        return false;
    }
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        int64_t persons = is_stuck(&p->relax, cohort) ? cohort->count : p->lost[m];
        lost[p->relax.movers[m].cohort] = persons;
        one->bound += persons;
    }
    if (one->bound == 0) {
        p->bound->witnesses[MST_MEASURE_LEFT] = NULL;
    }
    return true;
}

static bool
certify_way(mst__proof *p)
{
    mst_certificate *one = begin(p, MST_CERTIFICATE_WAY, MST_MEASURE_COMPLETION, p->way_completion);
    int64_t *cohort = one != NULL ? row(p, one, "cohort", 1) : NULL;
    if (cohort == NULL) {
        return false;
    }
    cohort[0] = p->relax.movers[p->way_mover].cohort;
    one->priority_count = p->relax.problem->priority_count;
    for (uint32_t k = 0; k < one->priority_count; k++) {
        one->most_left_by_priority[k] =
            p->allowed[k] < MST_MAX_PEOPLE ? p->allowed[k] : MST_UNLIMITED;
    }
    return true;
}

bool
mst__prove_again(mst__proof *p)
{
    const mst_bound *bound = p->bound;
    if (p->relax.problem->begins != 0) {
        return true; /* no kind of certificate speaks of what is left to do after a surprise */
    }
    return (bound->left == 0 || certify_left(p)) && (p->way_completion == 0 || certify_way(p));
}

bool
mst__certify_exposure(const mst_problem *problem, mst_bound *bound, mst_arena *arena)
{
    if (problem->begins != 0 || bound->exposure == 0) {
        return true;
    }
    mst_certificate *one = MST_TAKE(arena, mst_certificate, 1);
    if (one != NULL) {
        *one = (mst_certificate){.kind = MST_CERTIFICATE_LEAVE,
                                 .measure = MST_MEASURE_EXPOSURE,
                                 .bound = bound->exposure,
                                 .most_left = MST_UNLIMITED};
    }
    bound->witnesses[MST_MEASURE_EXPOSURE] = one;
    return one != NULL;
}
