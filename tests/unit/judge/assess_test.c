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
#include "judge/alarm.h"
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
    /* At best nothing is lost before the 10 days of the estimate: the last, who leaves after two
     * hours, must leave within them, to the minute. */
    for (int level = 0; level < MST_ASSESS_LEVELS; level++) {
        mst_time best = w.says.cells[CALM * OPTIONS + OUT].may_wait_at_best[level];
        mst_time leaves = w.plans.cells[CALM * OPTIONS + OUT].cleared[1];
        assert_int_equal(best, 10 * MST_MS_PER_DAY - leaves - MST_MS_PER_MINUTE);
        assert_true(best >= w.says.cells[CALM * OPTIONS + OUT].may_wait[level]);
    }
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
    const mst_ringing *wire = &w.says.ringing[0];
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

/* The same, and it has been at least the threshold on each of the `held` days before. */
static uint32_t
play_held(mst_random *random, double rate, double step, double threshold, uint32_t held)
{
    double sum = 0;
    uint32_t over = 0;
    for (uint32_t day = 1;; day++) {
        double at = -log(1 - mst_random_unit(random)) / rate;
        for (; at < 1; at -= log(1 - mst_random_unit(random)) / rate) {
            sum += 1;
        }
        sum = sum > step ? sum - step : 0;
        over = sum >= threshold ? over + 1 : 0;
        if (over > held) {
            return day;
        }
    }
}

/* k = .5, h = 2 as T3.6, exact in halves: what must hold for a day or two trips later. */
static void
what_must_hold_trips_as_often_as_when_it_is_played(void **state)
{
    (void)state;
    static double room[MST_ALARM_ROOM];
    mst_random random;
    mst_random_init(&random, 32, 0);
    print_message("seed 32\n");
    assert_true(fabs(mst_cusum_steps_held(0.2, 0.5, 2, 2, 0, room) - 124.324544) < 1e-6);
    for (uint32_t held = 1; held <= 3; held++) {
        for (int i = 0; i < 2; i++) {
            const double rate = i == 0 ? 0.3 : 1;
            double wanted = mst_cusum_steps_held(rate, 0.5, 2, 2, held, room);
            /* finer values change nothing, since steps and threshold are whole halves */
            assert_true(fabs(mst_cusum_steps_held(rate, 0.5, 2, 8, held, room) - wanted) <
                        1e-9 * wanted);
            unsigned runs = test_scale(3000);
            double sum = 0, squares = 0;
            for (unsigned run = 0; run < runs; run++) {
                double day = play_held(&random, rate, 0.5, 2, held);
                sum += day;
                squares += day * day;
            }
            double mean = sum / runs, deviation = sqrt((squares / runs - mean * mean) / runs);
            print_message("rate %.1f held %u: %.2f days, played %.2f +- %.2f\n", rate, held, wanted,
                          mean, deviation);
            assert_true(fabs(mean - wanted) < 4 * deviation);
        }
    }
}

static const char wired[] =
    "post: {id: wired, as_of: 2021-08-20 12:00, horizon: 48 h}\n"
    "people:\n  - {id: staff, site: town, count: 100}\n"
    "sites:\n"
    "  - {id: haven, position: \"1.5, 30.5\", safe: true}\n"
    "  - {id: town, position: \"1, 30\"}\n"
    "scenarios:\n  - {id: calm}\n  - {id: storm}\n"
    "indicators:\n"
    "  - {id: shots, raises: [town], expected_per_day: 0.25, alarm_per_day: 1, threshold: 2}\n"
    "tripwires:\n"
    "  - {id: shots-rise, subject: indicators.shots, persistence: 3 d, action: pack}\n"
    "  - {id: shots-fast, subject: indicators.shots, threshold: 30, action: run}\n"
    "  - {id: town-falls, subject: sites.town, within: 10 d, threshold: 50 %, action: leave}\n"
    "  - {id: town-surely, subject: sites.town, within: 10 d, threshold: 30 %, sure: true, action: "
    "leave}\n"
    "  - {id: storm, subject: scenarios.storm, threshold: 40 %, action: hide}\n"
    "  - {id: calm, subject: scenarios.calm, threshold: 1 %, action: rest}\n"
    "reports:\n"
    "  - {id: a, at: 2021-08-10, source: s, grade: A1, subject: indicators.shots, incidents: 0, "
    "over: 5 d}\n"
    "  - {id: b, at: 2021-08-16, received: 2021-08-16 03:00, source: s, grade: A1, subject: "
    "indicators.shots, incidents: 4}\n"
    "  - {id: c, at: 2021-08-18, received: 2021-08-18 07:00, source: s, grade: A1, subject: "
    "sites.town, lost: 10 d 40..60 %}\n"
    "  - {id: d, at: 2021-08-19, received: 2021-08-19 17:00, source: s, grade: B2, subject: "
    "scenarios.storm, chance: 30..50 %}\n";

/* Since when each is over: every hour back is weighed. */
static void
tripwires_are_over_since_the_hour_that_every_hour_looked_at_says(void **state)
{
    (void)state;
    enum { WIRES = 6, HOURS = 24 * 12 };
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    if (mst_post_read_text("post.yaml", wired, strlen(wired), &post, &faults, &err) != MST_OK) {
        fail_msg("%u: %s", err.line, err.text);
    }
    mst_fault_list_release(&faults);
    assert_int_equal(post->tripwire_count, WIRES);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_evidence evidence;
    const mst_tripped *tripped, *then;
    assert_int_equal(mst_evidence_assess(post, &arena, &evidence, &err), MST_OK);
    assert_int_equal(mst_tripwires_look(&evidence, &arena, &tripped, &err), MST_OK);
    static const bool over[WIRES] = {true, false, true, true, true, false};
    const mst_instant as_of = post->as_of;
    mst_instant since[WIRES];
    bool holds[WIRES];
    for (uint32_t i = 0; i < WIRES; i++) {
        assert_true(tripped[i].is_over == over[i]);
        holds[i] = tripped[i].is_over;
        since[i] = as_of;
    }
    for (int64_t hour = 1; hour < HOURS; hour++) {
        mst_post past = *post;
        past.as_of = as_of - hour * HOUR;
        mst_reports_know(&past, past.as_of);
        mst_evidence weighed;
        mst_arena one;
        mst_arena_init(&one, 0);
        assert_int_equal(mst_evidence_assess(&past, &one, &weighed, &err), MST_OK);
        assert_int_equal(mst_tripwires_look(&weighed, &one, &then, &err), MST_OK);
        for (uint32_t i = 0; i < WIRES; i++) {
            holds[i] = holds[i] && then[i].is_over;
            since[i] = holds[i] ? past.as_of : since[i];
        }
        mst_arena_release(&one);
    }
    for (uint32_t i = 0; i < WIRES; i++) {
        if (tripped[i].is_over) {
            assert_true(tripped[i].since == since[i]);
            assert_false(tripped[i].is_longer);
        }
    }
    /* four incidents were told of four days and nine hours ago: it holds for three days */
    assert_true(tripped[0].is_tripped);
    assert_true(as_of - tripped[0].since == 4 * 24 * HOUR + 9 * HOUR);
    assert_false(tripped[5].is_known);
    assert_true(tripped[0].false_days > tripped[0].late_days && tripped[0].late_days > 4);
    mst_arena_release(&arena);
    mst_post_release(post);
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
        cmocka_unit_test(what_must_hold_trips_as_often_as_when_it_is_played),
        cmocka_unit_test(tripwires_are_over_since_the_hour_that_every_hour_looked_at_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
