/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/doubts.h"

#include <string.h>

#include "model/fields.h"

/* One thing that may be of no use: in how many cells it was looked at, and was of none. People are
 * looked at no further once some of them have a way. */
typedef struct doubt {
    uint32_t cells, useless_cells;
    const char *text; /* of the first cell in which it was of no use */
} doubt;

struct mst_doubts {
    const mst_post *post;
    mst_arena *arena;
    doubt *ends;   /* [2 * links]: DB1, end a, then end b */
    doubt *people; /* [people]: DB2 */
    doubt *bases;  /* [fleets]: DB3 */
    doubt *fuels;  /* [fleets]: DB4 */
};

/* One cell while it is looked at. */
typedef struct cell {
    mst_doubts *doubts;
    const mst_problem *problem;
    mst_arena scratch;
    bool *has_type;   /* [type_count] some vehicle is of it */
    bool *based;      /* [site * type_count + type] some vehicle of the type is */
    uint8_t *comes;   /* [type * site_count + site] some vehicle of the type can come there */
    uint8_t *reached; /* [site_count] */
    uint8_t *ridden;  /* [site_count] */
    uint32_t *queue;  /* [site_count] */
    uint32_t *riding; /* [site_count] */
} cell;

mst_doubts *
mst_doubts_new(const mst_post *post, mst_arena *arena)
{
    mst_doubts *doubts = MST_TAKE(arena, mst_doubts, 1);
    if (doubts == NULL) {
        return NULL;
    }
    *doubts = (mst_doubts){
        .post = post,
        .arena = arena,
        .ends = MST_TAKE(arena, doubt, 2 * (size_t)post->link_count),
        .people = MST_TAKE(arena, doubt, post->people_count),
        .bases = MST_TAKE(arena, doubt, post->fleet_count),
        .fuels = MST_TAKE(arena, doubt, post->fleet_count),
    };
    bool done = doubts->ends != NULL && doubts->people != NULL && doubts->bases != NULL &&
                doubts->fuels != NULL;
    return done ? doubts : NULL;
}

static size_t
type_at(const mst_problem *problem, uint32_t site, uint32_t type)
{
    return (size_t)site * problem->type_count + type;
}

static bool
has_time(const mst_problem *problem, uint32_t arc, uint32_t type)
{
    size_t at = (size_t)arc * problem->type_count + type;
    return problem->loaded_time[at] < MST_NEVER || problem->empty_time[at] < MST_NEVER;
}

/* A vehicle comes to no site that it does not fit, with service or without (rule 4.1). */
static bool
can_pass(const mst_problem *problem, uint32_t arc, uint32_t type)
{
    return has_time(problem, arc, type) &&
           problem->compatible[type_at(problem, problem->arcs[arc].to, type)] != 0;
}

/* May people get on or off there? Before its first move a vehicle fits its base (rule 4.1). A class
 * that is named with no berths fits, but is of no use unless some change adds one. */
static bool
can_stop(const cell *c, uint32_t site, uint32_t type)
{
    const mst_problem *problem = c->problem;
    const mst_steps *berths = &problem->sites[site].berths[problem->types[type].berth_class];
    size_t at = type_at(problem, site, type);
    return (problem->compatible[at] != 0 || c->based[at]) &&
           mst_steps_most(berths, MST_TIME_MIN, MST_NEVER) > 0;
}

/* Fills has_type, based and comes. */
static void
let_vehicles_roam(cell *c)
{
    const mst_problem *problem = c->problem;
    for (uint32_t k = 0; k < problem->type_count; k++) {
        uint8_t *comes = &c->comes[(size_t)k * problem->site_count];
        uint32_t count = 0;
        for (uint32_t v = 0; v < problem->vehicle_count; v++) {
            uint32_t base = problem->vehicles[v].base;
            if (problem->vehicles[v].type != k) {
                continue;
            }
            c->has_type[k] = true;
            c->based[type_at(problem, base, k)] = true;
            if (comes[base] == 0) {
                comes[base] = 1;
                c->queue[count++] = base;
            }
        }
        for (uint32_t i = 0; i < count; i++) {
            uint32_t at = c->queue[i];
            for (uint32_t a = problem->arcs_from[at]; a < problem->arcs_from[at + 1]; a++) {
                uint32_t to = problem->arcs[a].to;
                if (comes[to] == 0 && can_pass(problem, a, k)) {
                    comes[to] = 1;
                    c->queue[count++] = to;
                }
            }
        }
    }
}

/* ---- DB1: ends of links ---- */

/* Why a vehicle of the type may not stop at the site; NULL on lack of memory. */
static const char *
no_stop_text(const cell *c, const mst_p_arc *arc, uint32_t site, uint32_t type)
{
    const mst_problem *problem = c->problem;
    const mst_p_type *stopping = &problem->types[type];
    const mst_p_site *at = &problem->sites[site];
    const char *class_name = problem->post->berth_classes[stopping->berth_class];
    const mst_steps *berths = &at->berths[stopping->berth_class];
    if (mst_steps_most(berths, MST_TIME_MIN, MST_NEVER) <= 0) {
        return mst_arena_format(c->doubts->arena,
                                "nothing that uses link \"%s\" can stop at site \"%s\": its "
                                "berths are for other classes; add \"%s\" for \"%s\", or leave "
                                "berths out for no limit",
                                arc->name, at->name, class_name, stopping->name);
    }
    return mst_arena_format(c->doubts->arena,
                            "nothing that uses link \"%s\" can stop at site \"%s\": \"%s\" asks "
                            "for another runway (length, width or surface)",
                            arc->name, at->name, stopping->name);
}

/* `index` is the arc from end a to end b. */
static bool
look_at_end(cell *c, const mst_p_arc *arc, uint32_t index, bool is_b)
{
    const mst_problem *problem = c->problem;
    uint32_t site = is_b ? arc->to : arc->from;
    uint32_t user = MST_NONE;
    for (uint32_t k = 0; k < problem->type_count; k++) {
        if (!c->has_type[k] || !has_time(problem, index, k)) {
            continue;
        }
        if (can_stop(c, site, k)) {
            c->doubts->ends[2 * (size_t)arc->link + is_b].cells++;
            return true;
        }
        user = user == MST_NONE ? k : user;
    }
    if (user == MST_NONE) {
        return true;
    }
    doubt *end = &c->doubts->ends[2 * (size_t)arc->link + is_b];
    end->cells++;
    end->useless_cells++;
    end->text = end->text != NULL ? end->text : no_stop_text(c, arc, site, user);
    return end->text != NULL;
}

static bool
look_at_links(cell *c)
{
    for (uint32_t i = 0; i < c->problem->arc_count; i++) {
        const mst_p_arc *arc = &c->problem->arcs[i];
        if (!arc->reverse && (!look_at_end(c, arc, i, false) || !look_at_end(c, arc, i, true))) {
            return false;
        }
    }
    return true;
}

/* ---- DB2: people ---- */

static void
reach(cell *c, uint32_t site, uint32_t *count)
{
    if (c->reached[site] == 0) {
        c->reached[site] = 1;
        c->queue[(*count)++] = site;
    }
}

/* All places where people that board at `site` may get off, by any type that seats them. */
static void
ride_from(cell *c, uint32_t site, uint32_t party, uint32_t *count)
{
    const mst_problem *problem = c->problem;
    for (uint32_t k = 0; k < problem->type_count; k++) {
        if (c->comes[(size_t)k * problem->site_count + site] == 0 || !can_stop(c, site, k) ||
            problem->types[k].seats < (int64_t)party) {
            continue;
        }
        memset(c->ridden, 0, problem->site_count);
        uint32_t riding = 0;
        c->ridden[site] = 1;
        c->riding[riding++] = site;
        for (uint32_t i = 0; i < riding; i++) {
            uint32_t at = c->riding[i];
            for (uint32_t a = problem->arcs_from[at]; a < problem->arcs_from[at + 1]; a++) {
                uint32_t to = problem->arcs[a].to;
                if (c->ridden[to] != 0 || !can_pass(problem, a, k)) {
                    continue;
                }
                c->ridden[to] = 1;
                c->riding[riding++] = to;
                if (can_stop(c, to, k)) {
                    reach(c, to, count);
                }
            }
        }
    }
}

/* The seats of a litter are another number: such a cohort is looked at as one person. */
static uint32_t
party_of(const mst_p_cohort *who)
{
    return who->litter ? 1 : who->party;
}

/* Do they come to where they are to be? Reinforcements first where they reinforce. */
static bool
is_there_at(const mst_problem *problem, const mst_p_cohort *who, uint32_t site)
{
    if (who->presence == MST_PRESENT_BY_FLEET) {
        return site == who->inbound_to;
    }
    return who->accepts[site] != 0 &&
           (site == problem->relocate_to ||
            mst_steps_most(&problem->sites[site].safe, 0, MST_NEVER) > 0);
}

/* Is a place reached that members of the cohort accept? Leaves what is reached in c->reached. */
static bool
can_get_out(cell *c, uint32_t cohort, uint32_t party)
{
    const mst_problem *problem = c->problem;
    const mst_p_cohort *who = &problem->cohorts[cohort];
    uint32_t count = 0;
    memset(c->reached, 0, problem->site_count);
    reach(c, who->site, &count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = c->queue[i];
        if (is_there_at(problem, who, at)) {
            return true;
        }
        ride_from(c, at, party, &count);
        for (uint32_t a = problem->arcs_from[at]; a < problem->arcs_from[at + 1]; a++) {
            bool walks = mst_arc_self_transit(problem, a, cohort, 0) < MST_NEVER;
            if (walks) {
                reach(c, problem->arcs[a].to, &count);
            }
        }
    }
    return false;
}

/* Why they are of no use to anyone; NULL on lack of memory. */
static const char *
no_way_text(cell *c, uint32_t cohort)
{
    const mst_problem *problem = c->problem;
    const mst_p_cohort *who = &problem->cohorts[cohort];
    const char *name = problem->post->people[who->people].id;
    const char *from = problem->sites[who->site].name;
    if (who->presence == MST_PRESENT_BY_FLEET) {
        return mst_arena_format(c->doubts->arena,
                                "no way brings \"%s\" from site \"%s\" to site \"%s\": no link "
                                "and vehicle that may stop at both its ends",
                                name, from, problem->sites[who->inbound_to].name);
    }
    if (party_of(who) > 1 && can_get_out(c, cohort, 1)) {
        return mst_arena_format(c->doubts->arena,
                                "no vehicle on the way from site \"%s\" to a place that \"%s\" "
                                "accept seats a party of %u",
                                from, name, who->party);
    }
    return mst_arena_format(c->doubts->arena,
                            "no way leads \"%s\" from site \"%s\" to a place they accept: no link "
                            "and vehicle that may stop at both its ends, and no way of their own",
                            name, from);
}

static bool
look_at_people(cell *c)
{
    const mst_problem *problem = c->problem;
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        const mst_p_cohort *who = &problem->cohorts[i];
        doubt *group = &c->doubts->people[who->people];
        /* One way out for some of them in one cell, and there is nothing to tell. */
        if (!who->in_scope || who->count == 0 || group->useless_cells < group->cells) {
            continue;
        }
        group->cells++;
        if (can_get_out(c, i, party_of(who))) {
            continue;
        }
        group->useless_cells++;
        if (group->text == NULL) {
            group->text = no_way_text(c, i);
        }
        if (group->text == NULL) {
            return false;
        }
    }
    return true;
}

/* ---- DB3, DB4: fleets ---- */

static bool
look_for_fuel(const cell *c, const mst_p_vehicle *vehicle)
{
    const mst_problem *problem = c->problem;
    const uint8_t *comes = &c->comes[(size_t)vehicle->type * problem->site_count];
    for (uint32_t i = 0; i < problem->site_count; i++) {
        if (comes[i] != 0 && can_stop(c, i, vehicle->type) &&
            mst_steps_most(&problem->sites[i].fuel, 0, MST_NEVER) > 0) {
            return true;
        }
    }
    return false;
}

static bool
can_leave(const mst_problem *problem, const mst_p_vehicle *vehicle)
{
    uint32_t end = problem->arcs_from[vehicle->base + 1];
    for (uint32_t a = problem->arcs_from[vehicle->base]; a < end; a++) {
        if (has_time(problem, a, vehicle->type)) {
            return true;
        }
    }
    return false;
}

static bool
look_at_vehicle(cell *c, const mst_p_vehicle *vehicle)
{
    const mst_problem *problem = c->problem;
    const mst_p_type *type = &problem->types[vehicle->type];
    doubt *base = &c->doubts->bases[vehicle->fleet];
    doubt *fuel = &c->doubts->fuels[vehicle->fleet];
    base->cells++;
    if (!can_leave(problem, vehicle)) {
        base->useless_cells++;
        base->text =
            base->text != NULL
                ? base->text
                : mst_arena_format(
                      c->doubts->arena, "no link that \"%s\" can use leads from its base \"%s\"",
                      problem->post->fleets[vehicle->fleet].id, problem->sites[vehicle->base].name);
        return base->text != NULL;
    }
    if (type->range_mm == MST_UNLIMITED) {
        return true;
    }
    fuel->cells++;
    if (!look_for_fuel(c, vehicle)) {
        fuel->useless_cells++;
        fuel->text =
            fuel->text != NULL
                ? fuel->text
                : mst_arena_format(c->doubts->arena,
                                   "no site that \"%s\" can stop at has fuel, so that each goes "
                                   "%lld km in all; say \"fuel: true\" where there is some",
                                   problem->post->fleets[vehicle->fleet].id,
                                   (long long)(type->range_mm / 1000000));
        return fuel->text != NULL;
    }
    return true;
}

/* Vehicles of a fleet are alike, and stand together. */
static bool
look_at_fleets(cell *c)
{
    const mst_problem *problem = c->problem;
    for (uint32_t v = 0; v < problem->vehicle_count; v++) {
        bool is_first = v == 0 || problem->vehicles[v].fleet != problem->vehicles[v - 1].fleet;
        if (is_first && !look_at_vehicle(c, &problem->vehicles[v])) {
            return false;
        }
    }
    return true;
}

/* ---- all of it ---- */

bool
mst_doubts_add(mst_doubts *doubts, const mst_case *instance)
{
    /* The last phase knows all means that come, surprises too. */
    cell c = {.doubts = doubts, .problem = &instance->phases[instance->phase_count - 1]};
    const mst_problem *problem = c.problem;
    mst_arena_init(&c.scratch, 0);
    c.has_type = MST_TAKE(&c.scratch, bool, problem->type_count);
    c.based = MST_TAKE(&c.scratch, bool, (size_t)problem->type_count * problem->site_count);
    c.comes = MST_TAKE(&c.scratch, uint8_t, (size_t)problem->type_count * problem->site_count);
    c.reached = MST_TAKE(&c.scratch, uint8_t, problem->site_count);
    c.ridden = MST_TAKE(&c.scratch, uint8_t, problem->site_count);
    c.queue = MST_TAKE(&c.scratch, uint32_t, problem->site_count);
    c.riding = MST_TAKE(&c.scratch, uint32_t, problem->site_count);
    bool done = c.has_type != NULL && c.based != NULL && c.comes != NULL && c.reached != NULL &&
                c.ridden != NULL && c.queue != NULL && c.riding != NULL;
    if (done) {
        let_vehicles_roam(&c);
    }
    done = done && look_at_links(&c) && look_at_people(&c) && look_at_fleets(&c);
    mst_arena_release(&c.scratch);
    return done;
}

typedef struct lister {
    uint32_t count, more, room;
    mst_error *found;
} lister;

static void
list_if_useless(lister *l, const doubt *one, mst_place place)
{
    if (one->cells == 0 || one->useless_cells < one->cells) {
        return;
    }
    if (l->count == l->room) {
        l->more++;
        return;
    }
    (void)mst_fail(&l->found[l->count++], MST_INVALID, place, "%s", one->text);
}

bool
mst_doubts_list(mst_doubts *doubts, uint32_t *count, uint32_t *more, mst_error **list)
{
    const mst_post *post = doubts->post;
    lister l = {.room = MST_DOUBTS_MOST,
                .found = MST_TAKE(doubts->arena, mst_error, MST_DOUBTS_MOST)};
    if (l.found == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < 2 * post->link_count; i++) {
        list_if_useless(&l, &doubts->ends[i], post->links[i / 2].place);
    }
    for (uint32_t i = 0; i < post->people_count; i++) {
        list_if_useless(&l, &doubts->people[i], post->people[i].place);
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        list_if_useless(&l, &doubts->bases[i], post->fleets[i].place);
        list_if_useless(&l, &doubts->fuels[i], post->fleets[i].place);
    }
    *count = l.count;
    *more = l.more;
    *list = l.found;
    return true;
}
