/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "read/library.h"
#include "read/read.h"

static const char *
value_of(const mst_type_entry *type, const char *field)
{
    for (uint32_t i = 0; i < type->fact_count; i++) {
        if (strcmp(type->facts[i].field, field) == 0) {
            return type->facts[i].value;
        }
    }
    return NULL;
}

static const struct {
    const char *id, *mode, *berth_class, *seats;
} expected[] = {
    {"c17", "air", "heavy", "90"},         {"c17-floor", "air", "heavy", "300"},
    {"c130j", "air", "medium", "92"},      {"c5m", "air", "heavy", "73"},
    {"kc135", "air", "heavy", "37"},       {"kc46", "air", "heavy", "75"},
    {"a400m", "air", "medium", "116"},     {"a330mrtt", "air", "heavy", "250"},
    {"b737", "air", "medium", "160"},      {"a320", "air", "medium", "180"},
    {"b767", "air", "heavy", "220"},       {"b777", "air", "heavy", "300"},
    {"b747", "air", "heavy", "380"},       {"uh60", "air", "helicopter", "11"},
    {"ch47", "air", "helicopter", "33"},   {"mh47", "air", "helicopter", "33"},
    {"ch53", "air", "helicopter", "36"},   {"ch46", "air", "helicopter", "15"},
    {"mv22", "air", "helicopter", "24"},   {"mi17", "air", "helicopter", "22"},
    {"coach", "road", "road", "44"},       {"minibus", "road", "road", "16"},
    {"car-armored", "road", "road", "4"},  {"car", "road", "road", "4"},
    {"truck", "road", "road", "16"},       {"ferry", "sea", "ship", "1000"},
    {"cruise-ship", "sea", "ship", "950"}, {"lpd", "sea", "ship", "1000"},
    {"lsd", "sea", "ship", "792"},         {"lhd", "sea", "ship", "1250"},
    {"frigate", "sea", "ship", "207"},     {"patrol-vessel", "sea", "ship", "349"},
};

static void
the_types_a_planner_asks_for_are_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const mst_type_entry *type = mst_type_library_find(expected[i].id);
        assert_non_null(type);
        assert_string_equal(type->mode, expected[i].mode);
        assert_string_equal(type->berth_class, expected[i].berth_class);
        assert_string_equal(value_of(type, "seats"), expected[i].seats);
    }
    assert_null(mst_type_library_find("c-17"));
    assert_null(mst_type_library_find(""));
}

static void
every_number_has_a_source_and_a_confidence(void **state)
{
    (void)state;
    static const char *const confidences[] = {"published", "derived", "unverified", "assumption"};
    uint32_t seen[4] = {0};
    for (uint32_t i = 0; i < mst_type_library_count(); i++) {
        const mst_type_entry *type = mst_type_library_at(i);
        assert_ptr_equal(mst_type_library_find(type->id), type);
        assert_true(type->name[0] != '\0' && type->fact_count > 0);
        for (uint32_t k = 0; k < type->fact_count; k++) {
            const mst_type_fact *fact = &type->facts[k];
            assert_true(fact->value[0] != '\0' && strlen(fact->source) > 5);
            assert_true((fact->low == NULL) == (fact->high == NULL));
            size_t c = 0;
            while (c < 4 && strcmp(confidences[c], fact->confidence) != 0) {
                c++;
            }
            assert_true(c < 4);
            seen[c]++;
        }
    }
    for (size_t c = 0; c < 4; c++) {
        assert_true(seen[c] > 5);
    }
}

static void
every_type_has_what_planning_needs(void **state)
{
    (void)state;
    static const char *const always[] = {
        "seats",  "litters", "seats_per_litter", "speed.empty", "speed.loaded", "load",
        "unload", "turn",    "refuel",           "range",       "availability"};
    for (uint32_t i = 0; i < mst_type_library_count(); i++) {
        const mst_type_entry *type = mst_type_library_at(i);
        for (size_t k = 0; k < sizeof always / sizeof always[0]; k++) {
            if (value_of(type, always[k]) == NULL) {
                fail_msg("%s has no %s", type->id, always[k]);
            }
        }
        bool is_air = strcmp(type->mode, "air") == 0;
        bool is_helicopter = strcmp(type->berth_class, "helicopter") == 0;
        bool has_runway = value_of(type, "runway.length") != NULL;
        assert_true(has_runway == (is_air && !is_helicopter));
        assert_true(has_runway == (value_of(type, "runway.width") != NULL));
        assert_true(has_runway == (value_of(type, "runway.surfaces") != NULL));
        assert_true((value_of(type, "duty") != NULL) == (value_of(type, "rest") != NULL));
        /* The ground time of an aircraft is its turn, with load and unload 0. */
        assert_true(is_air == (strcmp(value_of(type, "load"), "0 min") == 0));
        assert_true(is_air == (strtod(value_of(type, "turn"), NULL) > 0 &&
                               strcmp(value_of(type, "unload"), "0 min") == 0));
    }
}

static void
ranges_hold_their_value(void **state)
{
    (void)state;
    uint32_t ranges = 0;
    for (uint32_t i = 0; i < mst_type_library_count(); i++) {
        const mst_type_entry *type = mst_type_library_at(i);
        for (uint32_t k = 0; k < type->fact_count; k++) {
            const mst_type_fact *fact = &type->facts[k];
            if (fact->low == NULL) {
                continue;
            }
            ranges++;
            char *unit_low, *unit, *unit_high;
            double low = strtod(fact->low, &unit_low), likely = strtod(fact->value, &unit);
            double high = strtod(fact->high, &unit_high);
            if (strcmp(unit_low, unit) != 0 || strcmp(unit_high, unit) != 0 || low > likely ||
                likely > high) {
                fail_msg("%s of %s: %s, %s, %s", fact->field, type->id, fact->low, fact->value,
                         fact->high);
            }
        }
    }
    assert_true(ranges > 30);
}

/* A post with one fleet of every type of the library, read by the reader. Fleets stand by id and
 * the types in the order of their fleets, so padded numbers keep the order of the library. */
static mst_post *
read_post_of_all_types(void)
{
    static char text[1 << 16];
    size_t used = (size_t)snprintf(text, sizeof text,
                                   "post: {id: all, as_of: 2021-07-03 08:00}\n"
                                   "sites: [{id: a, position: \"0, 0\"}, "
                                   "{id: b, position: \"1, 1\", safe: true}]\n"
                                   "people: [{id: p, site: a, count: 1, kind: staff}]\n"
                                   "links: [{id: l, between: [a, b], mode: road}]\nfleets:\n");
    for (uint32_t i = 0; i < mst_type_library_count(); i++) {
        const char *id = mst_type_library_at(i)->id;
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "  - {id: fleet-%03u, type: %s, base: a, count: 1, notice: 0 h}\n",
                                 i, id);
    }
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err;
    if (mst_post_read_text("all.yaml", text, used, &post, &faults, &err) != MST_OK) {
        char line[2048];
        fail_msg("%s", mst_error_line(&err, line, sizeof line));
    }
    mst_fault_list_release(&faults);
    return post;
}

static void
the_reader_understands_every_number_of_the_library(void **state)
{
    (void)state;
    mst_post *post = read_post_of_all_types();
    assert_int_equal(post->type_count, mst_type_library_count());
    for (uint32_t i = 0; i < post->type_count; i++) {
        const mst_type *type = &post->types[i];
        const mst_type_entry *entry = mst_type_library_at(i);
        assert_string_equal(type->id, entry->id);
        assert_string_equal(type->name, entry->name);
        assert_string_equal(post->berth_classes[type->berth_class], entry->berth_class);
        assert_int_equal(type->mode, strcmp(entry->mode, "air") == 0   ? MST_MODE_AIR
                                     : strcmp(entry->mode, "sea") == 0 ? MST_MODE_SEA
                                                                       : MST_MODE_ROAD);
        assert_int_equal(type->seats.likely, strtol(value_of(entry, "seats"), NULL, 10));
        assert_true(type->seats.low > 0 && type->speed_loaded.low > 0);
        assert_true(type->speed_empty.low > 0 && type->range.low > 0);
        assert_true(type->availability.low > 0 && type->availability.high <= 1000000);
        assert_int_equal(type->runway_length.given, value_of(entry, "runway.length") != NULL);
        assert_int_equal(type->surface_count > 0, value_of(entry, "runway.surfaces") != NULL);
        assert_int_equal(type->duty.given, value_of(entry, "duty") != NULL);
    }
    mst_post_release(post);
}

static void
the_c17_is_read_to_the_millimetre_and_millisecond(void **state)
{
    (void)state;
    mst_post *post = read_post_of_all_types();
    const mst_type *c17 = &post->types[0];
    assert_string_equal(c17->id, "c17");
    assert_int_equal(c17->speed_loaded.likely, INT64_C(410) * 1852000);
    assert_int_equal(c17->load.likely, 0);
    assert_int_equal(c17->turn.low, 2 * MST_MS_PER_HOUR + 15 * MST_MS_PER_MINUTE);
    assert_int_equal(c17->turn.likely, c17->turn.low);
    assert_int_equal(c17->turn.high, 3 * MST_MS_PER_HOUR + 15 * MST_MS_PER_MINUTE);
    assert_int_equal(c17->refuel.likely, c17->turn.high);
    assert_int_equal(c17->range.likely, INT64_C(2400) * 1852000);
    assert_int_equal(c17->runway_length.likely, 1066800);
    assert_int_equal(c17->runway_width.likely, 27432);
    assert_int_equal(c17->surface_count, 4);
    assert_string_equal(c17->surfaces[0], "asphalt");
    assert_string_equal(c17->surfaces[3], "dirt");
    assert_int_equal(c17->duty.likely, 16 * MST_MS_PER_HOUR);
    assert_int_equal(c17->availability.low, 820000);
    assert_int_equal(c17->availability.likely, 850000);
    assert_int_equal(c17->availability.high, 930000);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_types_a_planner_asks_for_are_there),
        cmocka_unit_test(every_number_has_a_source_and_a_confidence),
        cmocka_unit_test(every_type_has_what_planning_needs),
        cmocka_unit_test(ranges_hold_their_value),
        cmocka_unit_test(the_reader_understands_every_number_of_the_library),
        cmocka_unit_test(the_c17_is_read_to_the_millimetre_and_millisecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
