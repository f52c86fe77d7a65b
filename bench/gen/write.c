/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/write.h"

#include <stdlib.h>

#include "gen/table.h"
#include "model/model.h"

static const char *const site_columns[] = {"id",
                                           "kind",
                                           "position",
                                           "runway.length",
                                           "runway.width",
                                           "runway.surface",
                                           "hold",
                                           "process.desks",
                                           "process.time",
                                           "process.per",
                                           "process.station",
                                           "berths.road",
                                           "berths.heavy",
                                           "berths.medium",
                                           "berths.helicopter",
                                           "berths.ship",
                                           "parking.road",
                                           "parking.heavy",
                                           "parking.medium",
                                           "parking.helicopter",
                                           "parking.ship",
                                           "movements",
                                           "fuel",
                                           "open",
                                           "daylight_only",
                                           "secure.fixed",
                                           "secure.per_1000",
                                           "secure.rear",
                                           "supplies",
                                           "threat",
                                           "permission",
                                           "safe",
                                           NULL};

static const char *const people_columns[] = {
    "id",       "site",          "count",        "count.low", "count.likely", "count.high", "kind",
    "priority", "release.start", "release.over", "party",     "litters",      "moves",      NULL};

static const char *const link_columns[] = {
    "id",           "between",         "mode",       "flow", "open", "threat",
    "escort.force", "escort.vehicles", "permission", NULL};

static const char *const fleet_columns[] = {
    "id",    "type",    "base",       "count", "notice.normal", "notice.raised",
    "crews", "sorties", "permission", NULL};

static int64_t
at_least(int64_t value, int64_t least)
{
    return value > least ? value : least;
}

/* `vehicles` of the kind's types spread over `sites`, that share of them, from roomy to tight. */
static int64_t
slots(const gen_world *world, uint32_t vehicles, gen_kind kind, int64_t roomy_percent,
      int64_t tight_percent)
{
    int64_t percent = gen_between(world, roomy_percent, tight_percent);
    return (int64_t)vehicles * percent / 100 / world->kind_count[kind];
}

/* Room on the ground for those in a berth, for some that wait, and for all that are at home here.
 * */
static void
set_berths(gen_table *table, const gen_world *world, const gen_site *site, gen_class berth_class,
           int64_t berths)
{
    char column[GEN_CELL_BYTES];
    snprintf(column, sizeof column, "berths.%s", gen_class_names[berth_class]);
    gen_table_set(table, column, "%lld", (long long)berths);
    if (berth_class == GEN_ROAD) {
        return;
    }
    snprintf(column, sizeof column, "parking.%s", gen_class_names[berth_class]);
    int64_t waiting = at_least(berths * gen_between(world, 100, 20) / 100, 1);
    gen_table_set(table, column, "%lld", (long long)(berths + waiting + site->based[berth_class]));
}

/* Thousandths as a decimal. */
static void
set_thousandths(gen_table *table, const char *column, int64_t thousandths)
{
    gen_table_set(table, column, "%lld.%03lld", (long long)(thousandths / 1000),
                  (long long)(thousandths % 1000));
}

static void
set_degrees(gen_table *table, int64_t latitude, int64_t longitude)
{
    gen_table_set(table, "position", "%s%lld.%05lld, %s%lld.%05lld", latitude < 0 ? "-" : "",
                  llabs(latitude) / 100000, llabs(latitude) % 100000, longitude < 0 ? "-" : "",
                  llabs(longitude) / 100000, llabs(longitude) % 100000);
}

static uint32_t
heavy_aircraft(const gen_world *world)
{
    return world->type_count[GEN_C17] + world->type_count[GEN_B767];
}

static uint32_t
medium_aircraft(const gen_world *world)
{
    return world->type_count[GEN_A320] + world->type_count[GEN_C130];
}

static uint32_t
helicopters(const gen_world *world)
{
    return world->type_count[GEN_CH47] + world->type_count[GEN_UH60];
}

/* Desks that pass `people` of 3 minutes each in the time that the tightness leaves. */
static void
set_process(gen_table *table, const gen_world *world, int64_t people)
{
    int64_t hours = gen_between(world, 6, 16);
    gen_table_set(table, "process.desks", "%lld",
                  (long long)at_least(mst_ceil_divide(people * 3, 60 * hours), 2));
    gen_table_set(table, "process.time", "3 min");
    gen_table_set(table, "process.per", "person");
    gen_table_set(table, "process.station", "ecc");
}

/* The need grows with the people there, and never above the guards that are there. */
static void
set_secure(gen_table *table, const gen_site *site, int64_t people, mst_random *random)
{
    int64_t most = people > 0 ? (site->guards - site->force_fixed) * 1000 / people : 0;
    bool is_thin = mst_random_below(random, 2) == 0;
    gen_table_set(table, "secure.fixed", "%d", site->force_fixed);
    gen_table_set(table, "secure.per_1000", "%lld", (long long)(most < 5 ? most : 5));
    gen_table_set(table, "secure.rear", "%d", site->force_fixed - (is_thin ? 4 : 0));
}

static void
set_city_site(gen_table *table, const gen_world *world, const gen_site *site, mst_random *random)
{
    uint32_t coaches = world->type_count[GEN_COACH];
    int64_t there = site->people + site->guards;
    int64_t hold = there * gen_between(world, 150, 100) / 100 + 10;
    if (site->kind == GEN_ASSEMBLY) {
        set_berths(table, world, site, GEN_ROAD, gen_between(world, 6, 2));
        gen_table_set(table, "supplies", "%u d", 2 + mst_random_below(random, 9));
        set_thousandths(table, "threat", mst_random_between(random, 50, 500));
    } else if (site->kind == GEN_CENTER) {
        hold = site->through / gen_between(world, 2, 12) + site->guards + 100;
        set_process(table, world, site->through);
        set_berths(table, world, site, GEN_ROAD,
                   at_least(slots(world, coaches, GEN_CENTER, 80, 25), 3));
        gen_table_set(table, "fuel", "true");
        set_thousandths(table, "threat", mst_random_between(random, 20, 200));
    } else { /* a helicopter landing zone */
        hold = gen_between(world, 200, 60);
        set_berths(table, world, site, GEN_HELICOPTER, gen_between(world, 3, 1));
        set_thousandths(table, "threat", mst_random_between(random, 50, 300));
    }
    gen_table_set(table, "hold", "%lld", (long long)hold);
    if (site->force_fixed > 0) {
        set_secure(table, site, site->kind == GEN_CENTER ? hold : site->people, random);
    }
}

static void
set_airfield(gen_table *table, const gen_world *world, const gen_site *site, mst_random *random)
{
    uint32_t airfields = world->kind_count[GEN_AIRFIELD];
    int64_t share = world->options.people / airfields;
    uint32_t aircraft = heavy_aircraft(world) + medium_aircraft(world);
    gen_table_set(table, "runway.length", "%u ft", 9000 + 500 * mst_random_below(random, 6));
    gen_table_set(table, "runway.width", "150 ft");
    gen_table_set(table, "runway.surface", "asphalt");
    gen_table_set(table, "hold", "%lld", (long long)(share / gen_between(world, 3, 20) + 400));
    set_process(table, world, share / 5);
    set_berths(table, world, site, GEN_HEAVY,
               1 + slots(world, heavy_aircraft(world), GEN_AIRFIELD, 70, 20));
    set_berths(table, world, site, GEN_MEDIUM,
               1 + slots(world, medium_aircraft(world), GEN_AIRFIELD, 70, 20));
    set_berths(table, world, site, GEN_HELICOPTER,
               1 + slots(world, helicopters(world), GEN_AIRFIELD, 60, 25));
    set_berths(table, world, site, GEN_ROAD,
               4 + slots(world, world->type_count[GEN_COACH], GEN_AIRFIELD, 30, 8));
    gen_table_set(table, "movements", "%lld movements/h",
                  (long long)(gen_between(world, 40, 12) + aircraft / airfields / 2));
    if (site->ordinal % 2 == 1) {
        gen_table_set(table, "fuel", "true");
    }
    if (site->ordinal % 5 == 2) {
        gen_table_set(table, "daylight_only", "true");
    }
    if (site->ordinal % 4 == 3) {
        gen_table_set(table, "open", "06:00-22:00");
    }
    set_thousandths(table, "threat", mst_random_between(random, 10, 100));
}

static void
set_haven(gen_table *table, const gen_world *world, const gen_site *site)
{
    gen_table_set(table, "safe", "true");
    gen_table_set(table, "fuel", "true");
    if (site->kind == GEN_SEA_HAVEN) {
        set_berths(table, world, site, GEN_SHIP,
                   1 + slots(world, world->type_count[GEN_FERRY], GEN_SEA_HAVEN, 100, 40));
        return;
    }
    gen_table_set(table, "runway.length", "12000 ft");
    gen_table_set(table, "runway.width", "150 ft");
    gen_table_set(table, "runway.surface", "concrete");
    int64_t weight = site->ordinal == 1 ? 3 : 1; /* every airfield flies to haven 1 */
    set_berths(table, world, site, GEN_HEAVY,
               weight + weight * slots(world, heavy_aircraft(world), GEN_HAVEN, 100, 40));
    set_berths(table, world, site, GEN_MEDIUM,
               weight + weight * slots(world, medium_aircraft(world), GEN_HAVEN, 100, 40));
    if (site->ordinal > 1) {
        int64_t share = world->options.people / world->kind_count[GEN_HAVEN];
        gen_table_set(table, "hold", "%lld",
                      (long long)(share * gen_between(world, 200, 40) / 100 + 300));
        gen_table_set(table, "permission", "landing-%u", site->ordinal);
    }
}

static void
set_edge_site(gen_table *table, const gen_world *world, const gen_site *site, mst_random *random)
{
    set_berths(table, world, site, GEN_ROAD, gen_between(world, 20, 6));
    gen_table_set(table, "fuel", "true");
    if (site->kind == GEN_PORT) {
        set_berths(table, world, site, GEN_SHIP,
                   1 + slots(world, world->type_count[GEN_FERRY], GEN_PORT, 60, 20));
        gen_table_set(table, "hold", "%lld", (long long)gen_between(world, 4000, 1200));
        set_thousandths(table, "threat", mst_random_between(random, 10, 100));
        return;
    }
    int64_t share = world->options.people / world->kind_count[GEN_BORDER];
    gen_table_set(table, "safe", "true");
    gen_table_set(table, "hold", "%lld",
                  (long long)(share * gen_between(world, 50, 10) / 100 + 100));
    if (site->ordinal % 2 == 1) {
        gen_table_set(table, "open", "06:00-18:00");
    }
}

static void
write_sites(const gen_world *world, gen_table *table)
{
    for (uint32_t i = 0; i < world->site_count; i++) {
        const gen_site *site = &world->sites[i];
        mst_random random = gen_draw(world, GEN_DRAW_SITE, i);
        gen_table_set(table, "id", "%s-%u", gen_kind_names[site->kind], site->ordinal);
        gen_table_set(table, "kind", "%s", gen_kind_names[site->kind]);
        set_degrees(table, site->latitude, site->longitude);
        switch (site->kind) {
        case GEN_AIRFIELD:
            set_airfield(table, world, site, &random);
            break;
        case GEN_HAVEN:
        case GEN_SEA_HAVEN:
            set_haven(table, world, site);
            break;
        case GEN_PORT:
        case GEN_BORDER:
            set_edge_site(table, world, site, &random);
            break;
        default:
            set_city_site(table, world, site, &random);
            break;
        }
        gen_table_end_row(table);
    }
}

/* ---- people ---- */

/* Begins a row of `count` people of an area; false, and nothing begun, when there are none. */
static bool
begin_group(gen_table *table, const gen_site *area, const char *name, int64_t count)
{
    if (count <= 0) {
        return false;
    }
    gen_table_set(table, "id", "%s-%u", name, area->ordinal);
    gen_table_set(table, "site", "assembly-%u", area->ordinal);
    return true;
}

static void
write_area_people(const gen_world *world, gen_table *table, uint32_t index, bool is_split)
{
    const gen_site *area = &world->sites[index];
    mst_random random = gen_draw(world, GEN_DRAW_GROUP, index);
    bool can_walk = area->ordinal <= world->kind_count[GEN_ZONE];
    int64_t staff = is_split ? area->people / 10 : 0;
    int64_t families = is_split ? area->people / 12 * 4 : 0;
    int64_t host = is_split ? area->people / 5 : 0;
    int64_t citizens = area->people - staff - families - host;
    if (begin_group(table, area, "staff", staff)) {
        gen_table_set(table, "count", "%lld", (long long)staff);
        gen_table_set(table, "kind", "staff");
        gen_table_end_row(table);
    }
    if (begin_group(table, area, "families", families)) {
        gen_table_set(table, "count", "%lld", (long long)families);
        gen_table_set(table, "kind", "third_country");
        gen_table_set(table, "party", "4");
        gen_table_set(table, "release.start", "%u min", 30 * mst_random_below(&random, 9));
        gen_table_end_row(table);
    }
    if (begin_group(table, area, "host", host)) {
        gen_table_set(table, "count", "%lld", (long long)host);
        gen_table_set(table, "kind", "host_nation");
        gen_table_set(table, "priority", "2");
        gen_table_set(table, "release.over", "%u h", 2 + mst_random_below(&random, 11));
        gen_table_end_row(table);
    }
    if (begin_group(table, area, "citizens", citizens)) {
        gen_table_set(table, "count.low", "%lld", (long long)(citizens - citizens / 5));
        gen_table_set(table, "count.likely", "%lld", (long long)citizens);
        gen_table_set(table, "count.high", "%lld", (long long)(citizens + citizens * 2 / 5));
        gen_table_set(table, "kind", "citizen");
        gen_table_set(table, "release.over", "%u h", 1 + mst_random_below(&random, 8));
        int64_t litters = citizens / 200;
        if (litters > 0) {
            gen_table_set(table, "litters", "%lld", (long long)litters);
        }
        if (can_walk) {
            gen_table_set(table, "moves", "on_foot");
        }
        gen_table_end_row(table);
    }
}

static void
write_people(const gen_world *world, gen_table *table)
{
    /* Four groups an area, and guards, as long as a post may hold so many. */
    uint32_t areas = world->kind_count[GEN_ASSEMBLY];
    bool is_split = areas * 4 + areas / 6 + world->kind_count[GEN_CENTER] < MST_MAX_PEOPLE_ITEMS;
    for (uint32_t i = 0; i < areas; i++) {
        write_area_people(world, table, world->kind_first[GEN_ASSEMBLY] + i, is_split);
    }
    for (uint32_t i = 0; i < world->site_count; i++) {
        const gen_site *site = &world->sites[i];
        if (site->guards > 0) {
            gen_table_set(table, "id", "guards-%s-%u", gen_kind_names[site->kind], site->ordinal);
            gen_table_set(table, "site", "%s-%u", gen_kind_names[site->kind], site->ordinal);
            gen_table_set(table, "count", "%lld", (long long)site->guards);
            gen_table_set(table, "kind", "force");
            gen_table_end_row(table);
        }
    }
}

/* ---- links ---- */

/* Sets what all links have; the caller adds its own and ends the row. */
static mst_random
begin_link(const gen_world *world, gen_table *table, uint32_t from, uint32_t to, const char *mode)
{
    const gen_site *a = &world->sites[from], *b = &world->sites[to];
    const char *a_kind = gen_kind_names[a->kind], *b_kind = gen_kind_names[b->kind];
    gen_table_set(table, "id", "%s-%u-%s-%u", a_kind, a->ordinal, b_kind, b->ordinal);
    gen_table_set(table, "between", "%s-%u %s-%u", a_kind, a->ordinal, b_kind, b->ordinal);
    gen_table_set(table, "mode", "%s", mode);
    /* A link is known by its ends: no two links have the same. */
    return gen_draw(world, GEN_DRAW_LINK, from * MST_MAX_SITES + to);
}

static void
write_road(const gen_world *world, gen_table *table, uint32_t from, uint32_t to)
{
    mst_random random = begin_link(world, table, from, to, "road");
    int64_t flow = gen_between(world, 120, 24) + mst_random_below(&random, 20);
    gen_table_set(table, "flow", "%lld vehicles/h", (long long)flow);
    set_thousandths(table, "threat", mst_random_between(&random, 1, 20));
}

static void
write_city_links(const gen_world *world, gen_table *table)
{
    for (uint32_t i = 0; i < world->kind_count[GEN_ASSEMBLY]; i++) {
        uint32_t area = world->kind_first[GEN_ASSEMBLY] + i;
        write_road(world, table, area, gen_site_of(world, GEN_CENTER, i));
        gen_table_end_row(table);
        if (i % 3 == 0 && world->kind_count[GEN_CENTER] > 1) {
            write_road(world, table, area, gen_site_of(world, GEN_CENTER, i + 1));
            gen_table_end_row(table);
        }
    }
    for (uint32_t i = 0; i < world->kind_count[GEN_ZONE]; i++) {
        uint32_t zone = world->kind_first[GEN_ZONE] + i;
        (void)begin_link(world, table, gen_site_of(world, GEN_ASSEMBLY, i), zone, "foot");
        gen_table_end_row(table);
        (void)begin_link(world, table, zone, gen_site_of(world, GEN_AIRFIELD, i), "air");
        gen_table_end_row(table);
    }
}

static void
write_center_links(const gen_world *world, gen_table *table)
{
    for (uint32_t i = 0; i < world->kind_count[GEN_CENTER]; i++) {
        uint32_t center = world->kind_first[GEN_CENTER] + i;
        write_road(world, table, center, gen_site_of(world, GEN_AIRFIELD, i));
        gen_table_end_row(table);
        if (world->kind_count[GEN_AIRFIELD] > 1) {
            write_road(world, table, center, gen_site_of(world, GEN_AIRFIELD, i + 1));
            gen_table_end_row(table);
        }
        if (world->kind_count[GEN_BORDER] > 0 && (i == 0 || i % 3 == 2)) {
            write_road(world, table, center, gen_site_of(world, GEN_BORDER, i / 3));
            if (world->sites[center].guards > 0 && i % 2 == 0) {
                gen_table_set(table, "escort.force", "4");
                gen_table_set(table, "escort.vehicles", "10");
            }
            gen_table_end_row(table);
        }
        if (world->kind_count[GEN_PORT] > 0 && i % 4 == 0) {
            write_road(world, table, center, gen_site_of(world, GEN_PORT, i / 4));
            gen_table_end_row(table);
        }
    }
}

static void
write_far_links(const gen_world *world, gen_table *table)
{
    uint32_t first_haven = world->kind_first[GEN_HAVEN];
    for (uint32_t i = 0; i < world->kind_count[GEN_AIRFIELD]; i++) {
        (void)begin_link(world, table, gen_site_of(world, GEN_AIRFIELD, i), first_haven, "air");
        gen_table_end_row(table);
    }
    for (uint32_t i = 1; i < world->kind_count[GEN_HAVEN]; i++) {
        (void)begin_link(world, table, gen_site_of(world, GEN_AIRFIELD, i), first_haven + i, "air");
        gen_table_set(table, "permission", "overflight-%u", i + 1);
        gen_table_end_row(table);
    }
    for (uint32_t i = 0; i < world->kind_count[GEN_PORT]; i++) {
        (void)begin_link(world, table, gen_site_of(world, GEN_PORT, i),
                         gen_site_of(world, GEN_SEA_HAVEN, i), "sea");
        gen_table_end_row(table);
    }
}

/* ---- fleets ---- */

/* Hours of notice, least and most, in the normal state and the raised one. */
static const struct {
    uint32_t least, most, raised;
} notice[GEN_TYPES] = {
    [GEN_COACH] = {1, 3, 1},  [GEN_MINIBUS] = {0, 1, 0}, [GEN_CAR] = {0, 1, 0},
    [GEN_CH47] = {1, 4, 1},   [GEN_UH60] = {1, 4, 1},    [GEN_C17] = {4, 18, 3},
    [GEN_B767] = {8, 24, 6},  [GEN_A320] = {8, 24, 6},   [GEN_C130] = {4, 14, 3},
    [GEN_FERRY] = {6, 24, 6},
};

static void
write_fleets(const gen_world *world, gen_table *table)
{
    for (uint32_t i = 0; i < world->fleet_count; i++) {
        const gen_fleet *fleet = &world->fleets[i];
        const gen_site *base = &world->sites[fleet->base];
        mst_random random = gen_draw(world, GEN_DRAW_FLEET, i);
        bool is_flown = fleet->type >= GEN_C17 && fleet->type <= GEN_C130;
        gen_table_set(table, "id", "%s-%u", gen_type_names[fleet->type], i + 1);
        gen_table_set(table, "type", "%s", gen_type_names[fleet->type]);
        gen_table_set(table, "base", "%s-%u", gen_kind_names[base->kind], base->ordinal);
        gen_table_set(table, "count", "%u", fleet->count);
        int64_t hours =
            mst_random_between(&random, notice[fleet->type].least, notice[fleet->type].most);
        gen_table_set(table, "notice.normal", "%lld h", (long long)hours);
        gen_table_set(table, "notice.raised", "%u h", notice[fleet->type].raised);
        gen_table_set(table, "crews", "%d", is_flown ? 2 : 1);
        if (is_flown && mst_random_below(&random, 3) == 0) {
            gen_table_set(table, "sorties", "%lld", (long long)gen_between(world, 3, 2));
        }
        if (base->kind == GEN_HAVEN && base->ordinal > 1) {
            gen_table_set(table, "permission", "basing-%u", base->ordinal);
        }
        gen_table_end_row(table);
    }
}

/* ---- the rest of the post ---- */

static void
write_head(const gen_world *world, FILE *out)
{
    const gen_options *options = &world->options;
    fprintf(out,
            "# A made-up post: bench/gen --vehicles %u --sites %u --people %lld --seed %llu "
            "--tight %d.%03d\n",
            options->vehicles, options->sites, (long long)options->people,
            (unsigned long long)options->seed, options->tight / 1000, options->tight % 1000);
    fprintf(out,
            "post:\n  id: made-up-%llu\n  time_zone: Africa/Ndjamena\n  as_of: 2021-07-03 08:00\n"
            "  horizon: %u d\n  alert: normal\n",
            (unsigned long long)options->seed, world->horizon_days);
}

static void
write_permissions(const gen_world *world, FILE *out)
{
    if (world->kind_count[GEN_HAVEN] < 2) {
        return;
    }
    fputs("\npermissions:\n", out);
    for (uint32_t i = 2; i <= world->kind_count[GEN_HAVEN]; i++) {
        static const char *const kinds[] = {"basing", "overflight", "landing"};
        for (int k = 0; k < 3; k++) {
            fprintf(out, "  - {id: %s-%u, kind: %s}\n", kinds[k], i, kinds[k]);
        }
    }
}

static void
write_scenarios(const gen_world *world, FILE *out)
{
    fputs("\nscenarios:\n"
          "  - {id: as-today, name: Nothing changes}\n"
          "  - {id: more-people, name: As many as there may be, changes: "
          "[{people.*.count: high}]}\n"
          "  - {id: lift-half, name: Half of every fleet, changes: "
          "[{fleets.*.count: {scale: 0.5}}]}\n"
          "  - {id: desks-half, name: Half of the desks at center 1, changes: "
          "[{sites.center-1.process.desks: {scale: 0.5}}]}\n"
          "  - id: airfield-shuts\n"
          "    name: Airfield 1 shuts at 48 h and nobody knew\n"
          "    changes: [{close: sites.airfield-1, from: +48 h, surprise: true}]\n",
          out);
    if (world->kind_count[GEN_HAVEN] > 1) {
        fputs("  - {id: no-overflight, name: No way to haven 2, changes: "
              "[{permissions.overflight-2.granted: false}]}\n",
              out);
    }
}

static void
write_options(const gen_world *world, FILE *out)
{
    fputs("\noptions:\n"
          "  - {id: all-out, name: Everyone out, scope: full}\n"
          "  - {id: raised, name: Everyone out from a raised alert, scope: full, alert: raised}\n"
          "  - {id: later, name: Everyone out a day later, scope: full, order_at: +24 h}\n",
          out);
    if (world->kind_count[GEN_AIRFIELD] > 0) {
        fputs("  - id: reinforced\n"
              "    name: Everyone out with 200 more troops\n"
              "    scope: full\n"
              "    reinforcements:\n"
              "      - {id: troops, size: 200, site: airfield-1, notice: 24 h, rate: 50 people/h,\n"
              "         berth_class: heavy, berths: 1}\n",
              out);
    }
}

typedef struct list_writer {
    const char *name;
    const char *const *columns;
    FILE *file; /* NULL: into the post */
} list_writer;

void
gen_write(const gen_world *world, const gen_files *files)
{
    const list_writer lists[] = {
        {"people", people_columns, files->people},
        {"sites", site_columns, files->sites},
        {"links", link_columns, files->links},
        {"fleets", fleet_columns, files->fleets},
    };
    write_head(world, files->post);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        gen_table table;
        bool is_csv = lists[i].file != NULL;
        if (is_csv) {
            fprintf(files->post, "\n%s: {file: %s.csv}\n", lists[i].name, lists[i].name);
        }
        gen_table_begin(&table, lists[i].name, lists[i].columns, is_csv,
                        is_csv ? lists[i].file : files->post);
        switch (i) {
        case 0:
            write_people(world, &table);
            break;
        case 1:
            write_sites(world, &table);
            break;
        case 2:
            write_city_links(world, &table);
            write_center_links(world, &table);
            write_far_links(world, &table);
            break;
        default:
            write_fleets(world, &table);
            break;
        }
    }
    write_permissions(world, files->post);
    write_scenarios(world, files->post);
    write_options(world, files->post);
}
