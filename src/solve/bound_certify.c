/* SPDX-License-Identifier: Apache-2.0
 *
 * What a proof leaves behind for those who prove it again: certificates of kinds `way`, `cut`
 * and `leave` (docs/certificates.md). What they claim here is what is proved here; how much of it
 * they show is for their check to say.
 */
#include "solve/bound.h"

enum { MOST_ROWS = 2 };

static mst_certificate *
begin(mst_bound *bound, mst_arena *arena, mst_certificate_kind kind, mst_measure measure)
{
    mst_certificate *one = MST_TAKE(arena, mst_certificate, 1);
    if (one != NULL) {
        *one = (mst_certificate){.kind = kind, .measure = measure, .most_left = MST_UNLIMITED};
        one->bound = measure == MST_MEASURE_LEFT         ? bound->left
                     : measure == MST_MEASURE_COMPLETION ? bound->completion
                                                         : bound->exposure;
        bound->witnesses[bound->witness_count++] = one;
    }
    return one;
}

/* One more row of numbers; NULL on lack of memory. */
static int64_t *
row(mst__proof *p, mst_certificate *one, const char *name, uint32_t count)
{
    mst_certificate_part *parts = (mst_certificate_part *)one->parts;
    if (parts == NULL) {
        parts = MST_TAKE(p->arena, mst_certificate_part, MOST_ROWS);
        one->parts = parts;
    }
    int64_t *values = MST_TAKE(p->arena, int64_t, count);
    if (values == NULL || parts == NULL) {
        return NULL;
    }
    parts[one->part_count++] =
        (mst_certificate_part){.name = name, .count = count, .values = values};
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
    mst_certificate *one = begin(p->bound, p->arena, MST_CERTIFICATE_WAY, MST_MEASURE_LEFT);
    int64_t *lost = one != NULL ? row(p, one, "lost", problem->cohort_count) : NULL;
    if (lost == NULL) {
        return false;
    }
    one->bound = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        int64_t persons = is_stuck(&p->relax, cohort) ? cohort->count : p->lost[m];
        lost[p->relax.movers[m].cohort] = persons;
        one->bound += persons;
    }
    p->bound->witness_count -= one->bound == 0;
    return true;
}

/* What plans at least as good on left may leave, of each priority. */
static void
say_allowed(const mst__proof *p, mst_certificate *one)
{
    one->priority_count = p->relax.problem->priority_count;
    for (uint32_t k = 0; k < one->priority_count; k++) {
        one->most_left_by_priority[k] =
            p->allowed[k] < MST_MAX_PEOPLE ? p->allowed[k] : MST_UNLIMITED;
    }
}

static bool
certify_way(mst__proof *p)
{
    mst_certificate *one = begin(p->bound, p->arena, MST_CERTIFICATE_WAY, MST_MEASURE_COMPLETION);
    int64_t *cohort = one != NULL ? row(p, one, "cohort", 1) : NULL;
    if (cohort == NULL) {
        return false;
    }
    cohort[0] = p->relax.movers[p->way_mover].cohort;
    one->bound = p->way_completion;
    say_allowed(p, one);
    return true;
}

static bool
certify_cut(mst__proof *p, mst_measure measure, const mst__crossed *cut)
{
    uint32_t sites = p->relax.problem->site_count;
    mst_certificate *one = begin(p->bound, p->arena, MST_CERTIFICATE_CUT, measure);
    int64_t *inside = one != NULL ? row(p, one, "inside", sites) : NULL;
    int64_t *ready = inside != NULL ? row(p, one, "ready", 1) : NULL;
    if (ready == NULL) {
        return false;
    }
    for (uint32_t s = 0; s < sites; s++) {
        inside[s] = cut->inside[s] != 0;
    }
    ready[0] = cut->ready;
    if (measure == MST_MEASURE_COMPLETION) {
        say_allowed(p, one);
    }
    return true;
}

bool
mst__prove_again(mst__proof *p)
{
    const mst_bound *bound = p->bound;
    const mst__crossed *left = &p->left_cut;
    const mst__crossed *completion = &p->completion_cut;
    if (p->relax.problem->begins != 0) {
        return true; /* no kind of certificate speaks of what is left to do after a surprise */
    }
    return (bound->left == 0 || certify_left(p)) &&
           (bound->left == 0 || left->inside == NULL || certify_cut(p, MST_MEASURE_LEFT, left)) &&
           (p->way_completion == 0 || certify_way(p)) &&
           (completion->inside == NULL || certify_cut(p, MST_MEASURE_COMPLETION, completion));
}

bool
mst__certify_exposure(const mst_problem *problem, mst_bound *bound, mst_arena *arena)
{
    return problem->begins != 0 || bound->exposure == 0 ||
           begin(bound, arena, MST_CERTIFICATE_LEAVE, MST_MEASURE_EXPOSURE) != NULL;
}
