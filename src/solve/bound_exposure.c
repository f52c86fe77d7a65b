/* SPDX-License-Identifier: Apache-2.0
 *
 * Bounds on exposure: what the people of each site cannot but be exposed to before they leave it.
 */
#include "solve/bound.h"

/* The persons of a site are looked at in so many parts; in fewer where sites and vehicles are many,
 * for each part asks what every group of vehicles can carry. */
enum { EXPOSURE_STEPS = 96, LEAST_STEPS = 8, STEP_WORK = 2500000 };

/* Threat x ms at a site until `t`. */
static mst_wide
threat_until(const mst_p_site *site, mst_time t)
{
    mst_wide total = 0;
    for (uint32_t i = 0; i < site->threat.count; i++) {
        mst_time begin = mst__later(site->threat.from[i], 0);
        mst_time end = i + 1 < site->threat.count ? site->threat.from[i + 1] : MST_NEVER;
        end = mst__earlier(end, t);
        if (begin < end) {
            total += (mst_wide)(end - begin) * site->threat.value[i];
        }
    }
    return total;
}

typedef struct residents { /* of one site, without force */
    uint32_t count;
    const mst_p_cohort **cohorts;
    int64_t persons;
    bool alone; /* some can leave on their own */
} residents;

static residents
residents_of(const mst__proof *p, uint32_t site, const mst_p_cohort **list)
{
    residents r = {.cohorts = list};
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        if (cohort->site == site && !cohort->force) {
            list[r.count++] = cohort;
            r.persons += cohort->count;
            r.alone = r.alone || cohort->self_means != MST_SELF_NONE;
        }
    }
    return r;
}

/* Moment before which the k-th of the site's people is not released, and cannot be aboard; it is
 * not before `low`. */
static mst_time
release_of_kth(const residents *r, int64_t k, mst_time low, mst_time high)
{
    while (low < high) {
        mst_time middle = low + (high - low) / 2;
        int64_t released = 0;
        for (uint32_t i = 0; i < r->count && released < k; i++) {
            released += mst_cohort_released(r->cohorts[i], middle);
        }
        if (released >= k) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* Of people who turn up only after the order: what they would have been exposed to before they
 * came. */
static mst_wide
before_they_came(const mst__proof *p, uint32_t site)
{
    mst_wide before = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        if (cohort->site != site || cohort->force || cohort->presence != MST_PRESENT_ARRIVING) {
            continue;
        }
        int64_t step = mst_ceil_divide(cohort->count, EXPOSURE_STEPS);
        for (int64_t k = 0; k < cohort->count; k += step) {
            int64_t together = mst__earlier(step, cohort->count - k);
            mst_time comes =
                mst__earlier(mst_cohort_release_time(cohort, k + together), p->relax.horizon);
            before += threat_until(&p->relax.problem->sites[site], comes) * together;
        }
    }
    return before;
}

/*
 * The people of one site: the k-th of them to leave does so no earlier than the least moment by
 * which k can have left it (a cut around the site alone), nor before k are released. Until then
 * each is exposed there; those who never leave are exposed to the horizon.
 */
static bool
site_exposure(mst__proof *p, uint32_t site, const mst_p_cohort **list, uint8_t *inside,
              mst_wide *total)
{
    const mst_problem *problem = p->relax.problem;
    residents r = residents_of(p, site, list);
    int64_t persons = r.persons;
    if (persons == 0 || mst_steps_most(&problem->sites[site].threat, 0, p->relax.horizon) <= 0) {
        return true;
    }
    inside[site] = 1;
    mst__cut cut = {
        .inside = inside, .gate = site, .goals = MST_NONE, .leaving = true, .need = persons};
    mst__crossing crossing;
    int64_t streams = (int64_t)problem->site_count * mst__later(1, p->relax.group_count);
    r.alone = r.alone || streams > MST__MOST_STREAMS; /* then release alone is told */
    bool done = r.alone || mst__crossing_init(&crossing, &p->relax, &cut);
    mst_wide here = -before_they_came(p, site);
    int64_t parts = STEP_WORK / streams;
    parts = mst__later(LEAST_STEPS, mst__earlier(EXPOSURE_STEPS, parts));
    int64_t step = mst_ceil_divide(persons, parts);
    mst_time release = 0;
    mst_time leaves = 0; /* of the one before: nobody leaves sooner than who left first */
    for (int64_t k = 1; k <= persons && done; k += step) {
        release = release_of_kth(&r, k, release, p->relax.horizon);
        leaves = mst__later(leaves, release);
        if (!r.alone) {
            leaves = mst__crossing_deadline_from(&crossing, k, leaves);
        }
        leaves = mst__earlier(leaves, p->relax.horizon);
        int64_t together = mst__earlier(step, persons - k + 1);
        here += threat_until(&problem->sites[site], leaves) * together;
    }
    *total += here > 0 ? here : 0;
    inside[site] = 0;
    return done;
}

bool
mst__prove_exposure(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    uint8_t *inside = MST_TAKE(p->relax.arena, uint8_t, problem->site_count);
    const mst_p_cohort **list =
        MST_TAKE(p->relax.arena, const mst_p_cohort *, p->relax.mover_count);
    if (inside == NULL || list == NULL) {
        return false;
    }
    mst_wide total = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        if (!site_exposure(p, s, list, inside, &total)) {
            return false;
        }
    }
    mst_wide shared = 0;
    bool all_there = true; /* the argument by shared vehicles counts from the order on */
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        all_there = all_there && (cohort->force || cohort->presence != MST_PRESENT_ARRIVING);
    }
    if (all_there && !mst__work_exposes(p, &shared)) {
        return false;
    }
    p->bound->exposure = shared > total ? shared : total;
    return true;
}
