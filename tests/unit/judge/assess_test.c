/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans and evidence put together, on a post small enough to follow by hand: 100 people, one bus of
 * 50 seats, an hour's way. The last leave after the bus came back, was loaded and left: 0:00 load,
 * leave, 1:00 there, 2:00 back, leave. What can be tried hour by hour is.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "judge/assess.h"
#include "read/read.h"
#include "support/scale.h"

#define HOUR MST_MS_PER_HOUR

static const char text[] =
    "post: {id: small, as_of: 2021-08-11 00:00, horizon: 48 h}\n"
    "people:\n  - {id: staff, site: town, count: 100}\n"
    "sites:\n"
    "  - {id: haven, position: \"1.5, 30.5\", safe: true}\n"
    "  - {id: town, position: \"1, 30\"}\n"
    "links:\n  - {id: road, between: [town, haven], mode: road, time: 1 h}\n"
    "types:\n  - {id: bus, mode: road, seats: 50, speed: 40 km/h, berth_class: bus}\n"
    "fleets:\n  - {id: buses, type: bus, base: town, count: 1}\n"
    "scenarios:\n"
    "  - {id: calm, chance: 60..90 %}\n"
    "  - {id: cut, chance: 10..40 %, changes: [{close: links.road, from: 2021-08-11 20:00}]}\n"
    "options:\n"
    "  - {id: out, scope: full}\n"
    "  - {id: late, scope: full, order_at: 2021-08-11 18:30}\n"
    "  - {id: stay, scope: stay}\n"
    "indicators:\n"
    "  - {id: shots, raises: [town], expected_per_day: 0.25, alarm_per_day: 1, threshold: 2}\n"
    "reports:\n"
    "  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: sites.town, lost: 10 d 40..60 %}\n";

enum { CALM, CUT, SCENARIOS };
enum { OUT, LATE, STAY, OPTIONS };

typedef struct world {
    mst_post *post;
    mst_arena arena;
    mst_matrix matrix;
    mst_evidence evidence;
    mst_assessed_plans plans;
    mst_assessment says;
} world;

static const mst_matrix_options planning = {.seed = 1, .threads = 1, .without_binding = true};

static void
open_world(world *w)
{
    mst_fault_list faults;
    mst_error err = {0};
    memset(w, 0, sizeof *w);
    if (mst_post_read_text("post.yaml", text, strlen(text), &w->post, &faults, &err) != MST_OK) {
        fail_msg("%u: %s", err.line, err.text);
    }
    mst_fault_list_release(&faults);
    mst_arena_init(&w->arena, 0);
    assert_int_equal(mst_evidence_assess(w->post, &w->arena, &w->evidence, &err), MST_OK);
    assert_int_equal(mst_matrix_plan(w->post, &planning, &w->matrix, &err), MST_OK);
    assert_int_equal(mst_assess_plans(w->post, &w->matrix, &planning, &w->arena, &w->plans, &err),
                     MST_OK);
    assert_int_equal(mst_assess(&w->plans, &w->evidence, 0, &w->arena, &w->says, &err), MST_OK);
}

static void
close_world(world *w)
{
    mst_matrix_release(&w->matrix);
    mst_arena_release(&w->arena);
    mst_post_release(w->post);
}

static void
losses_are_those_left_and_those_who_stay(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    static const int64_t losses[SCENARIOS][OPTIONS] = {{0, 0, 100}, {0, 50, 100}};
    for (uint32_t s = 0; s < SCENARIOS; s++) {
        for (uint32_t o = 0; o < OPTIONS; o++) {
            assert_int_equal(w.says.cells[s * OPTIONS + o].loss, losses[s][o]);
        }
    }
    /* calm 60..90 %, cut 10..40 %: between 0.1 and 0.4 times 50. */
    const mst_verdict *late = &w.says.choice.verdicts[LATE];
    assert_int_equal(late->lower, 5 * MST_MILLION);
    assert_int_equal(late->upper, 20 * MST_MILLION);
    assert_int_equal(w.says.choice.recommended, OUT);
    assert_false(w.says.choice.verdicts[STAY].is_maximal);
    close_world(&w);
}

static void
the_last_leave_town_when_the_bus_is_back(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const mst_assessed_plan *plan = &w.plans.cells[CALM * OPTIONS + OUT];
    assert_int_equal(plan->cleared[1], 2 * HOUR);
    assert_int_equal(plan->cleared[0], 0);
    assert_int_equal(w.plans.cells[CALM * OPTIONS + STAY].cleared[1], MST_NEVER);
    assert_int_equal(w.plans.cells[CUT * OPTIONS + LATE].cleared[1], MST_NEVER);
    /* 60 % within ten days: H grows evenly, and the upper bound is 1 - 0.4^(2 h / 10 d), widened by
     * the 5 % that an A1 may be wrong. */
    const mst_assessed_cell *cell = &w.says.cells[CALM * OPTIONS + OUT];
    mst_range band = mst_band_at(&w.evidence.sites[1], 2 * HOUR, true);
    assert_true(cell->has_curve);
    assert_true(fabs((double)cell->clear_low / 1e6 - (1 - band.high)) < 1e-6);
    assert_true(fabs((double)cell->clear_high / 1e6 - (1 - band.low)) < 1e-6);
    close_world(&w);
}

static void
waiting_longer_falls_below_the_level(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    uint32_t tried = 0;
    for (uint32_t i = 0; i < SCENARIOS * OPTIONS; i++) {
        const mst_assessed_plan *plan = &w.plans.cells[i];
        for (int level = 0; level < MST_ASSESS_LEVELS; level++) {
            mst_time wait = w.says.cells[i].may_wait[level];
            if (wait == MST_TIME_MIN || wait == MST_NEVER) {
                continue;
            }
            tried++;
            double least = (double)mst_assess_levels[level] / 1e6;
            mst_time at = plan->order + plan->cleared[1] + wait;
            double now = 1 - mst_band_at(&w.evidence.sites[1], at, true).high;
            double later = 1 - mst_band_at(&w.evidence.sites[1], at + MST_MS_PER_MINUTE, true).high;
            assert_true(now >= least - 1e-6);
            assert_true(later < least + 1e-6);
        }
    }
    assert_true(tried > 0);
    /* The later the order as it is, the less it may still wait. */
    mst_time out = w.says.cells[OUT].may_wait[0], late = w.says.cells[LATE].may_wait[0];
    if (out > MST_TIME_MIN && out < MST_NEVER && late > MST_TIME_MIN) {
        mst_time apart = out - late;
        assert_true(apart >= 18 * HOUR && apart <= 19 * HOUR);
    }
    close_world(&w);
}

/* Every hour is tried with the whole search. */
static void
the_latest_order_is_the_last_hour_that_does(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    int64_t last = -1;
    for (int64_t hour = 0; hour < 24; hour++) {
        mst_matrix_options options = planning;
        mst_option_id option = {OUT};
        mst_scenario_id scenario = {CUT};
        options.option_count = options.scenario_count = 1;
        options.options = &option;
        options.scenarios = &scenario;
        options.overrides.is_ordered = true;
        options.overrides.order = w.post->as_of + hour * HOUR;
        mst_matrix one;
        assert_int_equal(mst_matrix_plan(w.post, &options, &one, NULL), MST_OK);
        if (one.cells[0].judgement.measures.left == 0) {
            last = hour;
        }
        mst_matrix_release(&one);
    }
    assert_int_equal(last, 17); /* 17:00, 18:00 there, 19:00 back, 20:00 there */
    assert_int_equal(w.plans.cells[CUT * OPTIONS + OUT].latest_order, last * HOUR);
    assert_int_equal(w.plans.cells[CALM * OPTIONS + OUT].latest_order, MST_NEVER);
    assert_int_equal(w.plans.cells[CUT * OPTIONS + LATE].latest_order, MST_TIME_MIN);
    close_world(&w);
}

static void
gains_are_summed_over_scenarios(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    const mst_assessed_gain gains[] = {
        {.scenario = CUT, .name = "b", .unit = "one more", .left = 50, .completion = HOUR},
        {.scenario = CALM, .name = "a", .unit = "one more", .completion = 2 * HOUR},
        {.scenario = CALM, .name = "b", .unit = "one more", .completion = 3 * HOUR},
    };
    w.plans.gains = gains;
    w.plans.gain_count = 3;
    w.plans.gains_option = LATE; /* not the recommended one: nothing is said of it */
    assert_int_equal(mst_assess(&w.plans, &w.evidence, 0, &w.arena, &w.says, NULL), MST_OK);
    assert_int_equal(w.says.means_count, 0);
    w.plans.gains_option = OUT;
    assert_int_equal(mst_assess(&w.plans, &w.evidence, 0, &w.arena, &w.says, NULL), MST_OK);
    assert_int_equal(w.says.means_count, 2);
    assert_string_equal(w.says.means[0].name, "b");
    assert_int_equal(w.says.means[0].upper_gain, 20 * MST_MILLION);
    assert_int_equal(w.says.means[0].most_gain, 50);
    assert_int_equal(w.says.means[0].completion_gain, 3 * HOUR);
    assert_int_equal(w.says.means[0].scenario, CUT);
    assert_int_equal(w.says.means[0].scenarios, 2);
    assert_string_equal(w.says.means[1].name, "a");
    close_world(&w);
}

/* Days until the CUSUM rings, played: counts are Poisson, by waiting times. */
static uint32_t
play_alarm(mst_random *random, double rate, double step, double threshold)
{
    double sum = 0;
    for (uint32_t day = 1;; day++) {
        double at = -log(1 - mst_random_unit(random)) / rate;
        for (; at < 1; at -= log(1 - mst_random_unit(random)) / rate) {
            sum += 1;
        }
        sum = sum > step ? sum - step : 0;
        if (sum >= threshold) {
            return day;
        }
    }
}

static void
an_indicator_rings_as_often_as_when_it_is_played(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    assert_int_equal(w.says.tripwire_count, 1);
    const mst_tripwire *wire = &w.says.tripwires[0];
    assert_false(wire->rings);
    const double step = 0.75 / log(4), rates[] = {0.25, 1};
    const double wanted[] = {wire->false_days, wire->late_days};
    mst_random random;
    mst_random_init(&random, 31, 0);
    print_message("seed 31\n");
    for (int i = 0; i < 2; i++) {
        unsigned runs = test_scale(4000);
        double sum = 0, squares = 0;
        for (unsigned run = 0; run < runs; run++) {
            double day = play_alarm(&random, rates[i], step, 2);
            sum += day;
            squares += day * day;
        }
        double mean = sum / runs, deviation = sqrt((squares / runs - mean * mean) / runs);
        print_message("rate %.2f: %.2f days, played %.2f +- %.2f\n", rates[i], wanted[i], mean,
                      deviation);
        /* the step is rounded to a 128th */
        assert_true(fabs(mean - wanted[i]) < 4 * deviation + 0.02 * wanted[i]);
    }
    close_world(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_are_those_left_and_those_who_stay),
        cmocka_unit_test(the_last_leave_town_when_the_bus_is_back),
        cmocka_unit_test(waiting_longer_falls_below_the_level),
        cmocka_unit_test(the_latest_order_is_the_last_hour_that_does),
        cmocka_unit_test(gains_are_summed_over_scenarios),
        cmocka_unit_test(an_indicator_rings_as_often_as_when_it_is_played),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
