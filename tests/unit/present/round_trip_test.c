/* SPDX-License-Identifier: Apache-2.0
 *
 * What is written reads back the same: plan.json field by field and byte by byte, schedule.csv as a
 * plan of its case, whatever the order of its rows. Random plans, seeds printed on failure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/present/world.h"

enum { ROUNDS = 300 };

static void
open_random(world *w, uint64_t seed, mst_document *document)
{
    mst_random random;
    mst_random_init(&random, seed, 1);
    uint32_t phases = 1 + mst_random_below(&random, 2);
    world_open(w, phases);
    mst_plan plan = *world_random_plan(w, phases - 1, &random);
    if (phases == 2) {
        plan.before = world_random_plan(w, 0, &random);
    }
    w->cell.solution.plan = plan;
    world_document(w, document);
}

static void
read_back(const char *text, mst_document *document, uint64_t seed)
{
    mst_error err;
    mst_status status = mst_document_read("plan", text, strlen(text), document, &err);
    if (status != MST_OK) {
        fail_msg("seed %llu: %s (line %u, column %u)", (unsigned long long)seed, err.text, err.line,
                 err.column);
    }
}

static void
test_json_returns_every_field(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        world w;
        mst_document made, read;
        char *text = NULL, *again = NULL;
        open_random(&w, seed, &made);
        made.passed_over = seed % 2 == 0 ? "The best plan found breaks a rule" : NULL;
        assert_int_equal(mst_document_write_json(&made, &text, NULL), MST_OK);
        assert_true((strstr(text, "passed_over") != NULL) == (seed % 2 == 0));
        read_back(text, &read, seed);
        const char *differs = world_plans_differ(&made.plan, &read.plan, VEHICLE_COUNT);
        if (differs != NULL) {
            fail_msg("seed %llu: %s differ after plan.json", (unsigned long long)seed, differs);
        }
        assert_int_equal(read.measures.left, made.measures.left);
        assert_true(read.measures.exposure == made.measures.exposure);
        assert_true(read.gap >= made.gap && read.gap <= made.gap);
        assert_int_equal(read.order, made.order);
        /* All the rest is in the bytes. */
        assert_int_equal(mst_document_write_json(&read, &again, NULL), MST_OK);
        assert_string_equal(text, again);
        mst_heap_free(text);
        mst_heap_free(again);
        mst_document_release(&made);
        mst_document_release(&read);
        world_close(&w);
    }
}

static void
test_json_binds_to_the_same_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        world w;
        mst_document made, read;
        char *text = NULL;
        mst_arena arena;
        const mst_plan *bound = NULL;
        open_random(&w, seed, &made);
        mst_arena_init(&arena, 0);
        assert_int_equal(mst_document_write_json(&made, &text, NULL), MST_OK);
        read_back(text, &read, seed);
        mst_error err;
        if (mst_document_bind(&read, &w.instance, &arena, &bound, &err) != MST_OK) {
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
        }
        assert_null(world_plans_differ(&w.cell.solution.plan, bound, VEHICLE_COUNT));
        assert_ptr_equal(bound->problem, &w.phases[w.instance.phase_count - 1]);
        mst_heap_free(text);
        mst_arena_release(&arena);
        mst_document_release(&made);
        mst_document_release(&read);
        world_close(&w);
    }
}

/* The rows after the first in another order, as a spreadsheet sorts them. */
static char *
shuffle_rows(const char *text, uint64_t seed)
{
    mst_random random;
    mst_random_init(&random, seed, 2);
    static const char *lines[4096];
    static size_t lengths[4096];
    uint32_t count = 0;
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        lines[count] = line;
        lengths[count++] = length;
        line += length;
        assert_in_range(count, 0, 4095);
    }
    for (uint32_t i = count - 1; i > 1; i--) {
        uint32_t j = 1 + mst_random_below(&random, i);
        const char *line = lines[i];
        size_t length = lengths[i];
        lines[i] = lines[j];
        lengths[i] = lengths[j];
        lines[j] = line;
        lengths[j] = length;
    }
    char *out = mst_heap_take(strlen(text) + 1, 1);
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        memcpy(out + at, lines[i], lengths[i]);
        at += lengths[i];
    }
    return out;
}

/* Rows of vehicles find their order by time; those of desks, walkers and people left keep the
 * file's. */
static void
test_schedule_returns_the_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        world w;
        mst_document made, read;
        char *text = NULL;
        mst_arena arena;
        const mst_plan *bound = NULL;
        mst_error err;
        open_random(&w, seed, &made);
        mst_arena_init(&arena, 0);
        assert_int_equal(mst_document_write_csv(&made, &text, NULL), MST_OK);
        read_back(text, &read, seed);
        if (mst_document_bind(&read, &w.instance, &arena, &bound, &err) != MST_OK) {
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
        }
        const char *differs = world_plans_differ(&w.cell.solution.plan, bound, VEHICLE_COUNT);
        if (differs != NULL) {
            fail_msg("seed %llu: %s differ after schedule.csv", (unsigned long long)seed, differs);
        }
        mst_heap_free(text);
        mst_arena_release(&arena);
        mst_document_release(&made);
        mst_document_release(&read);
        world_close(&w);
    }
}

static void
test_schedule_in_any_order_of_rows_moves_the_vehicles_alike(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        world w;
        mst_document made, read;
        char *text = NULL;
        mst_arena arena;
        const mst_plan *bound = NULL;
        mst_error err;
        world_open(&w, 1);
        mst_random random;
        mst_random_init(&random, seed, 3);
        mst_plan plan = *world_random_plan(&w, 0, &random);
        plan.desk_run_count = plan.self_move_count = plan.left_count = plan.duty_count = 0;
        w.cell.solution.plan = plan;
        /* One row of the zone, for its rows ascend and a shuffle would undo that. */
        w.post.zone_row_count = 1;
        world_document(&w, &made);
        mst_arena_init(&arena, 0);
        assert_int_equal(mst_document_write_csv(&made, &text, NULL), MST_OK);
        char *shuffled = shuffle_rows(text, seed);
        read_back(shuffled, &read, seed);
        if (mst_document_bind(&read, &w.instance, &arena, &bound, &err) != MST_OK) {
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
        }
        assert_null(world_plans_differ(&w.cell.solution.plan, bound, VEHICLE_COUNT));
        mst_heap_free(text);
        mst_heap_free(shuffled);
        mst_arena_release(&arena);
        mst_document_release(&made);
        mst_document_release(&read);
        world_close(&w);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_returns_every_field),
        cmocka_unit_test(test_json_binds_to_the_same_plan),
        cmocka_unit_test(test_schedule_returns_the_plan),
        cmocka_unit_test(test_schedule_in_any_order_of_rows_moves_the_vehicles_alike),
    };
    return cmocka_run_group_tests_name("a plan written reads back the same", tests, NULL, NULL);
}
