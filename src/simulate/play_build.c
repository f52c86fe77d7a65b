/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles a plan to what the player reads: stops, loads by index of mask, runs by desk, what each
 * pool gives and gets by the plan, where the plan brings people from, and how far places are.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "simulate/play_internal.h"

typedef struct builder {
    mst_play *play;
    const mst_problem *world;
    mst_arena scratch;
    bool out_of_memory;
    mst__pool *pools;
    int32_t *inflow; /* [pools] by the plan, those there at the start too */
    uint32_t edge_count, edge_room;
    uint64_t *edges; /* group << 32 | site from which the plan brings people there */
} builder;

static void *
take(builder *b, size_t count, size_t bytes)
{
    void *memory = mst_arena_take(&b->play->arena, count, bytes);
    b->out_of_memory = b->out_of_memory || memory == NULL;
    return memory;
}

#define TAKE(b, type, count) ((type *)take((b), (count), sizeof(type)))

/* ---- masks ---- */

static uint32_t
mask_index(const mst_play *play, uint32_t mask)
{
    for (uint32_t m = 0; m < play->mask_count; m++) {
        if (play->masks[m] == mask) {
            return m;
        }
    }
    return MST_NONE;
}

static bool
add_mask(mst_play *play, uint32_t mask)
{
    if (mask_index(play, mask) != MST_NONE) {
        return true;
    }
    if (play->mask_count == MST__MAX_MASKS) {
        return false;
    }
    play->masks[play->mask_count++] = mask;
    return true;
}

/* The masks of the plan, and those that the stations of the post can make of them. */
static bool
collect_masks(builder *b)
{
    mst_play *play = b->play;
    const mst_plan *plan = play->plan;
    bool fits = add_mask(play, 0);
    for (uint32_t s = 0; s < plan->stop_count && fits; s++) {
        for (uint32_t l = 0; l < plan->stops[s].board.count && fits; l++) {
            fits = add_mask(play, plan->stops[s].board.loads[l].stations);
        }
    }
    for (uint32_t r = 0; r < plan->desk_run_count && fits; r++) {
        fits = add_mask(play, plan->desk_runs[r].stations);
    }
    for (uint32_t i = 0; i < plan->self_move_count && fits; i++) {
        fits = add_mask(play, plan->self_moves[i].stations);
    }
    for (uint32_t m = 0; m < play->mask_count && fits; m++) {
        for (uint32_t s = 0; s < b->world->site_count && fits; s++) {
            const mst_p_site *site = &b->world->sites[s];
            fits =
                !site->has_process || add_mask(play, play->masks[m] | UINT32_C(1) << site->station);
        }
    }
    play->plus = TAKE(b, uint32_t, (size_t)play->mask_count * MST_MAX_STATIONS);
    for (uint32_t m = 0; m < play->mask_count && play->plus != NULL; m++) {
        for (uint32_t s = 0; s < MST_MAX_STATIONS; s++) {
            play->plus[m * MST_MAX_STATIONS + s] =
                mask_index(play, play->masks[m] | UINT32_C(1) << s);
        }
    }
    return fits;
}

/* ---- what the plan does with pools ---- */

static void
flows(builder *b, uint32_t site, uint32_t cohort, uint32_t mask, int64_t in, int64_t out)
{
    uint32_t pool = mst__pool_at(b->play, site, cohort, mask);
    b->inflow[pool] += (int32_t)(in - out);
    b->pools[pool].to_come += (int32_t)out;
}

static void
add_edge(builder *b, uint32_t from, uint32_t to, uint32_t cohort)
{
    void *items = b->edges;
    if (from == to || b->out_of_memory ||
        !mst_arena_grow(&b->scratch, &items, b->edge_count, &b->edge_room, sizeof *b->edges,
                        UINT32_MAX / 2)) {
        b->out_of_memory = b->out_of_memory || from != to;
        return;
    }
    b->edges = items;
    b->edges[b->edge_count++] = (uint64_t)mst__group_at(b->play, to, cohort) << 32 | from;
}

static int
order_edges(const void *left, const void *right)
{
    const uint64_t *a = left;
    const uint64_t *b = right;
    return (*a > *b) - (*a < *b);
}

/* ---- stops ---- */

static void
add_loads(builder *b, mst__s_load *loads, uint32_t *count, const mst_load_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const mst_load *load = &list->loads[i];
        loads[(*count)++] =
            (mst__s_load){load->cohort, mask_index(b->play, load->stations), (int32_t)load->count};
    }
}

static mst__s_stop
compile_stop(const builder *b, uint32_t s, uint32_t move)
{
    const mst_plan_stop *stop = &b->play->plan->stops[s];
    const mst_p_type *type = &b->world->types[b->world->vehicles[stop->vehicle].type];
    bool has_service = stop->berth_begin < MST_NEVER;
    mst__s_stop made = {
        .site = stop->site,
        .place = stop->site * b->world->berth_class_count + type->berth_class,
        .alights = (uint16_t)stop->alight.count,
        .boards = (uint16_t)stop->board.count,
        .has_service = has_service,
        .arrive = stop->arrive,
        .begin = stop->berth_begin,
        .load_at = has_service ? stop->berth_end - type->load : MST_NEVER,
        .end = stop->berth_end,
        .leave = stop->leave,
        .arc = MST_NONE,
    };
    if (stop->leave < MST_NEVER) {
        const mst_plan_move *way = &b->play->plan->moves[move];
        made.arc = way->arc;
        made.travel = way->arrive - way->leave;
    }
    return made;
}

/* Where those who board at stop `s` get off, by the plan. */
static void
find_edges(builder *b, uint32_t s, uint32_t end)
{
    const mst_plan *plan = b->play->plan;
    const mst_load_list *board = &plan->stops[s].board;
    for (uint32_t l = 0; l < board->count; l++) {
        bool found = false;
        for (uint32_t t = s + 1; t < end && !found; t++) {
            const mst_load_list *alight = &plan->stops[t].alight;
            for (uint32_t k = 0; k < alight->count && !found; k++) {
                found = alight->loads[k].cohort == board->loads[l].cohort;
            }
            if (found) {
                add_edge(b, plan->stops[s].site, plan->stops[t].site, board->loads[l].cohort);
            }
        }
    }
}

static void
compile_routes(builder *b)
{
    mst_play *play = b->play;
    const mst_plan *plan = play->plan;
    uint32_t room = 0;
    for (uint32_t s = 0; s < plan->stop_count; s++) {
        room += plan->stops[s].alight.count + plan->stops[s].board.count;
    }
    mst__s_load *loads = TAKE(b, mst__s_load, room);
    mst__s_stop *stops = TAKE(b, mst__s_stop, plan->stop_count);
    mst__s_vehicle *vehicles = TAKE(b, mst__s_vehicle, b->world->vehicle_count);
    if (b->out_of_memory) {
        return;
    }
    play->loads = loads;
    play->stops = stops;
    play->vehicles = vehicles;
    for (uint32_t v = 0; v < b->world->vehicle_count; v++) {
        uint32_t first = plan->first_stop[v];
        uint32_t end = plan->first_stop[v + 1];
        uint32_t boards = 0;
        for (uint32_t s = first; s < end; s++) {
            const mst_plan_stop *stop = &plan->stops[s];
            stops[s] = compile_stop(b, s, plan->first_move[v] + (s - first));
            stops[s].first_load = play->load_count;
            add_loads(b, loads, &play->load_count, &stop->alight);
            add_loads(b, loads, &play->load_count, &stop->board);
            for (uint32_t l = 0; l < stop->alight.count; l++) {
                const mst__s_load *load = &loads[stops[s].first_load + l];
                flows(b, stop->site, load->cohort, load->mask, load->count, 0);
            }
            for (uint32_t l = 0; l < stop->board.count; l++) {
                const mst__s_load *load = &loads[stops[s].first_load + stop->alight.count + l];
                flows(b, stop->site, load->cohort, load->mask, 0, load->count);
            }
            boards += stop->board.count;
            find_edges(b, s, end);
        }
        uint32_t most = b->world->cohort_count * play->mask_count;
        vehicles[v] = (mst__s_vehicle){
            .first_stop = first,
            .stop_count = end - first,
            .first_row = play->row_count,
            .row_room = (boards < most ? boards : most) + MST__SPARE_ROWS,
        };
        play->row_count += vehicles[v].row_room;
    }
    play->stop_count = plan->stop_count;
}

static int
order_events(const void *left, const void *right)
{
    const mst_event *a = left, *b = right;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    return a->key < b->key ? -1 : a->key > b->key;
}

static void
compile_walks(builder *b)
{
    mst_play *play = b->play;
    const mst_plan *plan = play->plan;
    mst__s_walk *walks = TAKE(b, mst__s_walk, plan->self_move_count);
    mst_event *events = TAKE(b, mst_event, plan->self_move_count);
    play->walks = walks;
    play->walk_events = events;
    play->walk_count = plan->self_move_count;
    for (uint32_t i = 0; i < plan->self_move_count && !b->out_of_memory; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        const mst_p_arc *arc = &b->world->arcs[move->arc];
        walks[i] = (mst__s_walk){move->cohort, mask_index(play, move->stations),
                                 move->arc,    (int32_t)move->count,
                                 move->leave,  move->arrive};
        events[i] = mst__event_of(move->leave, MST__AT_SELF_LEAVE, MST__KIND_SELF_LEAVE, i);
        flows(b, arc->from, move->cohort, walks[i].mask, 0, move->count);
        flows(b, arc->to, move->cohort, walks[i].mask, move->count, 0);
        add_edge(b, arc->from, arc->to, move->cohort);
    }
    if (!b->out_of_memory && play->walk_count > 0) {
        qsort(events, play->walk_count, sizeof *events, order_events);
    }
}

/* ---- desks ---- */

static int
order_runs(const void *left, const void *right)
{
    const mst_plan_desk_run *a = *(const mst_plan_desk_run *const *)left;
    const mst_plan_desk_run *b = *(const mst_plan_desk_run *const *)right;
    if (a->site != b->site) {
        return a->site < b->site ? -1 : 1;
    }
    if (a->desk != b->desk) {
        return a->desk < b->desk ? -1 : 1;
    }
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return (a > b) - (a < b);
}

static mst__s_run
compile_run(builder *b, const mst_plan_desk_run *run)
{
    const mst_p_site *site = &b->world->sites[run->site];
    int32_t unit = site->desk_per_party ? (int32_t)b->world->cohorts[run->cohort].party : 1;
    mst__s_run made = {
        .site = run->site,
        .cohort = run->cohort,
        .from_mask = mask_index(b->play, run->stations),
        .to_mask = mask_index(b->play, run->stations | UINT32_C(1) << site->station),
        .units = (int32_t)run->units,
        .unit = unit,
        .start = run->start,
    };
    flows(b, run->site, run->cohort, made.from_mask, 0, run->units * unit);
    flows(b, run->site, run->cohort, made.to_mask, run->units * unit, 0);
    return made;
}

static void
compile_desks(builder *b)
{
    mst_play *play = b->play;
    const mst_plan *plan = play->plan;
    uint32_t count = plan->desk_run_count;
    mst__s_place *places = TAKE(b, mst__s_place, b->world->site_count);
    mst__s_run *runs = TAKE(b, mst__s_run, count);
    mst__s_desk *desks = TAKE(b, mst__s_desk, (size_t)count + b->world->site_count);
    const mst_plan_desk_run **sorted = MST_TAKE(&b->scratch, const mst_plan_desk_run *, count);
    b->out_of_memory = b->out_of_memory || sorted == NULL;
    if (b->out_of_memory) {
        return;
    }
    for (uint32_t r = 0; r < count; r++) {
        sorted[r] = &plan->desk_runs[r];
    }
    qsort(sorted, count, sizeof(const mst_plan_desk_run *), order_runs);
    uint32_t r = 0;
    for (uint32_t s = 0; s < b->world->site_count; s++) {
        places[s].first_desk = play->desk_count;
        while (r < count && sorted[r]->site == s) {
            mst__s_desk *desk = &desks[play->desk_count++];
            *desk = (mst__s_desk){s, r, 0};
            for (; r < count && sorted[r]->site == s &&
                   sorted[r]->desk == sorted[desk->first_run]->desk;
                 r++) {
                runs[r] = compile_run(b, sorted[r]);
                desk->run_count++;
            }
        }
        if (b->world->sites[s].has_process && play->desk_count == places[s].first_desk) {
            desks[play->desk_count++] =
                (mst__s_desk){s, r, 0}; /* for people who were not planned */
        }
        places[s].desk_count = play->desk_count - places[s].first_desk;
        places[s].servers = places[s].desk_count > 0 ? places[s].desk_count : 1;
    }
    play->places = places;
    play->runs = runs;
    play->run_count = count;
    play->desks = desks;
}

/* ---- threat ---- */

static void
compile_threat(builder *b)
{
    mst__s_place *places = (mst__s_place *)(uintptr_t)b->play->places;
    for (uint32_t s = 0; s < b->world->site_count && !b->out_of_memory; s++) {
        const mst_steps *threat = &b->world->sites[s].threat;
        mst_wide *sum = TAKE(b, mst_wide, threat->count);
        if (sum == NULL) {
            return;
        }
        for (uint32_t i = 1; i < threat->count; i++) {
            mst_time from = threat->from[i - 1] > 0 ? threat->from[i - 1] : 0;
            mst_time to = threat->from[i] > 0 ? threat->from[i] : 0;
            sum[i] = sum[i - 1] + (mst_wide)(to - from) * threat->value[i - 1];
        }
        uint32_t last = 0;
        while (last + 1 < threat->count && threat->from[last + 1] <= b->world->horizon) {
            last++;
        }
        mst_time from = threat->from[last] > 0 ? threat->from[last] : 0;
        places[s].danger = sum;
        places[s].danger_all =
            sum[last] + (mst_wide)(b->world->horizon - from) * threat->value[last];
        places[s].one_threat = threat->count == 1;
        places[s].no_threat = threat->count == 1 && threat->value[0] == 0;
    }
}

/* ---- where people come from ---- */

/* All sites from which the plan brings a group's cohort there, by whatever way. */
static void
close_upstream(builder *b)
{
    mst_play *play = b->play;
    uint32_t sites = b->world->site_count;
    if (b->edge_count > 1) {
        qsort(b->edges, b->edge_count, sizeof *b->edges, order_edges);
    }
    uint32_t *first = TAKE(b, uint32_t, (size_t)play->group_count + 1);
    uint32_t *edge_first = MST_TAKE(&b->scratch, uint32_t, (size_t)play->group_count + 1);
    uint32_t *seen = MST_TAKE(&b->scratch, uint32_t, sites);
    void *items = NULL;
    uint32_t count = 0;
    uint32_t room = 0;
    if (b->out_of_memory || edge_first == NULL || seen == NULL) {
        b->out_of_memory = true;
        return;
    }
    for (uint32_t g = 0, e = 0; g <= play->group_count; g++) {
        while (e < b->edge_count && b->edges[e] >> 32 < g) {
            e++;
        }
        edge_first[g] = e;
    }
    for (uint32_t g = 0; g < play->group_count; g++) {
        uint32_t cohort = g % b->world->cohort_count;
        first[g] = count;
        seen[g / b->world->cohort_count] = g + 1;
        for (uint32_t at = count, group = g; !b->out_of_memory; at++) {
            for (uint32_t e = edge_first[group]; e < edge_first[group + 1]; e++) {
                uint32_t from = (uint32_t)b->edges[e];
                if (seen[from] == g + 1) {
                    continue;
                }
                seen[from] = g + 1;
                if (!mst_arena_grow(&play->arena, &items, count, &room, sizeof(uint32_t),
                                    UINT32_MAX / 2)) {
                    b->out_of_memory = true;
                    return;
                }
                ((uint32_t *)items)[count++] = from;
            }
            if (at == count) {
                break;
            }
            group = mst__group_at(play, ((uint32_t *)items)[at], cohort);
        }
    }
    first[play->group_count] = count;
    play->upstream_first = first;
    play->upstream = items;
}

/* ---- how far places are (play_repair.c, R1) ---- */

bool
mst__is_way(const mst_problem *world, uint32_t a)
{
    const mst_p_arc *arc = &world->arcs[a];
    const mst_p_site *from = &world->sites[arc->from];
    const mst_p_site *to = &world->sites[arc->to];
    bool used = false;
    for (uint32_t t = 0; t < world->type_count && !used; t++) {
        used = world->loaded_time[(size_t)a * world->type_count + t] < MST_NEVER;
    }
    bool flown = arc->mode == MST_MODE_AIR;
    return used && arc->open.count > 0 && to->open.count > 0 &&
           (!flown || (from->air.count > 0 && to->air.count > 0));
}

void
mst__find_hops(const mst_problem *world, const uint8_t *accepts, const uint8_t *arc_ok,
               uint32_t *hops)
{
    for (uint32_t s = 0; s < world->site_count; s++) {
        const mst_steps *safe = &world->sites[s].safe;
        bool end = accepts[s] != 0 &&
                   (s == world->relocate_to || mst_steps_most(safe, 0, world->horizon) > 0);
        hops[s] = end ? 0 : MST_NONE;
    }
    for (uint32_t depth = 0, grown = 1; grown > 0; depth++) {
        grown = 0;
        for (uint32_t a = 0; a < world->arc_count; a++) {
            const mst_p_arc *arc = &world->arcs[a];
            if (hops[arc->to] == depth && hops[arc->from] == MST_NONE && arc_ok[a] != 0) {
                hops[arc->from] = depth + 1;
                grown++;
            }
        }
    }
}

static void
compile_hops(builder *b)
{
    mst_play *play = b->play;
    const mst_problem *world = b->world;
    uint32_t *hops_of = TAKE(b, uint32_t, world->cohort_count);
    uint32_t *first = TAKE(b, uint32_t, world->cohort_count);
    uint8_t *arc_ok = TAKE(b, uint8_t, world->arc_count);
    uint32_t rows = 0;
    if (b->out_of_memory) {
        return;
    }
    for (uint32_t a = 0; a < world->arc_count; a++) {
        arc_ok[a] = mst__is_way(world, a);
    }
    for (uint32_t c = 0; c < world->cohort_count; c++) {
        uint32_t row = 0;
        while (row < rows && memcmp(world->cohorts[first[row]].accepts, world->cohorts[c].accepts,
                                    world->site_count) != 0) {
            row++;
        }
        if (row == rows) {
            first[rows++] = c;
        }
        hops_of[c] = row;
    }
    uint32_t *hops = TAKE(b, uint32_t, (size_t)rows * world->site_count);
    for (uint32_t row = 0; row < rows && hops != NULL; row++) {
        mst__find_hops(world, world->cohorts[first[row]].accepts, arc_ok,
                       &hops[(size_t)row * world->site_count]);
    }
    play->arc_ok = arc_ok;
    play->hops_rows = rows;
    play->hops_cohort = first;
    play->hops = hops;
    play->hops_of = hops_of;
}

/* ---- people ---- */

static void
compile_people(builder *b)
{
    mst_play *play = b->play;
    const mst_problem *world = b->world;
    mst_time *released = TAKE(b, mst_time, world->cohort_count);
    int32_t *never = TAKE(b, int32_t, play->pool_count);
    if (b->out_of_memory) {
        return;
    }
    for (uint32_t c = 0; c < world->cohort_count; c++) {
        const mst_p_cohort *cohort = &world->cohorts[c];
        released[c] =
            cohort->count > 0 ? mst_cohort_release_time(cohort, cohort->count) : MST_TIME_MIN;
        flows(b, cohort->site, c, 0, cohort->count, 0);
    }
    for (uint32_t p = 0; p < play->pool_count; p++) {
        never[p] = b->inflow[p] > 0 ? b->inflow[p] : 0;
    }
    play->all_released = released;
    play->never = never;
    play->pools = b->pools;
}

mst_status
mst__play_compile(mst_play *play, mst_error *err)
{
    builder b = {.play = play, .world = play->world};
    mst_arena_init(&b.scratch, 0);
    bool fits = collect_masks(&b);
    uint64_t groups = (uint64_t)play->world->site_count * play->world->cohort_count;
    fits = fits && groups * play->mask_count <= MST__MAX_POOLS;
    if (!fits) {
        mst_arena_release(&b.scratch);
        return mst_fail(err, MST_LIMIT, mst_nowhere(),
                        "the plan is too large to be played: %u places, %u groups of people and "
                        "%u sets of stations are more than 4 million together",
                        play->world->site_count, play->world->cohort_count, play->mask_count);
    }
    play->group_count = (uint32_t)groups;
    play->pool_count = play->group_count * play->mask_count;
    b.pools = TAKE(&b, mst__pool, play->pool_count);
    b.inflow = MST_TAKE(&b.scratch, int32_t, play->pool_count);
    b.out_of_memory = b.out_of_memory || b.inflow == NULL;
    if (!b.out_of_memory) {
        compile_routes(&b);
    }
    if (!b.out_of_memory) {
        compile_walks(&b);
        compile_desks(&b);
    }
    if (!b.out_of_memory) {
        compile_threat(&b);
        compile_people(&b);
        close_upstream(&b);
        compile_hops(&b);
    }
    mst_arena_release(&b.scratch);
    return b.out_of_memory
               ? mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "there is not enough memory")
               : MST_OK;
}
