/* SPDX-License-Identifier: Apache-2.0
 *
 * F1  Rows stand by item class, in the order of docs/post-format.md; the writer writes in this
 *     order.
 * F2  Fallbacks that depend on something else are not here but in the compiler of the problem:
 *     sites' secure.rear (fixed), links' time (distance over speed) and road_factor (not in the air
 *     or at sea), types' hold (0 in the air, unlimited else) and speed.empty (loaded), fleets'
 *     crews (2 for aircraft, 1 else), people's moves_speed (30 km/h by own car).
 */
#include "model/fields.h"

#include <string.h>

/* Limits of what a number may be. Beyond any real post, and far from overflow in any product. */
#define DURATION_MAX (3660 * MST_MS_PER_DAY)             /* ten years */
#define DISTANCE_MAX (INT64_C(41000) * INT64_C(1000000)) /* mm, once round the Earth */
#define SPEED_MAX (INT64_C(4000) * INT64_C(1000000))     /* mm/h */
#define SPEED_MIN INT64_C(100000)                        /* mm/h: 0.1 km/h */
#define HEIGHT_MAX (INT64_C(9000) * INT64_C(1000))       /* mm */
#define RUNWAY_MAX (INT64_C(10000) * INT64_C(1000))      /* mm */
#define RATE_MAX INT64_C(1000000)                        /* per hour */
#define RATIO_ONE INT64_C(1000000)                       /* millionths */
#define THREAT_MAX (INT64_C(1000000) * RATIO_ONE)

#define DEFINE_FIELD(class, type, member, written, unit, is_timed, least, most, absent, about)     \
    {                                                                                              \
        .item_class = class, .path = written, .kind = unit, .offset = offsetof(type, member),      \
        .timed = is_timed, .minimum = least, .maximum = most, .fallback = absent, .meaning = about \
    }
#define PEOPLE(...) DEFINE_FIELD(MST_ITEM_PEOPLE, mst_people, __VA_ARGS__)
#define SITE(...) DEFINE_FIELD(MST_ITEM_SITE, mst_site, __VA_ARGS__)
#define LINK(...) DEFINE_FIELD(MST_ITEM_LINK, mst_link, __VA_ARGS__)
#define TYPE(...) DEFINE_FIELD(MST_ITEM_TYPE, mst_type, __VA_ARGS__)
#define FLEET(...) DEFINE_FIELD(MST_ITEM_FLEET, mst_fleet, __VA_ARGS__)
#define PERMISSION(...) DEFINE_FIELD(MST_ITEM_PERMISSION, mst_permission, __VA_ARGS__)
#define PER_CLASS(member_name, about)                                                              \
    {                                                                                              \
        .item_class = MST_ITEM_SITE, .path = #member_name, .kind = MST_KIND_COUNT,                 \
        .offset = offsetof(mst_berth_row, member_name), .per_class = true, .timed = true,          \
        .minimum = 0, .maximum = MST_MAX_VEHICLES, .fallback = MST_UNLIMITED, .meaning = about     \
    }
#define RATE(class, type, member, written, what, about)                                            \
    {                                                                                              \
        .item_class = class, .path = written, .kind = MST_KIND_RATE,                               \
        .offset = offsetof(type, member), .timed = true, .minimum = 0, .maximum = RATE_MAX,        \
        .fallback = MST_UNLIMITED, .noun = what, .meaning = about                                  \
    }

const mst_field mst_fields[] = {
    /* ---- people ---- */
    PEOPLE(count, "count", MST_KIND_COUNT, false, 0, MST_MAX_PEOPLE, 0, "people in the group"),
    PEOPLE(priority, "priority", MST_KIND_COUNT, false, 1, 1000, 1,
           "1 is compared first, before all else"),
    PEOPLE(weight, "weight", MST_KIND_COUNT, false, 1, 1000, 1,
           "how much each of them counts among those of the same priority"),
    PEOPLE(release_start, "release.start", MST_KIND_DURATION, false, 0, DURATION_MAX, 0,
           "time after the order at which the first may leave"),
    PEOPLE(release_over, "release.over", MST_KIND_DURATION, false, 0, DURATION_MAX, 0,
           "time over which they get ready one after the other"),
    PEOPLE(litters, "litters", MST_KIND_COUNT, false, 0, MST_MAX_PEOPLE, 0,
           "how many of them lie on a litter"),
    PEOPLE(self_speed, "moves_speed", MST_KIND_SPEED, false, SPEED_MIN, SPEED_MAX, 4000000,
           "speed of those who move themselves; 4 km/h on foot, 30 km/h by own car"),
    /* ---- sites ---- */
    SITE(elevation, "elevation", MST_KIND_DISTANCE, false, -500000, HEIGHT_MAX, 0,
         "height above the sea"),
    SITE(runway_length, "runway.length", MST_KIND_DISTANCE, false, 0, RUNWAY_MAX, 0,
         "length of the longest runway; none when not given"),
    SITE(runway_width, "runway.width", MST_KIND_DISTANCE, false, 0, RUNWAY_MAX, 0,
         "width of that runway; fits every type when not given"),
    SITE(hold, "hold", MST_KIND_COUNT, true, 0, MST_MAX_PEOPLE, MST_UNLIMITED,
         "people on site and not aboard, at once"),
    SITE(desks, "process.desks", MST_KIND_COUNT, true, 0, 10000, 0, "desks that process people"),
    SITE(desk_time, "process.time", MST_KIND_DURATION, true, 0, DURATION_MAX, 0,
         "time a desk takes for a person or a party"),
    PER_CLASS(berths,
              "vehicles of the class in service at once; none when only other classes are named"),
    PER_CLASS(parking, "vehicles of the class on the ground at once"),
    RATE(MST_ITEM_SITE, mst_site, movements, "movements", "movements",
         "landings and take-offs in any hour"),
    SITE(fuel, "fuel", MST_KIND_FLAG, true, 0, 1, 0, "vehicles can refuel here"),
    SITE(daylight_only, "daylight_only", MST_KIND_FLAG, true, 0, 1, 0,
         "landing and take-off between sunrise and sunset only"),
    SITE(force_fixed, "secure.fixed", MST_KIND_COUNT, true, 0, MST_MAX_PEOPLE, 0,
         "guards needed while anybody is here who will still leave"),
    SITE(force_per_1000, "secure.per_1000", MST_KIND_COUNT, true, 0, 1000000, 0,
         "guards needed on top for each thousand of those people"),
    SITE(force_rear, "secure.rear", MST_KIND_COUNT, true, 0, MST_MAX_PEOPLE, 0,
         "guards that stay until the last wave; as many as fixed when not given"),
    SITE(supplies, "supplies", MST_KIND_DURATION, false, 0, DURATION_MAX, MST_UNLIMITED,
         "how long people can stay"),
    SITE(threat, "threat", MST_KIND_THREAT, true, 0, THREAT_MAX, 0, "threat per person-hour"),
    SITE(safe, "safe", MST_KIND_FLAG, true, 0, 1, 0, "people who get off here are out"),
    /* ---- links ---- */
    LINK(distance, "distance", MST_KIND_DISTANCE, false, 0, DISTANCE_MAX, 0,
         "length; the geodesic when not given, times road_factor on road and foot"),
    LINK(road_factor, "road_factor", MST_KIND_RATIO, false, RATIO_ONE, 10 * RATIO_ONE,
         13 * RATIO_ONE / 10, "length of the way over the geodesic, on road and foot"),
    LINK(time, "time", MST_KIND_DURATION, true, 0, DURATION_MAX, MST_UNLIMITED,
         "time of a transit for every type; distance over speed when not given"),
    RATE(MST_ITEM_LINK, mst_link, flow, "flow", "vehicles",
         "vehicles that may enter in any hour, per direction"),
    LINK(threat, "threat", MST_KIND_THREAT, true, 0, THREAT_MAX, 0,
         "threat per person and transit"),
    LINK(escort_force, "escort.force", MST_KIND_COUNT, false, 0, MST_MAX_PEOPLE, 0,
         "guards with each convoy"),
    LINK(escort_vehicles, "escort.vehicles", MST_KIND_COUNT, false, 1, MST_MAX_VEHICLES,
         MST_UNLIMITED, "vehicles a convoy may have"),
    /* ---- types ---- */
    TYPE(seats, "seats", MST_KIND_COUNT, false, 0, 10000, 0, "people who can sit"),
    TYPE(litters, "litters", MST_KIND_COUNT, false, 0, 10000, 0, "litter places"),
    TYPE(seats_per_litter, "seats_per_litter", MST_KIND_COUNT, false, 1, 100, 4,
         "seats one litter takes when the litter places are gone"),
    TYPE(speed_loaded, "speed.loaded", MST_KIND_SPEED, false, SPEED_MIN, SPEED_MAX, 0,
         "speed with people aboard"),
    TYPE(speed_empty, "speed.empty", MST_KIND_SPEED, false, SPEED_MIN, SPEED_MAX, 0,
         "speed with nobody aboard; as loaded when not given"),
    TYPE(load, "load", MST_KIND_DURATION, false, 0, DURATION_MAX, 0, "time to load"),
    TYPE(unload, "unload", MST_KIND_DURATION, false, 0, DURATION_MAX, 0, "time to unload"),
    TYPE(turn, "turn", MST_KIND_DURATION, false, 0, DURATION_MAX, 0,
         "least time in the berth when anybody boards or alights"),
    TYPE(refuel, "refuel", MST_KIND_DURATION, false, 0, DURATION_MAX, 0, "time to refuel"),
    TYPE(range, "range", MST_KIND_DISTANCE, false, 1, DISTANCE_MAX, MST_UNLIMITED,
         "distance between two refuellings"),
    TYPE(runway_length, "runway.length", MST_KIND_DISTANCE, false, 0, RUNWAY_MAX, 0,
         "runway it needs; none when not given"),
    TYPE(runway_width, "runway.width", MST_KIND_DISTANCE, false, 0, RUNWAY_MAX, 0,
         "width of runway it needs; any when not given"),
    TYPE(wait, "hold", MST_KIND_DURATION, false, 0, DURATION_MAX, MST_UNLIMITED,
         "how long it may wait on the way; none in the air when not given"),
    TYPE(duty, "duty", MST_KIND_DURATION, false, MST_MS_PER_HOUR, DURATION_MAX, MST_UNLIMITED,
         "longest duty of a crew, from 1 h before its first departure"),
    TYPE(rest, "rest", MST_KIND_DURATION, false, 0, DURATION_MAX, 0,
         "rest of a crew between duties"),
    TYPE(availability, "availability", MST_KIND_RATIO, false, 0, RATIO_ONE, RATIO_ONE,
         "part of a fleet that can be used"),
    /* ---- fleets ---- */
    FLEET(count, "count", MST_KIND_COUNT, true, 0, MST_MAX_VEHICLES, 0, "vehicles"),
    FLEET(notice, "notice", MST_KIND_DURATION, false, 0, DURATION_MAX, 0,
          "time from the order until it may move"),
    FLEET(crews, "crews", MST_KIND_COUNT, false, 1, 100, 1,
          "crews per vehicle; 2 for aircraft and 1 else when not given"),
    FLEET(sorties, "sorties", MST_KIND_COUNT, false, 0, 1000, MST_UNLIMITED,
          "departures with people aboard per vehicle in any 24 h"),
    /* ---- permissions ---- */
    PERMISSION(granted, "granted", MST_KIND_FLAG, true, 0, 1, 1, "what depends on it may be used"),
};

const uint32_t mst_field_count = sizeof mst_fields / sizeof mst_fields[0];

uint32_t
mst_field_find(mst_item_class item_class, const char *path)
{
    for (uint32_t i = 0; i < mst_field_count; i++) {
        if (mst_fields[i].item_class == item_class && strcmp(mst_fields[i].path, path) == 0) {
            return i;
        }
    }
    return MST_NONE;
}

mst_quantity *
mst_field_of(const mst_field *field, void *item)
{
    return (mst_quantity *)(void *)((char *)item + field->offset);
}

int64_t
mst_field_value(const mst_field *field, const mst_quantity *quantity, mst_operation pick)
{
    if (!quantity->given) {
        return field->fallback;
    }
    return pick == MST_CHANGE_LOW    ? quantity->low
           : pick == MST_CHANGE_HIGH ? quantity->high
                                     : quantity->likely;
}
