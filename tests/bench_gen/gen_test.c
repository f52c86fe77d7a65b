/* SPDX-License-Identifier: Apache-2.0
 *
 * The generator of posts: its posts read, have the numbers asked for, and are the same each time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/fields.h"
#include "read/read.h"
#include "support/cells.h"
#include "support/scale.h"

enum { TEXT_BYTES = 32 << 20, COMMAND_BYTES = 1024 };

static const char *generator;
static char text[TEXT_BYTES], again[TEXT_BYTES];

/* What the generator writes; its exit code in *code. */
static size_t
generate(const char *words, char *into, int *code)
{
    char command[COMMAND_BYTES];
    snprintf(command, sizeof command, "'%s' %s 2>/dev/null", generator, words);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    size_t bytes = fread(into, 1, TEXT_BYTES, out);
    int status = pclose(out);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return bytes;
}

static mst_post *
read_generated(const char *words)
{
    int code;
    size_t bytes = generate(words, text, &code);
    assert_int_equal(code, 0);
    assert_true(bytes < TEXT_BYTES);
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err;
    mst_status status = mst_post_read_text("generated.yaml", text, bytes, &post, &faults, &err);
    if (status != MST_OK) {
        char line[2048];
        fail_msg("%s: %s", words, mst_error_line(&err, line, sizeof line));
    }
    assert_int_equal(faults.count, 0);
    mst_fault_list_release(&faults);
    return post;
}

static int64_t
likely(mst_item_class item_class, const char *path, const void *item)
{
    const mst_field *field = &mst_fields[mst_field_find(item_class, path)];
    const char *bytes = (const char *)item + field->offset;
    return mst_field_value(field, (const mst_quantity *)(const void *)bytes, MST_CHANGE_LIKELY);
}

static const struct {
    const char *words;
    int64_t vehicles, sites, people;
} sizes[] = {
    {"--vehicles 3 --sites 5 --people 1", 3, 5, 1},
    {"--vehicles 7 --sites 9 --people 333 --tight 1", 7, 9, 333},
    {"--vehicles 60 --sites 24 --people 4000", 60, 24, 4000},
    {"--vehicles 60 --sites 24 --people 4000 --tight 0", 60, 24, 4000},
    {"--vehicles 60 --sites 24 --people 4000 --seed 18446744073709551615", 60, 24, 4000},
    {"--vehicles 1000 --sites 200 --people 100000", 1000, 200, 100000},
    {"--vehicles 500 --sites 4096 --people 20000", 500, 4096, 20000},
    {"--vehicles 10000 --sites 1000 --people 1000000", 10000, 1000, 1000000},
};

static void
a_post_of_any_size_reads_and_has_the_numbers_asked_for(void **state)
{
    (void)state;
    size_t count = sizeof sizes / sizeof sizes[0];
    for (size_t i = 0; i < count && (i < 5 || test_scale(100) >= 100); i++) {
        mst_post *post = read_generated(sizes[i].words);
        int64_t people = 0, vehicles = 0;
        for (uint32_t k = 0; k < post->people_count; k++) {
            /* The people of reinforcements are not there until an option brings them. */
            people +=
                post->people[k].dormant ? 0 : likely(MST_ITEM_PEOPLE, "count", &post->people[k]);
        }
        for (uint32_t k = 0; k < post->fleet_count; k++) {
            vehicles += likely(MST_ITEM_FLEET, "count", &post->fleets[k]);
        }
        assert_int_equal(post->site_count, sizes[i].sites);
        assert_int_equal(people, sizes[i].people);
        assert_int_equal(vehicles, sizes[i].vehicles);
        mst_post_release(post);
    }
}

static void
the_same_words_give_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    const char *words = "--vehicles 60 --sites 24 --people 4000 --seed 5";
    int code;
    size_t bytes = generate(words, text, &code);
    assert_int_equal(generate(words, again, &code), bytes);
    assert_memory_equal(text, again, bytes);
    size_t others = generate("--vehicles 60 --sites 24 --people 4000 --seed 6", again, &code);
    /* Not only the seed in the head. */
    char *people = strstr(text, "\npeople:"), *other_people = strstr(again, "\npeople:");
    assert_true(others > 0 && people != NULL && other_people != NULL);
    assert_true(strncmp(people, other_people, 4000) != 0);
}

static int64_t
capacity(const mst_post *post)
{
    int64_t berths = 0;
    for (uint32_t i = 0; i < post->site_count; i++) {
        for (uint32_t k = 0; k < post->sites[i].berth_row_count; k++) {
            berths += post->sites[i].berth_rows[k].berths.likely;
        }
        berths += likely(MST_ITEM_SITE, "process.desks", &post->sites[i]);
    }
    return berths;
}

static void
a_tight_post_has_fewer_berths_and_desks(void **state)
{
    (void)state;
    int64_t before = INT64_MAX;
    static const char *const words[] = {"--vehicles 200 --people 9000 --tight 0",
                                        "--vehicles 200 --people 9000 --tight 0.5",
                                        "--vehicles 200 --people 9000 --tight 1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        mst_post *post = read_generated(words[i]);
        int64_t now = capacity(post);
        assert_true(now < before);
        before = now;
        mst_post_release(post);
    }
}

/* A small post is everything a large one is. */
static void
every_part_of_a_post_is_there(void **state)
{
    (void)state;
    mst_post *post = read_generated("--vehicles 300 --sites 110 --people 30000");
    uint32_t guards = 0, parties = 0, ranges = 0, litters = 0, walkers = 0;
    for (uint32_t i = 0; i < post->people_count; i++) {
        const mst_people *people = &post->people[i];
        guards += people->guards && !people->dormant;
        parties += people->party_row_count > 0;
        ranges += people->count.low < people->count.high;
        litters += people->litters.given;
        walkers += people->self_means == MST_SELF_ON_FOOT;
    }
    assert_true(guards > 2 && parties > 9 && ranges > 9 && litters > 2 && walkers > 0);
    uint32_t safe = 0, held = 0, desks = 0, secure = 0, windows = 0, daylight = 0;
    for (uint32_t i = 0; i < post->site_count; i++) {
        const mst_site *site = &post->sites[i];
        safe += site->safe.given && site->safe.likely == 1;
        held += site->safe.given && site->hold.given;
        desks += site->desks.given;
        secure += site->force_fixed.given;
        windows += site->open.count > 0;
        daylight += site->daylight_only.given;
    }
    assert_true(safe > 2 && held > 0 && desks > 2 && secure > 2 && windows > 0);
    assert_true(daylight > 0);
    uint32_t by_mode[4] = {0}, flows = 0;
    for (uint32_t i = 0; i < post->link_count; i++) {
        by_mode[post->links[i].mode]++;
        flows += post->links[i].flow.given;
    }
    assert_true(by_mode[MST_MODE_ROAD] > 20 && by_mode[MST_MODE_AIR] > 1);
    assert_true(by_mode[MST_MODE_SEA] > 0 && by_mode[MST_MODE_FOOT] > 0 && flows > 20);
    assert_true(post->type_count > 7 && post->fleet_count > 10 && post->scenario_count > 4);
    assert_true(post->option_count > 3 && post->permission_count == 3);
    mst_post_release(post);
}

/* The folder reads to the same post as the one file; `name` and places aside. */
static void
a_folder_reads_as_the_one_file_does(void **state)
{
    (void)state;
    char folder[] = "/tmp/muster-gen-XXXXXX", words[128];
    assert_non_null(mkdtemp(folder));
    int code;
    snprintf(words, sizeof words, "--sites 90 --people 5000 --out %s", folder);
    assert_int_equal(generate(words, text, &code), 0);
    assert_int_equal(code, 0);
    mst_post *one = read_generated("--sites 90 --people 5000"), *other = NULL;
    mst_fault_list faults;
    mst_error err;
    mst_status status = mst_post_read(folder, &other, &faults, &err);
    if (status != MST_OK) {
        char line[2048];
        fail_msg("%s", mst_error_line(&err, line, sizeof line));
    }
    mst_fault_list_release(&faults);
    mst_arena arena;
    mst_arena_init(&arena, 0);
    const char *one_text, *other_text;
    assert_int_equal(mst_post_write(one, &arena, &one_text, NULL), MST_OK);
    assert_int_equal(mst_post_write(other, &arena, &other_text, NULL), MST_OK);
    assert_true(strlen(one_text) > 10000);
    assert_string_equal(one_text, other_text);
    mst_arena_release(&arena);
    mst_post_release(one);
    mst_post_release(other);
    static const char *const names[] = {"post.yaml", "people.csv", "sites.csv", "links.csv",
                                        "fleets.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[COMMAND_BYTES];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void
bad_words_are_refused(void **state)
{
    (void)state;
    static const char *const words[] = {
        "--vehicles",        "--vehicles 2",     "--vehicles 32769",
        "--sites 4",         "--sites 4097",     "--people 0",
        "--people -5",       "--people 5000001", "--seed 18446744073709551616",
        "--seed x",          "--tight 1.001",    "--tight 2",
        "--tight 0.1234",    "--tight .5",       "--wheels 4",
        "--people 10people",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        int code;
        size_t bytes = generate(words[i], text, &code);
        if (code != 2 || bytes != 0) {
            fail_msg("%s: exit %d, %zu bytes", words[i], code, bytes);
        }
    }
}

/* There are ten days, and a way out of every place: also by road from the place with a helicopter
 * zone in walking distance, for those who cannot walk there. */
static void
nobody_need_be_left_behind(void **state)
{
    (void)state;
    static const char *const words[] = {
        "--vehicles 40 --sites 20 --people 4000 --seed 1",
        "--vehicles 40 --sites 35 --people 4000 --seed 2",
        "--vehicles 50 --sites 20 --people 5000 --seed 2",
    };
    const mst_solve_options options = {.seed = 1, .effort = 1, .only_plan = true};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        mst_post *post = read_generated(words[i]);
        solved_cell cell;
        cells_solve(&cell, post, "as-today", "all-out", &options);
        assert_int_equal(cell.judgement.violation_count, 0);
        assert_int_equal(cell.judgement.measures.left, 0);
        cells_release(&cell);
        mst_post_release(post);
    }
}

int
main(int count, char **words)
{
    if (count != 2) {
        fprintf(stderr, "usage: gen_test GENERATOR\n");
        return 2;
    }
    generator = words[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_post_of_any_size_reads_and_has_the_numbers_asked_for),
        cmocka_unit_test(the_same_words_give_the_same_bytes_and_another_seed_others),
        cmocka_unit_test(a_tight_post_has_fewer_berths_and_desks),
        cmocka_unit_test(every_part_of_a_post_is_there),
        cmocka_unit_test(a_folder_reads_as_the_one_file_does),
        cmocka_unit_test(bad_words_are_refused),
        cmocka_unit_test(nobody_need_be_left_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
