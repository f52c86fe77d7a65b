/* SPDX-License-Identifier: Apache-2.0
 *
 * Text and pages for people: a few small goldens, and what holds for every one of them.
 *
 *   outputs_test GOLDEN_FOLDER
 *
 * With MUSTER_WRITE_GOLDENS set the goldens are written anew, to be read before they are kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "present/file.h"
#include "present/matrix.h"
#include "unit/present/world.h"

static const char *golden_folder;

/* A car takes 8 staff to the gate, where desks pass two families, and an aircraft takes all to the
 * haven; two guards walk; a family of two is left. */
static void
fill_plan(world *w)
{
    static const mst_load staff[] = {{COHORT_STAFF, 0, 8}};
    static const mst_load flight[] = {
        {COHORT_STAFF, 0, 8}, {COHORT_FAMILIES_4, 1, 8}, {COHORT_GUARDS, 0, 2}};
    static const mst_load_list eight = {1, staff}, all = {3, flight};
    static const mst_plan_stop stops[] = {
        {.vehicle = 0,
         .site = SITE_OFFICE,
         .arrive = 600000,
         .leave = 900000,
         .berth_begin = 600000,
         .berth_end = 900000,
         .board = {1, staff}},
        {.vehicle = 0,
         .site = SITE_GATE,
         .arrive = 1500000,
         .leave = MST_NEVER,
         .berth_begin = 1500000,
         .berth_end = 1530000,
         .alight = {1, staff}},
        {.vehicle = 2,
         .site = SITE_GATE,
         .arrive = 3600000,
         .leave = 5400500,
         .berth_begin = 3600000,
         .berth_end = 5400500,
         .board = {3, flight}},
        {.vehicle = 2,
         .site = SITE_HAVEN,
         .arrive = 7200123,
         .leave = MST_NEVER,
         .berth_begin = 7200123,
         .berth_end = 7230123,
         .alight = {3, flight}},
    };
    static const uint32_t first_stop[] = {0, 2, 2, 4}, first_move[] = {0, 1, 1, 2};
    static mst_plan_move moves[] = {
        {.vehicle = 0, .arc = 0, .leave = 900000, .arrive = 1500000, .convoy = 0},
        {.vehicle = 2, .arc = 3, .leave = 5400500, .arrive = 7200123, .convoy = MST_NONE},
    };
    static const mst_plan_desk_run runs[] = {{.site = SITE_GATE,
                                              .desk = 0,
                                              .cohort = COHORT_FAMILIES_4,
                                              .units = 8,
                                              .start = 0,
                                              .each = 180000}};
    static const mst_plan_self_move walks[] = {
        {.cohort = COHORT_GUARDS, .count = 2, .arc = 0, .leave = 1200000, .arrive = 3000000}};
    static const mst_plan_convoy convoys[] = {
        {.arc = 0, .begin = 900000, .detached_force = 3, .back = 2400000}};
    static const mst_plan_duty duties[] = {
        {.vehicle = 2, .first_move = 1, .last_move = 1, .begin = 1800500, .end = 7200123}};
    static const mst_plan_left left[] = {
        {.cohort = COHORT_FAMILIES_2, .site = SITE_OFFICE, .vehicle = MST_NONE, .count = 2}};
    moves[0].loads = eight;
    moves[1].loads = all;
    moves[0].turned_at = moves[1].turned_at = MST_NEVER;
    moves[0].turned_arc = moves[1].turned_arc = MST_NONE;
    w->cell.solution.plan = (mst_plan){
        .problem = &w->phases[0],
        .stop_count = 4,
        .move_count = 2,
        .desk_run_count = 1,
        .self_move_count = 1,
        .convoy_count = 1,
        .duty_count = 1,
        .left_count = 1,
        .first_stop = first_stop,
        .first_move = first_move,
        .stops = stops,
        .moves = moves,
        .desk_runs = runs,
        .self_moves = walks,
        .convoys = convoys,
        .duties = duties,
        .left = left,
    };
}

static void
compare_golden(const char *name, const char *text)
{
    char path[1024], *golden = NULL;
    size_t bytes;
    mst_error err;
    snprintf(path, sizeof path, "%s/%s", golden_folder, name);
    if (getenv("MUSTER_WRITE_GOLDENS") != NULL) {
        assert_int_equal(mst_file_write(path, text, strlen(text), NULL), MST_OK);
        return;
    }
    if (mst_file_read(path, 1 << 20, &golden, &bytes, &err) != MST_OK) {
        fail_msg("%s: %s\n%s", path, err.text, text);
    }
    if (strcmp(golden, text) != 0) {
        fail_msg("%s says otherwise than:\n%s", name, text);
    }
    mst_heap_free(golden);
}

static void
test_show_by_each_thing(void **state)
{
    (void)state;
    static const char *const names[] = {"show-vehicle.txt", "show-site.txt", "show-people.txt",
                                        "show-time.txt"};
    world w;
    mst_document document;
    world_open(&w, 1);
    fill_plan(&w);
    world_document(&w, &document);
    for (int by = MST_SHOW_VEHICLE; by <= MST_SHOW_TIME; by++) {
        char *text = NULL;
        assert_int_equal(mst_document_show(&document, (mst_show_by)by, &text, NULL), MST_OK);
        compare_golden(names[by], text);
        mst_heap_free(text);
    }
    mst_document_release(&document);
    world_close(&w);
}

static void
test_diff_of_a_plan_and_itself_changed(void **state)
{
    (void)state;
    world w;
    mst_document a, b;
    char *text = NULL;
    bool differ = true;
    world_open(&w, 1);
    fill_plan(&w);
    world_document(&w, &a);
    assert_int_equal(mst_document_diff(&a, &a, &text, &differ, NULL), MST_OK);
    assert_false(differ);
    assert_non_null(strstr(text, "The plans are the same: 2 moves.\n"));
    mst_heap_free(text);
    mst_plan_move moves[2];
    memcpy(moves, w.cell.solution.plan.moves, sizeof moves);
    moves[1].leave += MST_MS_PER_MINUTE;
    w.cell.solution.plan.moves = moves;
    w.cell.judgement.measures.completion += MST_MS_PER_HOUR;
    world_document(&w, &b);
    assert_int_equal(mst_document_diff(&a, &b, &text, &differ, NULL), MST_OK);
    assert_true(differ);
    compare_golden("diff.txt", text);
    mst_heap_free(text);
    mst_document_release(&a);
    mst_document_release(&b);
    world_close(&w);
}

static void
test_schedule_has_one_row_a_record(void **state)
{
    (void)state;
    world w;
    mst_document document;
    char *text = NULL;
    world_open(&w, 1);
    fill_plan(&w);
    world_document(&w, &document);
    assert_int_equal(mst_document_write_csv(&document, &text, NULL), MST_OK);
    compare_golden("schedule.csv", text);
    mst_heap_free(text);
    mst_document_release(&document);
    world_close(&w);
}

static uint32_t
occurrences(const char *text, const char *piece)
{
    uint32_t count = 0;
    for (const char *at = strstr(text, piece); at != NULL; at = strstr(at + 1, piece)) {
        count++;
    }
    return count;
}

/* A way and a fleet is one row however many go: from the first to leave to the last to arrive. */
static void
test_page_sums_each_way_at_a_glance(void **state)
{
    (void)state;
    world w;
    mst_document document;
    char *text = NULL;
    static const mst_load families[] = {{COHORT_FAMILIES_2, 0, 4}};
    static const mst_load staff[] = {{COHORT_STAFF, 0, 8}};
    static const mst_plan_move moves[] = {{.vehicle = 0,
                                           .arc = 0,
                                           .leave = 900000,
                                           .arrive = 1500000,
                                           .loads = {1, staff},
                                           .convoy = 0,
                                           .turned_at = MST_NEVER,
                                           .turned_arc = MST_NONE},
                                          {.vehicle = 0,
                                           .arc = 1,
                                           .leave = 1500000,
                                           .arrive = 2100000,
                                           .convoy = MST_NONE,
                                           .turned_at = MST_NEVER,
                                           .turned_arc = MST_NONE},
                                          {.vehicle = 0,
                                           .arc = 0,
                                           .leave = 2100000,
                                           .arrive = 3900000,
                                           .loads = {1, families},
                                           .convoy = MST_NONE,
                                           .turned_at = MST_NEVER,
                                           .turned_arc = MST_NONE}};
    static const uint32_t first_move[] = {0, 3, 3, 3};
    world_open(&w, 1);
    fill_plan(&w);
    w.cell.solution.plan.move_count = 3;
    w.cell.solution.plan.moves = moves;
    w.cell.solution.plan.first_move = first_move;
    w.cell.solution.plan.duty_count = 0;
    world_document(&w, &document);
    assert_int_equal(mst_document_write_page(&document, &text, NULL), MST_OK);
    const char *glance = strstr(text, "<h2>At a glance</h2>");
    assert_non_null(glance);
    const char *end = strstr(glance, "</table>");
    const char *own = strstr(glance, "on their own");
    const char *sum = strstr(glance, "<td class=\"n\">2</td><td class=\"n\">12</td><td><bdi>");
    assert_true(sum != NULL && own != NULL && sum < own && own < end); /* the first to begin */
    assert_non_null(strstr(sum, "<bdi>staff</bdi>, <bdi>families</bdi></td><td>1 of 2</td>"));
    assert_non_null(
        strstr(glance, "(03 0345Z)</td><td class=\"t\">")); /* its first, 15 min after */
    assert_non_null(strstr(glance, "(03 0435Z)</td><td>")); /* its last, 65 min */
    mst_heap_free(text);
    mst_document_release(&document);
    world_close(&w);
}

static void
test_page_is_plain_escaped_and_accessible(void **state)
{
    (void)state;
    world w;
    mst_document document;
    char *text = NULL;
    world_open(&w, 1);
    fill_plan(&w);
    world_document(&w, &document);
    assert_int_equal(mst_document_write_page(&document, &text, NULL), MST_OK);
    static const char *const never[] = {"<script",  "http:",      "https:",      "<link",
                                        "<img",     "url(",       "Test <post>", "<1>",
                                        " onclick", "\"friends\""};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (strstr(text, never[i]) != NULL) {
            fail_msg("the page holds %s", never[i]);
        }
    }
    static const char *const always[] = {"<html lang=\"en\"",
                                         "<bdi>Test &lt;post&gt; &amp; &quot;friends&quot;</bdi>",
                                         "<bdi>بوابة &lt;1&gt;</bdi>",
                                         "<th scope=\"col\">",
                                         "<th scope=\"row\">First movement</th>",
                                         "10 min after the order",
                                         "fleets.car.count",
                                         "40 min sooner",
                                         "sites.gate",
                                         "a guess",
                                         "sites.haven",
                                         "desk officer",
                                         "supplies at office last a day",
                                         "convoy 1: 3 along",
                                         "2 aboard",
                                         "2021-07-03T03:30:00Z",
                                         "2021-07-03T07:00:00+03:30",
                                         "muster " MUSTER_VERSION ", seed 7",
                                         "0123456789abcdeffedcba9876543210",
                                         "fleets.car.count=3",
                                         "at most 33.3 % from the best possible",
                                         "2 of families/2 are left: the street shuts at +2:00",
                                         "desks at gate pass 20 people an hour",
                                         "head of mission"};
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        if (strstr(text, always[i]) == NULL) {
            fail_msg("the page lacks %s", always[i]);
        }
    }
    static const char *const pairs[][2] = {
        {"<table>", "</table>"}, {"<tr>", "</tr>"}, {"<td", "</td>"},         {"<th ", "</th>"},
        {"<bdi>", "</bdi>"},     {"<h2>", "</h2>"}, {"<table>", "<caption>"}, {"<time", "</time>"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_int_equal(occurrences(text, pairs[i][0]), occurrences(text, pairs[i][1]));
    }
    mst_heap_free(text);
    mst_document_release(&document);
    world_close(&w);
}

/* ---- the matrix ---- */

enum { SCENARIOS = 5, OPTIONS = 2 };

static void
open_matrix(world *w, mst_matrix *matrix, mst_cell *cells)
{
    static const char *const scenarios[] = {"as-today", "airport-shut-from-48-h", "crowd", "地震",
                                            "two-losses"};
    static const char *const options[] = {"all-out", "by-road-and-then-by-helicopter"};
    static mst_scenario_id scenario_ids[SCENARIOS];
    static mst_option_id option_ids[OPTIONS];
    world_open(w, 1);
    fill_plan(w);
    w->post.scenario_count = SCENARIOS;
    w->post.option_count = OPTIONS;
    w->post.scenarios = MST_TAKE(&w->arena, mst_scenario, SCENARIOS);
    w->post.options = MST_TAKE(&w->arena, mst_option, OPTIONS);
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        w->post.scenarios[i].id = scenarios[i];
        scenario_ids[i].index = i;
    }
    for (uint32_t i = 0; i < OPTIONS; i++) {
        w->post.options[i].id = options[i];
        option_ids[i].index = i;
    }
    for (uint32_t i = 0; i < SCENARIOS * OPTIONS; i++) {
        cells[i] = w->cell;
        cells[i].scenario.index = i / OPTIONS;
        cells[i].option.index = i % OPTIONS;
    }
    cells[0].status = MST_CELL_OPTIMAL;
    cells[0].judgement.measures.left = 0;
    cells[0].left_reason = NULL;
    cells[0].has_foreseen = false;
    cells[3].status = MST_CELL_PENDING;
    cells[5].outcome = MST_INVALID;
    cells[5].binding_count = 0;
    snprintf(cells[5].err.text, sizeof cells[5].err.text,
             "two changes set links.street.flow at one time");
    *matrix = (mst_matrix){.scenario_count = SCENARIOS,
                           .option_count = OPTIONS,
                           .scenarios = scenario_ids,
                           .options = option_ids,
                           .cells = cells};
}

static void
test_matrix_fits_every_terminal(void **state)
{
    (void)state;
    world w;
    mst_matrix matrix;
    mst_cell cells[SCENARIOS * OPTIONS];
    mst_document_run run = {.seed = 1};
    open_matrix(&w, &matrix, cells);
    for (uint32_t columns = 40; columns <= 200; columns += 5) {
        char *text = NULL;
        mst_matrix_style style = {.columns = columns};
        assert_int_equal(mst_matrix_write_text(&w.post, &matrix, &run, &style, &text, NULL),
                         MST_OK);
        assert_null(strchr(text, '\x1b'));
        for (const char *line = text; *line != '\0';) {
            char copy[1024];
            size_t length = strcspn(line, "\n");
            snprintf(copy, sizeof copy, "%.*s", (int)length, line);
            if (mst_buffer_width(copy) > columns) {
                fail_msg("%u columns: \"%s\"", columns, copy);
            }
            if (length > 0 && line[length - 1] == ' ') {
                fail_msg("%u columns: \"%s\" ends with a space", columns, copy);
            }
            line += length + (line[length] == '\n' ? 1 : 0);
        }
        mst_heap_free(text);
    }
    world_close(&w);
}

static void
test_matrix_of_eighty_columns(void **state)
{
    (void)state;
    world w;
    mst_matrix matrix;
    mst_cell cells[SCENARIOS * OPTIONS];
    mst_document_run run = {.seed = 1};
    char *text = NULL, *colored = NULL;
    open_matrix(&w, &matrix, cells);
    mst_matrix_style style = {.columns = 80};
    assert_int_equal(mst_matrix_write_text(&w.post, &matrix, &run, &style, &text, NULL), MST_OK);
    compare_golden("matrix-80.txt", text);
    style.color = true;
    assert_int_equal(mst_matrix_write_text(&w.post, &matrix, &run, &style, &colored, NULL), MST_OK);
    assert_non_null(strstr(colored, "\x1b[1;31mleft 2\x1b[0m"));
    assert_true(occurrences(colored, "\x1b[1") == occurrences(colored, "\x1b[0m"));
    mst_heap_free(text);
    mst_heap_free(colored);
    world_close(&w);
}

/* A plan is shown that is not the best one found: wherever it is, that is told. */
static void
test_a_plan_passed_over_is_told(void **state)
{
    (void)state;
    static const char said[] = "The best plan found breaks rule hold";
    world w;
    mst_matrix matrix;
    mst_cell cells[SCENARIOS * OPTIONS];
    mst_document_run run = {.seed = 1};
    mst_document document;
    char *text = NULL, *shown = NULL, *page = NULL;
    open_matrix(&w, &matrix, cells);
    mst_matrix_style style = {.columns = 80};
    cells[1].passed_over = w.cell.passed_over = said;
    assert_int_equal(mst_matrix_write_text(&w.post, &matrix, &run, &style, &text, NULL), MST_OK);
    assert_non_null(strstr(text, "Plans passed over, by a fault of the planner:\n- "));
    assert_int_equal(occurrences(text, said), 1);
    world_document(&w, &document);
    assert_int_equal(mst_document_show(&document, MST_SHOW_TIME, &shown, NULL), MST_OK);
    assert_non_null(strstr(shown, said));
    assert_int_equal(mst_document_write_page(&document, &page, NULL), MST_OK);
    assert_non_null(strstr(page, said));
    mst_heap_free(text);
    mst_heap_free(shown);
    mst_heap_free(page);
    mst_document_release(&document);
    world_close(&w);
}

typedef struct pieces {
    char text[1 << 16];
    size_t length, longest, taken, most; /* `most` pieces are taken, then no more */
} pieces;

static bool
take_piece(void *context, const char *piece, size_t bytes)
{
    pieces *kept = context;
    assert_true(kept->length + bytes < sizeof kept->text);
    assert_true(kept->taken <= kept->most); /* who refused is not asked again */
    if (kept->taken++ == kept->most) {
        return false;
    }
    memcpy(kept->text + kept->length, piece, bytes);
    kept->length += bytes;
    kept->text[kept->length] = '\0';
    kept->longest = bytes > kept->longest ? bytes : kept->longest;
    return true;
}

static void
test_matrix_as_json_is_the_same_in_pieces(void **state)
{
    (void)state;
    static pieces kept;
    world w;
    mst_matrix matrix;
    mst_cell cells[SCENARIOS * OPTIONS];
    mst_document_run run = {.seed = 1};
    mst_sink sink = {take_piece, &kept};
    mst_error err;
    char *text = NULL;
    open_matrix(&w, &matrix, cells);
    assert_int_equal(mst_matrix_write_json(&w.post, &matrix, &run, NULL, &text, NULL), MST_OK);
    kept = (pieces){.most = SIZE_MAX};
    assert_int_equal(mst_matrix_write_json(&w.post, &matrix, &run, &sink, NULL, NULL), MST_OK);
    assert_string_equal(kept.text, text);
    assert_true(kept.longest < kept.length / 2);
    for (size_t most = 0; most < 3; most++) {
        kept = (pieces){.most = most};
        assert_int_equal(mst_matrix_write_json(&w.post, &matrix, &run, &sink, NULL, &err), MST_IO);
        assert_int_equal(kept.taken, most + 1);
        assert_memory_equal(kept.text, text, kept.length);
    }
    mst_heap_free(text);
    world_close(&w);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_show_by_each_thing),
        cmocka_unit_test(test_diff_of_a_plan_and_itself_changed),
        cmocka_unit_test(test_schedule_has_one_row_a_record),
        cmocka_unit_test(test_page_sums_each_way_at_a_glance),
        cmocka_unit_test(test_page_is_plain_escaped_and_accessible),
        cmocka_unit_test(test_matrix_fits_every_terminal),
        cmocka_unit_test(test_matrix_of_eighty_columns),
        cmocka_unit_test(test_a_plan_passed_over_is_told),
        cmocka_unit_test(test_matrix_as_json_is_the_same_in_pieces),
    };
    golden_folder = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests_name("outputs for people", tests, NULL, NULL);
}
