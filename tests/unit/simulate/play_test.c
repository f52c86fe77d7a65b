/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans played with chance: what can be worked out by hand, a closed form, and that every field of
 * the section `chance` does something.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "read/read.h"
#include "simulate/play.h"
#include "simulate/statistics.h"
#include "solve/solve.h"
#include "support/scale.h"

enum { MOST_RUNS = 4000, TEXT_BYTES = 8192 };

static mst_play_result results[MOST_RUNS], others[MOST_RUNS];

static uint32_t integrate; /* of the options; 0 */
static int64_t rare;       /* people behind, of which the probability is asked; 0 */
static mst_split_result split;

/* The same with how far runs are behind the plan, and how probable it is to be `rare` behind. */
static void
play_behind(const mst_case *instance, const mst_plan *plan, uint32_t runs, mst_play_result *into)
{
    mst_error err = {0};
    mst_play_result planned;
    mst_play_options options = {.seed = 8, .span = MST_MS_PER_DAY, .without_chance = true};
    mst_play *play = NULL;
    assert_int_equal(mst_play_build(instance, plan, &options, &play, &err), MST_OK);
    assert_int_equal(mst_play_many(play, 0, 1, 1, &planned, &err), MST_OK);
    mst_play_close(play);
    options.without_chance = false;
    options.planned = &planned;
    assert_int_equal(mst_play_build(instance, plan, &options, &play, &err), MST_OK);
    assert_int_equal(mst_play_many(play, 0, runs, 2, into, &err), MST_OK);
    assert_int_equal(mst_play_rare(play, rare, 2000, &split, &err), MST_OK);
    mst_play_close(play);
}

/* Reads, plans the first cell and plays it. */
static void
play_text(const char *text, uint32_t runs, uint32_t threads, mst_play_result *into)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    mst_status status = mst_post_read_text("post.yaml", text, strlen(text), &post, &faults, &err);
    if (status != MST_OK) {
        print_error("%u:%u: %s\n", err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    assert_int_equal(status, MST_OK);
    mst_case *instance = NULL;
    mst_solution solution;
    mst_play *play = NULL;
    mst_solve_options solve = {.seed = 1, .effort = 1, .only_plan = true};
    mst_play_options options = {.seed = 8, .integrate = integrate};
    mst_scenario_id scenario = {0};
    mst_option_id option = {0};
    assert_int_equal(mst_case_compile(post, scenario, option, NULL, &instance, &err), MST_OK);
    assert_int_equal(mst_solve(instance, &solve, &solution, &err), MST_OK);
    assert_int_equal(mst_play_build(instance, &solution.plan, &options, &play, &err), MST_OK);
    assert_int_equal(mst_play_many(play, 0, runs, threads, into, &err), MST_OK);
    if (rare > 0) {
        play_behind(instance, &solution.plan, runs, into);
    }
    mst_play_close(play);
    mst_solution_release(&solution);
    mst_case_release(instance);
    mst_post_release(post);
}

/* ---- by hand ---- */

static const char one_bus[] =
    "post: {id: one, as_of: 2021-07-03 08:00, horizon: 2 d}\n"
    "people:\n"
    "  - {id: staff, site: town, count: 10}\n"
    "sites:\n"
    "  - {id: town, position: \"1.0, 30.0\", threat: 1}\n"
    "  - {id: haven, position: \"1.5, 30.5\", safe: true}\n"
    "links:\n"
    "  - {id: road, between: [town, haven], mode: road, distance: 60 km}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 20, speed: 60 km/h, load: 10 min, unload: 10 min,\n"
    "     berth_class: bus}\n"
    "fleets:\n"
    "  - {id: buses, type: bus, base: town, count: 1}\n"
    "chance: {%s}\n";

typedef struct by_hand {
    const char *chance;
    int64_t minutes, left;
} by_hand;

static void
one_bus_is_as_worked_out(void **state)
{
    static const by_hand rows[] = {
        {"", 80, 0}, /* load, drive, unload */
        {"travel: 2", 140, 0},
        {"service: 2", 100, 0},
        {"late: 5 h, patience: 6 h", 380, 0},
        /* It leaves without them after half an hour and is free at 110 min, when nobody is there;
         * it looks again an hour later, sets out, and brings them from 240 to 310 min. */
        {"late: 2 h", 310, 0},
        {"breakdown: 100 %, repair: 3 h", 260, 0},
        {"refuse: 100 %", 0, 10},
        {"refuse: 30 %", 110, 3}, /* nobody tells the driver: it waits half an hour */
        {"losses: [{id: shut, links: [road], by: [{at: 1 ms, lost: 99.9999 %}]}]", 0, 10},
        {"losses: [{id: fall, sites: [haven], by: [{at: 1 ms, lost: 99.9999 %}]}]", 0, 10},
        {"losses: [{id: gone, fleets: [buses], by: [{at: 1 ms, lost: 99.9999 %}]}]", 0, 10},
        /* who has begun to board is aboard, and leaves at once */
        {"losses: [{id: fall, sites: [town], by: [{at: 1 ms, lost: 99.9999 %}]}]", 70, 0},
    };
    (void)state;
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TEXT_BYTES];
        snprintf(text, sizeof text, one_bus, rows[i].chance);
        play_text(text, 1, 1, results);
        const mst_measures *m = &results[0].measures;
        if (m->left != rows[i].left || m->completion / MST_MS_PER_MINUTE != rows[i].minutes) {
            print_error("{%s}: %lld left, out after %.3f min\n", rows[i].chance, (long long)m->left,
                        (double)m->completion / (double)MST_MS_PER_MINUTE);
        }
        assert_int_equal(m->left, rows[i].left);
        assert_int_equal(m->completion / MST_MS_PER_MINUTE, rows[i].minutes);
    }
}

/* ---- a closed form ---- */

/* 5000 people leave at 2000 a day from the first day on; the way out is lost at a rate of 0.05 a
 * day: 529.103851 are left on average, everyone is out with probability 0.839457. */
static const char drain[] =
    "post: {id: drain, as_of: 2021-07-03 08:00, horizon: 20 d}\n"
    "people:\n"
    "  - {id: crowd, site: town, count: 5000, party: 25, uncontrolled: true,\n"
    "     moves: on_foot, moves_to: haven, moves_speed: 10 km/h,\n"
    "     release: {start: 1 d, over: 2.5 d}}\n"
    "sites:\n"
    "  - {id: town, position: \"1.0, 30.0\"}\n"
    "  - {id: haven, position: \"1.0, 30.001\", safe: true}\n"
    "links:\n"
    "  - {id: gate, between: [town, haven], mode: foot, distance: 1 m}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 20, speed: 60 km/h, berth_class: bus}\n"
    "fleets:\n"
    "  - {id: buses, type: bus, base: town, count: 1}\n"
    "chance:\n"
    "  losses: [{id: fall, sites: [town, haven], by: [{at: 20 d, lost: 63.2121 %}]}]\n";

static void
an_exponential_loss_leaves_as_many_as_the_formula(void **state)
{
    (void)state;
    uint32_t runs = test_scale(MOST_RUNS);
    runs = runs < 400 ? 400 : runs < MOST_RUNS ? runs : MOST_RUNS;
    double *left = calloc(runs, sizeof *left);
    uint64_t out = 0;
    play_text(drain, runs, 2, results);
    for (uint32_t i = 0; i < runs; i++) {
        left[i] = (double)results[i].measures.left;
        out += results[i].measures.left == 0 ? 1 : 0;
    }
    mst_mean mean = mst_mean_of(left, runs, 0.95);
    double error = mean.deviation / sqrt(runs);
    double share = (double)out / runs;
    free(left);
    print_message("%.2f +- %.2f left of 529.10; %.4f all out of 0.8395\n", mean.mean, error, share);
    /* Parties of 25 wait for their last member: 0.00625 d each on average. */
    assert_true(fabs(mean.mean - 529.103851 - 1.3) < 3 * error);
    assert_true(fabs(share - 0.839457) < 3 * sqrt(0.839457 * 0.160543 / runs));
}

/* The same with the time of the loss integrated out: one run is enough, since nothing else is
 * random. With the loss of the town alone, which is where they leave from. */
static void
an_integrated_loss_is_the_formula(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    const char *at = strstr(drain, "[town, haven]");
    at = strstr(at + 1, "[town, haven]");
    snprintf(text, sizeof text, "%.*s[town]%s", (int)(at - drain), drain, at + 13);
    integrate = 1;
    play_text(text, 2, 1, results);
    integrate = 0;
    assert_int_equal(results[0].measures.left, 0);
    /* A party leaves with its last member, 12 members' time later than one by one on average. */
    double late = 12.0 / 2000 * 0.05 * (5000 - 529.103851);
    print_message("%.3f left of %.3f; %.6f all out\n", results[0].integrated_left,
                  529.103851 + late, results[0].integrated_all_out);
    assert_true(fabs(results[0].integrated_left - 529.103851 - late) < 0.1);
    assert_true(fabs(results[0].integrated_all_out - 0.839457) < 1e-5);
    assert_true(results[0].integrated_left == results[1].integrated_left);
}

/* A report says that the haven is all but lost within a day, before anybody may leave; only where
 * the post asks for it does that count. */
static void
reports_lose_a_site(void **state)
{
    (void)state;
    static const char *const asks[] = {"reports: true", "reports: false"};
    for (uint32_t i = 0; i < 2; i++) {
        char text[TEXT_BYTES];
        const char *at = strstr(drain, "chance:\n");
        snprintf(text, sizeof text,
                 "%.*schance: {%s}\n"
                 "reports:\n"
                 "  - {id: one, at: 2021-07-03 08:00, source: a scout, grade: A1,\n"
                 "     subject: sites.haven, lost: [{within: 1 d, chance: 99 %%}]}\n",
                 (int)(at - drain), drain, asks[i]);
        play_text(text, 400, 1, results);
        uint32_t lost = 0;
        for (uint32_t r = 0; r < 400; r++) {
            lost += results[r].measures.left == 5000 ? 1 : 0;
        }
        print_message("{%s}: %u of 400 lose everybody\n", asks[i], lost);
        /* 396 of the upper curve; the weight of the grade leaves the lower one below it */
        assert_true(i == 0 ? lost >= 370 && lost < 400 : lost == 0);
    }
}

/* ---- what draws hang on ---- */

static const char busy[] =
    "post: {id: busy, as_of: 2021-07-03 06:00, horizon: 4 d}\n"
    "people:\n"
    "  - {id: staff, site: town, count: {low: 30, likely: 40, high: 70}}\n"
    "  - {id: families, site: town, count: {low: 16, likely: 24, high: 40}, party: 4,\n"
    "     release: {start: 1 h, over: 3 h}}\n"
    "sites:\n"
    "  - {id: town, position: \"1.0, 30.0\", threat: 1}\n"
    "  - {id: field, position: \"1.1, 30.1\", berths: {bus: 2, plane: 1}, threat: 0.5,\n"
    "     process: {desks: 2, time: 2 min, per: person, station: ecc}}\n"
    "  - {id: haven, position: \"3.5, 32.5\", safe: true}\n"
    "links:\n"
    "  - {id: road, between: [town, field], mode: road, distance: 20 km}\n"
    "  - {id: flight, between: [field, haven], mode: air, distance: 400 km}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 12, speed: 40 km/h, load: 5 min, unload: 5 min,\n"
    "     berth_class: bus}\n"
    "  - {id: plane, mode: air, seats: 20, speed: 400 km/h, load: 10 min, unload: 10 min,\n"
    "     turn: 30 min, berth_class: plane}\n"
    "fleets:\n"
    "  - {id: buses, type: bus, base: town, count: 2}\n"
    "  - {id: planes, type: plane, base: haven, count: 2}\n"
    "options:\n"
    "  - {id: all-out, scope: full%s}\n"
    "chance:\n"
    "  travel: {low: 0.9, likely: 1, high: 2}\n"
    "  service: {low: 0.8, likely: 1, high: 3}\n"
    "  desks: {low: 0.8, likely: 1, high: 2}\n"
    "  late: {low: 0 h, likely: 1 h, high: 4 h}\n"
    "  refuse: {low: 0 %%, likely: 5 %%, high: 20 %%}\n"
    "  breakdown: 5 %%\n"
    "  repair: {low: 1 h, likely: 2 h, high: 6 h}\n"
    "  patience: 20 min\n"
    "  weather: [{id: fog, sites: [field], every: 10 h, lasts: {low: 1 h, likely: 2 h, high: 5 "
    "h}}]\n"
    "  losses:\n"
    "    - id: siege\n"
    "      sites: [field]\n"
    "      links: [road]\n"
    "      fleets: [planes]\n"
    "      by: [{at: 12 h, lost: {low: 5 %%, likely: 10 %%, high: 20 %%}}, {at: 2 d, lost: 60 "
    "%%}]\n";

static void
write_busy(const char *more, char *text)
{
    snprintf(text, TEXT_BYTES, busy, more);
}

static bool
same_results(const mst_play_result *a, const mst_play_result *b, uint32_t runs)
{
    for (uint32_t i = 0; i < runs; i++) {
        const mst_measures *x = &a[i].measures;
        const mst_measures *y = &b[i].measures;
        if (x->left != y->left || x->completion != y->completion || x->exposure != y->exposure ||
            x->vehicle_ms != y->vehicle_ms || a[i].causes != b[i].causes ||
            a[i].events != b[i].events || a[i].persons != b[i].persons ||
            memcmp(a[i].out, b[i].out, sizeof a[i].out) != 0) {
            return false;
        }
    }
    return true;
}

static void
threads_do_not_matter(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    write_busy("", text);
    play_text(text, 200, 1, results);
    play_text(text, 200, 2, others);
    assert_true(same_results(results, others, 200));
}

/* Common random numbers: another plan, with one bus more, has as many people in every run. */
static void
another_plan_has_the_same_luck(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    write_busy("", text);
    play_text(text, 200, 1, results);
    write_busy(", changes: [{fleets.buses.count: 3}]", text);
    play_text(text, 200, 1, others);
    assert_false(same_results(results, others, 200));
    for (uint32_t i = 0; i < 200; i++) {
        assert_int_equal(results[i].persons, others[i].persons);
    }
}

/* Splitting against counting: how probable it is to be far behind. */
static void
splitting_agrees_with_counting(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    write_busy("", text);
    for (rare = 60; rare <= 100; rare += 20) {
        play_text(text, MOST_RUNS, 2, results);
        uint32_t hits = 0;
        for (uint32_t i = 0; i < MOST_RUNS; i++) {
            hits += results[i].behind >= rare ? 1 : 0;
        }
        double share = (double)hits / MOST_RUNS;
        double error = sqrt(share * (1 - share) / MOST_RUNS);
        double other = split.probability * split.relative_error;
        print_message("%lld behind: counted %.5f +- %.5f, split %.5f +- %.5f\n", (long long)rare,
                      share, error, split.probability, other);
        assert_true(hits > 0);
        assert_true(fabs(share - split.probability) < 3 * sqrt(error * error + other * other));
    }
    rare = 0;
}

static void
nobody_is_lost_from_the_count(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    write_busy("", text);
    play_text(text, 500, 1, results);
    for (uint32_t i = 0; i < 500; i++) {
        const mst_play_result *r = &results[i];
        assert_true(r->measures.left >= 0 && r->measures.left <= r->persons);
        assert_int_equal(r->out[MST_PLAY_BINS - 1] + (uint64_t)r->measures.left, r->persons);
    }
}

typedef struct row {
    const char *what, *from, *to;
} row;

static void
every_field_of_chance_is_alive(void **state)
{
    static const row rows[] = {
        {"travel", "high: 2}\n  service", "high: 2.5}\n  service"},
        {"service", "likely: 1, high: 3", "likely: 1, high: 4"},
        {"desks", "high: 2}\n  late", "high: 3}\n  late"},
        {"late", "high: 4 h", "high: 5 h"},
        {"refuse", "high: 20 %}\n  break", "high: 30 %}\n  break"},
        {"breakdown", "breakdown: 5 %", "breakdown: 9 %"},
        {"repair", "likely: 2 h, high: 6 h", "likely: 2 h, high: 9 h"},
        {"patience", "patience: 20 min", "patience: 2 h"},
        {"weather.sites", "{id: fog, sites: [field]", "{id: fog, sites: [town]"},
        {"weather.every", "every: 10 h", "every: 20 h"},
        {"weather.lasts", "likely: 2 h, high: 5 h", "likely: 2 h, high: 9 h"},
        {"losses.sites", "      sites: [field]\n", ""},
        {"losses.links", "      links: [road]\n", ""},
        {"losses.fleets", "      fleets: [planes]\n", "      fleets: [buses]\n"},
        {"losses.by.at", "at: 12 h", "at: 6 h"},
        {"losses.by.lost", "{low: 5 %, likely: 10 %, high: 20 %}", "1 %"},
    };
    (void)state;
    char text[TEXT_BYTES];
    write_busy("", text);
    play_text(text, 300, 1, results);
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char changed[TEXT_BYTES];
        const char *at = strstr(text, rows[i].from);
        assert_non_null(at);
        snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, rows[i].to,
                 at + strlen(rows[i].from));
        play_text(changed, 300, 1, others);
        if (same_results(results, others, 300)) {
            fail_msg("nothing hangs on chance.%s", rows[i].what);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bus_is_as_worked_out),
        cmocka_unit_test(an_exponential_loss_leaves_as_many_as_the_formula),
        cmocka_unit_test(an_integrated_loss_is_the_formula),
        cmocka_unit_test(reports_lose_a_site),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(another_plan_has_the_same_luck),
        cmocka_unit_test(splitting_agrees_with_counting),
        cmocka_unit_test(nobody_is_lost_from_the_count),
        cmocka_unit_test(every_field_of_chance_is_alive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
