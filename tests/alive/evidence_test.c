/* SPDX-License-Identifier: Apache-2.0
 *
 * Every field of reports, propositions, indicators and settings of the evidence is alive: where one
 * is written otherwise, the picture or an explanation is otherwise. As fields_test.c, F1; the text
 * of the picture alone must show it, so that nothing is shown to programs only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/reports.h"
#include "present/picture.h"
#include "read/read.h"

enum { MOST_BYTES = 1 << 17 };

static const char base[] =
    "post: {id: alive, as_of: 2021-08-11 00:00, review: 7 d}\n"
    "people:\n  - {id: staff, site: town, count: 100, as_of: 2021-08-01, grade: B2, source: us}\n"
    "sites:\n"
    "  - {id: town, position: \"1, 30\", hold: {low: 50, likely: 80, high: 90}}\n"
    "  - {id: port, position: \"1.1, 30\"}\n"
    "  - {id: haven, position: \"1.5, 30.5\", safe: true}\n"
    "scenarios:\n"
    "  - {id: attack, actor: them, chance: 30..50 %}\n"
    "  - {id: storm, chance: 10..25 %}\n"
    "  - {id: flood, chance: 10..15 %}\n"
    "propositions:\n"
    "  - {id: talks, name: Talks hold, chance: 20..40 %, actor: party, eases: [port]}\n"
    "indicators:\n"
    "  - {id: raids, name: Raids, raises: [town], expected_per_day: 0.5, alarm_per_day: 2, "
    "threshold: 3,\n"
    "     forgetting: 0.7, prior: {count: 0.4, over: 4 d}}\n"
    "tripwires:\n"
    "  - {id: raids-rise, name: Shots rise, subject: indicators.raids, threshold: 2.5, "
    "persistence: "
    "1 d,\n"
    "     confirm: the officer, action: pack, option: all, lead: 5 h}\n"
    "  - {id: port-falls, subject: sites.port, within: 20 d, threshold: 45 %, action: leave}\n"
    "  - {id: talks-fail, subject: propositions.talks, threshold: 90 %, sure: true, action: wait}\n"
    "options:\n  - {id: all, scope: full}\n  - {id: none, scope: stay}\n"
    "evidence: {weights: {A: 0.94, B: 0.84, C: 0.71, D: 0.44, E: 0.21, F: 0.01}, half_life: 6 d,\n"
    "  half_life_in_alarm: 4 d, hull_weight: 0.65, hull_age: 10 d, record_least: 2,\n"
    "  record_strength: 3, tempo_limit: 3}\n"
    "reports:\n"
    "  - {id: a1, at: 2021-08-09, received: 2021-08-10, source: alpha, grade: A1, origin: leak,\n"
    "     subject: scenarios.attack, chance: likely, text: first words}\n"
    "  - {id: b1, at: 2021-08-05, source: beta, grade: B2, origin: leak,\n"
    "     subject: scenarios.attack, chance: 20..45 %}\n"
    "  - {id: c1, at: 2021-08-08, source: gamma, grade: C3, interested: true,\n"
    "     subject: scenarios.attack, chance: 1..5 %}\n"
    "  - {id: d1, at: 2021-08-08, source: delta, grade: D4, subject: scenarios.attack, chance: "
    "0.9..1}\n"
    "  - {id: e1, at: 2021-08-08, source: epsilon, grade: E5, subject: scenarios.attack, chance: "
    "0.7}\n"
    "  - {id: f1, at: 2021-08-08, source: phi, grade: F6, subject: scenarios.attack, chance: 0.1}\n"
    "  - {id: word, at: 2021-08-10, source: radio, grade: B2, actor: them,\n"
    "     subject: scenarios.attack, statement: {if_true: 60 %, if_false: 0.9..1}}\n"
    "  - {id: vow, at: 2021-08-10, source: radio, grade: B2, actor: party,\n"
    "     subject: propositions.talks, statement: {if_true: 0.8..0.9, if_false: 0.4..0.5}}\n"
    "  - {id: fall, at: 2021-08-10, source: alpha, grade: B2, subject: sites.town,\n"
    "     lost: 30 d 20..45 %; 90 d 60..80 %}\n"
    "  - {id: old, at: 2021-08-06, source: beta, grade: C3, subject: sites.town, lost: 12 d 5..30 "
    "%}\n"
    "  - {id: sea, at: 2021-08-10, source: alpha, grade: B2, subject: sites.port, lost: 20 d "
    "30..60 "
    "%}\n"
    "  - {id: calm, at: 2021-08-10, source: alpha, grade: B2, subject: sites.port, given: talks,\n"
    "     may_fall: true, lost: 40 d 1..9 %}\n"
    "  - {id: n1, at: 2021-08-10, source: scouts, grade: B2, subject: indicators.raids, incidents: "
    "9,\n"
    "     over: 36 h}\n"
    "  - {id: n2, at: 2021-08-11, source: scouts, grade: B2, subject: indicators.raids, incidents: "
    "7}\n"
    "  - {id: past1, at: 2021-07-01, source: beta, grade: B2, subject: sites.haven, lost: 5 d "
    "10..20 %}\n"
    "  - {id: past2, at: 2021-07-02, source: beta, grade: B2, subject: sites.haven, lost: 6 d "
    "60..70 %}\n"
    "  - {id: hold, at: 2021-08-07, source: clerk, grade: B2, changes: [{sites.town.hold: {add: "
    "7}}]}\n"
    "  - {id: wrong, at: 2021-08-08, source: clerk, grade: C3, changes: [{people.staff.count: "
    "5}]}\n"
    "  - {id: right, at: 2021-08-09, source: clerk, grade: B2, corrects: wrong, withdrawn: true}\n"
    "  - {id: storms, at: 2021-08-09, source: clerk, grade: B2, subject: scenarios.storm, "
    "happened: "
    "true}\n";

static const struct {
    const char *what, *from, *to;
} rows[] = {
    {"scenarios.chance", "chance: 10..15 %", "chance: 11 %"},
    {"scenarios.actor", "actor: them, chance", "actor: others, chance"},
    {"propositions.name", "name: Talks hold", "name: Talks go on"},
    {"indicators.name", "name: Raids", "name: Attacks"},
    {"propositions.chance", "chance: 20..40 %, actor: party", "chance: 20..41 %, actor: party"},
    {"propositions.actor", "actor: party, eases", "actor: none, eases"},
    {"propositions.eases", "eases: [port]", "eases: [town]"},
    {"indicators.raises", "raises: [town]", "raises: [port]"},
    {"indicators.expected_per_day", "expected_per_day: 0.5", "expected_per_day: 0.6"},
    {"indicators.alarm_per_day", "alarm_per_day: 2", "alarm_per_day: 1.5"},
    {"indicators.threshold", "threshold: 3", "threshold: 30"},
    {"indicators.forgetting", "forgetting: 0.7", "forgetting: 0.6"},
    {"indicators.prior.count", "count: 0.4", "count: 0.5"},
    {"indicators.prior.over", "over: 4 d", "over: 5 d"},
    {"tripwires.name", "name: Shots rise", "name: Shots grow"},
    {"tripwires.subject", "subject: propositions.talks, threshold: 90 %",
     "subject: scenarios.storm, threshold: 90 %"},
    {"tripwires.threshold", "threshold: 2.5", "threshold: 7.5"},
    {"tripwires.persistence", "persistence: 1 d", "persistence: 2 d"},
    {"tripwires.confirm", "confirm: the officer", "confirm: the chief"},
    {"tripwires.action", "action: pack", "action: unpack"},
    {"tripwires.option", "option: all, lead", "option: none, lead"},
    {"tripwires.lead", "lead: 5 h", "lead: 6 h"},
    {"tripwires.within", "within: 20 d", "within: 21 d"},
    {"tripwires.sure", "sure: true", "sure: false"},
    {"evidence.weights.A", "A: 0.94", "A: 0.9"},
    {"evidence.weights.B", "B: 0.84", "B: 0.8"},
    {"evidence.weights.C", "C: 0.71", "C: 0.7"},
    {"evidence.weights.D", "D: 0.44", "D: 0.4"},
    {"evidence.weights.E", "E: 0.21", "E: 0.2"},
    {"evidence.weights.F", "F: 0.01", "F: 0.05"},
    {"evidence.half_life", "half_life: 6 d", "half_life: 5 d"},
    {"evidence.half_life_in_alarm", "half_life_in_alarm: 4 d", "half_life_in_alarm: 2 d"},
    {"evidence.hull_weight", "hull_weight: 0.65", "hull_weight: 0.8"},
    {"evidence.hull_age", "hull_age: 10 d", "hull_age: 2 d"},
    {"evidence.record_least", "record_least: 2", "record_least: 3"},
    {"evidence.record_strength", "record_strength: 3", "record_strength: 1"},
    {"evidence.tempo_limit", "tempo_limit: 3", "tempo_limit: 2"},
    {"reports.at", "{id: b1, at: 2021-08-05", "{id: b1, at: 2021-08-04"},
    {"reports.received", "received: 2021-08-10, source", "received: 2021-08-12, source"},
    {"reports.source", "source: gamma", "source: grandma"},
    {"reports.grade", "grade: E5", "grade: E4"},
    {"reports.origin", "beta, grade: B2, origin: leak", "beta, grade: B2, origin: other"},
    {"reports.interested", "interested: true", "interested: false"},
    {"reports.actor", "grade: B2, actor: them", "grade: B2, actor: him"},
    {"reports.text", "first words", "last words"},
    {"reports.subject", "subject: sites.town, lost: 12 d", "subject: sites.port, lost: 12 d"},
    {"reports.chance", "chance: likely", "chance: unlikely"},
    {"reports.statement.if_true", "if_true: 60 %", "if_true: 50 %"},
    {"reports.statement.if_false", "if_false: 0.4..0.5", "if_false: 0.3..0.5"},
    {"reports.lost", "90 d 60..80 %", "90 d 60..70 %"},
    {"reports.given", "given: talks,\n     may_fall", "\n     may_fall"},
    {"reports.may_fall", "may_fall: true", "may_fall: false"},
    {"reports.incidents", "incidents: 7}", "incidents: 4}"},
    {"reports.over", "over: 36 h", "over: 12 h"},
    {"reports.changes", "{add: 7}", "{add: 8}"},
    {"reports.corrects", "corrects: wrong", "corrects: hold"},
    {"reports.happened", "happened: true", "happened: false"},
    {"post.review", "review: 7 d", "review: 60 d"},
};

static void
write_all(const char *text, char *written)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t at = 0;
    if (mst_post_read_text("post.yaml", text, strlen(text), &post, &faults, &err) != MST_OK) {
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    mst_arena arena;
    mst_evidence evidence;
    mst_arena_init(&arena, 0);
    assert_int_equal(mst_evidence_assess(post, &arena, &evidence, &err), MST_OK);
    char *page = NULL;
    assert_int_equal(mst_picture_write_text(&evidence, &page, &err), MST_OK);
    at += (size_t)snprintf(written + at, MOST_BYTES - at, "%s\n", page);
    mst_heap_free(page);
    const uint32_t counts[] = {post->scenario_count, post->proposition_count, post->site_count,
                               post->indicator_count};
    for (uint32_t class = 0; class < 4; class ++) {
        for (uint32_t i = 0; i < counts[class]; i++) {
            mst_subject subject = {(mst_subject_class) class, i};
            assert_int_equal(mst_explain_write_text(&evidence, subject, &page, &err), MST_OK);
            at += (size_t)snprintf(written + at, MOST_BYTES - at, "%s\n", page);
            mst_heap_free(page);
        }
    }
    assert_true(at < MOST_BYTES);
    mst_arena_release(&arena);
    mst_post_release(post);
}

static void
a_field_of_the_evidence_that_is_written_otherwise_shows(void **state)
{
    (void)state;
    static char text[1 << 14], first[MOST_BYTES], other[MOST_BYTES];
    uint32_t dead = 0;
    write_all(base, first);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *place = strstr(base, rows[i].from);
        if (place == NULL || strstr(place + 1, rows[i].from) != NULL) {
            fail_msg("%s: \"%s\" does not stand in the post once", rows[i].what, rows[i].from);
        }
        snprintf(text, sizeof text, "%.*s%s%s", (int)(place - base), base, rows[i].to,
                 place + strlen(rows[i].from));
        write_all(text, other);
        if (strcmp(first, other) == 0) {
            print_message("%s is dead: nothing shows that it is \"%s\"\n", rows[i].what,
                          rows[i].to);
            dead++;
        }
    }
    assert_int_equal(dead, 0);
}

/* As rule F2 of fields_test.c. */
static void
every_number_of_the_evidence_stands_in_a_row(void **state)
{
    (void)state;
    static const struct {
        const char *section;
        const mst_field *fields;
        const uint32_t *count;
    } tables[] = {{"evidence", mst_evidence_fields, &mst_evidence_field_count},
                  {"indicators", mst_indicator_fields, &mst_indicator_field_count},
                  {"tripwires", mst_tripwire_fields, &mst_tripwire_field_count}};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (uint32_t i = 0; i < *tables[t].count; i++) {
            char name[128];
            bool found = false;
            snprintf(name, sizeof name, "%s.%s", tables[t].section, tables[t].fields[i].path);
            for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
                found = found || strcmp(rows[k].what, name) == 0;
            }
            if (!found) {
                fail_msg("no row writes %s otherwise", name);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_the_evidence_stands_in_a_row),
        cmocka_unit_test(a_field_of_the_evidence_that_is_written_otherwise_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
