/* SPDX-License-Identifier: Apache-2.0
 *
 * Random posts under random changes: every compiled cell keeps the invariants, and every changed
 * number is what a slow, obvious reading of the changes says at every hour.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "cell.h"
#include "invariants.h"

#include <cmocka.h>

#define HOURS(n) ((n)*MST_MS_PER_HOUR)

enum { ROUNDS = 1500, MAX_CHANGES = 10, HORIZON_HOURS = 72, TEXT_BYTES = 16384 };

/* ---- changes of numbers ---- */

static const struct {
    const char *items[4]; /* ids of the class that a change may name, and `*` last */
    const char *section, *field, *question;
    int64_t low, likely, high; /* the same for every item */
} numbers[] = {
    {{"home", "gate", "strip", "*"}, "sites", "hold", "hold", 100, 200, 400},
    {{"home", "gate", "strip", "*"}, "sites", "movements", "movements", 12, 12, 12},
    {{"home", "gate", "strip", "*"}, "sites", "secure.fixed", "fixed", 20, 30, 40},
    {{"home", "gate", "strip", "*"}, "sites", "berths.heavy", "berths.heavy", 4, 5, 6},
    {{"road", "ramp", "lane", "*"}, "links", "flow", "flow", 60, 60, 60},
};

typedef enum kind { SET, SCALE, ADD, PICK, KIND_COUNT } kind;

typedef struct told {
    uint32_t number, item; /* item 3: every one */
    kind what;
    int64_t value; /* SCALE in tenths, PICK 0 low, 1 likely, 2 high */
    bool from_given, until_given, surprise;
    int64_t from, until; /* hours after as_of; the order is as_of */
    bool in_option;
} told;

static told
random_change(mst_random *random)
{
    told change = {.number = mst_random_below(random, sizeof numbers / sizeof numbers[0]),
                   .item = mst_random_below(random, 4),
                   .what = (kind)mst_random_below(random, KIND_COUNT),
                   .in_option = mst_random_below(random, 3) == 0};
    switch (change.what) {
    case SET:
        change.value = mst_random_below(random, 50);
        break;
    case SCALE:
        change.value = 1 + mst_random_below(random, 25);
        break;
    case ADD:
        change.value = mst_random_below(random, 8);
        break;
    case PICK:
    case KIND_COUNT:
        change.value = mst_random_below(random, 3);
        break;
    }
    change.from_given = mst_random_below(random, 2) == 0;
    change.from = mst_random_between(random, -10, HORIZON_HOURS + 10);
    change.until_given = mst_random_below(random, 2) == 0;
    change.until = change.from + mst_random_between(random, 1, 40);
    change.surprise = change.from_given && !change.in_option && mst_random_below(random, 3) == 0;
    return change;
}

static size_t
write_change(char *text, size_t bytes, const told *change)
{
    static const char *const picks[] = {"low", "likely", "high"};
    size_t used = (size_t)snprintf(
        text, bytes, "      - {%s.%s.%s: ", numbers[change->number].section,
        numbers[change->number].items[change->item], numbers[change->number].field);
    const char *noun = strcmp(numbers[change->number].field, "flow") == 0        ? " vehicles/h"
                       : strcmp(numbers[change->number].field, "movements") == 0 ? " movements/h"
                                                                                 : "";
    switch (change->what) {
    case SET:
        used +=
            (size_t)snprintf(text + used, bytes - used, "%lld%s", (long long)change->value, noun);
        break;
    case SCALE:
        used += (size_t)snprintf(text + used, bytes - used, "{scale: %lld.%lld}",
                                 (long long)(change->value / 10), (long long)(change->value % 10));
        break;
    case ADD:
        used += (size_t)snprintf(text + used, bytes - used, "{add: %lld%s}",
                                 (long long)change->value, noun);
        break;
    case PICK:
    case KIND_COUNT:
        used += (size_t)snprintf(text + used, bytes - used, "%s", picks[change->value]);
        break;
    }
    if (change->from_given) {
        used +=
            (size_t)snprintf(text + used, bytes - used, ", from: %+lld h", (long long)change->from);
    }
    if (change->until_given) {
        used += (size_t)snprintf(text + used, bytes - used, ", until: %+lld h",
                                 (long long)change->until);
    }
    used += (size_t)snprintf(text + used, bytes - used, "%s}\n",
                             change->surprise ? ", surprise: true" : "");
    return used;
}

/* ---- the slow reading ---- */

static int64_t
from_of(const told *change)
{
    return change->from_given ? change->from : -1000;
}

static int64_t
until_of(const told *change)
{
    return change->until_given ? change->until : 1000;
}

static bool
touches(const told *change, uint32_t number, uint32_t item)
{
    return change->number == number && (change->item == item || change->item == 3);
}

static bool
is_known(const told *change, int64_t begins)
{
    return !change->surprise || change->from <= begins;
}

static int64_t
slow_value(const told *changes, uint32_t count, uint32_t number, uint32_t item, int64_t begins,
           int64_t hour)
{
    int64_t value = numbers[number].likely;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < count * 2; i++) {
            const told *change = &changes[i % count];
            bool its_turn = change->in_option == (i >= count); /* the scenario's come first */
            if (!its_turn || !touches(change, number, item) || !is_known(change, begins) ||
                hour < from_of(change) || hour >= until_of(change)) {
                continue;
            }
            if (pass == 0 && change->what == PICK) {
                value = change->value == 0   ? numbers[number].low
                        : change->value == 1 ? numbers[number].likely
                                             : numbers[number].high;
            } else if (pass == 1 && change->what == SET) {
                value = change->value;
            } else if (pass == 1 && change->what == ADD) {
                value += change->value;
            } else if (pass == 1 && change->what == SCALE) {
                value = (value * change->value + 5) / 10;
            }
        }
    }
    return value;
}

/* Do two sets of one number meet inside the horizon? */
static bool
slow_conflict(const told *changes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            const told *a = &changes[i];
            const told *b = &changes[k];
            bool one_thing =
                a->number == b->number && (a->item == b->item || a->item == 3 || b->item == 3);
            int64_t from = from_of(a) > from_of(b) ? from_of(a) : from_of(b);
            int64_t until = until_of(a) < until_of(b) ? until_of(a) : until_of(b);
            if (a->what == SET && b->what == SET && one_thing && from < until && until > 0 &&
                from < HORIZON_HOURS) {
                return true;
            }
        }
    }
    return false;
}

/* ---- a post ---- */

static const char *
random_of(mst_random *random, const char *const *words, uint32_t count)
{
    return words[mst_random_below(random, count)];
}

static void
write_post(mst_random *random, char *text, const told *changes, uint32_t count)
{
    static const char *const zones[] = {"UTC", "Asia/Kabul", "Europe/Berlin", "America/New_York"};
    static const char *const days[] = {"2021-03-27 20:00", "2021-07-03 08:00", "2021-10-30 23:30",
                                       "2021-12-31 18:00"};
    static const char *const hours[] = {"", "open: [\"06:00-18:00\"], ",
                                        "open: [\"22:00-04:00\", \"05:00-09:30\"], ",
                                        "open: [{from: +3 h, until: +30 h}], "};
    static const char *const parties[] = {"", "party: 4, ", "litters: 5, ",
                                          "release: {start: 1 h, over: 5 h}, ",
                                          "party: 3, litters: 2, release: {start: 2 h}, "};
    static const char *const scopes[] = {"full", "stay", "{ordered: [staff]}",
                                         "{relocate: [staff, others], to: gate}"};
    size_t used =
        (size_t)snprintf(text, TEXT_BYTES,
                         "post: {id: test, time_zone: %s, as_of: %s, horizon: %d h}\n"
                         "people:\n"
                         "  - {id: staff, site: home, %scount: {low: 50, likely: 101, high: 207}}\n"
                         "  - {id: others, site: gate, %scount: %u}\n"
                         "  - {id: troops, site: strip, kind: force, count: 40, priority: 2}\n",
                         random_of(random, zones, 4), random_of(random, days, 4), HORIZON_HOURS,
                         random_of(random, parties, 5), random_of(random, parties, 5),
                         10 + mst_random_below(random, 90));
    static const char *const sites[] = {"home", "gate", "strip"};
    used += (size_t)snprintf(text + used, TEXT_BYTES - used, "sites:\n");
    for (uint32_t i = 0; i < 3; i++) {
        used += (size_t)snprintf(
            text + used, TEXT_BYTES - used,
            "  - {id: %s, position: \"34.%u, 69.%u\", %s%s%spermission: landing,\n"
            "     hold: {low: 100, likely: 200, high: 400}, movements: 12 movements/h,\n"
            "     secure: {fixed: {low: 20, likely: 30, high: 40}},\n"
            "     berths: {heavy: {low: 4, likely: 5, high: 6}, car: 7}}\n",
            sites[i], i, i, random_of(random, hours, 4),
            mst_random_below(random, 3) == 0 ? "daylight_only: true, " : "",
            mst_random_below(random, 2) == 0 ? "process: {desks: 4, time: 2 min}, " : "");
    }
    used += (size_t)snprintf(
        text + used, TEXT_BYTES - used,
        "  - {id: haven, safe: true}\n"
        "links:\n"
        "  - {id: road, between: [home, gate], mode: road, %sflow: 60 vehicles/h}\n"
        "  - {id: ramp, between: [gate, strip], mode: road, time: 9 min, flow: 60 vehicles/h}\n"
        "  - {id: lane, from: home, to: strip, mode: road, %sflow: 60 vehicles/h,\n"
        "     escort: {force: 4, vehicles: 3}}\n"
        "  - {id: route, between: [strip, haven], mode: air, time: 3 h, distance: 900 km}\n"
        "types:\n"
        "  - {id: van, mode: road, seats: 9, speed: 40 km/h, berth_class: car}\n"
        "  - {id: jet, mode: air, seats: 50, berth_class: heavy, availability: 0.7}\n"
        "fleets:\n"
        "  - {id: vans, type: van, base: gate, count: %u, notice: 1 h}\n"
        "  - {id: jets, type: jet, base: haven, count: %u, notice: 5 h, permission: basing,\n"
        "     available: {from: +4 h, until: +60 h}}\n"
        "permissions: [{id: landing, kind: landing}, {id: basing, kind: basing}]\n"
        "scenarios:\n"
        "  - id: told\n"
        "    changes:\n"
        "      - {sites.home.threat: 1}\n",
        random_of(random, hours, 4), random_of(random, hours, 4), 1 + mst_random_below(random, 9),
        mst_random_below(random, 9));
    static const char *const wholes[] = {
        "{close: sites.gate, from: +%u h, until: +%u h, surprise: true}",
        "{close: [links.road, sites.strip], from: +%u h, until: +%u h}",
        "{open: sites.home, from: +%u h, until: +%u h, surprise: true}",
        "{permissions.landing.granted: false, from: +%u h, until: +%u h, surprise: true}",
        "{permissions.basing.granted: false, from: +%u h, until: +%u h}",
        "{fleets.*.count: {scale: 0.5}, from: +%u h, until: +%u h, surprise: true}",
        "{fleets.vans.count: {add: 6}, from: +%u h, until: +%u h}",
        "{links.*.time: {scale: 1.5}, from: +%u h, until: +%u h, surprise: true}",
        "{sites.gate.open: [\"08:00-20:00\"], from: +%u h, until: +%u h}",
        "{sites.strip.daylight_only: true, from: +%u h, until: +%u h, surprise: true}",
    };
    /* Three different ones, since two sets of one thing are refused. */
    uint32_t first = mst_random_below(random, 10);
    for (uint32_t i = 0; i < 3; i++) {
        char whole[256];
        uint32_t from = mst_random_below(random, HORIZON_HOURS);
        uint32_t until = from + 1 + mst_random_below(random, 40);
        snprintf(whole, sizeof whole, wholes[(first + i) % 10], from, until);
        used += (size_t)snprintf(text + used, TEXT_BYTES - used, "      - %s\n", whole);
    }
    if (mst_random_below(random, 2) == 0) {
        used += (size_t)snprintf(
            text + used, TEXT_BYTES - used,
            "      - {add: {people: [{id: more, site: gate, count: 31, party: 5}],\n"
            "          fleets: [{id: charter, type: van, base: home, count: 2, notice: 0 h}]},\n"
            "         from: +%u h%s}\n",
            mst_random_below(random, HORIZON_HOURS),
            mst_random_below(random, 2) == 0 ? ", surprise: true" : "");
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!changes[i].in_option) {
            used += write_change(text + used, TEXT_BYTES - used, &changes[i]);
        }
    }
    used +=
        (size_t)snprintf(text + used, TEXT_BYTES - used,
                         "options:\n"
                         "  - id: all\n"
                         "    scope: %s\n"
                         "    reinforcements: [{id: marines, size: 37, site: strip, notice: 3 h,\n"
                         "      rate: 7 people/h, berth_class: car, berths: 3}]\n"
                         "    changes:\n"
                         "      - {sites.home.supplies: 3 d}\n",
                         random_of(random, scopes, 4));
    for (uint32_t i = 0; i < count; i++) {
        if (changes[i].in_option) {
            used += write_change(text + used, TEXT_BYTES - used, &changes[i]);
        }
    }
    assert_true(used < TEXT_BYTES);
}

/* ---- the comparison ---- */

static void
compare_numbers(const cell *opened, const told *changes, uint32_t count, uint64_t seed)
{
    for (uint32_t k = 0; k < opened->instance->phase_count; k++) {
        const mst_problem *problem = &opened->instance->phases[k];
        for (uint32_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++) {
            for (uint32_t item = 0; item < 3; item++) {
                char question[128];
                snprintf(question, sizeof question, "%s.%s.%s", numbers[n].section,
                         numbers[n].items[item], numbers[n].question);
                for (int64_t hour = 0; hour < HORIZON_HOURS; hour++) {
                    int64_t slow = slow_value(changes, count, n, item,
                                              problem->begins / MST_MS_PER_HOUR, hour);
                    int64_t value = cell_ask(problem, question, HOURS(hour));
                    if (slow != value) {
                        fail_msg("seed %llu, phase %u: %s at %lld h is %lld, not %lld",
                                 (unsigned long long)seed, k, question, (long long)hour,
                                 (long long)value, (long long)slow);
                    }
                }
            }
        }
    }
}

static void
random_cells_keep_the_invariants_and_say_what_the_changes_say(void **state)
{
    (void)state;
    static char text[TEXT_BYTES];
    uint32_t compiled = 0;
    uint32_t conflicts = 0;
    uint32_t phases = 0;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        mst_random random;
        mst_random_init(&random, seed, 0);
        told changes[MAX_CHANGES];
        uint32_t count = 1 + mst_random_below(&random, MAX_CHANGES);
        for (uint32_t i = 0; i < count; i++) {
            changes[i] = random_change(&random);
        }
        write_post(&random, text, changes, count);
        cell opened;
        cell_open(&opened, text, "told", "all");
        bool conflict = slow_conflict(changes, count);
        if ((opened.status == MST_OK) == conflict) {
            fail_msg("seed %llu: %s\n%s", (unsigned long long)seed,
                     conflict ? "a conflict is taken" : opened.err.text, text);
        }
        if (opened.status == MST_OK) {
            assert_invariants(opened.instance, seed);
            compare_numbers(&opened, changes, count, seed);
            compiled++;
            phases += opened.instance->phase_count;
        } else {
            assert_true(opened.err.line > 0);
            conflicts++;
        }
        cell_close(&opened);
    }
    /* The generator must reach both outcomes, and surprises. */
    assert_true(compiled > ROUNDS / 3);
    assert_true(conflicts > ROUNDS / 50);
    assert_true(phases > compiled * 3 / 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_cells_keep_the_invariants_and_say_what_the_changes_say),
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
