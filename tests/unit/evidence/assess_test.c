/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports of whole posts against the worked examples of docs/evidence.md, and what must hold of
 * any set of reports.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/assess.h"
#include "read/read.h"
#include "support/scale.h"

static const char head[] =
    "post: {id: evidence, as_of: 2021-08-11 00:00}\n"
    "people:\n  - {id: staff, site: town, count: 100}\n"
    "sites:\n"
    "  - {id: town, position: \"1, 30\"}\n"
    "  - {id: haven, position: \"1.5, 30.5\", safe: true}\n"
    "scenarios:\n  - {id: calm}\n  - {id: attack, actor: them}\n"
    "  - {id: storm, chance: 10..25 %}\n"
    "propositions:\n  - {id: talks, chance: 20..40 %, eases: [haven]}\n"
    "indicators:\n  - {id: capitals, raises: [town], expected_per_day: 0.1, alarm_per_day: 1,\n"
    "     threshold: 2, forgetting: 0.8, prior: {count: 0.5, over: 5 d}}\n"
    "reports:\n";

typedef struct world {
    mst_post *post;
    mst_arena arena;
    mst_evidence evidence;
} world;

static world
open_world(const char *reports)
{
    static char text[1 << 16];
    world w;
    mst_fault_list faults;
    mst_error err = {0};
    snprintf(text, sizeof text, "%s%s", head, reports);
    if (mst_post_read_text("post.yaml", text, strlen(text), &w.post, &faults, &err) != MST_OK) {
        fail_msg("%u: %s", err.line, err.text);
    }
    mst_fault_list_release(&faults);
    mst_arena_init(&w.arena, 0);
    assert_int_equal(mst_evidence_assess(w.post, &w.arena, &w.evidence, &err), MST_OK);
    return w;
}

static void
close_world(world *w)
{
    mst_arena_release(&w->arena);
    mst_post_release(w->post);
}

#define NEAR(found, wanted) near_of(#found, (found), (wanted))

static void
near_of(const char *what, double found, double wanted)
{
    if (!(fabs(found - wanted) < 1e-6)) {
        fail_msg("%s is %.9f, not %.6f", what, found, wanted);
    }
}

enum { CALM, ATTACK, STORM };
enum { HAVEN, TOWN };

/* Four reports of different ages and grades (docs/evidence.md, "Pool and hull"). */
static void
reports_are_pooled_and_their_disagreement_stands_beside(void **state)
{
    (void)state;
    world w = open_world(
        "  - {id: r1, at: 2021-08-10, source: s1, grade: B2, subject: scenarios.attack, chance: "
        "0.45..0.55}\n"
        "  - {id: r2, at: 2021-08-05, source: s2, grade: B2, subject: scenarios.attack, chance: "
        "20..45 %}\n"
        "  - {id: r3, at: 2021-08-10, source: s3, grade: C3, subject: scenarios.attack, chance: "
        "very likely}\n"
        "  - {id: r4, at: 2021-08-08, source: s4, grade: D4, subject: scenarios.attack, chance: "
        "remote}\n");
    const mst_belief *belief = &w.evidence.scenarios[ATTACK];
    assert_int_equal(belief->basis, MST_BASIS_REPORTS);
    NEAR(belief->heard[0].weight, 0.769865);
    NEAR(belief->heard[1].weight, 0.469238);
    NEAR(belief->heard[2].weight, 0.634007);
    NEAR(belief->heard[3].weight, 0.334349);
    NEAR(belief->nobody, 0.029758);
    NEAR(belief->interval.low, 0.417920);
    NEAR(belief->interval.high, 0.580754);
    assert_true(belief->has_hull && !belief->heard[3].in_hull);
    NEAR(belief->robust.low, 0.20);
    NEAR(belief->robust.high, 0.95);
    NEAR(belief->heard[0].share + belief->heard[1].share + belief->heard[2].share +
             belief->heard[3].share,
         1);
    mst_parts parts = mst_parts_of(belief->interval);
    assert_int_equal(parts.low, 417920);
    assert_int_equal(parts.high, 580754);
    assert_true(belief->weights_lower.low < belief->interval.low &&
                belief->weights_lower.high > belief->interval.high);
    close_world(&w);
}

static void
what_nobody_reports_on_is_what_the_post_says(void **state)
{
    (void)state;
    world w = open_world("  - {id: x, at: 2021-08-01, source: s, grade: A1, changes: [{close: "
                         "sites.haven}]}\n");
    assert_int_equal(w.evidence.scenarios[CALM].basis, MST_BASIS_NOTHING);
    NEAR(w.evidence.scenarios[CALM].robust.high, 1);
    assert_int_equal(w.evidence.scenarios[STORM].basis, MST_BASIS_GIVEN);
    NEAR(w.evidence.scenarios[STORM].interval.low, 0.10);
    NEAR(w.evidence.scenarios[STORM].robust.high, 0.25);
    assert_false(w.evidence.sites[TOWN].known);
    close_world(&w);
}

/* One report quoted ten times moves the pool no further than once. */
static void
reports_of_one_origin_count_once(void **state)
{
    (void)state;
    char text[4096];
    size_t length = 0;
    for (uint32_t i = 0; i < 10; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length,
                                   "  - {id: r%u, at: 2021-08-11, source: paper %u, origin: leak, "
                                   "grade: C3, subject: scenarios.attack, chance: likely}\n",
                                   i, i);
    }
    world w = open_world(text);
    NEAR(w.evidence.scenarios[ATTACK].interval.low, 0.385);
    NEAR(w.evidence.scenarios[ATTACK].interval.high, 0.86);
    NEAR(w.evidence.scenarios[ATTACK].heard[9].share, 0.1);
    assert_int_equal(w.evidence.scenarios[ATTACK].heard[9].origin_head, 0);
    close_world(&w);
}

/* P(harm) in [.2, .4], and a promise that is cheap for both kinds of party. */
static void
a_promise_moves_only_what_it_may(void **state)
{
    (void)state;
    static const char statement[] =
        "  - {id: chance, at: 2021-08-11, source: s, grade: A1, subject: scenarios.attack, chance: "
        "0.2..0.4}\n"
        "  - {id: word, at: 2021-08-11, source: t, grade: B2, actor: %s, interested: true,\n"
        "     subject: scenarios.attack, statement: {if_true: 0.6..0.95, if_false: 0.9..1}}\n";
    char text[1024];
    snprintf(text, sizeof text, statement, "them");
    world w = open_world(text);
    const mst_belief *belief = &w.evidence.scenarios[ATTACK];
    NEAR(belief->stated[0].ratio.low, 0.6);
    NEAR(belief->stated[0].ratio.high, 1.055556);
    NEAR(belief->hull.low, 0.130435);
    NEAR(belief->hull.high, 0.413043);
    assert_true(belief->interval.high > belief->pooled.high);
    close_world(&w);
    snprintf(text, sizeof text, statement, "others");
    w = open_world(text);
    belief = &w.evidence.scenarios[ATTACK];
    assert_false(belief->stated[0].binds);
    NEAR(belief->interval.low, belief->pooled.low);
    NEAR(belief->interval.high, belief->pooled.high);
    close_world(&w);
}

static void
an_interested_source_lowers_no_upper_bound(void **state)
{
    (void)state;
    static const char alone[] =
        "  - {id: a, at: 2021-08-11, source: s, grade: C3, subject: scenarios.attack, chance: "
        "likely}\n";
    static const char both[] =
        "  - {id: a, at: 2021-08-11, source: s, grade: C3, subject: scenarios.attack, chance: "
        "likely}\n"
        "  - {id: b, at: 2021-08-11, source: t, grade: A1, interested: true, subject: "
        "scenarios.attack, chance: remote}\n";
    world w = open_world(alone);
    double high = w.evidence.scenarios[ATTACK].interval.high;
    double low = w.evidence.scenarios[ATTACK].interval.low;
    close_world(&w);
    w = open_world(both);
    NEAR(w.evidence.scenarios[ATTACK].interval.high, high);
    assert_true(w.evidence.scenarios[ATTACK].interval.low < low);
    close_world(&w);
}

/* Provincial capitals that fell from 6 to 11 August 2021: 1, 1, 3, 1, 2, 1. */
static void
incidents_give_the_alarm_on_the_third_day(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 1, 3, 1, 2, 1};
    char text[4096];
    size_t length = 0;
    /* Each count ends with its day; the picture is that of the evening. */
    for (uint32_t i = 0; i < 6; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length,
                                   "  - {id: d%u, at: 2021-08-%02u, source: press, grade: B2, "
                                   "subject: indicators.capitals, incidents: %u, over: 1 d}\n",
                                   i, 5 + i, counts[i]);
        world w = open_world(text);
        assert_int_equal(w.evidence.indicators[0].rate.alarm, i >= 2);
        close_world(&w);
    }
    world w = open_world(text);
    NEAR(w.evidence.indicators[0].rate.sum, 6.654810);
    /* A = sum of .8^k y, B = sum of .8^k; rate (.5 + A) / (5 + B). */
    double a = 0, b = 0;
    for (uint32_t i = 0; i < 6; i++) {
        a = 0.8 * a + counts[i];
        b = 0.8 * b + 1;
    }
    NEAR(w.evidence.indicators[0].mean_per_day, (0.5 + a) / (5 + b));
    NEAR(w.evidence.indicators[0].factor, 4);
    assert_true(w.evidence.sites[TOWN].alarm && !w.evidence.sites[HAVEN].alarm);
    close_world(&w);
}

/* Bounds of one estimate at its own time (docs/evidence.md, "Loss curves"), widened by the chance
 * of 1 in 20 that it is worth nothing. */
static void
a_dated_estimate_becomes_a_band(void **state)
{
    (void)state;
    static const struct {
        int64_t days;
        double low, high;
    } rows[] = {{10, 0, 0.153318},
                {30, 0.2, 0.393038},
                {90, 0.55, 0.776393},
                {180, 0.8, 0.95},
                {364, 0, 1}};
    world w = open_world("  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: sites.town,\n"
                         "     lost: 30 d 20..45 %; 90 d 55..80 %; 180 d 80..95 %}\n");
    const mst_band *band = &w.evidence.sites[TOWN];
    assert_true(band->known && band->has_hull);
    for (size_t i = 0; i < 4; i++) {
        mst_range at = mst_band_at(band, rows[i].days * MST_MS_PER_DAY, false);
        NEAR(at.low, 0.95 * rows[i].low);
        NEAR(at.high, 0.95 * rows[i].high + 0.05);
        at = mst_band_at(band, rows[i].days * MST_MS_PER_DAY, true);
        NEAR(at.low, 0.95 * rows[i].low);
    }
    mst_range soon = mst_band_at(band, MST_MS_PER_HOUR, false);
    assert_true(soon.low == 0 && soon.high > 0.05 && soon.high < 0.052);
    mst_range end = mst_band_at(band, rows[4].days * MST_MS_PER_DAY, false);
    NEAR(end.high, 1);
    NEAR(end.low, 0.95 * (1 - pow(0.2, 364 / 180.0)));
    close_world(&w);
}

/* Both ends of the tree's branch: q F_talks + (1 - q) F, with F_talks no worse than F. */
static void
good_news_is_a_branch_in_which_risk_falls(void **state)
{
    (void)state;
    static const char plain[] = "  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: "
                                "sites.haven, lost: 10 d 40..60 %}\n";
    static const char both[] =
        "  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: sites.haven, lost: 10 d 40..60 "
        "%}\n"
        "  - {id: t, at: 2021-08-11, source: t, grade: A1, subject: sites.haven, given: talks, "
        "may_fall: true, lost: 10 d 5..10 %}\n";
    const double low = 0.95 * 0.4, high = 0.95 * 0.6 + 0.05;
    world w = open_world(plain);
    mst_range at = mst_band_at(&w.evidence.sites[HAVEN], 10 * MST_MS_PER_DAY, false);
    NEAR(at.low, 0.6 * low);
    NEAR(at.high, high); /* how far it falls nobody says */
    close_world(&w);
    w = open_world(both);
    at = mst_band_at(&w.evidence.sites[HAVEN], 10 * MST_MS_PER_DAY, false);
    NEAR(at.low, 0.6 * low + 0.4 * 0.95 * 0.05);
    NEAR(at.high, 0.8 * high + 0.2 * (0.95 * 0.1 + 0.05));
    assert_int_equal(w.evidence.sites[HAVEN].eased[0].report_count, 1);
    close_world(&w);
}

static void
incidents_speed_a_hazard_up(void **state)
{
    (void)state;
    static const char reports[] =
        "  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: sites.town, lost: 10 d 40..60 "
        "%}\n"
        "  - {id: n, at: 2021-08-11, source: s, grade: A1, subject: indicators.capitals, "
        "incidents: "
        "9, over: 3 d}\n";
    world w = open_world(reports);
    mst_range at = mst_band_at(&w.evidence.sites[TOWN], 10 * MST_MS_PER_DAY, false);
    NEAR(w.evidence.sites[TOWN].tempo, 4);
    NEAR(at.low, 0.95 * (1 - pow(0.6, 4)));
    at = mst_band_at(&w.evidence.sites[TOWN], 10 * MST_MS_PER_DAY, true);
    NEAR(at.low, 0.4); /* the report as it was is still heard */
    close_world(&w);
}

/* ---- what becomes known, and what is taken back ---- */

static void
what_is_received_later_does_not_count_yet(void **state)
{
    (void)state;
    world w = open_world("  - {id: a, at: 2021-08-10, received: 2021-08-12, source: s, grade: A1, "
                         "subject: scenarios.attack, chance: likely}\n");
    assert_int_equal(w.evidence.scenarios[ATTACK].basis, MST_BASIS_NOTHING);
    close_world(&w);
}

static void
a_correction_replaces_and_a_withdrawal_removes(void **state)
{
    (void)state;
    static const char head_line[] = "  - {id: a, at: 2021-08-11, source: s, grade: C3, subject: "
                                    "scenarios.attack, chance: likely}\n";
    char text[1024];
    snprintf(text, sizeof text,
             "%s  - {id: b, at: 2021-08-11, source: s, grade: C3, corrects: a, subject: "
             "scenarios.attack, chance: 0.1..0.2}\n",
             head_line);
    world w = open_world(text);
    NEAR(w.evidence.scenarios[ATTACK].interval.low, 0.7 * 0.1);
    NEAR(w.evidence.scenarios[ATTACK].interval.high, 0.7 * 0.2 + 0.3);
    assert_int_equal(w.post->reports[0].corrected_by, 1);
    close_world(&w);
    snprintf(text, sizeof text,
             "%s  - {id: b, at: 2021-08-11, source: s, grade: C3, corrects: a, withdrawn: true}\n",
             head_line);
    w = open_world(text);
    assert_int_equal(w.evidence.scenarios[ATTACK].basis, MST_BASIS_NOTHING);
    close_world(&w);
}

static void
what_has_happened_is_settled_by_a_report_that_can_be_trusted(void **state)
{
    (void)state;
    world w = open_world("  - {id: a, at: 2021-08-11, source: s, grade: B2, subject: "
                         "[scenarios.attack, sites.town], happened: true}\n");
    assert_int_equal(w.evidence.scenarios[ATTACK].basis, MST_BASIS_OUTCOME);
    NEAR(w.evidence.scenarios[ATTACK].robust.low, 1);
    NEAR(mst_band_at(&w.evidence.sites[TOWN], 0, false).low, 1);
    close_world(&w);
    w = open_world("  - {id: a, at: 2021-08-11, source: s, grade: E5, subject: [scenarios.attack, "
                   "sites.town], happened: true}\n");
    assert_int_equal(w.evidence.scenarios[ATTACK].basis, MST_BASIS_REPORTS);
    NEAR(w.evidence.scenarios[ATTACK].interval.low, 0.2);
    NEAR(w.evidence.scenarios[ATTACK].interval.high, 1);
    assert_false(w.evidence.sites[TOWN].known);
    close_world(&w);
}

/* Nine estimates whose time has come, seven of them right (docs/evidence.md, "Records"). */
static void
a_source_earns_its_weight(void **state)
{
    (void)state;
    char text[8192];
    size_t length = 0;
    for (uint32_t i = 0; i < 9; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length,
                                   "  - {id: r%u, at: 2021-07-%02u, source: seer, grade: E3, "
                                   "subject: sites.town, lost: 5 d %s}\n",
                                   i, 1 + i, i < 7 ? "unlikely" : "likely");
    }
    snprintf(text + length, sizeof text - length,
             "  - {id: now, at: 2021-08-11, source: seer, grade: E3, subject: scenarios.attack, "
             "chance: likely}\n");
    world w = open_world(text);
    assert_int_equal(w.evidence.record_count, 1);
    assert_int_equal(w.evidence.records[0].right, 7);
    assert_int_equal(w.evidence.records[0].resolved, 9);
    NEAR(w.evidence.records[0].reliability.low, 0.636364);
    NEAR(w.evidence.scenarios[ATTACK].heard[0].reliability, 0.636364);
    /* "unlikely" and not lost: the best of [.2, .45] is .04, the worst .2025. */
    NEAR(w.evidence.scored[0].brier.low, 0.04);
    NEAR(w.evidence.scored[0].brier.high, 0.2025);
    close_world(&w);
}

/* ---- what holds of any reports ---- */

static uint64_t seed = 20210811;

static uint32_t
draw(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

static void
check_band(const mst_band *band)
{
    for (uint32_t i = 0; i < band->count; i++) {
        mst_range pooled = band->pooled[i], robust = band->robust[i];
        assert_true(0 <= pooled.low && pooled.low <= pooled.high && pooled.high <= 1);
        assert_true(robust.low <= pooled.low && pooled.high <= robust.high);
        assert_true(0 <= robust.low && robust.high <= 1);
        assert_true(i == 0 ||
                    (band->after[i] > band->after[i - 1] && pooled.low >= band->pooled[i - 1].low &&
                     pooled.high >= band->pooled[i - 1].high));
    }
}

static void
bands_and_intervals_are_coherent_whatever_is_reported(void **state)
{
    (void)state;
    static char text[1 << 14];
    for (uint32_t i = 0; i < test_scale(200); i++) {
        size_t length = 0;
        for (uint32_t k = 0, count = 1 + draw(8); k < count; k++) {
            length += (size_t)snprintf(
                text + length, sizeof text - length,
                "  - {id: r%u, at: 2021-%02u-%02u, source: s%u, grade: %c%u, interested: %s", k,
                6 + draw(3), 1 + draw(11), draw(3), 'A' + (char)draw(6), 1 + draw(6),
                draw(3) == 0 ? "true" : "false");
            uint32_t low = draw(60), within = 1 + draw(90);
            static const char *const kinds[] = {
                ", subject: sites.%s, lost: %u d %u..%u %%; %u d %u..100 %%}\n",
                ", subject: sites.%s, may_fall: true, lost: %u d %u..%u %%; %u d %u..99 %%}\n",
            };
            if (draw(3) > 0) {
                length += (size_t)snprintf(text + length, sizeof text - length, kinds[draw(2)],
                                           draw(2) ? "town" : "haven", within, low, low + draw(40),
                                           within + 1 + draw(60), low + draw(30));
            } else {
                length += (size_t)snprintf(text + length, sizeof text - length,
                                           ", subject: [scenarios.attack, propositions.talks], "
                                           "chance: %u..%u %%}\n",
                                           low, low + draw(40));
            }
        }
        world w = open_world(text);
        for (uint32_t site = 0; site < 2; site++) {
            check_band(&w.evidence.sites[site]);
        }
        const mst_belief *belief = &w.evidence.scenarios[ATTACK];
        assert_true(0 <= belief->robust.low && belief->robust.low <= belief->interval.low &&
                    belief->interval.low <= belief->interval.high &&
                    belief->interval.high <= belief->robust.high && belief->robust.high <= 1);
        close_world(&w);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_pooled_and_their_disagreement_stands_beside),
        cmocka_unit_test(what_nobody_reports_on_is_what_the_post_says),
        cmocka_unit_test(reports_of_one_origin_count_once),
        cmocka_unit_test(a_promise_moves_only_what_it_may),
        cmocka_unit_test(an_interested_source_lowers_no_upper_bound),
        cmocka_unit_test(incidents_give_the_alarm_on_the_third_day),
        cmocka_unit_test(a_dated_estimate_becomes_a_band),
        cmocka_unit_test(good_news_is_a_branch_in_which_risk_falls),
        cmocka_unit_test(incidents_speed_a_hazard_up),
        cmocka_unit_test(what_is_received_later_does_not_count_yet),
        cmocka_unit_test(a_correction_replaces_and_a_withdrawal_removes),
        cmocka_unit_test(what_has_happened_is_settled_by_a_report_that_can_be_trusted),
        cmocka_unit_test(a_source_earns_its_weight),
        cmocka_unit_test(bands_and_intervals_are_coherent_whatever_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
