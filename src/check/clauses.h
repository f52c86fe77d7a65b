/* SPDX-License-Identifier: Apache-2.0
 *
 * Every clause of every rule that a plan can break. Names are stable: outputs, tests and users
 * cite them.
 *
 * J1  One broken clause is reported under one name; what follows from it is not reported again.
 */
#ifndef MUSTER_CHECK_CLAUSES_H
#define MUSTER_CHECK_CLAUSES_H

/*   X(symbol, rule, name, meaning) */
#define MST_CLAUSE_MAP(X)                                                                          \
    X(FORM_COUNTS, FORM, "counts", "every vehicle has its stops, and one move fewer")              \
    X(FORM_INDEX, FORM, "index", "every record names things that exist")                           \
    X(FORM_LOADS, FORM, "loads", "loads are sorted, each once, each of at least one person")       \
    X(FORM_TIMES, FORM, "times", "times are in order and inside the numbers a plan may use")       \
    X(FORM_AUTHORITY, FORM, "authority", "the order is given while it may be given")               \
    X(PEOPLE_PRESENT, PEOPLE, "present", "nobody leaves a site before they are there")             \
    X(PEOPLE_RELEASED, PEOPLE, "released", "nobody leaves a site before they are released")        \
    X(PEOPLE_PROCESSED, PEOPLE, "processed", "nobody leaves a processing site unprocessed")        \
    X(PEOPLE_STATIONS, PEOPLE, "stations", "people are listed with the stations they passed")      \
    X(PEOPLE_ABOARD, PEOPLE, "aboard", "who is aboard is who was, less those off, plus those on")  \
    X(PEOPLE_SCOPE, PEOPLE, "scope", "those who stay by the option's scope are not moved")         \
    X(PEOPLE_LEFT, PEOPLE, "left", "everyone in scope is out or listed as left, and where")        \
    X(PEOPLE_MEANS, PEOPLE, "own-means", "people move themselves only as they can")                \
    X(PEOPLE_PACE, PEOPLE, "own-pace", "people on their own take the time of the way")             \
    X(PEOPLE_UNCONTROLLED, PEOPLE, "uncontrolled", "uncontrolled people set off at release")       \
    X(VEHICLES_PLACE, VEHICLES, "join-place", "a move starts where the vehicle stands")            \
    X(VEHICLES_TIME, VEHICLES, "join-time", "a move starts and ends with its stops")               \
    X(VEHICLES_BASE, VEHICLES, "base", "a vehicle starts at its base")                             \
    X(VEHICLES_NOTICE, VEHICLES, "notice", "a vehicle is not used before its notice")              \
    X(VEHICLES_PACE, VEHICLES, "pace", "a transit takes at least the link's time")                 \
    X(SEATS_SEATS, SEATS, "seats", "loads fit seats and litters")                                  \
    X(SEATS_PARTY, SEATS, "party", "a party is in one vehicle")                                    \
    X(COMPAT_SITE, COMPATIBILITY, "site", "runway and berth class of the site fit the type")       \
    X(COMPAT_MODE, COMPATIBILITY, "mode", "the type can use the link")                             \
    X(COMPAT_RANGE, COMPATIBILITY, "range", "distance since the last refuelling is in range")      \
    X(COMPAT_FUEL, COMPATIBILITY, "fuel", "refuelling happens where and while there is fuel")      \
    X(COMPAT_REFUEL, COMPATIBILITY, "refuel-time", "refuelling takes its time")                    \
    X(COMPAT_USABLE, COMPATIBILITY, "usable", "a vehicle is used only while it is available")      \
    X(STOPS_BERTH, STOPS, "berth", "nobody boards or alights without a berth interval")            \
    X(STOPS_INSIDE, STOPS, "inside", "the berth interval lies inside the stop")                    \
    X(STOPS_SERVICE, STOPS, "service-time", "service takes turn, unload and load times")           \
    X(STOPS_BERTHS, STOPS, "berths", "no more vehicles in service than berths of the class")       \
    X(STOPS_PARKING, STOPS, "parking", "no more vehicles on the ground than parking places")       \
    X(STOPS_WAIT, STOPS, "wait", "a vehicle waits on the way no longer than its type can")         \
    X(HOLD_HOLD, HOLD, "hold", "nobody gets off at a site beyond its hold")                        \
    X(HOLD_START, HOLD, "above-at-start", "a site above its hold at the start admits nobody")      \
    X(DESKS_PRESENT, DESKS, "desk-present", "those at a desk are there, released and free")        \
    X(DESKS_TIME, DESKS, "desk-time", "a desk interval takes the stated time")                     \
    X(DESKS_ONE, DESKS, "desk-overlap", "a desk serves one person or party at a time")             \
    X(DESKS_OPEN, DESKS, "desks", "never more desk intervals at once than desks open")             \
    X(DESKS_AGAIN, DESKS, "desk-again", "nobody is processed again at a station they passed")      \
    X(DESKS_NONE, DESKS, "no-desks", "people are processed only where the site processes")         \
    X(WINDOWS_LINK, WINDOWS, "link-open", "a transit lies inside one open window of its link")     \
    X(WINDOWS_SERVICE, WINDOWS, "service-open", "a berth interval lies inside one open window")    \
    X(WINDOWS_ARRIVAL, WINDOWS, "arrival-open", "a closed site takes no arrival")                  \
    X(WINDOWS_LANDING, WINDOWS, "landing", "landings keep to daylight and landing permission")     \
    X(WINDOWS_TAKEOFF, WINDOWS, "take-off", "take-offs keep to daylight and permission")           \
    X(FORCE_NEED, FORCE, "need", "enough guards are where people are who will still leave")        \
    X(FORCE_ADMIT, FORCE, "admit", "nobody is moved into a site short of force")                   \
    X(FORCE_REAR, FORCE, "rear", "the force does not drop below rear until the last wave")         \
    X(FORCE_WAVE_GROUND, FORCE, "wave-ground", "the last wave is on the ground together")          \
    X(FORCE_WAVE_LEAVE, FORCE, "wave-leave", "the last wave leaves within 15 min")                 \
    X(CREWS_MISSING, CREWS, "duty-missing", "every move with a crew limit is in a duty")           \
    X(CREWS_TWICE, CREWS, "duty-twice", "a move is in one duty only")                              \
    X(CREWS_SPAN, CREWS, "duty-span", "duty runs from 1 h before departure to last arrival")       \
    X(CREWS_LENGTH, CREWS, "duty-length", "a duty is no longer than the type allows")              \
    X(CREWS_REST, CREWS, "rest", "a crew rests between its duties")                                \
    X(CREWS_BASE, CREWS, "change-base", "crews change at base only")                               \
    X(CREWS_NUMBER, CREWS, "crews", "a vehicle has no more crews than its fleet gives it")         \
    X(CREWS_UNLIMITED, CREWS, "duty-unneeded", "no duties are listed where crews have no limit")   \
    X(FLOW_LINK, FLOW, "flow", "entries to a link in any hour stay within its flow")               \
    X(FLOW_MOVEMENTS, FLOW, "movements", "landings and take-offs in any hour stay within limits")  \
    X(FLOW_SORTIES, FLOW, "sorties", "departures with people in any 24 h stay within limits")      \
    X(DESTINATION_END, DESTINATION, "end", "those who were out and moved on end accepted")         \
    X(DESTINATION_INBOUND, DESTINATION, "inbound", "a force carried in gets to its site first")    \
    X(ESCORT_CONVOY, ESCORT, "convoy", "loaded vehicles on an escorted link go in convoys")        \
    X(ESCORT_WITHIN, ESCORT, "within", "a convoy enters within 5 min")                             \
    X(ESCORT_SIZE, ESCORT, "size", "a convoy has no more vehicles than its size")                  \
    X(ESCORT_FORCE, ESCORT, "escort-force", "a convoy has its force")                              \
    X(ESCORT_PRESENT, ESCORT, "escort-present", "an escort comes from guards at the origin")       \
    X(ESCORT_BACK, ESCORT, "escort-back", "an escort is away until arrival plus return time")      \
    X(SURPRISE_BEFORE, SURPRISE, "before", "a plan with surprises carries the plan before each")   \
    X(SURPRISE_PAST, SURPRISE, "past", "what began before the surprise is as it was planned")      \
    X(SURPRISE_SERVICE, SURPRISE, "service", "service not complete at a closed place is undone")   \
    X(SURPRISE_DESK, SURPRISE, "desk", "a desk interval not complete at a closed place is undone") \
    X(SURPRISE_TURN, SURPRISE, "turn", "vehicles and people under way to a closed place turn")     \
    X(SURPRISE_ON, SURPRISE, "go-on", "vehicles and people under way to an open place go on")      \
    X(SURPRISE_RETURN, SURPRISE, "return", "turning takes the time travelled, or an open way on")  \
    X(SURPRISE_FROZEN, SURPRISE, "frozen", "a plan taken up again is kept until its freeze ends")  \
    X(PIN_MISSING, PIN, "missing", "every pinned move is in the plan")

#endif
