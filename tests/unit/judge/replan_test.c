/* SPDX-License-Identifier: Apache-2.0
 *
 * Going on from a plan in force: worked by hand on buses between two places, 10 min each way.
 */
#include "judge/replan.h"

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
go_on(again *a, const char *was, const char *now, mst_resume resume, mst_time gain)
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
    mst_replan_options options = {.seed = 1, .gain = gain};
    mst_status status = mst_replan_make(instance, &a->in_force, &options, &a->replan, &err);
    if (status != MST_OK) {
        print_message("%s\n", err.text);
    }
    return status;
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_worth_it_is_changed_and_no_more),
        cmocka_unit_test(a_gain_that_is_asked_for_is_taken),
        cmocka_unit_test(fewer_people_than_were_moved_are_refused),
    };
    return cmocka_run_group_tests_name("going on from a plan in force", tests, NULL, NULL);
}
