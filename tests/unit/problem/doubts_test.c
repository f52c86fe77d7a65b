/* SPDX-License-Identifier: Apache-2.0
 *
 * Doubts: what can be used in no cell is told with its place, and nothing else is (DB1 to DB4).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "problem/doubts.h"

#include <cmocka.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

/* What a row may change of a post without doubts; the first of each is the plain one. */
typedef struct row {
    const char *why;
    const char *people, *strip, *haven, *road, *fleets, *option;
    const char *doubts; /* a line each: line:column: text */
} row;

#define ROAD_VANS "  - {id: vans, type: van, base: town, count: 2}\n"
#define PLANE "  - {id: planes, type: plane, base: haven, count: 1}\n"
#define NO_WAY                                                                                     \
    "4:5: no way leads \"staff\" from site \"town\" to a place they accept: no link and vehicle "  \
    "that may stop at both its ends, and no way of their own\n"

static const row rows[] = {
    {.why = "a post without doubts", .doubts = ""},
    {.why = "a class that a site does not name",
     .strip = "runway: {length: 600 m}, berths: {light: 2}",
     .doubts = "10:5: nothing that uses link \"road\" can stop at site \"strip\": its berths are "
               "for other classes; add \"car\" for \"van\", or leave berths out for no "
               "limit\n" NO_WAY},
    {.why = "who walks needs no berth of a van",
     .people = "moves: on_foot",
     .strip = "runway: {length: 600 m}, berths: {light: 2}",
     .doubts = "10:5: nothing that uses link \"road\" can stop at site \"strip\": its berths are "
               "for other classes; add \"car\" for \"van\", or leave berths out for no limit\n"},
    {.why = "a runway too short",
     .strip = "runway: {length: 300 m}",
     .doubts =
         "11:5: nothing that uses link \"air\" can stop at site \"strip\": \"plane\" asks for "
         "another runway (length, width or surface)\n" NO_WAY},
    {.why = "a haven that is safe under no option and scenario",
     .haven = "fuel: true",
     .doubts = NO_WAY},
    {.why = "an option makes it safe",
     .haven = "fuel: true",
     .option = "changes: [{sites.haven.safe: true}]",
     .doubts = ""},
    {.why = "a party larger than the plane",
     .people = "party: 6",
     .doubts = "4:5: no vehicle on the way from site \"town\" to a place that \"staff\" accept "
               "seats a party of 6\n"},
    {.why = "a fleet away from its links",
     .fleets = "  - {id: vans, type: van, base: haven, count: 2}\n" PLANE,
     .doubts = NO_WAY "20:5: no link that \"vans\" can use leads from its base \"haven\"\n"},
    {.why = "no fuel anywhere",
     .haven = "safe: true",
     .doubts = "21:5: no site that \"planes\" can stop at has fuel, so that each goes 1000 km in "
               "all; say \"fuel: true\" where there is some\n"},
    {.why = "fuel where the plane cannot stop",
     .haven = "safe: true, berths: {light: 0, car: 1}, fuel: true",
     .doubts =
         "11:5: nothing that uses link \"air\" can stop at site \"haven\": its berths are for "
         "other classes; add \"light\" for \"plane\", or leave berths out for no "
         "limit\n" NO_WAY
         "21:5: no site that \"planes\" can stop at has fuel, so that each goes 1000 km in "
         "all; say \"fuel: true\" where there is some\n"},
    {.why = "reinforcements whom their fleet cannot bring",
     .strip = "runway: {length: 300 m}",
     .option = "reinforcements: [{id: guard, size: 9, site: haven, notice: 0 h, by: vans}]",
     .doubts =
         "11:5: nothing that uses link \"air\" can stop at site \"strip\": \"plane\" asks for "
         "another runway (length, width or surface)\n"
         "24:32: no way brings \"guard\" from site \"town\" to site \"haven\": no link and "
         "vehicle that may stop at both its ends\n" NO_WAY},
    {.why = "who stays need no way", .haven = "fuel: true", .option = "scope: stay", .doubts = ""},
};

static const char *
either(const char *given, const char *plain)
{
    return given != NULL ? given : plain;
}

static void
open_row(cell *opened, const row *asked)
{
    char text[4096];
    snprintf(text, sizeof text,
             "post: {id: test, time_zone: Asia/Kabul, as_of: 2021-07-03 08:00, horizon: 10 d}\n"
             "people:\n"
             "  # alone\n"
             "  - {id: staff, site: town, count: 12, %s}\n"
             "sites:\n"
             "  - {id: town}\n"
             "  - {id: strip, position: \"34.5, 69.2\", %s}\n"
             "  - {id: haven, position: \"34.5, 71.2\", runway: {length: 3000 m}, %s}\n"
             "links:\n"
             "  - {id: road, between: [town, strip], mode: road, distance: 9 km%s}\n"
             "  - {id: air, between: [strip, haven], mode: air}\n"
             "types:\n"
             "  - {id: van, mode: road, seats: 8, speed: 60 km/h, berth_class: car}\n"
             "  - {id: plane, mode: air, seats: 4, speed: 300 km/h, berth_class: light,\n"
             "     range: 1000 km, runway: {length: 500 m}}\n"
             "  # no fleet of it\n"
             "  - {id: ship, mode: sea, seats: 4, speed: 6 km/h, berth_class: quay}\n"
             "\n"
             "fleets:\n%s"
             "scenarios: [{id: told}]\n"
             "options:\n  - {id: all, %s}\n",
             either(asked->people, "kind: staff"), either(asked->strip, "runway: {length: 600 m}"),
             either(asked->haven, "safe: true, fuel: true"), either(asked->road, ""),
             either(asked->fleets, ROAD_VANS PLANE), either(asked->option, "name: all"));
    cell_open(opened, text, "told", "all");
    if (opened->status != MST_OK) {
        fail_msg("%s: %s", asked->why, opened->err.text);
    }
}

static void
what_can_be_used_in_no_cell_is_told_with_its_place(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        cell opened;
        open_row(&opened, &rows[i]);
        mst_arena arena;
        mst_arena_init(&arena, 0);
        mst_doubts *doubts = mst_doubts_new(opened.post, &arena);
        uint32_t count, more;
        mst_error *list;
        assert_true(doubts != NULL && mst_doubts_add(doubts, opened.instance));
        assert_true(mst_doubts_list(doubts, &count, &more, &list));
        char told[4096] = "";
        for (uint32_t k = 0; k < count; k++) {
            size_t used = strlen(told);
            snprintf(told + used, sizeof told - used, "%u:%u: %s\n", list[k].line, list[k].column,
                     list[k].text);
        }
        if (strcmp(told, rows[i].doubts) != 0) {
            fail_msg("%s: told is\n%snot\n%s", rows[i].why, told, rows[i].doubts);
        }
        assert_int_equal(more, 0);
        mst_arena_release(&arena);
        cell_close(&opened);
    }
}

/* Of use in one cell is of use: a closed haven in one scenario is no doubt. */
static void
one_cell_in_which_it_is_of_use_is_enough(void **state)
{
    (void)state;
    cell without, with;
    row useless = {.why = "no haven", .haven = ""};
    open_row(&without, &useless);
    row useful = {.why = "a haven", .haven = ""};
    useful.option = "changes: [{sites.haven.safe: true}, {sites.haven.fuel: true}]";
    open_row(&with, &useful);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_doubts *doubts = mst_doubts_new(without.post, &arena);
    assert_true(doubts != NULL && mst_doubts_add(doubts, without.instance));
    uint32_t count, more;
    mst_error *list;
    assert_true(mst_doubts_list(doubts, &count, &more, &list));
    assert_int_equal(count, 2); /* staff, and fuel for the planes */
    assert_true(mst_doubts_add(doubts, with.instance));
    assert_true(mst_doubts_list(doubts, &count, &more, &list));
    assert_int_equal(count, 0);
    mst_arena_release(&arena);
    cell_close(&without);
    cell_close(&with);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_used_in_no_cell_is_told_with_its_place),
        cmocka_unit_test(one_cell_in_which_it_is_of_use_is_enough),
    };
    return cmocka_run_group_tests_name("doubts", tests, NULL, NULL);
}
