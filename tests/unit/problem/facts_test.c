/* SPDX-License-Identifier: Apache-2.0
 *
 * What facts of reports do to the compiled problem: the same as if the post had been written so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"

#include <cmocka.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

#define POST                                                                                       \
    "post: {id: test, as_of: 2021-07-03 08:00, horizon: 10 d}\n"                                   \
    "people:\n"                                                                                    \
    "  - {id: staff, site: gate, count: {low: 80, likely: 100, high: 140}}\n"                      \
    "sites:\n"                                                                                     \
    "  - {id: gate, hold: {low: 50, likely: 100, high: 200}, process: {desks: 6, time: 3 min}}\n"  \
    "  - {id: haven, safe: true}\n"                                                                \
    "links:\n"                                                                                     \
    "  - {id: road, between: [gate, haven], mode: road, distance: 6 km, flow: 60 vehicles/h}\n"    \
    "types:\n  - {id: coach, mode: road, seats: 40, speed: 60 km/h}\n"                             \
    "fleets:\n  - {id: coaches, type: coach, base: gate, count: 6, notice: 0 h}\n"

#define FACT(id, day, more, changes)                                                               \
    "  - {id: " id ", at: 2021-07-" day ", source: s, grade: B2" more ", changes: [" changes "]}"  \
    "\n"

static const struct {
    const char *why, *scenario, *reports, *question;
    int64_t value;
} rows[] = {
    {"nothing is reported", "", "", "sites.gate.hold", 100},
    {"a fact sets a number", "", FACT("a", "02", "", "{sites.gate.hold: 70}"), "sites.gate.hold",
     70},
    {"a fact makes a range one number", "{sites.gate.hold: high}",
     FACT("a", "02", "", "{sites.gate.hold: 70}"), "sites.gate.hold", 70},
    {"a fact moves a whole range", "{sites.gate.hold: high}",
     FACT("a", "02", "", "{sites.gate.hold: {add: 10}}"), "sites.gate.hold", 210},
    {"a fact scales a whole range", "{sites.gate.hold: low}",
     FACT("a", "02", "", "{sites.gate.hold: {scale: 0.5}}"), "sites.gate.hold", 25},
    {"a scenario changes what the facts left", "{sites.gate.hold: {scale: 0.5}}",
     FACT("a", "02", "", "{sites.gate.hold: 70}"), "sites.gate.hold", 35},
    {"a scenario that sets contradicts no fact", "{sites.gate.hold: 33}",
     FACT("a", "02", "", "{sites.gate.hold: 70}"), "sites.gate.hold", 33},
    {"the later receipt wins, whatever stands first", "",
     FACT("a", "02", "", "{sites.gate.hold: 70}") FACT("b", "01", "", "{sites.gate.hold: 60}"),
     "sites.gate.hold", 70},
    {"late receipt of an early fact amends a later one", "",
     FACT("a", "02", "", "{sites.gate.hold: 70}")
         FACT("b", "01", ", received: 2021-07-03", "{sites.gate.hold: 60}"),
     "sites.gate.hold", 60},
    {"what is received after the picture does not count", "",
     FACT("a", "02", ", received: 2021-07-04", "{sites.gate.hold: 70}"), "sites.gate.hold", 100},
    {"what is corrected does not count", "",
     FACT("a", "01", "", "{sites.gate.hold: 70}")
         FACT("b", "02", ", corrects: a", "{sites.gate.process.desks: 2}"),
     "sites.gate.hold", 100},
    {"what corrects it does", "",
     FACT("a", "01", "", "{sites.gate.hold: 70}")
         FACT("b", "02", ", corrects: a", "{sites.gate.process.desks: 2}"),
     "sites.gate.desks", 2},
    {"people", "{people.staff.count: high}", FACT("a", "02", "", "{people.staff.count: {add: 20}}"),
     "people.staff.count", 160},
    {"fleets", "", FACT("a", "02", "", "{fleets.coaches.count: 4}"), "fleets.coaches.usable", 4},
    {"a fact closes a link", "", FACT("a", "02", "", "{close: links.road}"), "links.road.open", 0},
    {"a scenario opens what a fact has closed", "{open: links.road}",
     FACT("a", "02", "", "{close: links.road}"), "links.road.open", 1},
    {"a fact of a while ends", "", FACT("a", "02", "", "{close: links.road, until: +12 h}"),
     "links.road.open", 1},
    {"times count from the time of the information", "",
     FACT("a", "02", "", "{close: links.road, until: +36 h}"), "links.road.open", 0},
};

static void
facts_make_the_picture(void **state)
{
    (void)state;
    char text[4096];
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        cell c;
        snprintf(text, sizeof text, POST "scenarios:\n  - {id: told, changes: [%s]}\nreports:\n%s",
                 rows[i].scenario, rows[i].reports);
        cell_open(&c, text, "told", "all-out");
        if (c.status != MST_OK) {
            fail_msg("%s: %s", rows[i].why, c.err.text);
        }
        int64_t value = cell_ask(&c.instance->phases[0], rows[i].question, 0);
        if (value != rows[i].value) {
            fail_msg("%s: %s is %lld, not %lld", rows[i].why, rows[i].question, (long long)value,
                     (long long)rows[i].value);
        }
        cell_close(&c);
    }
}

static void
a_fact_outside_what_a_number_allows_is_refused_where_it_stands(void **state)
{
    (void)state;
    cell c;
    cell_open(&c,
              POST "scenarios:\n  - {id: told}\nreports:\n" FACT(
                  "a", "02", "", "{people.staff.count: {add: -90}}"),
              "told", "all-out");
    assert_int_equal(c.status, MST_OK);
    cell_close(&c);
    cell_open(&c,
              POST "scenarios:\n  - {id: told}\nreports:\n" FACT(
                  "a", "02", "", "{people.staff.count: {add: -190}}"),
              "told", "all-out");
    assert_int_equal(c.status, MST_INVALID);
    assert_int_equal(c.err.line, 16);
    cell_close(&c);
}

/* Reads with options: what --as-of does. */
static void
the_picture_moves_with_as_of(void **state)
{
    (void)state;
    static const struct {
        const char *as_of;
        const char *question;
        int64_t value;
    } asked[] = {{NULL, "sites.gate.hold", 100},
                 {"2021-07-04 12:00", "sites.gate.hold", 70},
                 {"2021-07-06", "sites.gate.hold", 60}};
    static const char log_one[] = "{id: z, at: 2021-07-05, source: s, grade: B2, "
                                  "changes: [{sites.gate.process.desks: 1}]}";
    char path[] = "/tmp/muster-facts-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    static const char text[] =
        POST "options:\n  - {id: fixed, order_at: 2021-07-03 20:00}\nreports:\n" FACT(
            "a", "04", "", "{sites.gate.hold: 70}") FACT("b", "05", "", "{sites.gate.hold: 60}");
    assert_int_equal(write(file, text, sizeof text - 1), (ssize_t)(sizeof text - 1));
    close(file);
    for (uint32_t logged = 0; logged < 2; logged++) {
        for (uint32_t i = 0; i < COUNT(asked); i++) {
            mst_log_report entry = {log_one, 1};
            mst_read_options options = {
                .as_of = asked[i].as_of, .log_name = "log", .log = &entry, .log_count = logged};
            mst_fault_list faults;
            mst_post *post = NULL;
            mst_error err = {0};
            assert_int_equal(mst_post_read_with(path, &options, &post, &faults, &err), MST_OK);
            mst_case *instance = NULL;
            assert_int_equal(mst_case_compile(post, (mst_scenario_id){0}, (mst_option_id){0}, NULL,
                                              &instance, &err),
                             MST_OK);
            /* The log moves the picture by itself, to its latest receipt. */
            bool moved = logged > 0 && asked[i].as_of == NULL;
            assert_int_equal(cell_ask(&instance->phases[0], asked[i].question, 0),
                             moved ? 60 : asked[i].value);
            bool has_desk = logged > 0 && i != 1;
            assert_int_equal(cell_ask(&instance->phases[0], "sites.gate.desks", 0),
                             has_desk ? 1 : 6);
            /* An order that was not given then is given now at the soonest. */
            mst_instant given = post->base_as_of + 12 * MST_MS_PER_HOUR;
            assert_int_equal(instance->phases[0].order, post->as_of > given ? post->as_of : given);
            mst_case_release(instance);
            mst_post_release(post);
            mst_fault_list_release(&faults);
        }
    }
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    mst_read_options early = {.as_of = "2021-07-01"};
    assert_int_equal(mst_post_read_with(path, &early, &post, &faults, &err), MST_INVALID);
    assert_non_null(strstr(err.text, "before the post's own as_of"));
    mst_fault_list_release(&faults);
    unlink(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_make_the_picture),
        cmocka_unit_test(a_fact_outside_what_a_number_allows_is_refused_where_it_stands),
        cmocka_unit_test(the_picture_moves_with_as_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
