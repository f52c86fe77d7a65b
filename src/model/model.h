/* SPDX-License-Identifier: Apache-2.0
 *
 * The post as its planner wrote it: facts as types. Nothing here is resolved against a scenario or
 * an option; src/problem does that.
 *
 * D1  Items refer to each other by index (one-field structs), resolved by the reader; MST_NONE is
 *     "none".
 * D2  Every number is an mst_quantity in the base unit of its kind (mst_kind); `given` is false
 *     where the user wrote nothing and the default of the field table (fields.h) holds.
 * D3  Items that a scenario or an option adds stand in the same arrays with `dormant` set; an ADD
 *     change wakes them.
 * D4  All memory belongs to `post->arena`; mst_post_release frees it in one call.
 */
#ifndef MUSTER_MODEL_MODEL_H
#define MUSTER_MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/status.h"
#include "base/time.h"
#include "model/chance.h"

#define MST_NONE UINT32_MAX

typedef struct mst_people_id {
    uint32_t index;
} mst_people_id;
typedef struct mst_site_id {
    uint32_t index;
} mst_site_id;
typedef struct mst_link_id {
    uint32_t index;
} mst_link_id;
typedef struct mst_type_id {
    uint32_t index;
} mst_type_id;
typedef struct mst_fleet_id {
    uint32_t index;
} mst_fleet_id;
typedef struct mst_permission_id {
    uint32_t index;
} mst_permission_id;
typedef struct mst_scenario_id {
    uint32_t index;
} mst_scenario_id;
typedef struct mst_option_id {
    uint32_t index;
} mst_option_id;

/* Limits of a post; the reader refuses more and names the limit. */
enum {
    MST_MAX_SITES = 4096,
    MST_MAX_LINKS = 32768,
    MST_MAX_TYPES = 512,
    MST_MAX_FLEETS = 8192,
    MST_MAX_VEHICLES = 32768,
    MST_MAX_PEOPLE_ITEMS = 8192,
    MST_MAX_PEOPLE = 10000000, /* persons in one post */
    MST_MAX_PERMISSIONS = 512,
    MST_MAX_SCENARIOS = 512,
    MST_MAX_OPTIONS = 256,
    MST_MAX_CHANGES = 65536,
    MST_MAX_PINS = 8192,
    MST_MAX_PROPOSITIONS = 512,
    MST_MAX_INDICATORS = 512,
    MST_MAX_TRIPWIRES = 512,
    MST_MAX_REPORTS = 65536,
    MST_MAX_BERTH_CLASSES = 16,
    MST_MAX_STATIONS = 32,
    MST_MAX_PRIORITIES = 8,
    MST_MAX_ID_BYTES = 64,
};

/* What a number means, and its base unit. */
typedef enum mst_kind {
    MST_KIND_COUNT,    /* people, vehicles, desks, seats: whole number */
    MST_KIND_DURATION, /* milliseconds */
    MST_KIND_DISTANCE, /* millimetres */
    MST_KIND_SPEED,    /* millimetres per hour */
    MST_KIND_RATE,     /* per hour, whole number */
    MST_KIND_RATIO,    /* millionths */
    MST_KIND_THREAT, /* millionths of one unit of threat per person-hour (site) or transit (link) */
    MST_KIND_FLAG,   /* 0 or 1 */
} mst_kind;

/* A number that may be a range. Without a range low = likely = high. */
typedef struct mst_quantity {
    int64_t low, likely, high;
    bool given;
    mst_place place;
} mst_quantity;

/* A moment in the text: absolute (UTC ms), or relative: to as_of in scenarios and items, to the
 * order in options, reinforcements and pins. */
typedef struct mst_moment {
    bool given;
    bool absolute;
    int64_t ms;
} mst_moment;

/* Who answers for an item, and how old it is. Every item has one. */
typedef struct mst_meta {
    const char *owner;      /* NULL when not given */
    const char *source;     /* NULL when not given */
    const char *confidence; /* published, derived, unverified, assumption; NULL when not given */
    char reliability;       /* Admiralty A..F, 0 when not given */
    char credibility;       /* Admiralty 1..6 as a character, 0 when not given */
    bool as_of_given;
    mst_instant as_of;
    int64_t review_ms; /* own review period, 0: the post's */
} mst_meta;

/* ---- calendar windows: the union of these entries is when the thing is open ---- */
typedef struct mst_window {
    bool daily; /* every day, post's zone: minutes of the day, end <= begin ends the next day */
    int32_t begin_minute;   /* 0..1439 */
    int32_t end_minute;     /* 1..1440 */
    mst_moment from, until; /* when not daily; an end not given is open */
} mst_window;

typedef struct mst_window_list {
    uint32_t count; /* 0: always open */
    const mst_window *windows;
} mst_window_list;

/* ---- people ---- */
typedef enum mst_people_kind {
    MST_PEOPLE_CITIZEN,
    MST_PEOPLE_STAFF,
    MST_PEOPLE_CONTRACTOR,
    MST_PEOPLE_THIRD_COUNTRY,
    MST_PEOPLE_HOST_NATION,
    MST_PEOPLE_OTHER,
    MST_PEOPLE_FORCE, /* not processed, no exposure; counts for hold, seats and left */
} mst_people_kind;

typedef enum mst_release_mode {
    MST_RELEASE_AT_ONCE, /* all at `release_start` */
    MST_RELEASE_SPREAD,  /* the k-th of n at release_start + ceil(release_over * k / n) */
    MST_RELEASE_TABLE,   /* rows (after, people), people cumulative up to the row's moment */
} mst_release_mode;

typedef struct mst_release_row {
    int64_t after_ms; /* after the order */
    int64_t people;   /* released from then on, cumulative */
} mst_release_row;

typedef struct mst_count_row {
    mst_instant from; /* this many are there from this day on, as long as nobody is ordered out */
    int64_t count;
} mst_count_row;

typedef struct mst_party_row {
    uint32_t size;
    int64_t parties;
} mst_party_row;

typedef enum mst_self_means { MST_SELF_NONE, MST_SELF_ON_FOOT, MST_SELF_OWN_CARS } mst_self_means;

typedef struct mst_people {
    const char *id;
    mst_place place;
    mst_meta meta;
    bool dormant;
    mst_site_id site;
    mst_people_kind kind;
    bool guards; /* protects as well; set by the reader for kind force */
    /* they protect nobody any more: no reader sets it; losses of a force do (judge/loss.h) */
    bool stands_down;
    mst_quantity count;
    uint32_t count_row_count; /* > 0: count comes from the table, by the day of the order */
    const mst_count_row *count_rows;
    mst_quantity priority; /* 1 first */
    mst_quantity weight;
    mst_release_mode release_mode;
    mst_quantity release_start; /* after the order */
    mst_quantity release_over;
    uint32_t release_row_count;
    const mst_release_row *release_rows;
    uint32_t
        party_row_count; /* 0: everyone travels alone; one row with parties 0: all of that size */
    const mst_party_row *party_rows;
    mst_quantity litters;  /* of the count; litter patients travel as parties of one */
    uint32_t accept_count; /* 0: any safe site */
    const mst_site_id *accepts;
    mst_self_means self_means;
    mst_site_id self_to;     /* MST_NONE: wherever the plan tells them */
    bool uncontrolled;       /* set off at release, no matter what the plan says; needs self_to */
    mst_quantity self_speed; /* defaults: 4 km/h on foot, 30 km/h by own car */
} mst_people;

/* ---- sites ---- */
typedef struct mst_berth_row {
    uint32_t berth_class; /* index into post->berth_classes */
    mst_quantity berths;
    mst_quantity parking; /* not given: unlimited */
} mst_berth_row;

typedef struct mst_site {
    const char *id;
    const char *name; /* NULL when not given */
    const char
        *kind; /* free word: embassy, airfield, hlz, gate, ecc, isb, haven, border, port, ... */
    mst_place place;
    mst_meta meta;
    bool dormant;
    const char *airfield; /* ICAO code, NULL */
    bool position_given;
    double latitude_degrees, longitude_degrees;
    mst_quantity elevation;
    mst_quantity runway_length, runway_width; /* not given: no runway (helicopters only) */
    const char *runway_surface; /* NULL, or asphalt, concrete, gravel, dirt, grass, ... */
    mst_quantity hold;          /* people off vehicles at once; not given: unlimited */
    mst_quantity desks;         /* process.desks; not given: no processing here */
    mst_quantity desk_time;     /* process.time */
    bool desk_time_per_party;
    uint32_t station;         /* index into post->stations, MST_NONE without process */
    uint32_t berth_row_count; /* 0: unlimited for every class */
    mst_berth_row *berth_rows;
    mst_quantity movements; /* landings and take-offs per hour */
    mst_quantity fuel;      /* flag */
    mst_window_list open;
    mst_quantity daylight_only;                           /* flag */
    mst_quantity force_fixed, force_per_1000, force_rear; /* secure.* ; rear defaults to fixed */
    mst_quantity supplies; /* how long people can stay; not given: no limit known */
    mst_quantity threat;
    mst_quantity safe; /* flag */
    mst_permission_id permission;
} mst_site;

/* ---- links ---- */
typedef enum mst_mode { MST_MODE_ROAD, MST_MODE_AIR, MST_MODE_SEA, MST_MODE_FOOT } mst_mode;

typedef struct mst_link_time {
    mst_type_id type;
    mst_quantity loaded, empty; /* empty not given: the same as loaded */
} mst_link_time;

typedef struct mst_link {
    const char *id;
    mst_place place;
    mst_meta meta;
    bool dormant;
    mst_site_id a, b;
    bool both_ways; /* `between` is both ways, `from`/`to` one */
    mst_mode mode;
    mst_quantity distance; /* filled by the reader with the geodesic when not given */
    bool distance_is_geodesic;
    mst_quantity
        road_factor;   /* geodesic times this is the road's length; default 1.3 on road and foot */
    mst_quantity time; /* for all types; not given: from distance and type speed */
    uint32_t type_time_count;
    const mst_link_time *type_times;
    mst_quantity flow; /* vehicles per hour and direction */
    mst_window_list open;
    mst_quantity threat;
    mst_quantity escort_force, escort_vehicles; /* per convoy; not given: no escort */
    mst_permission_id permission;
} mst_link;

/* ---- vehicle types and fleets ---- */
typedef struct mst_type {
    const char *id;
    const char *name;
    mst_place place;
    mst_meta meta;
    bool shipped; /* from the library that comes with the program */
    bool used;    /* some fleet refers to it */
    /* Which of its numbers are those of the library and nobody has confirmed: "mi17 of the library:
     * seats, range"; NULL: none. */
    const char *library_assumed, *library_unverified;
    mst_mode mode;
    mst_quantity seats, litters, seats_per_litter;
    mst_quantity speed_loaded, speed_empty;
    mst_quantity load, unload, turn, refuel;
    mst_quantity range; /* not given: no limit */
    mst_quantity runway_length, runway_width;
    uint32_t surface_count; /* 0: any surface */
    const char *const *surfaces;
    uint32_t berth_class;
    mst_quantity wait;       /* `hold` in the text: default 0 for air, unlimited on road and sea */
    mst_quantity duty, rest; /* duty not given: no crew limit */
    mst_quantity availability;
} mst_type;

typedef struct mst_notice_row {
    const char *alert; /* NULL: the plain notice */
    mst_quantity notice;
} mst_notice_row;

typedef struct mst_fleet {
    const char *id;
    mst_place place;
    mst_meta meta;
    bool dormant;
    mst_type_id type;
    mst_site_id base;
    mst_quantity count;
    mst_quantity notice;
    uint32_t notice_row_count;
    const mst_notice_row *notice_rows;
    const char *alert;    /* state it is in unless the option raises it; NULL */
    mst_quantity crews;   /* per vehicle; default 2 for aircraft, 1 else */
    mst_quantity sorties; /* per vehicle in any 24 h; not given: no limit */
    mst_moment available_from, available_until;
    mst_permission_id permission;
} mst_fleet;

typedef struct mst_permission {
    const char *id;
    mst_place place;
    mst_meta meta;
    const char *kind;     /* basing, overflight, landing */
    mst_quantity granted; /* flag, default 1 */
} mst_permission;

/* ---- changes, scenarios, options ---- */
typedef enum mst_item_class {
    MST_ITEM_POST, /* `all: low | likely | high` */
    MST_ITEM_PEOPLE,
    MST_ITEM_SITE,
    MST_ITEM_LINK,
    MST_ITEM_TYPE,
    MST_ITEM_FLEET,
    MST_ITEM_PERMISSION,
} mst_item_class;

typedef enum mst_operation {
    MST_CHANGE_SET,
    MST_CHANGE_SCALE, /* by `value` millionths */
    MST_CHANGE_ADD_TO,
    MST_CHANGE_LOW,
    MST_CHANGE_LIKELY,
    MST_CHANGE_HIGH,
    MST_CHANGE_OPEN,        /* whole item, for its windows and for `close` before it */
    MST_CHANGE_CLOSE,       /* whole item: site, link, fleet, permission */
    MST_CHANGE_ADD,         /* whole item: wakes a dormant one */
    MST_CHANGE_REMOVE,      /* whole item */
    MST_CHANGE_SET_WINDOWS, /* `open:` of a site or a link */
} mst_operation;

typedef struct mst_change {
    mst_place place;
    mst_item_class item_class;
    uint32_t item;        /* index in its class; MST_NONE for every item of the class or post */
    uint32_t field;       /* index into mst_fields (fields.h); MST_NONE for a whole item */
    uint32_t berth_class; /* for sites' berths and parking, else MST_NONE */
    mst_operation operation;
    int64_t value; /* in the field's base unit; millionths for SCALE */
    mst_window_list windows;
    mst_moment from, until; /* not given: from before the order; for ever */
    bool surprise;
} mst_change;

typedef struct mst_scenario {
    const char *id;
    const char *name;
    mst_place place;
    mst_meta meta;
    uint32_t include_count;
    const mst_scenario_id *includes;
    uint32_t change_count;
    const mst_change *changes; /* in the order of the text, own ones only */
    mst_chance chance; /* that it comes to this; own one only, never that of an included scenario */
    const char *actor; /* whose intention decides it; NULL: no party's statement binds */
} mst_scenario;

typedef enum mst_scope_kind {
    MST_SCOPE_FULL,       /* everyone, force included */
    MST_SCOPE_ORDERED,    /* ordered departure: the listed people */
    MST_SCOPE_AUTHORIZED, /* authorized departure: the listed people */
    MST_SCOPE_RELOCATE,   /* the listed people (default all), to `relocate_to`, not a safe site */
    MST_SCOPE_STAY,       /* nobody is ordered out */
} mst_scope_kind;

typedef struct mst_reinforcement {
    const char *id;
    mst_place place;
    mst_meta meta;
    mst_quantity size;
    mst_site_id site;
    mst_quantity notice;
    mst_quantity rate;     /* arrivals per hour once they begin; not given: all at once */
    uint32_t berth_class;  /* MST_NONE: takes no berth */
    mst_quantity berths;   /* taken from notice to the last arrival */
    mst_fleet_id by_fleet; /* MST_NONE: they come by their own means */
    mst_quantity priority;
    uint32_t people; /* index of the people item the reader makes for it (kind force, dormant) */
} mst_reinforcement;

typedef struct mst_pin_load {
    mst_people_id people;
    int64_t count;
} mst_pin_load;

/* A move that must be in every plan. */
typedef struct mst_pin {
    const char *id;
    mst_place place;
    mst_fleet_id fleet;
    uint32_t ordinal; /* which vehicle of the fleet, from 1; 0: any */
    mst_site_id from, to;
    mst_moment leave;
    uint32_t load_count;
    const mst_pin_load *loads;
    mst_meta meta;
} mst_pin;

typedef struct mst_option {
    const char *id;
    const char *name;
    mst_place place;
    mst_meta meta;
    uint32_t include_count;
    const mst_option_id *includes;
    uint32_t change_count;
    const mst_change *changes;
    mst_scope_kind scope;
    uint32_t scope_people_count; /* 0: all */
    const mst_people_id *scope_people;
    mst_site_id relocate_to;
    mst_moment order_at; /* not given: as_of */
    mst_place order_at_place;
    const char *ordered_by; /* the role that may order it; NULL */
    mst_moment order_until; /* the last moment at which it may; not given: no limit */
    mst_place order_until_place;
    const char *alert; /* raises the fleets' alert state; NULL */
    uint32_t reinforcement_count;
    const mst_reinforcement *reinforcements;
    uint32_t preferred_fleet_count; /* in order of preference; others after them */
    const mst_fleet_id *preferred_fleets;
    uint32_t preferred_link_count;
    const mst_link_id *preferred_links;
} mst_option;

typedef enum mst_measure {
    MST_MEASURE_LEFT,
    MST_MEASURE_COMPLETION,
    MST_MEASURE_EXPOSURE,
    MST_MEASURE_VEHICLE_HOURS,
    MST_MEASURE_COUNT,
} mst_measure;

/* Defined in model/reports.h. */
typedef struct mst_proposition mst_proposition;
typedef struct mst_indicator mst_indicator;
typedef struct mst_tripwire mst_tripwire;
typedef struct mst_report mst_report;
typedef struct mst_evidence_settings mst_evidence_settings;

struct mst_chances; /* defined in model/chances.h */

/* One row of an embedded time zone: from this instant on, local = UTC + offset. */
typedef struct mst_zone_row {
    mst_instant from;
    int32_t offset_seconds;
} mst_zone_row;

typedef struct mst_post {
    mst_arena *arena; /* owns everything below; itself on the heap, freed by mst_post_release */
    const char *id, *name;
    const char *path;        /* the file read first */
    const char *zone;        /* IANA name, default "UTC" */
    uint32_t zone_row_count; /* ascending; the first holds from the beginning of time */
    const mst_zone_row *zone_rows;
    mst_instant as_of;      /* of the picture: what was received by then counts */
    mst_instant base_as_of; /* of the post's text; not after as_of */
    int64_t horizon_ms;     /* after the order; default 30 days */
    int64_t freeze_ms;
    int64_t review_ms; /* 0: no review period */
    const char *alert; /* alert state of the post's fleets; NULL */
    mst_measure measures[MST_MEASURE_COUNT];
    mst_meta meta;
    uint32_t people_count, site_count, link_count, type_count, fleet_count, permission_count;
    uint32_t scenario_count, option_count, pin_count;
    mst_people *people;
    mst_site *sites;
    mst_link *links;
    mst_type *types; /* those of the library that are used, and the post's own */
    mst_fleet *fleets;
    mst_permission *permissions;
    mst_scenario *scenarios; /* at least one: the reader adds `base` when the post has none */
    mst_option
        *options; /* at least one: the reader adds `all-out` (full scope) when there is none */
    mst_pin *pins;
    uint32_t proposition_count, indicator_count, tripwire_count, report_count;
    mst_proposition *propositions;
    mst_indicator *indicators;
    mst_tripwire *tripwires;
    mst_report *reports; /* those of the text in its order, then those of the log */
    mst_evidence_settings *evidence;
    struct mst_chances *chances; /* never NULL */
    uint32_t berth_class_count;
    const char *berth_classes[MST_MAX_BERTH_CLASSES];
    uint32_t station_count;
    const char *stations[MST_MAX_STATIONS];
    uint64_t input_hash[2]; /* of all bytes read, files in order of reading, plus --set texts */
} mst_post;

/* Frees the post and its arena. NULL is allowed. */
void
mst_post_release(mst_post *post);

/* Local offset of an instant in the post's zone, seconds east of UTC. */
int32_t
mst_post_offset_seconds(const mst_post *post, mst_instant instant);

#endif
