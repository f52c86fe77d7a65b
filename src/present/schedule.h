/* SPDX-License-Identifier: Apache-2.0
 *
 * The columns of schedule.csv. One row a record:
 *
 *   plan    item, value: where the plan comes from (scenario, option, set, seed, ...)
 *   move    a vehicle goes from, to. service_* and refuel are of the stop it leaves; ready is when
 *           the vehicle is first used (its first move only)
 *   end     where a vehicle's last move ends (every vehicle used): from is the site, arrive the
 *           arrival there, load who gets off
 *   desk    people are processed: from is the site, load the units (persons, or parties where the
 *           desk takes parties), leave the start, arrive the end
 *   self    people move themselves
 *   convoy  leave is the first entry, guards are those of the place that go along and come back,
 *           and arrive is when they are back
 *   duty    leave and arrive are begin and end, first_move and last_move count the vehicle's moves
 *           from 1
 *   left    who is not out, at from or aboard vehicle
 *
 * Loads: `90 staff [ecc]; 12 families/4`: persons, group, stations they were processed at joined by
 * `+`. Without brackets the stations are found by a replay; `[-]` is none. `none` is an empty list
 * where an empty cell means "work it out" (alight, board).
 */
#ifndef MUSTER_PRESENT_SCHEDULE_H
#define MUSTER_PRESENT_SCHEDULE_H

#define MST__SCHEDULE_COLUMNS(X)                                                                   \
    X(RECORD, "record")                                                                            \
    X(PHASE, "phase")                                                                              \
    X(VEHICLE, "vehicle")                                                                          \
    X(TYPE, "type")                                                                                \
    X(FROM, "from")                                                                                \
    X(TO, "to")                                                                                    \
    X(LINK, "link")                                                                                \
    X(LEAVE_UTC, "leave_utc")                                                                      \
    X(LEAVE_LOCAL, "leave_local")                                                                  \
    X(ARRIVE_UTC, "arrive_utc")                                                                    \
    X(ARRIVE_LOCAL, "arrive_local")                                                                \
    X(LEAVE, "leave_seconds")                                                                      \
    X(ARRIVE, "arrive_seconds")                                                                    \
    X(LOAD, "load")                                                                                \
    X(GUARDS, "guards")                                                                            \
    X(READY, "ready_seconds")                                                                      \
    X(SERVICE_BEGIN, "service_begin_seconds")                                                      \
    X(SERVICE_END, "service_end_seconds")                                                          \
    X(REFUEL, "refuel")                                                                            \
    X(ALIGHT, "alight")                                                                            \
    X(BOARD, "board")                                                                              \
    X(CONVOY, "convoy")                                                                            \
    X(TURNED_AT, "turned_at_seconds")                                                              \
    X(TURNED_LINK, "turned_link")                                                                  \
    X(TURNED_TO, "turned_to")                                                                      \
    X(DESK, "desk")                                                                                \
    X(EACH, "each_seconds")                                                                        \
    X(CREW, "crew")                                                                                \
    X(FIRST_MOVE, "first_move")                                                                    \
    X(LAST_MOVE, "last_move")                                                                      \
    X(ITEM, "item")                                                                                \
    X(VALUE, "value")

typedef enum mst__column {
#define MST__COLUMN_ENUM(name, text) MST__COLUMN_##name,
    MST__SCHEDULE_COLUMNS(MST__COLUMN_ENUM)
#undef MST__COLUMN_ENUM
        MST__COLUMN_COUNT
} mst__column;

extern const char *const mst__column_names[MST__COLUMN_COUNT];

#endif
