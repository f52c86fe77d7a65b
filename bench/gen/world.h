/* SPDX-License-Identifier: Apache-2.0
 *
 * A made-up city and what surrounds it, of any size: who is where, what carries them, and how
 * tight it is.
 *
 *     assembly areas --road--> control centers --road--> airfields --air--> havens (safe)
 *          |                        |   |
 *          +--foot--> zones         |   +--road--> ports --sea--> sea havens (safe)
 *                      +--air--> airfields
 *                                   +--road--> border crossings (safe)
 *
 * V1  Everything follows from the options in whole numbers, by streams of random numbers that are
 *     keyed by what is drawn for: the same options give the same bytes on every machine.
 * V2  The numbers of sites, vehicles and people are exactly those asked for.
 * V3  Nothing but time stands in the way of a complete plan, however tight: haven 1 and the ports'
 *     havens take everybody, every vehicle can come back on its range, fits a berth where it goes
 *     and has room at home, and those who guard a site fit one wave. The horizon is three times
 *     what the aircraft need.
 */
#ifndef MUSTER_BENCH_GEN_WORLD_H
#define MUSTER_BENCH_GEN_WORLD_H

#include <stdint.h>

#include "base/memory.h"
#include "base/random.h"

typedef enum gen_kind {
    GEN_ASSEMBLY,
    GEN_CENTER,
    GEN_AIRFIELD,
    GEN_ZONE,
    GEN_PORT,
    GEN_BORDER,
    GEN_HAVEN,
    GEN_SEA_HAVEN,
    GEN_KINDS,
} gen_kind;

typedef enum gen_type {
    GEN_COACH,
    GEN_MINIBUS,
    GEN_CAR,
    GEN_CH47,
    GEN_UH60,
    GEN_C17,
    GEN_B767,
    GEN_A320,
    GEN_C130,
    GEN_FERRY,
    GEN_TYPES,
} gen_type;

typedef enum gen_class {
    GEN_ROAD,
    GEN_HEAVY,
    GEN_MEDIUM,
    GEN_HELICOPTER,
    GEN_SHIP,
    GEN_CLASSES,
} gen_class;

/* What random numbers are drawn for. */
typedef enum gen_stream {
    GEN_DRAW_PLACE,
    GEN_DRAW_PEOPLE,
    GEN_DRAW_GUARDS,
    GEN_DRAW_SITE,
    GEN_DRAW_LINK,
    GEN_DRAW_FLEET,
    GEN_DRAW_GROUP,
} gen_stream;

typedef struct gen_options {
    uint32_t vehicles, sites;
    int64_t people;
    uint64_t seed;
    int32_t tight; /* thousandths: 0 roomy, 1000 as tight as it can be */
} gen_options;

typedef struct gen_site {
    gen_kind kind;
    uint32_t ordinal;            /* from 1, within its kind */
    int64_t latitude, longitude; /* 1e-5 degrees */
    int64_t people;              /* evacuees who begin here */
    int64_t guards;              /* force who begin here */
    int64_t through;             /* evacuees who will pass, more or less */
    uint32_t based[GEN_CLASSES]; /* vehicles that are at home here */
    int32_t force_fixed;         /* needed while they are here */
} gen_site;

typedef struct gen_fleet {
    gen_type type;
    uint32_t base; /* site */
    uint32_t count;
} gen_fleet;

typedef struct gen_world {
    gen_options options;
    uint32_t kind_count[GEN_KINDS];
    uint32_t kind_first[GEN_KINDS]; /* index of the first site of the kind */
    uint32_t site_count;
    gen_site *sites;
    uint32_t fleet_count;
    gen_fleet *fleets;
    uint32_t type_count[GEN_TYPES]; /* vehicles */
    uint32_t horizon_days;
} gen_world;

extern const char *const gen_kind_names[GEN_KINDS];
extern const char *const gen_type_names[GEN_TYPES];
extern const char *const gen_class_names[GEN_CLASSES];

/* False on lack of memory. The options must be within the limits of main.c. */
bool
gen_world_make(gen_world *world, const gen_options *options, mst_arena *arena);

/* The `ordinal`-th site of a kind, counted round from 0, as an index. The kind must have one. */
uint32_t
gen_site_of(const gen_world *world, gen_kind kind, uint32_t ordinal);

/* The stream of one thing and purpose. */
mst_random
gen_draw(const gen_world *world, gen_stream stream, uint32_t entity);

/* From `roomy` to `tight` by the tightness asked for. */
int64_t
gen_between(const gen_world *world, int64_t roomy, int64_t tight);

#endif
