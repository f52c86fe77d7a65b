/* SPDX-License-Identifier: Apache-2.0
 *
 * Going on from a plan in force: worked by hand on buses between two places, 10 min each way.
 */
#include "judge/replan.h"

#include <stdio.h>

#include "base/random.h"

#include "support.h"

#define POST(people, road)                                                                         \
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 6 h}\n"                      \
    "people:\n  - {id: people, site: here, count: " people "}\n"                                   \
    "sites:\n"                                                                                     \
    "  - {id: here}\n"                                                                             \
    "  - {id: haven, safe: true}\n"                                                                \
    "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min" road "}\n"           \
    "types:\n  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"                             \
    "fleets:\n  - {id: buses, type: bus, base: here, count: 2, notice: 0 h}\n"

/* What a plan made of `was` becomes with the post `now`. */
typedef struct again {
    mst_post *was, *now;
    mst_matrix matrix;
    mst_replan replan;
    mst_plan in_force;
} again;

static mst_status
go_on_with(again *a, const char *was, const char *now, mst_resume resume,
           const mst_replan_options *options)
{
    mst_error err = {0};
    mst_case *instance = NULL;
    a->was = read_text(was);
    a->now = read_text(now);
    a->matrix = plan(a->was, &(mst_matrix_options){.threads = 1, .without_binding = true});
    assert_int_equal(
        mst_case_compile(a->now, (mst_scenario_id){0}, (mst_option_id){0}, NULL, &instance, &err),
        MST_OK);
    assert_int_equal(mst_case_resume(instance, &resume, &err), MST_OK);
    a->in_force = a->matrix.cells[0].solution.plan;
    a->in_force.problem = &instance->phases[0];
    a->in_force.before = NULL;
    mst_status status = mst_replan_make(instance, &a->in_force, options, &a->replan, &err);
    if (status != MST_OK) {
        print_message("%s\n", err.text);
    }
    return status;
}

static mst_status
go_on(again *a, const char *was, const char *now, mst_resume resume, mst_time gain)
{
    return go_on_with(a, was, now, resume, &(mst_replan_options){.seed = 1, .gain = gain});
}

static void
end(again *a)
{
    mst_replan_release(&a->replan);
    mst_matrix_release(&a->matrix);
    mst_post_release(a->was);
    mst_post_release(a->now);
}

#define MIN(n) ((mst_time)(n)*MST_MS_PER_MINUTE)
#define AT(at, until) ((mst_resume){MIN(at), MIN(until), MIN(until)})

/* 300 people are six loads: two buses leave at 0, 20 and 40 min, the last are out at 50. */
static const char six_loads[] = POST("300", "");

static void
what_is_worth_it_is_changed_and_no_more(void **state)
{
    (void)state;
    static const struct {
        const char *why, *now;
        mst_time at, until, gain;
        mst_replan_way way;
        mst_time from, completion;
        int64_t left, distance;
    } rows[] = {
        {"nothing changed", POST("300", ""), 15, 15, 15, MST_REPLAN_KEPT, 15, 50, 0, 0},
        {"20 more ride in a seventh load", POST("320", ""), 15, 15, 15, MST_REPLAN_LATER, 15, 70, 0,
         1000000},
        {"the road shuts at 45 min: nobody sets out at 40",
         POST("300", ", open: [{until: +45 min}]"), 15, 15, 15, MST_REPLAN_LATER, 15, 30, 100,
         3000000},
        {"what leaves at 20 min is frozen", POST("320", ""), 15, 30, 15, MST_REPLAN_LATER, 30, 70,
         0, 1000000},
        {"the freeze ends where the road is shut", POST("300", ", open: [{until: +45 min}]"), 15,
         60, 15, MST_REPLAN_LATER, 40, 30, 100, 3000000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        again a;
        print_message("%s\n", rows[i].why);
        assert_int_equal(
            go_on(&a, six_loads, rows[i].now, AT(rows[i].at, rows[i].until), MIN(rows[i].gain)),
            MST_OK);
        assert_int_equal(a.replan.way, rows[i].way);
        assert_int_equal(a.replan.cell.instance->resume.from, MIN(rows[i].from));
        assert_int_equal(a.replan.cell.judgement.measures.completion, MIN(rows[i].completion));
        assert_int_equal(a.replan.cell.judgement.measures.left, rows[i].left);
        assert_int_equal(a.replan.distance, rows[i].distance);
        end(&a);
    }
}

#define SLOW(time)                                                                                 \
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 6 h}\n"                      \
    "people:\n  - {id: people, site: here, count: 300}\n"                                          \
    "sites:\n  - {id: here}\n  - {id: haven, safe: true}\n"                                        \
    "links:\n  - {id: road, between: [here, haven], mode: road, time: " time "}\n"                 \
    "types:\n  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"                             \
    "fleets:\n  - {id: buses, type: bus, base: here, count: 2, notice: 0 h}\n"

/* Loads leave at 0, 2 and 4 h, the last are out at 5 h. At 2 h the road turns out to take half an
 * hour. At their times they are out at 4 h 30 min; the last may leave at 3 h. */
static void
a_gain_that_is_asked_for_is_taken(void **state)
{
    (void)state;
    again kept, anew;
    assert_int_equal(go_on(&kept, SLOW("1 h"), SLOW("30 min"), AT(120, 120), MIN(60)), MST_OK);
    assert_int_equal(kept.replan.way, MST_REPLAN_LATER);
    assert_int_equal(kept.replan.distance, 0);
    assert_int_equal(kept.replan.cell.judgement.measures.completion, MIN(270));
    assert_int_equal(go_on(&anew, SLOW("1 h"), SLOW("30 min"), AT(120, 120), MIN(59)), MST_OK);
    assert_int_equal(anew.replan.cell.judgement.measures.completion, MIN(210));
    /* Two loads 60 min sooner: 45 min beyond the tolerance at a quarter an hour. */
    assert_int_equal(anew.replan.distance, 2 * 187500);
    end(&kept);
    end(&anew);
}

#define FERRY(people)                                                                              \
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 6 h}\n"                      \
    "people:\n  - {id: people, site: here, count: " people "}\n"                                   \
    "sites:\n  - {id: here}\n  - {id: haven, safe: true}\n"                                        \
    "links:\n  - {id: way, between: [here, haven], mode: sea, time: 10 min}\n"                     \
    "types:\n  - {id: ferry, mode: sea, seats: 50, load: 10 min, unload: 0 min, "                  \
    "berth_class: ferry}\n"                                                                        \
    "fleets:\n  - {id: ferry, type: ferry, base: haven, count: 1, notice: 0 h}\n"

/* The ferry is there at 10 min, loads until 20, is back at 30, and again at 60, now also at 90.
 * A plan of its trips once more must not load when it was to leave, at 20. */
static void
a_vehicle_on_its_way_to_load_loads_when_it_was_to(void **state)
{
    (void)state;
    for (uint32_t keep_sent = 0; keep_sent < 2; keep_sent++) {
        for (uint32_t at = 5; at <= 10; at += 5) {
            again a;
            mst_replan_options options = {.seed = 1, .gain = MIN(60), .keep_sent = keep_sent != 0};
            assert_int_equal(go_on_with(&a, FERRY("100"), FERRY("120"), AT(at, at), &options),
                             MST_OK);
            assert_int_equal(a.replan.way, MST_REPLAN_LATER);
            assert_int_equal(a.replan.cell.judgement.measures.completion, MIN(90));
            end(&a);
        }
    }
}

static void
fewer_people_than_were_moved_are_refused(void **state)
{
    (void)state;
    again a;
    assert_int_equal(go_on(&a, six_loads, POST("199", ""), AT(25, 25), 0), MST_INVALID);
    end(&a);
    assert_int_equal(go_on(&a, six_loads, POST("200", ""), AT(25, 25), 0), MST_OK);
    assert_int_equal(a.replan.cell.judgement.measures.completion, MIN(30));
    end(&a);
}

/* Before anything has begun, going on is as good as planning the changed post: there the covering
 * engine proves the best end, and people and vehicles are such that a first try misses it. */
static void
a_plan_that_nothing_of_has_begun_is_as_good_as_a_new_one(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 7, 1);
    uint32_t proved = 0;
    for (uint32_t round = 0; round < 40; round++) {
        char text[2][1200];
        uint32_t way[3], seats[3], notice[3];
        for (uint32_t i = 0; i < 3; i++) {
            way[i] = 5 + mst_random_below(&random, 20);
            seats[i] = 3 + mst_random_below(&random, 9);
            notice[i] = 1 + mst_random_below(&random, 9);
        }
        for (uint32_t k = 0; k < 2; k++) {
            snprintf(text[k], sizeof text[k],
                     "post: {id: small, as_of: 2021-07-03 08:00, horizon: 1 d}\n"
                     "people:\n  - {id: a, site: north, count: %u}\n"
                     "  - {id: b, site: south, count: %u}\n"
                     "sites:\n  - {id: north}\n  - {id: south}\n  - {id: haven, safe: true}\n"
                     "links:\n  - {id: n, between: [north, haven], mode: sea, time: %u min}\n"
                     "  - {id: s, between: [south, haven], mode: sea, time: %u min}\n"
                     "types:\n  - {id: t0, mode: sea, seats: %u, load: 2 min, unload: 2 min, "
                     "berth_class: x}\n  - {id: t1, mode: sea, seats: %u, load: 3 min, unload: 1 "
                     "min, berth_class: x}\n  - {id: t2, mode: sea, seats: %u, berth_class: x}\n"
                     "fleets:\n  - {id: f0, type: t0, base: haven, count: 1, notice: %u min}\n"
                     "  - {id: f1, type: t1, base: haven, count: 1, notice: %u min}\n"
                     "  - {id: f2, type: t2, base: haven, count: 1, notice: %u min}\n",
                     10 + mst_random_below(&random, 30), 10 + mst_random_below(&random, 30), way[0],
                     way[1], seats[0], seats[1], seats[2], notice[0], notice[1], notice[2]);
        }
        again a;
        mst_resume now = {1, 1, 1};
        assert_int_equal(go_on(&a, text[0], text[1], now, 0), MST_OK);
        mst_post *post = read_text(text[1]);
        mst_matrix fresh = plan(post, &(mst_matrix_options){.threads = 1, .without_binding = true});
        assert_int_equal(a.replan.cell.judgement.measures.left, 0);
        if (fresh.cells[0].status == MST_CELL_OPTIMAL) {
            proved++;
            assert_int_equal(a.replan.cell.judgement.measures.completion,
                             fresh.cells[0].judgement.measures.completion);
        }
        mst_matrix_release(&fresh);
        mst_post_release(post);
        end(&a);
    }
    assert_true(proved >= 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_worth_it_is_changed_and_no_more),
        cmocka_unit_test(a_gain_that_is_asked_for_is_taken),
        cmocka_unit_test(a_vehicle_on_its_way_to_load_loads_when_it_was_to),
        cmocka_unit_test(fewer_people_than_were_moved_are_refused),
        cmocka_unit_test(a_plan_that_nothing_of_has_begun_is_as_good_as_a_new_one),
    };
    return cmocka_run_group_tests_name("going on from a plan in force", tests, NULL, NULL);
}
