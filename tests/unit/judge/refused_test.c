/* SPDX-License-Identifier: Apache-2.0
 *
 * Posts whose plans the checker once refused, because the planner forgot something: mostly of what
 * had happened before a surprise.
 */
#include "support.h"

#define HEAD "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 24 h}\n"

/* The one cell of a post, with `left` people left and the last out at `minutes`; the checker has
 * nothing against its plan, the planner measures it alike, and no bound is above it. */
static void
assert_quick_plan(const char *text, uint32_t effort, int64_t left, int64_t minutes)
{
    mst_post *post = read_text(text);
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1, .effort = effort});
    const mst_cell *cell = &matrix.cells[0];
    if (cell->outcome != MST_OK) {
        fail_msg("%s", cell->err.text);
    }
    assert_int_equal(cell->judgement.measures.left, left);
    assert_int_equal(cell->solution.measures.left_by_priority[0], left);
    assert_true(cell->solution.bound.left <= left);
    assert_true(cell->solution.bound.completion <= cell->judgement.measures.completion);
    assert_true(cell->solution.bound.exposure <= cell->judgement.measures.exposure);
    assert_int_equal(cell->judgement.measures.completion, minutes * MST_MS_PER_MINUTE);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
assert_plan(const char *text, int64_t left, int64_t minutes)
{
    assert_quick_plan(text, 0, left, minutes);
}

/* Of 1,000 km, 450 out and 450 back are gone when it is home again: 100 are left of its range. */
#define TURNED_AFTER_450_KM(km)                                                                    \
    HEAD "people:\n  - {id: people, site: here, count: 50}\n"                                      \
         "sites:\n"                                                                                \
         "  - {id: here}\n"                                                                        \
         "  - {id: haven, safe: true}\n"                                                           \
         "  - {id: other, safe: true}\n"                                                           \
         "links:\n"                                                                                \
         "  - {id: way, between: [here, haven], mode: air, distance: 500 km, time: 1 h}\n"         \
         "  - {id: short, between: [here, other], mode: air, distance: " km ", time: 2 h}\n"       \
         "types:\n"                                                                                \
         "  - {id: aircraft, mode: air, seats: 50, range: 1000 km, berth_class: aircraft}\n"       \
         "fleets:\n"                                                                               \
         "  - {id: aircraft, type: aircraft, base: here, count: 1, notice: 0 h}\n"                 \
         "scenarios:\n"                                                                            \
         "  - {id: lost, changes: [{close: sites.haven, from: +54 min, surprise: true}]}\n"

static void
who_turns_back_has_flown_both_ways(void **state)
{
    (void)state;
    assert_plan(TURNED_AFTER_450_KM("100 km"), 0, 228);
    assert_plan(TURNED_AFTER_450_KM("101 km"), 50, 0);
}

#define BUS                                                                                        \
    "types:\n  - {id: bus, mode: road, seats: 10, berth_class: bus}\n"                             \
    "fleets:\n  - {id: bus, type: bus, base: here, count: 1, notice: 0 h}\n"

/* The second convoy leaves at 20 min, turns at 26 and is back at 32; the guard is left too. */
static void
the_escort_of_a_convoy_that_turns_back_is_back_later(void **state)
{
    (void)state;
    assert_plan(HEAD "people:\n  - {id: people, site: here, count: 20}\n"
                     "sites:\n  - {id: here}\n  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: road, between: [here, haven], mode: road, time: 10 min,\n"
                     "     escort: {force: 1, vehicles: 1}}\n" BUS "scenarios:\n"
                     "  - {id: lost, changes: [{close: links.road, from: +26 min, "
                     "surprise: true}]}\n"
                     "options:\n"
                     "  - id: go\n"
                     "    scope: full\n"
                     "    reinforcements: [{id: force, size: 1, site: here, notice: 0 h}]\n",
                11, 10);
}

/* They get off at 10 min and are out when the place becomes safe, at 11 min; the surprise comes at
 * that moment, or later. */
#define SAFE_FROM_11_MIN(places, surprise)                                                         \
    HEAD "people:\n  - {id: people, site: " places ", count: 10}\n"                                \
         "sites:\n  - {id: here}\n  - {id: haven, safe: true}\n"                                   \
         "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min}\n" BUS          \
         "scenarios:\n"                                                                            \
         "  - id: lost\n"                                                                          \
         "    changes:\n"                                                                          \
         "      - {sites.haven.safe: false, until: +11 min}\n"                                     \
         "      - {close: links.road, from: " surprise ", surprise: true}\n"

static void
who_waits_for_a_place_to_be_safe_is_out_when_a_surprise_finds_it_so(void **state)
{
    (void)state;
    assert_plan(SAFE_FROM_11_MIN("here", "+11 min"), 0, 11);
    assert_plan(SAFE_FROM_11_MIN("here", "+20 min"), 0, 11);
    assert_plan(SAFE_FROM_11_MIN("haven", "+20 min"), 0, 11);
}

/* The bus leaves once a day with people. It fills at the stop, to which the walker would not walk
 * on: from town a road leads straight to his home. */
static void
who_goes_home_does_not_walk_to_the_bus(void **state)
{
    (void)state;
    assert_plan(HEAD "people:\n"
                     "  - {id: walker, site: here, count: 1, moves: on_foot, moves_to: here}\n"
                     "  - {id: people, site: stop, count: 1}\n"
                     "sites:\n  - {id: here}\n  - {id: town}\n  - {id: stop}\n"
                     "  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: home, between: [here, town], mode: road, distance: 10 km}\n"
                     "  - {id: way, between: [town, stop], mode: road, distance: 10 km}\n"
                     "  - {id: road, between: [stop, haven], mode: road, distance: 10 km}\n"
                     "types:\n"
                     "  - {id: bus, mode: road, seats: 10, speed: 60 km/h, berth_class: bus}\n"
                     "fleets:\n"
                     "  - {id: bus, type: bus, base: here, count: 1, notice: 0 h, sorties: 1}\n",
                1, 30);
}

/* From the haven a road leads on to the stop; by it he would be out and come back. */
static void
who_walks_to_the_bus_does_not_come_through_a_haven(void **state)
{
    (void)state;
    assert_plan(HEAD "people:\n"
                     "  - {id: walker, site: here, count: 1, moves: on_foot, moves_to: haven}\n"
                     "  - {id: people, site: stop, count: 1}\n"
                     "sites:\n  - {id: here}\n  - {id: stop}\n  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: way, between: [here, stop], mode: road, distance: 10 km}\n"
                     "  - {id: road, between: [stop, haven], mode: road, distance: 10 km}\n"
                     "  - {id: direct, between: [here, haven], mode: road, distance: 10 km}\n"
                     "types:\n"
                     "  - {id: bus, mode: road, seats: 10, speed: 60 km/h, berth_class: bus}\n"
                     "fleets:\n"
                     "  - {id: bus, type: bus, base: here, count: 1, notice: 0 h}\n",
                0, 30);
}

/* He turns at 10 min and is home at 20; from then on he is not at the gate. */
static void
who_walked_back_is_exposed_where_they_are(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: walker, site: here, count: 1, moves: on_foot}]\n"
                     "sites:\n  - {id: here}\n  - {id: gate, threat: 0.1}\n"
                     "  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: lane, between: [here, gate], mode: foot, time: 1 h}\n"
                     "  - {id: path, between: [gate, haven], mode: foot, time: 1 h}\n"
                     "scenarios:\n"
                     "  - id: lost\n"
                     "    changes:\n"
                     "      - {close: links.lane, from: +10 min, surprise: true}\n"
                     "      - {close: links.path, from: +50 min, surprise: true}\n",
                1, 0);
}

/* The bus comes a minute after the order and needs 20 more: that minute was counted twice. */
static void
a_fleet_with_notice_on_a_slow_road_is_not_late_twice(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: people, site: here, count: 1, moves: on_foot}]\n"
                     "sites:\n  - {id: here}\n  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: road, between: [here, haven], mode: road, distance: 10 km}\n"
                     "types:\n"
                     "  - {id: bus, mode: road, seats: 10, speed: 60 km/h, berth_class: bus}\n"
                     "fleets:\n"
                     "  - {id: bus, type: bus, base: here, count: 1, notice: 1 min}\n"
                     "scenarios:\n"
                     "  - {id: slow, changes: [{links.road.time: {scale: 2}}]}\n",
                0, 21);
}

/* The bus brings him back to the quay, where no ship comes in time, and he drives home again. */
static void
who_is_brought_back_and_sets_off_again_is_one_person(void **state)
{
    (void)state;
    assert_plan(HEAD "people:\n"
                     "  - {id: driver, site: quay, count: 1, moves: own_cars, moves_to: home,\n"
                     "     uncontrolled: true}\n"
                     "sites:\n  - {id: home}\n  - {id: quay}\n  - {id: port}\n"
                     "  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: street, between: [home, quay], mode: road, distance: 10 km}\n"
                     "  - {id: lane, between: [quay, port], mode: sea, distance: 10 km}\n"
                     "  - {id: road, between: [port, haven], mode: road, distance: 10 km}\n"
                     "types:\n"
                     "  - {id: bus, mode: road, seats: 10, speed: 60 km/h, berth_class: bus}\n"
                     "  - {id: ship, mode: sea, seats: 10, speed: 60 km/h, berth_class: ship}\n"
                     "fleets:\n"
                     "  - {id: bus, type: bus, base: home, count: 1, notice: 0 h}\n"
                     "  - {id: ship, type: ship, base: home, count: 1, notice: 0 h}\n"
                     "scenarios:\n"
                     "  - id: lost\n"
                     "    changes:\n"
                     "      - {sites.home.secure.fixed: 0, from: +31 min, surprise: true}\n",
                1, 0);
}

/* The guard is on the way from home when the post he was to reinforce closes, and turns back. By
 * then all are out: the bus brings ten at 38, 94 and 150 min and the last one at 206, the cart ten
 * at 168 and those at home 36 min later. */
static void
who_can_no_longer_reinforce_a_site_goes_home(void **state)
{
    (void)state;
    assert_quick_plan(HEAD
                      "people:\n"
                      "  - {id: people, site: here, count: 41}\n"
                      "  - {id: others, site: home, count: 5}\n"
                      "sites:\n  - {id: here}\n  - {id: home}\n  - {id: haven, safe: true}\n"
                      "links:\n"
                      "  - {id: street, between: [here, home], mode: road, distance: 10 km}\n"
                      "  - {id: road, between: [home, haven], mode: road, time: 18 min}\n"
                      "types:\n"
                      "  - {id: cart, mode: road, seats: 10, speed: 4 km/h, berth_class: bus}\n"
                      "  - {id: bus, mode: road, seats: 10, speed: 60 km/h, berth_class: bus}\n"
                      "fleets:\n"
                      "  - {id: cart, type: cart, base: here, count: 1, notice: 0 h}\n"
                      "  - {id: bus, type: bus, base: home, count: 1, notice: 0 h}\n"
                      "scenarios:\n"
                      "  - {id: lost, changes: [{close: sites.here, from: +223 min, "
                      "surprise: true}]}\n"
                      "options:\n"
                      "  - id: go\n"
                      "    scope: full\n"
                      "    reinforcements:\n"
                      "      - {id: force, size: 1, site: here, notice: 0 h, by: bus}\n",
                      1, 0, 206);
}

/* It takes off at 0, turns at 10 min and lands at 20; at 60 the first of the two movements is an
 * hour ago. */
static void
who_turns_back_lands_where_few_may_land(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: people, site: here, count: 10}]\n"
                     "sites:\n"
                     "  - {id: here, movements: 2 movements/h}\n"
                     "  - {id: haven, safe: true}\n"
                     "  - {id: other, safe: true}\n"
                     "links:\n"
                     "  - {id: way, between: [here, haven], mode: air, time: 30 min}\n"
                     "  - {id: far, between: [here, other], mode: air, time: 40 min}\n"
                     "types:\n"
                     "  - {id: aircraft, mode: air, seats: 10, berth_class: aircraft}\n"
                     "fleets:\n"
                     "  - {id: aircraft, type: aircraft, base: here, count: 1, notice: 0 h}\n"
                     "scenarios:\n"
                     "  - {id: lost, changes: [{close: sites.haven, from: +10 min, "
                     "surprise: true}]}\n",
                0, 100);
}

/* There is one place to park. Both cars stop for no time, at one instant, and need none; or one
 * comes at the instant at which the other leaves. */
#define WAVE_OF_TWO_CARS(turn)                                                                     \
    HEAD "people: [{id: guards, site: post, count: 3, kind: other, guards: true}]\n"               \
         "sites:\n"                                                                                \
         "  - {id: here}\n"                                                                        \
         "  - {id: post, parking: {car: 1}, secure: {fixed: 3}}\n"                                 \
         "  - {id: haven, safe: true}\n"                                                           \
         "links:\n"                                                                                \
         "  - {id: way, between: [here, post], mode: road, time: 10 min}\n"                        \
         "  - {id: road, between: [post, haven], mode: road, time: 10 min}\n"                      \
         "types:\n"                                                                                \
         "  - {id: car, mode: road, seats: 2, turn: " turn ", berth_class: car}\n"                 \
         "fleets:\n"                                                                               \
         "  - {id: cars, type: car, base: here, count: 2, notice: 0 h}\n"

static void
a_last_wave_of_two_cars_may_need_one_place_to_park(void **state)
{
    (void)state;
    assert_plan(WAVE_OF_TWO_CARS("0 min"), 0, 20);
    assert_plan(WAVE_OF_TWO_CARS("1 min"), 0, 22);
}

/* Both unload from 10 to 14 min, and from 12 min on there is room for one of them. */
static void
who_gets_off_where_there_is_no_room_any_more_stays_aboard(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: people, site: here, count: 20}]\n"
                     "sites:\n  - {id: here}\n  - {id: haven, safe: true, hold: 20}\n"
                     "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min}\n"
                     "types:\n"
                     "  - {id: bus, mode: road, seats: 10, unload: 4 min, berth_class: bus}\n"
                     "fleets:\n"
                     "  - {id: bus, type: bus, base: here, count: 2, notice: 0 h}\n"
                     "scenarios:\n"
                     "  - id: less\n"
                     "    changes:\n"
                     "      - {sites.haven.hold: 10, from: +12 min, surprise: true}\n",
                10, 14);
}

/* Seven walk to the post, by which the guard has ridden on before they come at 150 min. They go on
 * at once, for a guard is needed as soon as they stay. */
static void
who_walks_to_a_post_without_guards_does_not_stay_there(void **state)
{
    (void)state;
    assert_plan(HEAD "people:\n"
                     "  - {id: guard, site: here, count: 1, kind: force}\n"
                     "  - {id: people, site: here, count: 7, moves: on_foot}\n"
                     "sites:\n"
                     "  - {id: here}\n"
                     "  - {id: post, secure: {fixed: 0, per_1000: 1}}\n"
                     "  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: way, between: [here, post], mode: road, distance: 10 km}\n"
                     "  - {id: road, between: [post, haven], mode: road, distance: 10 km}\n"
                     "types:\n"
                     "  - {id: car, mode: road, seats: 1, speed: 60 km/h, berth_class: car}\n"
                     "fleets:\n"
                     "  - {id: car, type: car, base: here, count: 1, notice: 0 h}\n"
                     "scenarios:\n"
                     "  - {id: lost, changes: [{close: sites.here, from: +1 min, "
                     "surprise: true}]}\n",
                0, 300);
}

/* One guard is enough for up to 17, and two are needed from 1 min on. Were ten of the 18 fetched at
 * 10 min and eight left, one would have been enough from the beginning, and too few then. */
static void
guards_who_are_enough_for_those_who_leave_remain_enough(void **state)
{
    (void)state;
    assert_plan(HEAD "people:\n"
                     "  - {id: people, site: post, count: 18}\n"
                     "  - {id: guard, site: post, count: 1, kind: force}\n"
                     "sites:\n"
                     "  - {id: here}\n"
                     "  - {id: post, secure: {fixed: 0, per_1000: 56}}\n"
                     "  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: way, between: [here, post], mode: road, distance: 10 km}\n"
                     "  - {id: road, between: [post, haven], mode: road, distance: 10 km}\n"
                     "types:\n"
                     "  - {id: bus, mode: road, seats: 10, speed: 60 km/h, berth_class: bus}\n"
                     "fleets:\n"
                     "  - {id: bus, type: bus, base: here, count: 1, notice: 0 h, sorties: 1}\n"
                     "scenarios:\n"
                     "  - {id: more, changes: [{sites.post.secure.fixed: 1, from: +1 min}]}\n",
                18, 20);
}

/* Lands at 10 min, takes off at 10, and is back at 12: three movements in an hour. */
static void
who_must_land_where_no_more_may_land_does(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: people, site: here, count: 11}]\n"
                     "sites:\n"
                     "  - {id: here}\n"
                     "  - {id: haven, safe: true, movements: 2 movements/h}\n"
                     "links:\n  - {id: way, between: [here, haven], mode: air, time: 10 min}\n"
                     "types:\n"
                     "  - {id: aircraft, mode: air, seats: 10, berth_class: aircraft}\n"
                     "fleets:\n"
                     "  - {id: aircraft, type: aircraft, base: here, count: 1, notice: 0 h}\n"
                     "scenarios:\n"
                     "  - {id: lost, changes: [{close: sites.here, from: +11 min, "
                     "surprise: true}]}\n",
                1, 10);
}

/* The base has no runway: it was put together there. It takes off, and comes back. */
static void
who_must_come_back_to_a_base_without_a_runway_does(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: people, site: here, count: 1}]\n"
                     "sites:\n"
                     "  - {id: here}\n"
                     "  - {id: haven, safe: true, runway: {length: 900 m, surface: asphalt}}\n"
                     "links:\n  - {id: way, between: [here, haven], mode: air, time: 10 min}\n"
                     "types:\n"
                     "  - {id: aircraft, mode: air, seats: 10, runway: {length: 800 m}, "
                     "berth_class: aircraft}\n"
                     "fleets:\n"
                     "  - {id: aircraft, type: aircraft, base: here, count: 1, notice: 0 h}\n"
                     "scenarios:\n"
                     "  - {id: lost, changes: [{close: links.way, from: +1 min, "
                     "surprise: true}]}\n",
                1, 0);
}

/* The bus is on its way with the guard when it may be used no longer; the walker needs 2 h 30. */
static void
who_was_being_carried_in_and_has_no_way_on_is_left(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: walker, site: post, count: 1, moves: on_foot}]\n"
                     "sites:\n  - {id: home}\n  - {id: post}\n  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: way, between: [home, post], mode: road, distance: 10 km}\n"
                     "  - {id: road, between: [post, haven], mode: road, distance: 10 km}\n"
                     "types:\n"
                     "  - {id: bus, mode: road, seats: 10, speed: 1 km/h, berth_class: bus}\n"
                     "fleets:\n"
                     "  - {id: bus, type: bus, base: home, count: 1, notice: 0 h}\n"
                     "scenarios:\n"
                     "  - {id: lost, changes: [{close: fleets.bus, from: +1 min, "
                     "surprise: true}]}\n"
                     "options:\n"
                     "  - id: go\n"
                     "    scope: full\n"
                     "    reinforcements:\n"
                     "      - {id: force, size: 1, site: post, notice: 0 min, by: bus}\n",
                1, 150);
}

/* The road opens at the horizon: he sets off, and is not out. */
static void
who_is_uncontrolled_sets_off_at_the_horizon_too(void **state)
{
    (void)state;
    assert_plan("post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 6 h}\n"
                "people:\n"
                "  - {id: walker, site: here, count: 1, moves: on_foot, moves_to: haven,\n"
                "     uncontrolled: true}\n"
                "sites:\n  - {id: here, threat: 1}\n  - {id: haven, safe: true}\n"
                "links:\n"
                "  - {id: road, between: [here, haven], mode: road, distance: 10 km,\n"
                "     threat: 1, open: [{from: +6 h}]}\n",
                1, 0);
}

/* One a desk interval of 5 min; the way takes 48. At 134 min it is closed to the five who have set
 * off from 90 min on. The last of them turns half way, and is home when he would have arrived. */
static void
who_turns_half_way_is_not_there_at_a_second_surprise(void **state)
{
    (void)state;
    assert_plan(HEAD "people: [{id: people, site: here, count: 22, moves: own_cars}]\n"
                     "sites:\n"
                     "  - {id: here, process: {desks: 1, time: 5 min}}\n"
                     "  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: road, between: [here, haven], mode: road, distance: 24 km}\n"
                     "scenarios:\n"
                     "  - id: lost\n"
                     "    changes:\n"
                     "      - {close: links.road, from: +134 min, surprise: true}\n"
                     "      - {close: sites.here, from: +207 min, surprise: true}\n",
                5, 133);
}

/* Ten are to leave the gate at 20 min: one bus brings them there, and the other the guard who has
 * to escort them, with one more. He is back at 40 min, and rides with the last one: out at 50. */
static void
a_pin_on_a_link_with_an_escort_has_its_guards_brought(void **state)
{
    (void)state;
    assert_plan(HEAD "people:\n"
                     "  - {id: people, site: here, count: 11}\n"
                     "  - {id: guard, site: here, count: 1, guards: true}\n"
                     "sites:\n  - {id: here}\n  - {id: gate}\n  - {id: haven, safe: true}\n"
                     "links:\n"
                     "  - {id: way, between: [here, gate], mode: road, time: 10 min}\n"
                     "  - {id: road, between: [gate, haven], mode: road, time: 10 min,\n"
                     "     escort: {force: 1, vehicles: 1}}\n"
                     "types:\n  - {id: bus, mode: road, seats: 10, berth_class: bus}\n"
                     "fleets:\n  - {id: bus, type: bus, base: gate, count: 2, notice: 0 h}\n"
                     "pins:\n"
                     "  - {id: first, fleet: bus, from: gate, to: haven, leave: +20 min,\n"
                     "     load: {people: 10}}\n",
                0, 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_turns_back_has_flown_both_ways),
        cmocka_unit_test(the_escort_of_a_convoy_that_turns_back_is_back_later),
        cmocka_unit_test(who_waits_for_a_place_to_be_safe_is_out_when_a_surprise_finds_it_so),
        cmocka_unit_test(who_goes_home_does_not_walk_to_the_bus),
        cmocka_unit_test(who_walks_to_the_bus_does_not_come_through_a_haven),
        cmocka_unit_test(who_walked_back_is_exposed_where_they_are),
        cmocka_unit_test(a_fleet_with_notice_on_a_slow_road_is_not_late_twice),
        cmocka_unit_test(who_is_brought_back_and_sets_off_again_is_one_person),
        cmocka_unit_test(who_can_no_longer_reinforce_a_site_goes_home),
        cmocka_unit_test(who_turns_back_lands_where_few_may_land),
        cmocka_unit_test(a_last_wave_of_two_cars_may_need_one_place_to_park),
        cmocka_unit_test(who_gets_off_where_there_is_no_room_any_more_stays_aboard),
        cmocka_unit_test(who_walks_to_a_post_without_guards_does_not_stay_there),
        cmocka_unit_test(guards_who_are_enough_for_those_who_leave_remain_enough),
        cmocka_unit_test(who_must_land_where_no_more_may_land_does),
        cmocka_unit_test(who_must_come_back_to_a_base_without_a_runway_does),
        cmocka_unit_test(who_was_being_carried_in_and_has_no_way_on_is_left),
        cmocka_unit_test(who_is_uncontrolled_sets_off_at_the_horizon_too),
        cmocka_unit_test(who_turns_half_way_is_not_there_at_a_second_surprise),
        cmocka_unit_test(a_pin_on_a_link_with_an_escort_has_its_guards_brought),
    };
    return cmocka_run_group_tests_name("plans that were refused", tests, NULL, NULL);
}
