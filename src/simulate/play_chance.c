/* SPDX-License-Identifier: Apache-2.0
 *
 * What chance does in a replication. A draw is keyed by whose luck it is: the people item, the
 * vehicle and the number of its move, the site's desk, the weather, the loss. None hangs on the
 * plan.
 *
 * H1  Ratios and durations are drawn from the triangular distribution over low, likely and high.
 * H2  A loss has a curve within its band: one draw says how deep, the same at every row; its time
 *     is where the cumulative hazard of that curve passes a waiting time of mean 1.
 */
#include <assert.h>
#include <math.h>

#include "simulate/loss.h"
#include "simulate/play_internal.h"

/* ---- causes ---- */

static uint32_t
add_cause(mst_play *play, const char *format, const char *id)
{
    const char *name =
        play->cause_count < MST__MAX_CAUSES ? mst_arena_format(&play->arena, format, id) : NULL;
    if (name == NULL) {
        return MST__MAX_CAUSES;
    }
    play->causes[play->cause_count] = name;
    return play->cause_count++;
}

const char *
mst_play_cause_name(const mst_play *play, uint32_t cause)
{
    return cause < play->cause_count ? play->causes[cause] : NULL;
}

void
mst__blame(mst_play_room *room, uint32_t cause)
{
    room->result->causes |= cause < MST__MAX_CAUSES ? UINT64_C(1) << cause : 0;
}

/* ---- building ---- */

static bool
is_wide(const mst_quantity *range)
{
    return range->low < range->high;
}

/* An item's number of people is random when it is a range and the case has not settled it. */
static void
find_drawn(mst_play *play, const int64_t *persons, mst__chance_item *items)
{
    const mst_post *post = play->world->post;
    for (uint32_t p = 0; p < post->people_count; p++) {
        const mst_people *people = &post->people[p];
        mst__chance_item *item = &items[p];
        bool moves = people->kind != MST_PEOPLE_FORCE;
        item->is_drawn = people->count_row_count == 0 && is_wide(&people->count) &&
                         people->count.likely > 0 && persons[p] == people->count.likely;
        item->more =
            item->is_drawn
                ? add_cause(play, "more people in %s than likely (highest quarter)", people->id)
                : MST__MAX_CAUSES;
        item->late = moves && persons[p] > 0 && is_wide(&play->luck.late)
                         ? add_cause(play, "%s late (latest quarter)", people->id)
                         : MST__MAX_CAUSES;
        item->refuse =
            moves && persons[p] > 0 && is_wide(&play->luck.refuse)
                ? add_cause(play, "many in %s refuse to come (highest quarter)", people->id)
                : MST__MAX_CAUSES;
    }
}

/* Breakdowns of a fleet are many when there are more than expected and a deviation. */
static void
find_fleets(mst_play *play, mst__chance_fleet *fleets)
{
    const mst_post *post = play->world->post;
    for (uint32_t v = 0; v < play->world->vehicle_count; v++) {
        uint32_t stops = play->plan->first_stop[v + 1] - play->plan->first_stop[v];
        fleets[play->world->vehicles[v].fleet].moves += stops > 0 ? stops - 1 : 0;
    }
    for (uint32_t f = 0; f < post->fleet_count; f++) {
        double expected = (double)fleets[f].moves * (double)play->luck.breakdown.likely / 1e6;
        fleets[f].many = (uint32_t)(expected + sqrt(expected)) + 1;
        fleets[f].cause = fleets[f].moves > 0 && play->luck.breakdown.high > 0
                              ? add_cause(play, "many breakdowns in %s", post->fleets[f].id)
                              : MST__MAX_CAUSES;
    }
}

static bool
find_weather(mst_play *play)
{
    const struct mst_chances *chances = play->chances;
    uint32_t count = chances != NULL ? chances->weather_count : 0;
    uint64_t *weather_of = MST_TAKE(&play->arena, uint64_t, play->world->site_count);
    uint32_t *causes = MST_TAKE(&play->arena, uint32_t, count);
    uint32_t *first = MST_TAKE(&play->arena, uint32_t, (size_t)count + 1);
    if (weather_of == NULL || causes == NULL || first == NULL) {
        return false;
    }
    for (uint32_t w = 0; w < count; w++) {
        const mst_weather *weather = &chances->weathers[w];
        for (uint32_t i = 0; i < weather->site_count; i++) {
            weather_of[weather->sites[i].index] |= UINT64_C(1) << w;
        }
        causes[w] = add_cause(play, "%s keeps aircraft from landing or taking off", weather->id);
        /* Twice as many as are expected, and some: those beyond are not played. */
        int64_t cycle = weather->every.likely + weather->lasts.low;
        int64_t spells = 16 + 2 * play->world->horizon / (cycle > 0 ? cycle : 1);
        first[w + 1] = first[w] + (uint32_t)(spells < 65536 ? spells : 65536);
    }
    play->weather_of = weather_of;
    play->weather_cause = causes;
    play->first_spell = first;
    play->spell_count = first[count];
    return true;
}

/* The sites of which some report says how probable their loss is. */
static bool
find_reported(mst_play *play)
{
    const mst_post *post = play->world->post;
    const struct mst_chances *chances = play->chances;
    mst_error err;
    if (chances == NULL || mst_chances_range(post, &chances->reports).likely == 0) {
        return true;
    }
    uint32_t *sites = MST_TAKE(&play->arena, uint32_t, post->site_count);
    if (sites == NULL || mst_evidence_assess(post, &play->arena, &play->evidence, &err) != MST_OK) {
        return false;
    }
    for (uint32_t s = 0; s < post->site_count; s++) {
        if (play->evidence.sites[s].known) {
            sites[play->reported_count++] = s;
        }
    }
    play->reported = sites;
    return true;
}

bool
mst__chance_compile(mst_play *play)
{
    const mst_problem *world = play->world;
    const mst_post *post = world->post;
    const struct mst_chances none = {0};
    play->chances = play->options.without_chance ? NULL : post->chances;
    const struct mst_chances *from = play->chances != NULL ? play->chances : &none;
    const mst_quantity one = {.low = 1000000, .likely = 1000000, .high = 1000000};
    const mst_quantity zero = {0};
    play->luck = (mst__luck_ranges){one, one, one, zero, zero, zero, zero};
    play->patience = 30 * MST_MS_PER_MINUTE;
    if (post->chances != NULL) {
        play->patience = mst_chances_range(post, &post->chances->patience).likely;
    }
    if (play->chances != NULL) {
        play->luck = (mst__luck_ranges){
            .travel = mst_chances_range(post, &from->travel),
            .service = mst_chances_range(post, &from->service),
            .desks = mst_chances_range(post, &from->desks),
            .late = mst_chances_range(post, &from->late),
            .refuse = mst_chances_range(post, &from->refuse),
            .breakdown = mst_chances_range(post, &from->breakdown),
            .repair = mst_chances_range(post, &from->repair),
        };
    }
    mst__chance_item *items = MST_TAKE(&play->arena, mst__chance_item, post->people_count);
    mst__chance_fleet *fleets = MST_TAKE(&play->arena, mst__chance_fleet, post->fleet_count);
    int64_t *persons = MST_TAKE(&play->arena, int64_t, post->people_count);
    if (!find_reported(play)) {
        return false;
    }
    uint32_t *losses =
        MST_TAKE(&play->arena, uint32_t, (size_t)from->loss_count + play->reported_count);
    play->causes = MST_TAKE(&play->arena, const char *, MST__MAX_CAUSES);
    if (items == NULL || fleets == NULL || persons == NULL || losses == NULL ||
        play->causes == NULL) {
        return false;
    }
    for (uint32_t c = 0; c < world->cohort_count; c++) {
        persons[world->cohorts[c].people] += world->cohorts[c].count;
    }
    for (uint32_t l = 0; l < from->loss_count; l++) {
        losses[l] = add_cause(play, "%s is lost", from->losses[l].id);
    }
    for (uint32_t i = 0; i < play->reported_count; i++) {
        losses[from->loss_count + i] =
            add_cause(play, "%s is lost (reports)", world->sites[play->reported[i]].name);
    }
    play->loss_cause = losses;
    play->loss_count = from->loss_count;
    bool has_memory = find_weather(play);
    if (!play->options.without_chance) {
        find_drawn(play, persons, items);
        find_fleets(play, fleets);
    }
    if (play->options.integrate > 0 && play->options.integrate <= play->loss_count) {
        const mst_loss *loss = &from->losses[play->options.integrate - 1];
        uint8_t *integrated = MST_TAKE(&play->arena, uint8_t, world->site_count);
        if (integrated == NULL) {
            return false;
        }
        for (uint32_t i = 0; i < loss->site_count; i++) {
            integrated[loss->sites[i].index] = 1;
        }
        play->integrated = integrated;
        play->leaving_room = 65536;
    }
    play->items = items;
    play->fleets = fleets;
    return has_memory;
}

/* ---- drawing ---- */

/* H1, in the base unit of the range. */
static double
draw_range(uint32_t word, const mst_quantity *range)
{
    return is_wide(range) ? mst_draw_triangle(mst_draw_unit(word), (double)range->low,
                                              (double)range->likely, (double)range->high)
                          : (double)range->likely;
}

static bool
is_one(const mst_quantity *range)
{
    return range->low == 1000000 && range->high == 1000000;
}

static uint32_t
entity_of(const mst_play *play, uint32_t v)
{
    const mst_p_vehicle *vehicle = &play->world->vehicles[v];
    return vehicle->fleet << 15 | (vehicle->ordinal & 0x7fff);
}

double
mst__luck_of_move(const mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    if (is_one(&play->luck.travel)) {
        return 1;
    }
    mst_draw draw =
        mst_draw_at(&room->luck, MST_DRAW_MOVE, entity_of(play, v), room->vehicles[v].move_number);
    return draw_range(draw.word[0], &play->luck.travel) / 1e6;
}

mst_time
mst__luck_of_engine(mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    if (play->luck.breakdown.high == 0) {
        return 0;
    }
    mst_draw draw =
        mst_draw_at(&room->luck, MST_DRAW_MOVE, entity_of(play, v), room->vehicles[v].move_number);
    mst_draw fleet = mst_draw_at(&room->luck, MST_DRAW_FLEET, play->world->vehicles[v].fleet, 0);
    double probability = draw_range(fleet.word[0], &play->luck.breakdown) / 1e6;
    if (mst_draw_unit(draw.word[1]) >= probability) {
        return 0;
    }
    uint32_t f = play->world->vehicles[v].fleet;
    room->breakdowns[f]++;
    if (room->breakdowns[f] == play->fleets[f].many) {
        mst__blame(room, play->fleets[f].cause);
    }
    return (mst_time)draw_range(draw.word[2], &play->luck.repair);
}

double
mst__luck_of_service(const mst_play_room *room, uint32_t v)
{
    const mst_play *play = room->play;
    if (is_one(&play->luck.service)) {
        return 1;
    }
    mst_draw draw = mst_draw_at(&room->luck, MST_DRAW_SERVICE, entity_of(play, v),
                                room->vehicles[v].service_number);
    return draw_range(draw.word[0], &play->luck.service) / 1e6;
}

double
mst__luck_of_desk(const mst_play_room *room, uint32_t site, uint32_t desk, uint32_t number)
{
    const mst_play *play = room->play;
    if (is_one(&play->luck.desks)) {
        return 1;
    }
    mst_draw draw =
        mst_draw_at(&room->luck, MST_DRAW_DESK_RUN, site << 16 | (desk & 0xffff), number);
    return draw_range(draw.word[0], &play->luck.desks) / 1e6;
}

mst_time
mst__stretched(mst_time time, double factor)
{
    return factor == 1 || time >= MST_NEVER ? time : (mst_time)ceil((double)time * factor);
}

/* ---- the beginning of a replication ---- */

static void
draw_people(mst_play_room *room)
{
    const mst_play *play = room->play;
    const mst_post *post = play->world->post;
    for (uint32_t c = 0; c < play->world->cohort_count; c++) {
        const mst_p_cohort *cohort = &play->world->cohorts[c];
        const mst__chance_item *item = &play->items[cohort->people];
        mst_draw draw = mst_draw_at(&room->luck, MST_DRAW_GROUP, cohort->people, 0);
        room->drawn[c] = (int32_t)cohort->count;
        room->refusing[c] = 0;
        room->late[c] = 0;
        if (item->is_drawn) {
            const mst_quantity *count = &post->people[cohort->people].count;
            double people = draw_range(draw.word[0], count);
            double parties =
                (double)cohort->count / cohort->party * (people / (double)count->likely);
            room->drawn[c] = (int32_t)(parties + 0.5) * (int32_t)cohort->party;
            room->disturbed = room->disturbed || room->drawn[c] > cohort->count;
            if (mst_draw_unit(draw.word[0]) > 0.75) {
                mst__blame(room, item->more);
            }
        }
        if (cohort->force || play->chances == NULL) {
            continue;
        }
        room->late[c] = (mst_time)draw_range(draw.word[1], &play->luck.late);
        double parties = (double)(room->drawn[c] / (int32_t)cohort->party);
        double part = draw_range(draw.word[2], &play->luck.refuse) / 1e6;
        room->refusing[c] = (int32_t)(parties * part + 0.5) * (int32_t)cohort->party;
        if (mst_draw_unit(draw.word[1]) > 0.75) {
            mst__blame(room, item->late);
        }
        if (mst_draw_unit(draw.word[2]) > 0.75) {
            mst__blame(room, item->refuse);
        }
    }
}

static void
draw_weather(mst_play_room *room)
{
    const mst_play *play = room->play;
    uint32_t count = play->chances != NULL ? play->chances->weather_count : 0;
    for (uint32_t w = 0; w < count; w++) {
        const mst_weather *weather = &play->chances->weathers[w];
        mst_time at = 0;
        for (uint32_t s = play->first_spell[w]; s < play->first_spell[w + 1]; s++) {
            uint32_t number = s - play->first_spell[w];
            mst_draw draw = mst_draw_at(&room->luck, MST_DRAW_WEATHER, w, number);
            double every = draw_range(draw.word[2], &weather->every);
            double wait = mst_draw_wait(mst_draw_unit(draw.word[0])) * every;
            at += wait < (double)(2 * play->world->horizon) ? (mst_time)wait
                                                            : 2 * play->world->horizon;
            room->spells[s].begin = at;
            at += (mst_time)draw_range(draw.word[1], &weather->lasts);
            room->spells[s].end = at;
        }
    }
}

mst_time
mst__calm_at(mst_play_room *room, uint32_t site, mst_time t, bool blame)
{
    const mst_play *play = room->play;
    bool moved = play->weather_of[site] != 0;
    while (moved) {
        moved = false;
        for (uint32_t w = 0; w < play->chances->weather_count; w++) {
            if ((play->weather_of[site] >> w & 1) == 0) {
                continue;
            }
            for (uint32_t s = play->first_spell[w]; s < play->first_spell[w + 1]; s++) {
                if (room->spells[s].begin > t) {
                    break;
                }
                if (t < room->spells[s].end) {
                    t = room->spells[s].end;
                    moved = true;
                    if (blame) {
                        mst__blame(room, play->weather_cause[w]);
                    }
                }
            }
        }
    }
    return t;
}

/* The curve of a loss in this replication (H2), in `knots`. */
static mst_loss_curve
curve_of(const mst_play_room *room, uint32_t index, mst_loss_knot *knots)
{
    const mst_loss *loss = &room->play->chances->losses[index];
    mst_draw draw = mst_draw_at(&room->luck, MST_DRAW_LOSS, index, 0);
    double least = 0;
    for (uint32_t i = 0; i < loss->row_count; i++) {
        double hazard = mst_loss_hazard(draw_range(draw.word[1], &loss->rows[i].lost) / 1e6);
        least = hazard > least ? hazard : least; /* K1 of loss.h, whatever the rounding */
        knots[i] = (mst_loss_knot){loss->rows[i].at.likely, least};
    }
    return (mst_loss_curve){loss->row_count, knots};
}

static mst_time
draw_loss(const mst_play_room *room, uint32_t index)
{
    mst_draw draw = mst_draw_at(&room->luck, MST_DRAW_LOSS, index, 0);
    mst_loss_knot knots[MST_MAX_LOSS_ROWS];
    mst_loss_curve curve = curve_of(room, index, knots);
    return mst_loss_time(&curve, mst_draw_wait(mst_draw_unit(draw.word[0])));
}

/* By the band of the reports: one draw says how deep in it the curve lies, the other when. Not
 * lost by the order is given. */
static mst_time
draw_reported(const mst_play_room *room, uint32_t site)
{
    const mst_play *play = room->play;
    const mst_band *band = &play->evidence.sites[site];
    mst_draw draw = mst_draw_at(&room->luck, MST_DRAW_SITE, site, 0);
    double depth = mst_draw_unit(draw.word[1]);
    mst_time order = play->world->order - play->world->post->as_of;
    mst_time low = order > 0 ? order : 0;
    mst_time begin = low;
    mst_time high = low + play->world->horizon;
    double lost =
        (1 - depth) * mst_dated_at(&band->low, low) + depth * mst_dated_at(&band->high, low);
    double wanted = lost + mst_draw_unit(draw.word[0]) * (1 - lost);
    if ((1 - depth) * mst_dated_at(&band->low, high) + depth * mst_dated_at(&band->high, high) <
        wanted) {
        return MST_NEVER;
    }
    while (high - low > 1) {
        mst_time middle = low + (high - low) / 2;
        double by = (1 - depth) * mst_dated_at(&band->low, middle) +
                    depth * mst_dated_at(&band->high, middle);
        low = by < wanted ? middle : low;
        high = by < wanted ? high : middle;
    }
    return high - begin;
}

void
mst__chance_begin(mst_play_room *room)
{
    const mst_play *play = room->play;
    for (uint32_t f = 0; f < play->world->post->fleet_count; f++) {
        room->breakdowns[f] = 0;
    }
    draw_people(room);
    draw_weather(room);
    for (uint32_t l = 0; l < play->loss_count; l++) {
        mst_time at = l + 1 == play->options.integrate ? MST_NEVER : draw_loss(room, l);
        if (at <= play->world->horizon) {
            mst__post(room, at, MST__AT_LOSS, MST__KIND_LOSS, l, NULL);
        }
    }
    for (uint32_t i = 0; i < play->reported_count; i++) {
        mst_time at = draw_reported(room, play->reported[i]);
        if (at <= play->world->horizon) {
            mst__post(room, at, MST__AT_LOSS, MST__KIND_LOSS, play->loss_count + i, NULL);
        }
    }
}

static bool
is_nothing(const mst_quantity *range)
{
    return range->low == 0 && range->high == 0;
}

bool
mst_play_is_sure(const mst_play *play)
{
    const mst__luck_ranges *luck = &play->luck;
    const struct mst_chances *chances = play->chances;
    bool is_sure = is_one(&luck->travel) && is_one(&luck->service) && is_one(&luck->desks) &&
                   !is_wide(&luck->late) && !is_wide(&luck->refuse) &&
                   is_nothing(&luck->breakdown) && play->reported_count == 0 &&
                   (chances == NULL || chances->weather_count + chances->loss_count == 0);
    for (uint32_t p = 0; p < play->world->post->people_count && is_sure; p++) {
        is_sure = !play->items[p].is_drawn;
    }
    return is_sure;
}

/* ---- a loss integrated out ---- */

uint32_t
mst_play_integrable(const mst_case *instance)
{
    const mst_problem *world = &instance->phases[instance->phase_count - 1];
    const struct mst_chances *chances = world->post->chances;
    for (uint32_t l = 0; chances != NULL && l < chances->loss_count; l++) {
        const mst_loss *loss = &chances->losses[l];
        bool fits = loss->site_count > 0 && loss->link_count + loss->fleet_count == 0;
        for (uint32_t i = 0; i < loss->site_count && fits; i++) {
            uint32_t s = loss->sites[i].index;
            fits = s != world->relocate_to &&
                   mst_steps_most(&world->sites[s].safe, 0, world->horizon) == 0;
        }
        if (fits) {
            return l + 1;
        }
    }
    return 0;
}

bool
mst__is_watched(const mst_play_room *room)
{
    return room->play->integrated != NULL || room->cleared != NULL || room->leaving_by_hour != NULL;
}

static void
tell_leaving(mst_play_room *room, uint32_t site, int64_t count)
{
    mst_time at = room->now > 0 ? room->now : 1;
    if (room->cleared != NULL && at > room->cleared[site]) {
        room->cleared[site] = at;
    }
    if (room->leaving_by_hour != NULL) {
        mst_time hour = room->now > 0 ? room->now / MST_MS_PER_HOUR : 0;
        uint32_t last = room->leaving_hours - 1;
        uint32_t bin = hour < last ? (uint32_t)hour : last;
        room->leaving_by_hour[(size_t)site * room->leaving_hours + bin] += count;
    }
}

void
mst__note_leaving(mst_play_room *room, uint32_t site, int64_t count)
{
    const mst_play *play = room->play;
    if (count <= 0 || room->now > play->world->horizon) {
        return;
    }
    tell_leaving(room, site, count);
    if (play->integrated == NULL || play->integrated[site] == 0) {
        return;
    }
    mst_loss_leaving *last =
        room->leaving_count > 0 ? &room->leaving[room->leaving_count - 1] : NULL;
    if (last != NULL && (last->at == room->now || room->leaving_count == play->leaving_room)) {
        last->at = room->now; /* beyond the room the last ones count as late as the latest */
        last->count += count;
    } else {
        room->leaving[room->leaving_count++] = (mst_loss_leaving){room->now, count};
    }
}

void
mst__integrate(mst_play_room *room)
{
    const mst_play *play = room->play;
    mst_loss_knot knots[MST_MAX_LOSS_ROWS];
    mst_loss_curve curve = curve_of(room, play->options.integrate - 1, knots);
    int64_t out = room->result->persons - room->result->measures.left;
    int64_t over = -out;
    for (uint32_t i = 0; i < room->leaving_count; i++) {
        over += room->leaving[i].count;
    }
    /* Who left there and is not out all the same counts with the last. */
    for (uint32_t i = room->leaving_count; over > 0 && i-- > 0;) {
        int64_t part = room->leaving[i].count < over ? room->leaving[i].count : over;
        room->leaving[i].count -= part;
        over -= part;
    }
    /* `over` is now minus those who are out without having been there. */
    mst_loss_integrated got = mst_loss_integrate(&curve, room->leaving, room->leaving_count,
                                                 room->result->persons + over);
    room->result->integrated_left = got.left;
    room->result->integrated_all_out = got.all_out;
}

/* ---- a loss ---- */

void
mst__lose(mst_play_room *room, uint32_t index)
{
    const mst_play *play = room->play;
    const mst_problem *world = room->world;
    mst__blame(room, play->loss_cause[index]);
    if (index >= play->loss_count) {
        room->site_lost[play->reported[index - play->loss_count]] = 1;
        mst__site_falls(room, play->reported[index - play->loss_count]);
        mst__world_changes(room);
        return;
    }
    const mst_loss *loss = &play->chances->losses[index];
    for (uint32_t i = 0; i < loss->site_count; i++) {
        room->site_lost[loss->sites[i].index] = 1;
    }
    for (uint32_t i = 0; i < loss->link_count; i++) {
        for (uint32_t a = 0; a < world->arc_count; a++) {
            if (world->arcs[a].link == loss->links[i].index) {
                room->arc_lost[a] = 1;
            }
        }
    }
    for (uint32_t i = 0; i < loss->fleet_count; i++) {
        for (uint32_t v = 0; v < world->vehicle_count; v++) {
            if (world->vehicles[v].fleet == loss->fleets[i].index) {
                mst__vehicle_lost(room, v);
            }
        }
    }
    for (uint32_t i = 0; i < loss->site_count; i++) {
        mst__site_falls(room, loss->sites[i].index);
    }
    mst__world_changes(room);
}
