/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/world.h"

#include <assert.h>

#include "base/time.h"

/* 1e-5 degrees: about a metre. */
enum {
    CITY_LATITUDE = 1210000,
    CITY_LONGITUDE = 1505000,
    MAX_FLEET = 24, /* vehicles of one fleet at a base in the city */
};

const char *const gen_kind_names[GEN_KINDS] = {
    "assembly", "center", "airfield", "zone", "port", "border", "haven", "sea-haven",
};

const char *const gen_type_names[GEN_TYPES] = {
    "coach", "minibus", "car-armored", "ch47", "uh60", "c17", "b767", "a320", "c130j", "ferry",
};

const char *const gen_class_names[GEN_CLASSES] = {
    "road", "heavy", "medium", "helicopter", "ship",
};

static const gen_class type_class[GEN_TYPES] = {
    [GEN_COACH] = GEN_ROAD,      [GEN_MINIBUS] = GEN_ROAD,    [GEN_CAR] = GEN_ROAD,
    [GEN_CH47] = GEN_HELICOPTER, [GEN_UH60] = GEN_HELICOPTER, [GEN_C17] = GEN_HEAVY,
    [GEN_B767] = GEN_HEAVY,      [GEN_A320] = GEN_MEDIUM,     [GEN_C130] = GEN_MEDIUM,
    [GEN_FERRY] = GEN_SHIP,
};

/* Vehicles of a thousand that are of the type; coaches are the rest. */
static const uint32_t type_share[GEN_TYPES] = {
    [GEN_MINIBUS] = 150, [GEN_CAR] = 80,  [GEN_CH47] = 30, [GEN_UH60] = 30,  [GEN_C17] = 50,
    [GEN_B767] = 30,     [GEN_A320] = 40, [GEN_C130] = 25, [GEN_FERRY] = 15,
};

/* One site of the kind for so many sites, from so many on; the rest are assembly areas. */
static const struct {
    uint32_t share, from;
} kind_share[GEN_KINDS] = {
    [GEN_CENTER] = {12, 0},      [GEN_AIRFIELD] = {50, 0}, [GEN_ZONE] = {40, 12},
    [GEN_PORT] = {120, 10},      [GEN_BORDER] = {60, 8},   [GEN_HAVEN] = {40, 0},
    [GEN_SEA_HAVEN] = {120, 10},
};

mst_random
gen_draw(const gen_world *world, gen_stream stream, uint32_t entity)
{
    mst_random random;
    mst_random_init_key(&random, (mst_random_key){.seed = world->options.seed,
                                                  .stream = (uint32_t)stream,
                                                  .entity = entity});
    return random;
}

int64_t
gen_between(const gen_world *world, int64_t roomy, int64_t tight)
{
    return roomy + (tight - roomy) * world->options.tight / 1000;
}

uint32_t
gen_site_of(const gen_world *world, gen_kind kind, uint32_t ordinal)
{
    assert(world->kind_count[kind] > 0);
    return world->kind_first[kind] + ordinal % world->kind_count[kind];
}

static void
count_sites(gen_world *world)
{
    uint32_t left = world->options.sites;
    for (int kind = GEN_KINDS - 1; kind > GEN_ASSEMBLY; kind--) {
        uint32_t count = 0;
        if (world->options.sites >= kind_share[kind].from) {
            count = world->options.sites / kind_share[kind].share;
            count = count > 0 ? count : 1;
        }
        world->kind_count[kind] = count;
        left -= count;
    }
    world->kind_count[GEN_ASSEMBLY] = left;
    uint32_t first = 0;
    for (int kind = 0; kind < GEN_KINDS; kind++) {
        world->kind_first[kind] = first;
        first += world->kind_count[kind];
    }
}

/* How far from its centre a site of the kind may lie, least and most, in 1e-5 degrees each way. */
static const struct {
    int64_t least, most;
} distance[GEN_KINDS] = {
    [GEN_ASSEMBLY] = {100, 2500},   [GEN_CENTER] = {500, 12000},
    [GEN_AIRFIELD] = {6000, 25000}, [GEN_ZONE] = {100, 700},
    [GEN_PORT] = {70000, 110000},   [GEN_BORDER] = {60000, 90000},
    [GEN_HAVEN] = {350000, 900000}, [GEN_SEA_HAVEN] = {200000, 350000},
};

static void
place_site(const gen_world *world, gen_site *site, uint32_t index)
{
    int64_t latitude = CITY_LATITUDE, longitude = CITY_LONGITUDE;
    uint32_t by_ordinal = site->ordinal - 1;
    if (site->kind == GEN_ASSEMBLY) {
        const gen_site *center = &world->sites[gen_site_of(world, GEN_CENTER, by_ordinal)];
        latitude = center->latitude;
        longitude = center->longitude;
    } else if (site->kind == GEN_ZONE) {
        const gen_site *area = &world->sites[gen_site_of(world, GEN_ASSEMBLY, by_ordinal)];
        latitude = area->latitude;
        longitude = area->longitude;
    }
    mst_random random = gen_draw(world, GEN_DRAW_PLACE, index);
    int64_t least = distance[site->kind].least, most = distance[site->kind].most;
    bool is_north = mst_random_below(&random, 2) == 0, is_east = mst_random_below(&random, 2) == 0;
    int64_t north = mst_random_between(&random, least, most);
    int64_t east = mst_random_between(&random, least, most);
    site->latitude = latitude + (is_north ? north : -north);
    site->longitude = longitude + (is_east ? east : -east);
}

static void
place_sites(gen_world *world)
{
    /* Centers before the areas round them, areas before the zones beside them. */
    static const gen_kind order[] = {GEN_CENTER, GEN_ASSEMBLY, GEN_AIRFIELD, GEN_ZONE,
                                     GEN_PORT,   GEN_BORDER,   GEN_HAVEN,    GEN_SEA_HAVEN};
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        for (uint32_t i = 0; i < world->kind_count[order[k]]; i++) {
            uint32_t index = world->kind_first[order[k]] + i;
            world->sites[index].kind = order[k];
            world->sites[index].ordinal = i + 1;
            place_site(world, &world->sites[index], index);
        }
    }
}

/* Guards for one area in six and one center in three, an eighth of the people at most. */
static int64_t
spread_guards(gen_world *world)
{
    int64_t left = world->options.people / 8, total = 0;
    for (int k = 0; k < 2; k++) {
        gen_kind kind = k == 0 ? GEN_ASSEMBLY : GEN_CENTER;
        uint32_t every = kind == GEN_ASSEMBLY ? 6 : 3;
        for (uint32_t i = every - 1; i < world->kind_count[kind]; i += every) {
            uint32_t index = world->kind_first[kind] + i;
            mst_random random = gen_draw(world, GEN_DRAW_GUARDS, index);
            int64_t fixed = mst_random_between(&random, 8, 20);
            int64_t more = gen_between(world, 12, 2);
            if (fixed + more > left) {
                return total;
            }
            world->sites[index].force_fixed = (int32_t)fixed;
            world->sites[index].guards = fixed + more;
            left -= fixed + more;
            total += fixed + more;
        }
    }
    return total;
}

static void
spread_people(gen_world *world)
{
    int64_t left = world->options.people - spread_guards(world);
    uint32_t areas = world->kind_count[GEN_ASSEMBLY];
    int64_t weight_left = 0;
    for (uint32_t i = 0; i < areas; i++) {
        mst_random random = gen_draw(world, GEN_DRAW_PEOPLE, i);
        weight_left += 1 + mst_random_below(&random, 9);
    }
    for (uint32_t i = 0; i < areas; i++) {
        /* Of what is left, by the weights that are left: the last area takes the rest. */
        mst_random random = gen_draw(world, GEN_DRAW_PEOPLE, i);
        int64_t weight = 1 + mst_random_below(&random, 9);
        int64_t people = left * weight / weight_left;
        gen_site *area = &world->sites[gen_site_of(world, GEN_ASSEMBLY, i)];
        area->people = people;
        area->through = people;
        world->sites[gen_site_of(world, GEN_CENTER, i)].through += people;
        left -= people;
        weight_left -= weight;
    }
}

static void
count_vehicles(gen_world *world)
{
    uint32_t left = world->options.vehicles;
    for (int type = 1; type < GEN_TYPES; type++) {
        bool is_possible =
            (type != GEN_FERRY || world->kind_count[GEN_PORT] > 0) &&
            ((type != GEN_CH47 && type != GEN_UH60) || world->kind_count[GEN_ZONE] > 0);
        uint32_t count = is_possible ? world->options.vehicles * type_share[type] / 1000 : 0;
        world->type_count[type] = count;
        left -= count;
    }
    /* No post without an aircraft, and no port without a ship. */
    bool needs_aircraft = world->type_count[GEN_A320] == 0;
    bool needs_ferry = world->kind_count[GEN_PORT] > 0 && world->type_count[GEN_FERRY] == 0;
    world->type_count[GEN_A320] += needs_aircraft;
    world->type_count[GEN_FERRY] += needs_ferry;
    left -= (uint32_t)needs_aircraft + (uint32_t)needs_ferry;
    world->type_count[GEN_COACH] = left;
}

/* Where the `ordinal`-th fleet of a type is based. */
static uint32_t
base_of(const gen_world *world, gen_type type, uint32_t ordinal)
{
    switch (type) {
    case GEN_COACH:
        return gen_site_of(world, GEN_CENTER, ordinal);
    case GEN_MINIBUS:
    case GEN_CAR:
        return gen_site_of(world, GEN_ASSEMBLY, ordinal);
    case GEN_CH47:
    case GEN_UH60:
        return gen_site_of(world, GEN_AIRFIELD, ordinal);
    case GEN_FERRY:
        return gen_site_of(world, GEN_SEA_HAVEN, ordinal);
    default:
        return gen_site_of(world, GEN_HAVEN, ordinal);
    }
}

/* One fleet a base, or several where it would be above MAX_FLEET; vehicles as even as can be. */
static void
split_fleets(gen_world *world)
{
    for (int type = 0; type < GEN_TYPES; type++) {
        uint32_t vehicles = world->type_count[type];
        uint32_t bases = type == GEN_COACH                        ? world->kind_count[GEN_CENTER]
                         : type == GEN_MINIBUS || type == GEN_CAR ? world->kind_count[GEN_ASSEMBLY]
                         : type == GEN_CH47 || type == GEN_UH60   ? world->kind_count[GEN_AIRFIELD]
                         : type == GEN_FERRY                      ? world->kind_count[GEN_SEA_HAVEN]
                                                                  : world->kind_count[GEN_HAVEN];
        uint32_t fleets = bases < vehicles ? bases : vehicles;
        uint32_t least = (vehicles + MAX_FLEET - 1) / MAX_FLEET;
        fleets = fleets > least ? fleets : least;
        for (uint32_t i = 0; i < fleets; i++) {
            uint32_t count = vehicles / fleets + (i < vehicles % fleets);
            uint32_t base = base_of(world, (gen_type)type, i);
            world->fleets[world->fleet_count++] =
                (gen_fleet){.type = (gen_type)type, .base = base, .count = count};
            world->sites[base].based[type_class[type]] += count;
        }
    }
}

/* Three times what the aircraft alone would need, 10 days at least, 60 at most. */
static uint32_t
find_horizon(const gen_world *world)
{
    static const int64_t seats[GEN_TYPES] = {
        [GEN_C17] = 90, [GEN_B767] = 220, [GEN_A320] = 180, [GEN_C130] = 92};
    int64_t an_hour = 0; /* hundredths of a person: a flight out and back takes some 9 h */
    for (int type = 0; type < GEN_TYPES; type++) {
        an_hour += seats[type] * world->type_count[type] * 100 / 9;
    }
    int64_t days = mst_ceil_divide(3 * world->options.people * 100, an_hour * 24);
    return days < 10 ? 10 : days > 60 ? 60 : (uint32_t)days;
}

bool
gen_world_make(gen_world *world, const gen_options *options, mst_arena *arena)
{
    *world = (gen_world){.options = *options, .site_count = options->sites};
    world->sites = MST_TAKE(arena, gen_site, options->sites);
    world->fleets = MST_TAKE(arena, gen_fleet, options->vehicles);
    if (world->sites == NULL || world->fleets == NULL) {
        return false;
    }
    count_sites(world);
    place_sites(world);
    spread_people(world);
    count_vehicles(world);
    split_fleets(world);
    world->horizon_days = find_horizon(world);
    return true;
}
