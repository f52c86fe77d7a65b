/* SPDX-License-Identifier: Apache-2.0
 *
 * Desks serve whoever is placed, in whatever order, as soon as a desk is free, and never break
 * rule 7 for anybody placed before. The oracle tries every moment on every desk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "model/fields.h"
#include "solve/state.h"
#include "support/scale.h"

enum { HORIZON = 1000, MOST_UNITS = 64, CASES = 2000 };

typedef struct office { /* one site with desks, and people who come alone */
    mst_time from[3], each[1];
    int64_t desks[3], no_limit[1], zero[1];
    mst_time zero_from[1];
    uint8_t accepts[1];
    mst_p_site site;
    mst_p_cohort cohort;
    mst_problem problem;
    mst_time potential[1];
    mst__class class;
    uint32_t cohort_class[1];
    mst__routes routes;
    mst__state *state;
} office;

static void
office_open(office *o, uint32_t steps, const mst_time *from, const int64_t *desks, mst_time each)
{
    *o = (office){.no_limit = {MST_UNLIMITED}};
    for (uint32_t i = 0; i < steps; i++) {
        o->from[i] = from[i];
        o->desks[i] = desks[i];
    }
    o->each[0] = each;
    mst_steps none = {1, o->zero_from, o->zero};
    o->site = (mst_p_site){.hold = {1, o->zero_from, o->no_limit},
                           .has_process = true,
                           .desks = {steps, o->from, o->desks},
                           .desk_time = {1, o->zero_from, o->each},
                           .force_fixed = none,
                           .force_per_1000 = none,
                           .force_rear = none,
                           .threat = none,
                           .safe = none};
    o->cohort = (mst_p_cohort){.count = MOST_UNITS,
                               .party = 1,
                               .in_scope = true,
                               .accepts = o->accepts,
                               .weight = 1,
                               .release_mode = MST_RELEASE_AT_ONCE};
    o->problem = (mst_problem){.horizon = HORIZON,
                               .site_count = 1,
                               .cohort_count = 1,
                               .station_count = 1,
                               .priority_count = 1,
                               .sites = &o->site,
                               .cohorts = &o->cohort};
    o->potential[0] = 1; /* it is no end */
    o->class.potential = o->potential;
    o->routes =
        (mst__routes){.class_count = 1, .classes = &o->class, .cohort_class = o->cohort_class};
    o->state = mst__state_open(&o->problem, &o->routes);
    assert_non_null(o->state);
    mst__state_clear(o->state);
}

/* One person comes; the moment they are done, MST_NEVER: never. */
static mst_time
serve_one(office *o, mst_time ready)
{
    mst__desks_serve(o->state, 0, (mst_load){0, 0, 1}, ready);
    const mst__pool *pool = &o->state->pools[0];
    static int64_t known[HORIZON + 100];
    if (pool->total == 1) {
        for (uint32_t t = 0; t < HORIZON + 100; t++) {
            known[t] = 0;
        }
    }
    for (uint32_t i = pool->first; i < pool->count; i++) {
        if (pool->batches[i].time < MST_NEVER &&
            pool->batches[i].count > known[pool->batches[i].time]) {
            known[pool->batches[i].time]++;
            return pool->batches[i].time;
        }
    }
    return MST_NEVER;
}

typedef struct unit {
    mst_time start, end;
    uint32_t desk;
} unit;

static uint32_t
units_of(const office *o, unit *units)
{
    uint32_t count = 0;
    for (uint32_t r = 0; r < o->state->runs_count; r++) {
        const mst_plan_desk_run *run = &o->state->runs[r];
        for (int64_t u = 0; u < run->units; u++) {
            assert_true(count < MOST_UNITS);
            mst_time start = run->start + u * run->each;
            units[count++] = (unit){start, start + run->each, run->desk};
        }
    }
    return count;
}

/* The first start from `ready` on at which some desk has nobody for the whole time. */
static mst_time
soonest(const unit *units, uint32_t count, uint32_t desks, mst_time ready, mst_time each)
{
    for (mst_time t = ready;; t++) {
        for (uint32_t d = 0; d < desks; d++) {
            bool is_free = true;
            for (uint32_t i = 0; i < count; i++) {
                is_free = is_free &&
                          (units[i].desk != d || units[i].end <= t || units[i].start >= t + each);
            }
            if (is_free) {
                return t;
            }
        }
    }
}

static void
test_rule_7(const office *o, const unit *units, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        int64_t running = 0;
        for (uint32_t k = 0; k < count; k++) {
            running += units[k].start <= units[i].start && units[i].start < units[k].end;
            if (k != i && units[k].desk == units[i].desk) {
                assert_true(units[k].end <= units[i].start || units[i].end <= units[k].start);
            }
        }
        if (running > mst_steps_at(&o->site.desks, units[i].start)) {
            print_error("%d run at %d\n", (int)running, (int)units[i].start);
        }
        assert_true(running <= mst_steps_at(&o->site.desks, units[i].start));
    }
}

static void
whoever_is_placed_later_and_comes_sooner_is_served_first(void **state)
{
    (void)state;
    office o;
    mst_time from[1] = {0};
    int64_t desks[1] = {1};
    office_open(&o, 1, from, desks, 5);
    assert_int_equal(serve_one(&o, 100), 105);
    assert_int_equal(serve_one(&o, 20), 25);
    assert_int_equal(serve_one(&o, 17), 30); /* 17 to 20 is too short */
    assert_int_equal(serve_one(&o, 15), 20);
    assert_int_equal(serve_one(&o, 97), 110); /* 97 to 100 too */
    assert_int_equal(serve_one(&o, 93), 98);
    mst__state_close(o.state);
}

static void
no_desk_is_opened_that_would_be_one_too_many_later(void **state)
{
    (void)state;
    office o;
    mst_time from[2] = {0, 50};
    int64_t desks[2] = {2, 1};
    office_open(&o, 2, from, desks, 10);
    assert_int_equal(serve_one(&o, 50), 60);
    assert_int_equal(serve_one(&o, 45), 70); /* from 45 on there would be two at 50 */
    assert_int_equal(serve_one(&o, 40), 50);
    assert_int_equal(serve_one(&o, 40), 50);
    mst__state_close(o.state);
}

static void
desks_that_close_finish_whom_they_have(void **state)
{
    (void)state;
    office o;
    mst_time from[3] = {0, 20, 60};
    int64_t desks[3] = {1, 0, 1};
    office_open(&o, 3, from, desks, 10);
    assert_int_equal(serve_one(&o, 15), 25);
    assert_int_equal(serve_one(&o, 16), 70);
    assert_int_equal(serve_one(&o, 5), 15);
    mst__state_close(o.state);
}

static void
random_arrivals_are_served_as_soon_as_can_be_and_by_rule_7(void **state)
{
    (void)state;
    uint32_t in_gaps = 0;
    for (uint32_t seed = 0; seed < test_scale(CASES); seed++) {
        mst_random random;
        mst_random_init(&random, seed, 77);
        uint32_t steps = 1 + mst_random_below(&random, 3);
        mst_time from[3] = {0, 0, 0};
        int64_t desks[3] = {0, 0, 0};
        int64_t most = 0;
        for (uint32_t i = 0; i < steps; i++) {
            from[i] = i == 0 ? 0 : from[i - 1] + 1 + mst_random_below(&random, 40);
            desks[i] = mst_random_below(&random, 4) + (i + 1 == steps ? 1 : 0);
            most = desks[i] > most ? desks[i] : most;
        }
        mst_time each = 1 + mst_random_below(&random, 9);
        office o;
        office_open(&o, steps, from, desks, each);
        mst_time latest = 0;
        for (uint32_t n = 0; n < 16; n++) {
            unit units[MOST_UNITS];
            uint32_t before = units_of(&o, units);
            mst_time ready = mst_random_below(&random, 80);
            mst_time at_best = soonest(units, before, (uint32_t)most, ready, each);
            mst_time done = serve_one(&o, ready);
            assert_true(done < MST_NEVER && done - each >= ready);
            if (steps == 1 && done - each != at_best) {
                print_error("seed %u: %d instead of %d\n", seed, (int)(done - each), (int)at_best);
            }
            assert_true(steps > 1 || done - each == at_best);
            assert_true(done - each >= at_best);
            in_gaps += done - each < latest ? 1 : 0;
            latest = done > latest ? done : latest;
            uint32_t after = units_of(&o, units);
            assert_int_equal(after, before + 1);
            test_rule_7(&o, units, after);
        }
        mst__state_close(o.state);
    }
    assert_true(in_gaps > test_scale(CASES));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_placed_later_and_comes_sooner_is_served_first),
        cmocka_unit_test(no_desk_is_opened_that_would_be_one_too_many_later),
        cmocka_unit_test(desks_that_close_finish_whom_they_have),
        cmocka_unit_test(random_arrivals_are_served_as_soon_as_can_be_and_by_rule_7),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
