/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans written by anybody: each fault has one sentence and its place. And loads that a person left
 * open are completed as docs/rules.md says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/present/world.h"

/* A whole plan.json in small; %s are a time of departure and the rest of the move. */
static const char frame[] =
    "{\"format\": \"muster-plan-1\", \"version\": \"0.1.0\",\n"
    " \"input\": {\"post\": \"p\", \"hash\": \"0123456789abcdef0123456789abcdef\",\n"
    "  \"as_of_utc\": \"2021-07-03T03:30:00Z\"},\n"
    " \"run\": {\"seed\": 1, \"effort\": 0, \"time_limit_seconds\": 0, \"stopped\": false, "
    "\"set\": []},\n"
    " \"scenario\": \"base\", \"option\": \"all-out\",\n"
    " \"order\": {\"utc\": \"2021-07-03T03:30:00Z\", \"horizon_seconds\": 86400, \"zone\": "
    "\"UTC\"},\n"
    " \"sites\": [{\"id\": \"office\"}, {\"id\": \"gate\"}],\n"
    " \"links\": [{\"link\": \"street\", \"from\": \"office\", \"to\": \"gate\"}],\n"
    " \"vehicles\": [{\"id\": \"car-1\", \"fleet\": \"car\", \"type\": \"car\", \"base\": "
    "\"office\"}],\n"
    " \"cohorts\": [{\"id\": \"staff\", \"people\": \"staff\", \"kind\": \"staff\", \"count\": 9,\n"
    "  \"party\": 1}], \"stations\": [\"ecc\"],\n"
    " \"moves\": [\n"
    "%s\n"
    " ],\n"
    " \"stops\": [\n"
    "  {\"vehicle\": \"car-1\", \"site\": \"office\", \"arrive\": 0, \"leave\": 60,\n"
    "   \"service_begin\": null, \"service_end\": null, \"alight\": [], \"board\": []},\n"
    "  {\"vehicle\": \"car-1\", \"site\": \"gate\", \"arrive\": 120, \"leave\": null,\n"
    "   \"service_begin\": null, \"service_end\": null, \"alight\": [], \"board\": []}]}\n";

#define MOVE(more)                                                                                 \
    "  {\"vehicle\": \"car-1\", \"link\": \"street\", \"from\": \"office\", \"to\": \"gate\",\n"   \
    "   " more "}"
#define TIMES "\"leave\": 60, \"arrive\": 120"

static const struct {
    const char *move;
    uint32_t line, column;
    const char *text;
} json_rows[] = {
    {MOVE(TIMES), 0, 0, NULL}, /* the frame itself is good */
    {MOVE(TIMES ", \"leave_utc\": \"2021-07-03T03:31:00Z\""), 0, 0, NULL},
    {MOVE(TIMES ", \"leave_utc\": \"2021-07-03T03:32:00Z\""), 14, 45,
     "\"leave_utc\" is 2021-07-03T03:32:00Z but the seconds after the order give "
     "2021-07-03T03:31:00Z: change both, or leave \"leave_utc\" out"},
    {MOVE("\"leave\": 60"), 13, 3, "\"arrive\" is missing"},
    {MOVE("\"leave\": \"soon\", \"arrive\": 120"), 14, 13,
     "\"leave\" must be a number of seconds between -10^11 and 10^11"},
    {MOVE("\"leave\": 60.0005, \"arrive\": 120"), 14, 13,
     "\"leave\" has more than three decimals; times are whole milliseconds"},
    {MOVE("\"leave\": 1e300, \"arrive\": 120"), 14, 13,
     "\"leave\" must be a number of seconds between -10^11 and 10^11"},
    {MOVE(TIMES ", \"load\": [{\"people\": \"stuff\", \"count\": 3}]"), 14, 52,
     "\"stuff\" is not a group of this plan; did you mean \"staff\"?"},
    {MOVE(TIMES ", \"load\": [{\"people\": \"staff\", \"count\": 0}]"), 14, 70,
     "\"count\" is 0 and must lie between 1 and 10000000"},
    {MOVE(TIMES ", \"load\": [{\"people\": \"staff\", \"count\": 3, \"stations\": [\"x\"]}]"), 14,
     85, "\"x\" is not a station of this plan"},
    {MOVE(TIMES ", \"load\": 5"), 14, 40, "\"load\" must be a list"},
    {MOVE(TIMES ", \"convoy\": 2"), 12, 11,
     "a move of vehicle car-1 names convoy 2; there are 0 convoys, from 0"},
    {"  {\"vehicle\": \"kar-1\"}", 13, 15,
     "\"kar-1\" is not a vehicle of this plan; did you mean \"car-1\"?"},
    {"  {\"vehicle\": \"car-1\", \"link\": \"street\", \"from\": \"gate\", \"to\": \"office\"}", 13,
     32, "\"street\" is not a link of this plan from gate to office"},
    {"", 15, 11, "vehicle car-1 has 2 stops and 0 moves; it needs one move fewer than stops"},
    {"  7", 13, 3, "an element of \"moves\" must be an object"},
    {MOVE(TIMES ", \"leave\": 61"), 14, 38,
     "this is not valid JSON: duplicate object key near '\"leave\"'"},
};

static void
test_json_faults_have_a_sentence_and_a_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof json_rows / sizeof json_rows[0]; i++) {
        char text[4096];
        mst_document document;
        mst_error err = {.text = ""};
        snprintf(text, sizeof text, frame, json_rows[i].move);
        mst_status status = mst_document_read("plan.json", text, strlen(text), &document, &err);
        if (json_rows[i].text == NULL) {
            if (status != MST_OK) {
                fail_msg("row %zu: %s (%u:%u)", i, err.text, err.line, err.column);
            }
        } else if (status != MST_INVALID || strcmp(err.text, json_rows[i].text) != 0 ||
                   err.line != json_rows[i].line || err.column != json_rows[i].column) {
            fail_msg("row %zu: %u:%u: %s", i, err.line, err.column, err.text);
        }
        mst_document_release(&document);
    }
}

static void
test_files_that_are_no_plans_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bytes;
        uint32_t line, column;
        const char *message;
    } rows[] = {
        {"", 0, 1, 1,
         "this is neither a plan.json nor a schedule.csv: the first line must name the columns, "
         "\"record\" among them"},
        {"hello\n", 6, 1, 1, "\"hello\" is not a column of a schedule"},
        {"{", 1, 1, 1, "this is not valid JSON: string or '}' expected near end of file"},
        {"[1]", 3, 1, 1, "a plan must be a JSON object"},
        {"{}", 2, 1, 1, "\"format\" is missing"},
        {"{\"a\xFF\": 1}", 9, 1, 4, "the file is not valid UTF-8 here"},
        {"{\"a\": \0}", 8, 1, 7, "the file holds a NUL character here"},
        {"record,vehicel\n", 15, 1, 8,
         "\"vehicel\" is not a column of a schedule; did you mean \"vehicle\"?"},
        {"record,record\n", 14, 1, 8, "the column \"record\" stands twice"},
        {"record,item\nplan,\"x", 19, 2, 6, "the quote that begins here is not closed"},
        {"record\nfly\n", 11, 1, 1,
         "the schedule needs plan rows with the items scenario and option"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_document document;
        mst_error err = {.text = ""};
        mst_status status = mst_document_read("f", rows[i].text, rows[i].bytes, &document, &err);
        if (status != MST_INVALID || strcmp(err.text, rows[i].message) != 0 ||
            err.line != rows[i].line || err.column != rows[i].column) {
            fail_msg("row %zu: %u:%u: %s", i, err.line, err.column, err.text);
        }
        mst_document_release(&document);
    }
}

/* jansson limits nesting; a hundred thousand brackets are no crash. */
static void
test_deep_nesting_is_refused(void **state)
{
    (void)state;
    enum { DEPTH = 100000 };
    char *text = mst_heap_take(DEPTH + 1, 1);
    memset(text, '[', DEPTH);
    mst_document document;
    mst_error err;
    assert_int_equal(mst_document_read("f", text, DEPTH, &document, &err), MST_INVALID);
    mst_document_release(&document);
    mst_heap_free(text);
}

#define HEAD                                                                                       \
    "record,item,value,vehicle,type,from,to,link,leave_seconds,leave_utc,arrive_seconds,load,"     \
    "service_begin_seconds,service_end_seconds,desk,each_seconds\n"                                \
    "plan,scenario,base\nplan,option,all-out\nplan,order_utc,2021-07-03T03:30:00Z\n"

static const struct {
    const char *rows;
    uint32_t line, column;
    const char *text;
} csv_rows[] = {
    {"", 0, 0, NULL},
    {"move,,,car-1,car,office,gate,street,60,,120,,,\nend,,,car-1,,gate,,,,,120,,,\n", 0, 0, NULL},
    {"move,,,car-1,,office,gate,,60,,120,,,\nend,,,car-1,,gate,,,,,120,,,\n", 0, 0,
     NULL}, /* one link */
    {"fly,,,car-1\n", 5, 1,
     "\"fly\" is not a record: plan, move, end, desk, self, convoy, duty or left"},
    {"move,,,car-1,car,office,gate,street,,,120\n", 5, 37, "a move row needs \"leave_seconds\""},
    {"move,,,car-1,car,office,gate,street,sixty,,120\n", 5, 37,
     "\"leave_seconds\" is \"sixty\" and must be seconds after the order with at most three "
     "decimals"},
    {"move,,,car-1,car,office,gate,street,60,2021-07-03T03:40:00Z,120\n", 5, 40,
     "\"leave_utc\" is 2021-07-03T03:40:00Z but the other cells of the row give "
     "2021-07-03T03:31:00Z: "
     "change all of them, or empty all but one"},
    {"move,,,car-1,car,office,gate,street,60,3/7/2021,120\n", 5, 40,
     "\"leave_utc\" is \"3/7/2021\" and must look like 2021-07-03T03:30:00Z or "
     "2021-07-03T08:00:00+04:30"},
    {"move,,,car-1,car,office,gate,street,60,,120,many staff\n", 5, 45,
     "\"load\" holds \"many\"; it must be a list such as `90 staff; 12 families/4`"},
    {"move,,,car-1,car,office,gate,street,60,,120,3 staff [ecc\n", 5, 45,
     "\"load\" has a [ without a ] at the end of its entry"},
    {"move,,,car-1,car,office,gate,street,60,,120,,30\n", 5, 46,
     "a service needs both its begin and its end"},
    {"move,,,car-1,car,office,gate,street,60,,120\n", 5, 1,
     "vehicle car-1 needs just one row with the record \"end\""},
    {"move,,,car-1,car,office,gate,street,60,,120\nend,,,car-1,,gate,,,,,130\n", 6, 1,
     "the end of vehicle car-1 and its last move arrive at different times"},
    {"move,,,car-1,car,office,gate,street,60,,120\nend,,,car-1,bus,gate,,,,,120\n", 6, 13,
     "vehicle car-1 is of type bus here and car in a row before"},
    {"move,,,car-1,car,office,gate,street,60,,120,3 staff\nend,,,car-1,,gate,,,,,120,4 staff\n", 6,
     1, "4 of staff get off here and 3 are aboard"},
    /* from here on the names are the post's to judge */
    {"move,,,kar-1,,office,gate,street,60,,120\nend,,,kar-1,,gate,,,,,120\n", 5, 8,
     "the post has no vehicle \"kar-1\" under this scenario and option; did you mean \"car-1\"?"},
    {"move,,,car-1,bus,office,gate,street,60,,120\nend,,,car-1,,gate,,,,,120\n", 5, 8,
     "vehicle car-1 is of type car in the post, not bus"},
    {"move,,,car-1,,office,border,street,60,,120\nend,,,car-1,,border,,,,,120\n", 5, 29,
     "the post has no link street from office to border under this scenario and option"},
    {"left,,,,,office,,,,,,3 families\n", 5, 22,
     "\"families\" travels in several parties; a row of this record must name one of them, such as "
     "\"families/4\""},
    {"left,,,,,office,,,,,,3 stuff\n", 5, 22,
     "the post has no group of people \"stuff\" under this scenario and option; did you mean "
     "\"staff\"?"},
};

static mst_status
read_and_bind(world *w, const char *text, mst_document *document, mst_arena *arena,
              const mst_plan **plan, mst_error *err)
{
    mst_status status = mst_document_read("schedule.csv", text, strlen(text), document, err);
    return status == MST_OK ? mst_document_bind(document, &w->instance, arena, plan, err) : status;
}

static void
test_schedule_faults_have_a_sentence_and_a_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof csv_rows / sizeof csv_rows[0]; i++) {
        char text[4096];
        world w;
        mst_document document;
        mst_arena arena;
        const mst_plan *plan;
        mst_error err = {.text = ""};
        world_open(&w, 1);
        mst_arena_init(&arena, 0);
        snprintf(text, sizeof text, "%s%s", HEAD, csv_rows[i].rows);
        mst_status status = read_and_bind(&w, text, &document, &arena, &plan, &err);
        if (csv_rows[i].text == NULL) {
            if (status != MST_OK) {
                fail_msg("row %zu: %s (%u:%u)", i, err.text, err.line, err.column);
            }
        } else if (status != MST_INVALID || strcmp(err.text, csv_rows[i].text) != 0 ||
                   err.line != csv_rows[i].line || err.column != csv_rows[i].column) {
            fail_msg("row %zu: %u:%u: %s", i, err.line, err.column, err.text);
        }
        mst_arena_release(&arena);
        mst_document_release(&document);
        world_close(&w);
    }
}

/* Thirty staff are there, ten pass the desk one a minute from 0. The load time is 1 min, so who
 * boards for a departure at 11 min is chosen at 10 min. */
static const struct {
    const char *why, *load;
    const char *expected; /* cohort:stations:count of the first move */
} replays[] = {
    {"those with most stations when they are enough", "8 staff", "0:1:8"},
    {"those of one mask when no other has enough", "25 staff", "0:0:25"},
    {"what was said stays", "8 staff [-]", "0:0:8"},
    {"all of the processed and then others when none are enough", "36 staff", "0:0:26 0:1:10"},
    {"a people item takes its largest parties first", "10 families", "1:0:8 2:0:2"},
    {"and no broken party while there are smaller ones", "6 families", "1:0:4 2:0:2"},
};

static void
test_open_loads_are_completed_by_a_replay(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof replays / sizeof replays[0]; i++) {
        char text[4096], found[256] = "";
        world w;
        mst_document document;
        mst_arena arena;
        const mst_plan *plan = NULL;
        mst_error err = {.text = ""};
        world_open(&w, 1);
        mst_arena_init(&arena, 0);
        /* Staff begin at the office (site 0); its desk is of station "customs" and takes parties.
         */
        snprintf(text, sizeof text,
                 "%sdesk,,,,,office,,,0,,600,10 staff [-],,,0,60\n"
                 "move,,,car-1,car,office,gate,street,660,,700,%s,0,660\n"
                 "end,,,car-1,,gate,,,,,700,%s,700,730\n",
                 HEAD, replays[i].load, replays[i].load);
        if (read_and_bind(&w, text, &document, &arena, &plan, &err) != MST_OK) {
            fail_msg("%s: %s", replays[i].why, err.text);
        }
        for (uint32_t k = 0; k < plan->moves[0].loads.count; k++) {
            const mst_load *load = &plan->moves[0].loads.loads[k];
            size_t length = strlen(found);
            snprintf(found + length, sizeof found - length, "%s%u:%d:%lld", k > 0 ? " " : "",
                     load->cohort, load->stations != 0, (long long)load->count);
        }
        if (strcmp(found, replays[i].expected) != 0) {
            fail_msg("%s: %s", replays[i].why, found);
        }
        assert_int_equal(plan->stops[1].alight.count, plan->moves[0].loads.count);
        mst_arena_release(&arena);
        mst_document_release(&document);
        world_close(&w);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_faults_have_a_sentence_and_a_place),
        cmocka_unit_test(test_files_that_are_no_plans_are_refused),
        cmocka_unit_test(test_deep_nesting_is_refused),
        cmocka_unit_test(test_schedule_faults_have_a_sentence_and_a_place),
        cmocka_unit_test(test_open_loads_are_completed_by_a_replay),
    };
    return cmocka_run_group_tests_name("plans that somebody wrote", tests, NULL, NULL);
}
