/* SPDX-License-Identifier: Apache-2.0
 *
 * People as cohorts: parties, litters, counts by date, release, scope, reinforcements.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cell.h"

#include <cmocka.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))
#define HOURS(n) ((n)*MST_MS_PER_HOUR)
#define MINUTES(n) ((n)*MST_MS_PER_MINUTE)

/* The sites of the post below: they stand by id. */
enum { HAVEN, HOME, OTHER_HAVEN, TOWN };

/* People, changes of the scenario, and lines of the option, in an otherwise plain post. */
static void
open_people(cell *opened, const char *people, const char *changes, const char *option)
{
    char text[4096];
    snprintf(text, sizeof text,
             "post: {id: test, time_zone: Asia/Kabul, as_of: 2021-07-03 08:00, horizon: 10 d}\n"
             "people:\n%s"
             "sites:\n"
             "  - {id: home, berths: {heavy: 4, car: 9}}\n"
             "  - {id: town}\n"
             "  - {id: haven, safe: true}\n"
             "  - {id: other-haven, safe: true}\n"
             "links:\n"
             "  - {id: road, between: [home, town], mode: road, distance: 6 km}\n"
             "  - {id: way, between: [town, haven], mode: road, distance: 6 km}\n"
             "  - {id: far, between: [town, other-haven], mode: road, distance: 6 km}\n"
             "types: [{id: van, mode: road, seats: 4, speed: 60 km/h, berth_class: car},\n"
             "   {id: ship, mode: sea, seats: 4, speed: 6 km/h, berth_class: heavy}]\n"
             "fleets: [{id: vans, type: van, base: town, count: 1, notice: 0 h}]\n"
             "scenarios: [{id: told, changes: [%s]}]\n"
             "options:\n  - {id: all, %s}\n",
             people, changes, option);
    cell_open(opened, text, "told", "all");
}

typedef struct question {
    const char *text;
    mst_time t;
    int64_t value;
} question;

typedef struct row {
    const char *why, *people, *changes, *option;
    question questions[8]; /* up to the first without text */
} row;

static void
ask_all(const row *asked)
{
    cell opened;
    open_people(&opened, asked->people, asked->changes, asked->option);
    if (opened.status != MST_OK) {
        fail_msg("%s: %s", asked->why, opened.err.text);
    }
    for (uint32_t i = 0; i < COUNT(asked->questions) && asked->questions[i].text != NULL; i++) {
        const question *one = &asked->questions[i];
        int64_t value = cell_ask(&opened.instance->phases[0], one->text, one->t);
        if (value != one->value) {
            fail_msg("%s: %s is %lld, not %lld", asked->why, one->text, (long long)value,
                     (long long)one->value);
        }
    }
    cell_close(&opened);
}

#define FAMILIES                                                                                   \
    "  - {id: families, site: home, count: 30,\n"                                                  \
    "     party: [{size: 4, parties: 5}, {size: 2, parties: 5}]}\n"

static void
parties_and_litters_make_cohorts(void **state)
{
    (void)state;
    static const row rows[] = {
        {"alone",
         "  - {id: staff, site: home, count: 7}\n",
         "",
         "scope: full",
         {{"cohorts", 0, 1}, {"people.staff.count", 0, 7}, {"people.staff.party", 0, 1}}},
        {"one size, with a rest",
         "  - {id: staff, site: home, count: 11, party: 4}\n",
         "",
         "scope: full",
         {{"cohorts", 0, 2},
          {"people.staff/4.count", 0, 8},
          {"people.staff/3.count", 0, 3},
          {"people.staff/3.party", 0, 3}}},
        {"one size, nothing left over",
         "  - {id: staff, site: home, count: 12, party: 4}\n",
         "",
         "scope: full",
         {{"cohorts", 0, 1}, {"people.staff/4.count", 0, 12}}},
        {"a table",
         FAMILIES,
         "",
         "scope: full",
         {{"cohorts", 0, 2},
          {"people.families/4.count", 0, 20},
          {"people.families/2.count", 0, 10}}},
        {"a table for twice as many",
         FAMILIES,
         "{people.families.count: {scale: 2}}",
         "scope: full",
         {{"cohorts", 0, 2},
          {"people.families/4.count", 0, 40},
          {"people.families/2.count", 0, 20}}},
        /* 15: 2.5 parties each, so 2 of each and 3 persons; the equal remainders give the first row
         * nothing (4 do not fit) and the second one (2 fit); one is left alone. */
        {"a table for half as many",
         FAMILIES,
         "{people.families.count: {scale: 0.5}}",
         "scope: full",
         {{"cohorts", 0, 3},
          {"people.families/4.count", 0, 8},
          {"people.families/2.count", 0, 6},
          {"people.families.count", 0, 1}}},
        /* 33: 5.5 each, so 5 and 5 and 3 persons; as above. */
        {"a table for three more",
         FAMILIES,
         "{people.families.count: {add: 3}}",
         "scope: full",
         {{"people.families/4.count", 0, 20},
          {"people.families/2.count", 0, 12},
          {"people.families.count", 0, 1}}},
        {"litters travel one by one",
         "  - {id: clinic, site: home, count: 10, litters: 4, party: 3}\n",
         "",
         "scope: full",
         {{"cohorts", 0, 2},
          {"people.clinic/3.count", 0, 6},
          {"people.clinic/litter.count", 0, 4},
          {"people.clinic/litter.party", 0, 1},
          {"people.clinic/litter.litter", 0, 1},
          {"people.clinic/3.litter", 0, 0}}},
        {"not more litters than people",
         "  - {id: clinic, site: home, count: 10, litters: 4}\n",
         "{people.clinic.count: 3}",
         "scope: full",
         {{"cohorts", 0, 1}, {"people.clinic/litter.count", 0, 3}}},
        {"nobody is no cohort",
         "  - {id: staff, site: home, count: 7}\n",
         "{people.staff.count: 0}",
         "scope: full",
         {{"cohorts", 0, 0}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

#define LEAVING                                                                                    \
    "  - {id: troops, site: home, kind: force, count: [{from: 2021-07-01, count: 650},\n"          \
    "     {from: 2021-07-04, count: 400}, {from: 2021-07-05, count: 90}]}\n"

static void
a_count_by_date_is_that_of_the_local_day_of_the_order(void **state)
{
    (void)state;
    static const row rows[] = {
        {"the day of as_of", LEAVING, "", "scope: full", {{"people.troops.count", 0, 650}}},
        {"just before midnight in Kabul",
         LEAVING,
         "",
         "order_at: 2021-07-03 23:59",
         {{"people.troops.count", 0, 650}}},
        {"just after it",
         LEAVING,
         "",
         "order_at: 2021-07-04 00:00",
         {{"people.troops.count", 0, 400}}},
        {"long after", LEAVING, "", "order_at: +9 d", {{"people.troops.count", 0, 90}}},
        {"before the first row it is the first",
         LEAVING,
         "",
         "order_at: 2021-06-01 08:00",
         {{"people.troops.count", 0, 650}}},
        {"changes lie over it",
         LEAVING,
         "{people.troops.count: {scale: 0.5}}",
         "order_at: +9 d",
         {{"people.troops.count", 0, 45}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

static void
release_is_by_cohort(void **state)
{
    (void)state;
    static const row rows[] = {
        {"at once, later",
         "  - {id: staff, site: home, count: 7, release: {start: 2 h}}\n",
         "",
         "scope: full",
         {{"people.staff.released", HOURS(2) - 1, 0}, {"people.staff.released", HOURS(2), 7}}},
        {"each size spreads by itself",
         "  - {id: families, site: home, count: 30, release: {start: 1 h, over: 60 min},\n"
         "     party: [{size: 4, parties: 5}, {size: 2, parties: 5}]}\n",
         "",
         "scope: full",
         {{"people.families/4.released", HOURS(1) + MINUTES(12), 4},
          {"people.families/4.released", HOURS(1) + MINUTES(12) - 1, 0},
          {"people.families/2.released", HOURS(1) + MINUTES(12), 2},
          {"people.families/2.released", HOURS(2), 10}}},
        {"a table in the numbers it says",
         "  - {id: staff, site: home, count: 100,\n"
         "     release: [{after: 1 h, people: 30}, {after: 2 h, people: 100}]}\n",
         "",
         "scope: full",
         {{"people.staff.released", HOURS(1) - 1, 0},
          {"people.staff.released", HOURS(1), 30},
          {"people.staff.released", HOURS(2), 100}}},
        {"fewer people than the table",
         "  - {id: staff, site: home, count: 100,\n"
         "     release: [{after: 1 h, people: 30}, {after: 2 h, people: 100}]}\n",
         "{people.staff.count: 40}",
         "scope: full",
         {{"people.staff.released", HOURS(1), 30}, {"people.staff.released", HOURS(2), 40}}},
        {"more people than the table are freed in proportion",
         "  - {id: staff, site: home, count: 100,\n"
         "     release: [{after: 1 h, people: 30}, {after: 2 h, people: 100}]}\n",
         "{people.staff.count: 200}",
         "scope: full",
         {{"people.staff.released", HOURS(1), 60}, {"people.staff.released", HOURS(2), 200}}},
        {"a table over two sizes",
         "  - {id: families, site: home, count: 30,\n"
         "     release: [{after: 1 h, people: 15}, {after: 2 h, people: 30}],\n"
         "     party: [{size: 4, parties: 5}, {size: 2, parties: 5}]}\n",
         "",
         "scope: full",
         {{"people.families/4.released", HOURS(1), 8},
          {"people.families/2.released", HOURS(1), 4},
          {"people.families/4.released", HOURS(2), 20}}},
        {"a release can be put off",
         "  - {id: staff, site: home, count: 7, release: {start: 2 h}}\n",
         "{people.staff.release.start: {add: 1 h}}",
         "scope: full",
         {{"people.staff.released", HOURS(3) - 1, 0}, {"people.staff.released", HOURS(3), 7}}},
        {"a table, too",
         "  - {id: staff, site: home, count: 100,\n"
         "     release: [{after: 1 h, people: 30}, {after: 2 h, people: 100}]}\n",
         "{people.staff.release.start: 5 h}",
         "scope: full",
         {{"people.staff.released", HOURS(6) - 1, 0}, {"people.staff.released", HOURS(6), 30}}},
        {"and spread out",
         "  - {id: staff, site: home, count: 7}\n",
         "{people.staff.release.over: 7 h}",
         "scope: full",
         {{"people.staff.released", HOURS(1), 1}}},
        {"added later, released as told or when they come",
         "",
         "{add: {people: [{id: staff, site: home, count: 7, release: {start: 2 h}}]}, from: +1 h}",
         "scope: full",
         {{"people.staff.released", HOURS(2) - 1, 0}, {"people.staff.released", HOURS(2), 7}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

#define TWO_GROUPS                                                                                 \
    "  - {id: staff, site: home, count: 7}\n"                                                      \
    "  - {id: troops, site: home, count: 9, kind: force, accepts: [haven]}\n"

#define MARINES "reinforcements: [{id: marines, size: 20, site: home, notice: 2 h}]"

static void
scope_says_who_leaves_and_where_to(void **state)
{
    (void)state;
    static const row rows[] = {
        {"full",
         TWO_GROUPS,
         "",
         "scope: full",
         {{"people.staff.in_scope", 0, 1},
          {"people.troops.in_scope", 0, 1},
          {"people.staff.accepts.haven", 0, 1},
          {"people.staff.accepts.town", 0, 1},
          {"people.troops.accepts.haven", 0, 1},
          {"people.troops.accepts.other-haven", 0, 0}}},
        {"ordered departure of some",
         TWO_GROUPS,
         "",
         "scope: {ordered: [staff]}, " MARINES,
         {{"people.staff.in_scope", 0, 1},
          {"people.troops.in_scope", 0, 0},
          {"people.marines.in_scope", 0, 1}}},
        {"stay",
         TWO_GROUPS,
         "",
         "scope: stay, " MARINES,
         {{"people.staff.in_scope", 0, 0}, {"people.marines.in_scope", 0, 0}}},
        {"relocation",
         TWO_GROUPS,
         "",
         "scope: {relocate: [staff], to: town}, " MARINES,
         {{"people.staff.accepts.town", 0, 1},
          {"people.staff.accepts.haven", 0, 0},
          {"people.troops.in_scope", 0, 0},
          {"people.marines.in_scope", 0, 1},
          {"people.marines.accepts.haven", 0, 1}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

static void
reinforcements_arrive_and_must_leave_too(void **state)
{
    (void)state;
#define RATE                                                                                       \
    "reinforcements: [{id: marines, size: 50, site: home, notice: 2 h, rate: 100 people/h,"        \
    " berth_class: heavy, berths: 3}]"
    static const row rows[] = {
        {"not without the option",
         TWO_GROUPS,
         "",
         "scope: full",
         {{"cohorts", 0, 2}, {"sites.home.berths.heavy", HOURS(2), 4}}},
        {"one by one at their rate",
         TWO_GROUPS,
         "",
         RATE,
         {{"people.marines.count", 0, 50},
          {"people.marines.presence", 0, MST_PRESENT_ARRIVING},
          {"people.marines.released", HOURS(2), 0},
          {"people.marines.released", HOURS(2) + 36000 - 1, 0},
          {"people.marines.released", HOURS(2) + 36000, 1},
          {"people.marines.released", HOURS(2) + MINUTES(30), 50},
          {"people.marines.guards", 0, 1},
          {"people.marines.force", 0, 1}}},
        {"they take berths from their notice to their last arrival",
         TWO_GROUPS,
         "",
         RATE,
         {{"sites.home.berths.heavy", HOURS(2) - 1, 4},
          {"sites.home.berths.heavy", HOURS(2), 1},
          {"sites.home.berths.heavy", HOURS(2) + MINUTES(30) - 1, 1},
          {"sites.home.berths.heavy", HOURS(2) + MINUTES(30), 4},
          {"sites.home.berths.car", HOURS(2), 9}}},
        {"never fewer than no berths",
         TWO_GROUPS,
         "{sites.home.berths.heavy: 2}",
         RATE,
         {{"sites.home.berths.heavy", HOURS(2), 0}}},
        {"all at once without a rate",
         TWO_GROUPS,
         "",
         MARINES,
         {{"people.marines.released", HOURS(2) - 1, 0}, {"people.marines.released", HOURS(2), 20}}},
        {"by fleet they wait at its base",
         TWO_GROUPS,
         "",
         "reinforcements: [{id: marines, size: 20, site: home, notice: 2 h, by: vans}]",
         {{"people.marines.presence", 0, MST_PRESENT_BY_FLEET},
          {"people.marines.site", 0, TOWN},
          {"people.marines.inbound_to", 0, HOME},
          {"people.marines.released", HOURS(2), 20}}},
        {"their size may be a range",
         TWO_GROUPS,
         "{all: high}",
         "reinforcements: [{id: marines, size: {low: 10, likely: 20, high: 40}, site: home,"
         " notice: {low: 1 h, likely: 2 h, high: 4 h}}]",
         {{"people.marines.count", 0, 40},
          {"people.marines.released", HOURS(4) - 1, 0},
          {"people.marines.released", HOURS(4), 40}}},
        {"they may come later",
         TWO_GROUPS,
         "{people.marines.release.start: {add: 12 h}}",
         RATE,
         {{"people.marines.released", HOURS(14), 0},
          {"people.marines.released", HOURS(14) + 36000, 1},
          {"sites.home.berths.heavy", HOURS(2), 4},
          {"sites.home.berths.heavy", HOURS(14), 1}}},
        {"and may be changed",
         TWO_GROUPS,
         "{people.marines.count: {scale: 2}}",
         RATE,
         {{"people.marines.count", 0, 100}, {"sites.home.berths.heavy", HOURS(3) - 1, 1}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
#undef RATE
}

static void
priorities_are_ranked(void **state)
{
    (void)state;
    static const row rows[] = {
        {"as given, the first is 0",
         "  - {id: citizens, site: home, count: 7}\n"
         "  - {id: others, site: home, count: 7, priority: 40, weight: 3}\n"
         "  - {id: staff, site: home, count: 7, priority: 7}\n",
         "",
         "scope: full",
         {{"priorities", 0, 3},
          {"people.citizens.priority", 0, 0},
          {"people.staff.priority", 0, 1},
          {"people.others.priority", 0, 2},
          {"people.others.weight", 0, 3},
          {"people.staff.weight", 0, 1}}},
        {"those who move themselves have a speed",
         "  - {id: citizens, site: home, count: 7, moves: own_cars}\n"
         "  - {id: others, site: home, count: 7, moves: on_foot}\n"
         "  - {id: staff, site: home, count: 7, moves: on_foot, moves_speed: 3 km/h}\n",
         "",
         "scope: full",
         {{"people.citizens.speed", 0, 30000000},
          {"people.others.speed", 0, 4000000},
          {"people.staff.speed", 0, 3000000}}},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        ask_all(&rows[i]);
    }
}

static void
a_release_by_table_or_rate_cannot_spread(void **state)
{
    (void)state;
    static const struct {
        const char *people, *changes, *option, *text;
    } rows[] = {
        {"  - {id: staff, site: home, count: 100, release: [{after: 1 h, people: 100}]}\n",
         "{people.staff.release.over: 5 h}", "scope: full",
         "\"staff\" have a table or a rate that says how they come, so their release cannot be "
         "given "
         "an \"over\""},
        {TWO_GROUPS, "{people.marines.release.over: 5 h}", MARINES,
         "\"marines\" have a table or a rate that says how they come, so their release cannot be "
         "given an \"over\""},
    };
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        cell opened;
        open_people(&opened, rows[i].people, rows[i].changes, rows[i].option);
        assert_int_equal(opened.status, MST_INVALID);
        assert_string_equal(opened.err.text, rows[i].text);
        cell_close(&opened);
    }
}

static void
too_many_priorities_are_refused(void **state)
{
    (void)state;
    char people[2048] = "";
    for (int i = 0; i <= MST_MAX_PRIORITIES; i++) {
        size_t used = strlen(people);
        snprintf(people + used, sizeof people - used,
                 "  - {id: group%d, site: home, count: 1, priority: %d}\n", i, i > 0 ? i : 1);
    }
    cell opened;
    open_people(&opened, people, "{people.group0.priority: 9}", "scope: full");
    assert_int_equal(opened.status, MST_LIMIT);
    assert_string_equal(opened.err.text, "people have 8 different priorities at most");
    cell_close(&opened);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parties_and_litters_make_cohorts),
        cmocka_unit_test(a_count_by_date_is_that_of_the_local_day_of_the_order),
        cmocka_unit_test(release_is_by_cohort),
        cmocka_unit_test(scope_says_who_leaves_and_where_to),
        cmocka_unit_test(reinforcements_arrive_and_must_leave_too),
        cmocka_unit_test(priorities_are_ranked),
        cmocka_unit_test(a_release_by_table_or_rate_cannot_spread),
        cmocka_unit_test(too_many_priorities_are_refused),
    };
    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
