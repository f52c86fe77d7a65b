/* SPDX-License-Identifier: Apache-2.0
 *
 * What the proofs of left, completion and exposure share: who must cross a cut, the answers of
 * searches already made, and the arguments in words.
 */
#include "solve/bound.h"

const mst_p_cohort *
mst__proof_cohort(const mst__proof *p, uint32_t mover)
{
    return &p->relax.problem->cohorts[p->relax.movers[mover].cohort];
}

/* Set k is priority k alone; set MST_MAX_PRIORITIES + k is all up to k. */
bool
mst__in_set(uint32_t set, uint32_t priority)
{
    return set < MST_MAX_PRIORITIES ? priority == set : priority <= set - MST_MAX_PRIORITIES;
}

bool
mst__proof_hear(mst__proof *p, mst_time at, const char *reason)
{
    if (reason == NULL) {
        return false;
    }
    if (at > p->completion) {
        p->completion = at;
        p->completion_reason = reason;
    }
    return true;
}

/* "14 h 30 min": for reasons only. */
const char *
mst__proof_duration(mst__proof *p, mst_time t)
{
    int64_t minutes = mst_ceil_divide(t, MST_MS_PER_MINUTE);
    if (minutes < 120) {
        return mst_arena_format(p->arena, "%lld min", (long long)minutes);
    }
    return mst_arena_format(p->arena, "%lld h %lld min", (long long)(minutes / 60),
                            (long long)(minutes % 60));
}

bool
mst__proof_way(mst__proof *p, uint32_t mover, mst_time release, mst_time *out)
{
    const mst_p_cohort *cohort = mst__proof_cohort(p, mover);
    mst_time begin = mst__later(release, 0);
    for (uint32_t i = 0; i < p->way_count; i++) {
        const mst_p_cohort *other = mst__proof_cohort(p, p->ways[i].mover);
        if (p->ways[i].release == begin && other->site == cohort->site &&
            other->force == cohort->force && other->uncontrolled == cohort->uncontrolled &&
            other->self_means == cohort->self_means &&
            other->self_speed_mm_per_hour == cohort->self_speed_mm_per_hour &&
            p->relax.movers[p->ways[i].mover].goals == p->relax.movers[mover].goals) {
            *out = p->ways[i].out;
            return true;
        }
    }
    if (!mst__relax_out(&p->relax, &p->relax.movers[mover], release, &p->way_work, out)) {
        return false;
    }
    if (p->way_count < MST__KNOWN_WAYS) {
        p->ways[p->way_count++] = (mst__known_way){mover, begin, *out};
    }
    return true;
}

/* Persons of a set of priorities who start inside and cannot walk or drive out by themselves. */
int64_t
mst__proof_inside(const mst__proof *p, const mst__cut *cut, uint32_t set, bool without_self)
{
    int64_t persons = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        bool goals_fit = cut->goals == MST_NONE || cut->goals == p->relax.movers[m].goals;
        if (cut->inside[cohort->site] && goals_fit && mst__in_set(set, cohort->priority) &&
            !(without_self && cohort->self_means != MST_SELF_NONE)) {
            persons += cohort->count;
        }
    }
    return persons;
}

/* Of those, the persons who must be out in a plan at least as good on left. */
int64_t
mst__proof_needed(const mst__proof *p, const mst__cut *cut, bool without_self)
{
    int64_t persons = 0;
    for (uint32_t k = 0; k < p->relax.problem->priority_count; k++) {
        persons += mst__later(0, mst__proof_inside(p, cut, k, without_self) - p->allowed[k]);
    }
    return persons;
}

bool
mst__cut_alone(const mst__relax *relax, const mst__cut *cut)
{
    const mst_problem *problem = relax->problem;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        if (relax->self[a] < MST_NEVER && cut->inside[problem->arcs[a].from] &&
            !cut->inside[problem->arcs[a].to]) {
            return true;
        }
    }
    return false;
}

static const char *
place_text(mst__proof *p, const mst__cut *cut)
{
    return cut->gate != MST_NONE
               ? mst_arena_format(p->arena, "out of %s", p->relax.problem->sites[cut->gate].name)
               : "to safe sites";
}

/* The limit without which `persons` could be out just before `deadline`, in words. */
const char *
mst__proof_reason(mst__proof *p, const mst__crossing *crossing, int64_t persons, mst_time deadline)
{
    const mst_problem *problem = p->relax.problem;
    const mst__cut *cut = crossing->cut;
    const char *where = place_text(p, cut);
    if (where == NULL) {
        return NULL;
    }
    mst__limit binding = MST__LIMIT_FLEET;
    for (mst__limit k = MST__LIMIT_BERTH; k < MST__LIMIT_COUNT; k++) {
        if (mst__crossing_most(crossing, deadline, k) >= persons) {
            binding = k;
            break;
        }
    }
    if (binding == MST__LIMIT_BERTH) {
        return mst_arena_format(p->arena, "berths for the vehicles that carry people %s", where);
    }
    if (binding == MST__LIMIT_FLOW) {
        for (uint32_t a = 0; a < problem->arc_count; a++) {
            const mst_p_arc *way = &problem->arcs[a];
            if (cut->inside[way->from] && !cut->inside[way->to] && p->relax.passable[a]) {
                return mst_arena_format(p->arena, "the way %s takes %lld vehicles an hour",
                                        way->name,
                                        (long long)mst_steps_most(&way->flow, 0, p->relax.horizon));
            }
        }
    }
    if (binding == MST__LIMIT_MOVEMENTS) {
        return mst_arena_format(
            p->arena, "%s takes %lld landings and take-offs an hour",
            problem->sites[cut->gate].name,
            (long long)mst_steps_most(&problem->sites[cut->gate].movements, 0, p->relax.horizon));
    }
    /* The fleets: name the one that carries most. */
    uint32_t top = 0;
    int64_t top_persons = -1;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        int64_t carried = mst__stream_rounds(crossing, k, deadline) * crossing->streams[k].seats;
        if (carried > top_persons) {
            top_persons = carried;
            top = k;
        }
    }
    if (crossing->stream_count == 0) {
        return mst_arena_format(p->arena, "no vehicle can carry people %s", where);
    }
    const mst__group *group = &p->relax.groups[crossing->streams[top].group];
    long long rounds = (long long)(mst__stream_rounds(crossing, top, deadline) / group->count);
    return mst_arena_format(p->arena,
                            "seats: %lld of fleet %s make %lld round%s of %lld people %s by then%s",
                            (long long)group->count, problem->post->fleets[group->fleet].id, rounds,
                            rounds == 1 ? "" : "s", (long long)crossing->streams[top].seats, where,
                            crossing->stream_count > 1 ? ", the other fleets less" : "");
}

/* Units of work for those of a set who must be processed at the gate; `persons_left` may stay
 * behind, each of whom saves at most one unit. */
int64_t
mst__proof_desk_work(const mst__proof *p, const mst__cut *cut, uint32_t set, int64_t persons_left,
                     bool without_self)
{
    bool per_party = p->relax.problem->sites[cut->gate].desk_per_party;
    int64_t units = 0;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        if (cut->inside[cohort->site] && !cohort->force && !cohort->uncontrolled &&
            mst__in_set(set, cohort->priority) &&
            !(without_self && cohort->self_means != MST_SELF_NONE)) {
            units += per_party ? cohort->count / (int64_t)cohort->party : cohort->count;
        }
    }
    return mst__later(0, units - persons_left);
}

/* Do all who cross have to be processed by the gate's station: nobody can pass the gate aboard. */
bool
mst__desks_bind(const mst__crossing *crossing)
{
    uint32_t gate = crossing->cut->gate;
    if (gate == MST_NONE || !crossing->relax->problem->sites[gate].has_process) {
        return false;
    }
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        if (!crossing->streams[k].boards_at_gate) {
            return false;
        }
    }
    return true;
}

mst_time
mst__after_desk(const mst__crossing *crossing)
{
    mst_time least = MST_NEVER;
    for (uint32_t k = 0; k < crossing->stream_count; k++) {
        const mst__stream *stream = &crossing->streams[k];
        uint32_t type = crossing->relax->groups[stream->group].type;
        least = mst__earlier(least, crossing->relax->problem->types[type].load + stream->tail);
    }
    return least;
}

const char *
mst__proof_desk_reason(mst__proof *p, uint32_t gate)
{
    const mst_p_site *site = &p->relax.problem->sites[gate];
    int64_t desks = mst_steps_most(&site->desks, 0, p->relax.horizon);
    mst_time each = mst_steps_least(&site->desk_time, 0, p->relax.horizon);
    int64_t an_hour = each > 0 ? desks * MST_MS_PER_HOUR / each : 0;
    return mst_arena_format(p->arena, "desks at %s pass at most %lld %s an hour", site->name,
                            (long long)an_hour, site->desk_per_party ? "parties" : "people");
}

/* A fall of the hold sends nobody away, so the most it ever is counts. People nobody directs, and
 * reinforcements as they arrive, may overfill a site: with any of those there is no limit. */
bool
mst__proof_find_rooms(mst__proof *p)
{
    const mst_problem *problem = p->relax.problem;
    p->rooms = MST_TAKE(p->relax.arena, int64_t, problem->site_count);
    if (p->rooms == NULL) {
        return false;
    }
    bool overfills = false;
    for (uint32_t m = 0; m < p->relax.mover_count; m++) {
        const mst_p_cohort *cohort = mst__proof_cohort(p, m);
        overfills |= cohort->uncontrolled || cohort->presence == MST_PRESENT_ARRIVING;
    }
    for (uint32_t c = 0; c < problem->cohort_count; c++) { /* first, who stays there */
        const mst_p_cohort *cohort = &problem->cohorts[c];
        bool stays = cohort->presence == MST_PRESENT_AT_START && !cohort->in_scope;
        p->rooms[cohort->site] += stays && !cohort->uncontrolled ? cohort->count : 0;
    }
    for (uint32_t s = 0; s < problem->site_count; s++) {
        int64_t hold = mst_steps_most(&problem->sites[s].hold, 0, p->relax.horizon + 1);
        bool limits = !overfills && hold < MST__MANY;
        p->rooms[s] = limits ? mst__later(0, hold - p->rooms[s]) : MST__MANY;
    }
    return true;
}

int64_t
mst__proof_room(const mst__proof *p, uint32_t site)
{
    return p->rooms[site];
}

bool
mst__leaves_alone(const mst__relax *relax, uint32_t site)
{
    const mst_problem *problem = relax->problem;
    for (uint32_t a = problem->arcs_from[site]; a < problem->arcs_from[site + 1]; a++) {
        if (relax->self[a] < MST_NEVER) {
            return true;
        }
    }
    return false;
}
