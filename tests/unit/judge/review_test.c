/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of a review's lines, and what is stale or doubtful in a post.
 */
#include "judge/review.h"

#include <stdio.h>

#include "base/random.h"
#include "support.h"
#include "support/scale.h"

#define HOUR MST_MS_PER_HOUR

/* What a line is made of. */
typedef struct against {
    bool pending, fault;
    uint32_t broken, unplanned, leaving_proved, leaving;
    int64_t most_left;
    uint32_t singles_proved, singles;
    int64_t worst_single, overdue;
    uint32_t counts, others;
    int64_t authority; /* ms from the review; 0: no end */
    uint32_t alarms;
    int64_t decide; /* ms from the review; 0: no moment */
} against;

typedef struct made {
    mst_review_scenario scenarios[8];
    mst_review_single singles[8];
    mst_review_line line;
} made;

static void
make(made *m, const against *f, const char *file)
{
    *m = (made){.line = {.file = file, .pending = f->pending, .broken_count = f->broken}};
    mst_review_facts *to = &m->line.facts;
    m->line.fault = f->fault ? "a fault" : NULL;
    to->scenarios = m->scenarios;
    to->singles = m->singles;
    for (uint32_t i = 0; i < f->unplanned; i++) {
        m->scenarios[to->scenario_count++] =
            (mst_review_scenario){.failure = "no plan", .decide_by = MST_NEVER};
    }
    for (uint32_t i = 0; i < f->leaving; i++) {
        m->scenarios[to->scenario_count++] =
            (mst_review_scenario){.option = "all-out",
                                  .decide_by = MST_NEVER,
                                  .left = i == 0 ? f->most_left : 1,
                                  .left_at_least = i < f->leaving_proved ? 1 : 0};
    }
    if (f->decide != 0) {
        m->scenarios[to->scenario_count++] =
            (mst_review_scenario){.option = "all-out", .decide_by = f->decide};
    }
    for (uint32_t i = 0; i < f->singles; i++) {
        m->singles[to->single_count++] = (mst_review_single){
            .left_more = i == 0 ? f->worst_single : 1, .proved = i < f->singles_proved};
    }
    m->line.age = (mst_review_age){.overdue_ms = f->overdue,
                                   .stale_counts = f->counts,
                                   .doubtful = f->others,
                                   .alarms = f->alarms,
                                   .authority_ends = f->authority != 0 ? f->authority : MST_NEVER};
}

/* The worse one has nothing else against it, the better one all that comes later. */
static const struct {
    const char *why;
    against worse, better;
} rows[] = {
    {"what was reached comes before what was not", {.others = 0}, {.pending = true}},
    {"what cannot be read comes first",
     {.fault = true},
     {.broken = 3, .unplanned = 2, .authority = -HOUR}},
    {"two broken plans before one", {.broken = 2}, {.broken = 1, .authority = -HOUR}},
    {"authority that is past before any scenario", {.authority = -1}, {.unplanned = 3}},
    {"no plan before people left",
     {.unplanned = 1},
     {.leaving = 3, .leaving_proved = 3, .most_left = 900}},
    {"one proved before two that are not",
     {.leaving = 1, .leaving_proved = 1, .most_left = 1},
     {.leaving = 2, .most_left = 900}},
    {"two before one with more people",
     {.leaving = 2, .most_left = 2},
     {.leaving = 1, .most_left = 900}},
    {"more people before authority that is near",
     {.leaving = 1, .most_left = 9},
     {.leaving = 1, .most_left = 8, .authority = 1}},
    {"a last order that is past as authority is", {.decide = -1}, {.unplanned = 3}},
    {"a last order that is nearer than the end of authority",
     {.decide = HOUR, .authority = 50 * HOUR},
     {.decide = 3 * HOUR, .authority = 2 * HOUR, .singles = 4}},
    {"authority that is nearer",
     {.authority = HOUR},
     {.authority = 2 * HOUR, .singles = 4, .singles_proved = 4}},
    {"authority that ends within 72 h before single points",
     {.authority = 72 * HOUR - 1},
     {.authority = 72 * HOUR, .singles = 4, .singles_proved = 4}},
    {"authority is the same from 72 h on, so single points decide",
     {.authority = 900 * HOUR, .singles = 1},
     {.authority = 72 * HOUR}},
    {"authority that is near before incidents that have risen", {.authority = HOUR}, {.alarms = 2}},
    {"incidents before single points",
     {.alarms = 1},
     {.singles = 3, .singles_proved = 3, .worst_single = 9}},
    {"one proved single point before two that are not",
     {.singles = 1, .singles_proved = 1, .worst_single = 1},
     {.singles = 2, .worst_single = 50}},
    {"two single points before one that costs more",
     {.singles = 2, .worst_single = 1},
     {.singles = 1, .worst_single = 50}},
    {"the one that costs more",
     {.singles = 1, .worst_single = 2},
     {.singles = 1, .worst_single = 1, .overdue = 900 * HOUR}},
    {"overdue before doubtful counts", {.overdue = 1}, {.counts = 6}},
    {"doubtful counts before all else that is", {.counts = 1}, {.others = 9}},
    {"and that before nothing", {.others = 1}, {.others = 0}},
};

static void
the_first_term_that_differs_decides(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        made worse, better;
        /* The name is the last term, and against the row. */
        make(&worse, &rows[i].worse, "z");
        make(&better, &rows[i].better, "a");
        if (mst_review_compare(&worse.line, &better.line, 0) >= 0 ||
            mst_review_compare(&better.line, &worse.line, 0) <= 0) {
            fail_msg("%s", rows[i].why);
        }
    }
}

static against
draw(mst_random *random)
{
    against f = {.pending = mst_random_below(random, 8) == 0,
                 .fault = mst_random_below(random, 8) == 0,
                 .broken = (uint32_t)mst_random_below(random, 2),
                 .unplanned = (uint32_t)mst_random_below(random, 2),
                 .leaving = (uint32_t)mst_random_below(random, 3),
                 .most_left = 1 + (int64_t)mst_random_below(random, 2),
                 .singles = (uint32_t)mst_random_below(random, 3),
                 .worst_single = 1 + (int64_t)mst_random_below(random, 2),
                 .overdue = (int64_t)mst_random_below(random, 2),
                 .counts = (uint32_t)mst_random_below(random, 2),
                 .others = (uint32_t)mst_random_below(random, 2),
                 .alarms = mst_random_below(random, 2),
                 .authority = (int64_t)mst_random_below(random, 5) * 30 * HOUR - 30 * HOUR};
    f.leaving_proved = (uint32_t)mst_random_below(random, f.leaving + 1);
    f.singles_proved = (uint32_t)mst_random_below(random, f.singles + 1);
    return f;
}

static void
the_order_is_total(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c"};
    mst_random random;
    mst_random_init(&random, 20260713, 1);
    for (uint32_t round = 0; round < test_scale(20000); round++) {
        made m[3];
        for (int i = 0; i < 3; i++) {
            against f = draw(&random);
            make(&m[i], &f, names[i]);
        }
        int ab = mst_review_compare(&m[0].line, &m[1].line, 0);
        int ba = mst_review_compare(&m[1].line, &m[0].line, 0);
        int bc = mst_review_compare(&m[1].line, &m[2].line, 0);
        int ac = mst_review_compare(&m[0].line, &m[2].line, 0);
        assert_true(ab != 0 && (ab < 0) == (ba > 0));
        assert_int_equal(mst_review_compare(&m[0].line, &m[0].line, 0), 0);
        assert_true(!(ab < 0 && bc < 0) || ac < 0);
        assert_true(!(ab > 0 && bc > 0) || ac > 0);
    }
}

static const char post_text[] =
    "post: {id: p, as_of: 2021-07-03 00:00, review: 10 d, horizon: 2 d}\n"
    "people:\n"
    "  - {id: fresh, site: here, count: 1, as_of: 2021-07-03}\n"
    "  - {id: old, site: here, count: 1, as_of: 2021-06-20}\n"
    "  - {id: own, site: here, count: 1, as_of: 2021-07-01, review: 1 d}\n"
    "  - {id: undated, site: here, count: 1, grade: B4}\n"
    "sites:\n"
    "  - {id: here, grade: D1, as_of: 2021-06-20}\n"
    "  - {id: haven, safe: true, grade: C3}\n"
    "links: [{id: road, between: [here, haven], mode: road, time: 1 h, grade: F6}]\n"
    "types: [{id: bus, mode: road, seats: 50, berth_class: bus}]\n"
    "fleets: [{id: buses, type: bus, base: here, count: 1}]\n"
    "options:\n"
    "  - {id: base, order_until: +4 d}\n"
    "  - {id: takes-over, include: [base]}\n"
    "  - {id: soonest, order_until: 2021-07-05 12:00}\n";

static void
age_and_grades_are_counted_at_the_moment_of_the_review(void **state)
{
    (void)state;
    mst_post *post = read_text(post_text);
    mst_review_age age;
    assert_int_equal(mst_review_age_of(post, post->as_of, &age, NULL), MST_OK);
    assert_int_equal(age.overdue_ms, 0);
    assert_int_equal(age.stale_counts, 2);    /* old, own */
    assert_int_equal(age.doubtful_counts, 1); /* undated */
    assert_int_equal(age.stale, 1);           /* here */
    assert_int_equal(age.doubtful, 2);        /* here, road */
    assert_string_equal(age.authority_option, "soonest");
    assert_int_equal(age.authority_ends - post->as_of, 60 * HOUR);
    assert_int_equal(mst_review_age_of(post, post->as_of + 10 * MST_MS_PER_DAY, &age, NULL),
                     MST_OK);
    assert_int_equal(age.overdue_ms, 0);
    assert_int_equal(age.stale_counts, 2); /* fresh is just ten days old */
    assert_int_equal(mst_review_age_of(post, post->as_of + 10 * MST_MS_PER_DAY + 1, &age, NULL),
                     MST_OK);
    assert_int_equal(age.overdue_ms, 1);
    assert_int_equal(age.stale_counts, 3);
    mst_post_release(post);
}

/* The counts of 6, 7 and 8 August 2021, worked out in tests/unit/evidence: the sum
 * passes its threshold of 2 on the third day. */
static void
incidents_are_in_alarm_from_the_third_day_on(void **state)
{
    (void)state;
    static const unsigned counts[] = {1, 1, 3};
    char text[2048];
    for (unsigned days = 1; days <= 3; days++) {
        int length =
            snprintf(text, sizeof text,
                     "post: {id: p, as_of: 2021-08-%02u 00:00}\n"
                     "people: [{id: staff, site: town, count: 1}]\n"
                     "sites: [{id: town}]\n"
                     "indicators:\n"
                     "  - {id: raids, raises: [town], expected_per_day: 0.1, alarm_per_day: 1}\n"
                     "  - {id: capitals, raises: [town], expected_per_day: 0.1, alarm_per_day: 1,\n"
                     "     threshold: 2}\n"
                     "reports:\n",
                     6 + days);
        for (unsigned i = 0; i < days; i++) {
            length += snprintf(text + length, sizeof text - (size_t)length,
                               "  - {id: day-%u, at: 2021-08-%02u 00:00, source: press, grade: B2, "
                               "subject: indicators.capitals, incidents: %u, over: 1 d}\n",
                               i, 7 + i, counts[i]);
        }
        mst_post *post = read_text(text);
        mst_review_age age;
        assert_int_equal(mst_review_age_of(post, post->as_of, &age, NULL), MST_OK);
        assert_int_equal(age.alarms, days == 3);
        assert_true(days < 3 || strcmp(age.alarm, "capitals") == 0);
        mst_post_release(post);
    }
}

/* 100 people, one bus of 50, an hour each way: three hours. Without the bus, or the road, nobody
 * gets out; the second scenario has no bus to begin with. */
static void
facts_worked_out_by_hand(void **state)
{
    (void)state;
    mst_post *post =
        read_text("post: {id: p, as_of: 2021-07-03 00:00, horizon: 5 h}\n"
                  "people: [{id: all, site: here, count: 100}]\n"
                  "sites: [{id: here}, {id: haven, safe: true}, {id: unused, safe: true}]\n"
                  "links:\n"
                  "  - {id: road, between: [here, haven], mode: road, time: 1 h}\n"
                  "  - {id: long, between: [here, unused], mode: road, time: 4 h}\n"
                  "types: [{id: bus, mode: road, seats: 50, berth_class: bus}]\n"
                  "fleets: [{id: buses, type: bus, base: here, count: 1}]\n"
                  "scenarios: [{id: today}, {id: no-bus, changes: [{close: fleets.buses}]}]\n");
    mst_arena arena;
    mst_arena_init(&arena, 0);
    mst_review_facts facts;
    mst_error err;
    mst_review_options options = {.seed = 1, .effort = 1};
    assert_int_equal(mst_review_post(post, &options, &arena, &facts, &err), MST_OK);
    assert_int_equal(facts.scenario_count, 2);
    assert_int_equal(facts.scenarios[0].left, 0);
    assert_int_equal(facts.scenarios[0].completion, 3 * HOUR);
    assert_int_equal(facts.scenarios[1].left, 100);
    assert_int_equal(facts.scenarios[1].left_at_least, 100);
    /* By the long road the bus takes 50 within the horizon, so the short one, and its end, cost 50;
     * the bus costs all. */
    static const char *const names[] = {"fleets.buses", "sites.haven", "sites.haven.safe",
                                        "links.road"};
    assert_int_equal(facts.single_count, sizeof names / sizeof names[0]);
    for (uint32_t i = 0; i < facts.single_count; i++) {
        assert_string_equal(facts.singles[i].item, names[i]);
        assert_int_equal(facts.singles[i].left_more, i == 0 ? 100 : 50);
        assert_int_equal(facts.singles[i].scenarios, 1);
        assert_string_equal(facts.singles[i].scenario, "today");
        assert_true(facts.singles[i].proved);
    }
    volatile int stop = 1;
    options.stop = &stop;
    assert_int_equal(mst_review_post(post, &options, &arena, &facts, &err), MST_INTERRUPTED);
    mst_arena_release(&arena);
    mst_post_release(post);
}

#define SHUTS                                                                                      \
    "post: {id: p, as_of: 2021-07-03 00:00, horizon: 24 h}\n"                                      \
    "people: [{id: all, site: here, count: 100}]\n"                                                \
    "sites: [{id: here}, {id: haven, safe: true}]\n"                                               \
    "links: [{id: road, between: [here, haven], mode: road, time: 1 h}]\n"                         \
    "types: [{id: bus, mode: road, seats: 50, berth_class: bus}]\n"                                \
    "fleets: [{id: buses, type: bus, base: here, count: 1}]\n"                                     \
    "scenarios: [{id: shuts, changes: [{close: links.road, from: +10 h}]},\n"                      \
    "            {id: too-soon, changes: [{close: links.road, from: +2 h}]}]\n"

static mst_review_facts
review_text(const char *text, mst_arena *arena, mst_instant *as_of)
{
    mst_post *post = read_text(text);
    mst_review_facts facts;
    mst_error err;
    mst_review_options options = {.seed = 1, .effort = 1, .without_losses = true};
    assert_int_equal(mst_review_post(post, &options, arena, &facts, &err), MST_OK);
    *as_of = post->as_of;
    mst_post_release(post);
    return facts;
}

/* Three hours for two trips, and the road shuts at ten: the order is safe until seven. Where a
 * report fears for the place they leave, sooner. */
static void
the_last_safe_order_is_found(void **state)
{
    (void)state;
    mst_arena arena;
    mst_instant as_of;
    mst_arena_init(&arena, 0);
    mst_review_facts facts = review_text(SHUTS, &arena, &as_of);
    assert_int_equal(facts.scenarios[0].decide_by, as_of + 7 * HOUR);
    assert_int_equal(facts.scenarios[1].left, 50);
    assert_int_equal(facts.scenarios[1].decide_by, MST_NEVER);
    mst_review_sums sums = mst_review_sum(&facts);
    assert_ptr_equal(sums.first, &facts.scenarios[0]);
    facts = review_text(SHUTS "reports:\n  - {id: fear, at: 2021-07-02, source: press, grade: A1, "
                              "subject: sites.here, lost: 2 d 40..60 %}\n",
                        &arena, &as_of);
    assert_true(facts.scenarios[0].decide_by < as_of + 7 * HOUR);
    mst_arena_release(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_term_that_differs_decides),
        cmocka_unit_test(the_order_is_total),
        cmocka_unit_test(age_and_grades_are_counted_at_the_moment_of_the_review),
        cmocka_unit_test(incidents_are_in_alarm_from_the_third_day_on),
        cmocka_unit_test(facts_worked_out_by_hand),
        cmocka_unit_test(the_last_safe_order_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
