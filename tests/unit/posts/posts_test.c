/* SPDX-License-Identifier: Apache-2.0
 *
 * The posts that ship with the program: they read without a fault, every cell compiles, and the
 * Kabul example has the size and the provenance it promises.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "problem/problem.h"
#include "read/read.h"

#define KABUL MUSTER_SOURCE "/posts/kabul-2021"
#define AID_OFFICE MUSTER_SOURCE "/posts/aid-office"
#define NEW_POST MUSTER_SOURCE "/data/new-post.yaml"

static void
print_faults(const mst_fault_list *faults)
{
    for (uint32_t i = 0; i < faults->count; i++) {
        const mst_error *fault = &faults->faults[i];
        print_error("%s:%u:%u: %s\n", fault->file, fault->line, fault->column, fault->text);
    }
    for (uint32_t i = 0; i < faults->warning_count; i++) {
        const mst_error *warning = &faults->warnings[i];
        print_error("%s:%u:%u: %s\n", warning->file, warning->line, warning->column, warning->text);
    }
}

static mst_post *
read_post(const char *path)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err;
    mst_status status = mst_post_read(path, &post, &faults, &err);
    print_faults(&faults);
    assert_int_equal(status, MST_OK);
    assert_int_equal(faults.warning_count, 0);
    mst_fault_list_release(&faults);
    return post;
}

static void
compile_every_cell(const mst_post *post)
{
    for (uint32_t s = 0; s < post->scenario_count; s++) {
        for (uint32_t o = 0; o < post->option_count; o++) {
            mst_case *cell = NULL;
            mst_error err = {0};
            mst_status status =
                mst_case_compile(post, (mst_scenario_id){s}, (mst_option_id){o}, NULL, &cell, &err);
            if (status != MST_OK) {
                print_error("%s under %s: %s\n", post->options[o].id, post->scenarios[s].id,
                            err.text);
            }
            assert_int_equal(status, MST_OK);
            mst_case_release(cell);
        }
    }
}

static void
the_aid_office_reads_and_every_cell_compiles(void **state)
{
    (void)state;
    mst_post *post = read_post(AID_OFFICE);
    assert_int_equal(post->scenario_count, 2);
    assert_int_equal(post->option_count, 2);
    compile_every_cell(post);
    mst_post_release(post);
}

static void
kabul_reads_and_every_cell_compiles(void **state)
{
    (void)state;
    mst_post *post = read_post(KABUL);
    compile_every_cell(post);
    mst_post_release(post);
}

static int64_t
people_of(const mst_people *people)
{
    return people->count_row_count > 0 ? people->count_rows[0].count : people->count.likely;
}

static void
kabul_has_the_size_it_promises(void **state)
{
    (void)state;
    mst_post *post = read_post(KABUL);
    int64_t vehicles = 0;
    uint32_t fleets = 0;
    for (uint32_t f = 0; f < post->fleet_count; f++) {
        if (!post->fleets[f].dormant) {
            vehicles += post->fleets[f].count.likely;
            fleets++;
        }
    }
    int64_t people = 0;
    int64_t with_others = 0;
    uint32_t groups = 0;
    for (uint32_t p = 0; p < post->people_count; p++) {
        /* reinforcements are force that an option sends, not people of the post */
        bool is_crowd = post->people[p].dormant && post->people[p].kind != MST_PEOPLE_FORCE;
        if (!post->people[p].dormant) {
            people += people_of(&post->people[p]);
            groups++;
        }
        if (!post->people[p].dormant || is_crowd) {
            with_others += people_of(&post->people[p]);
        }
    }
    assert_true(post->site_count >= 15);
    assert_true(post->link_count >= 25);
    assert_true(fleets >= 10);
    assert_true(vehicles >= 60);
    assert_true(groups >= 8);
    assert_true(people >= 6000);
    assert_true(with_others >= 26000);
    assert_true(post->scenario_count >= 14);
    assert_true(post->option_count >= 7);
    mst_post_release(post);
}

static void
says_where_it_comes_from(const char *id, const mst_meta *meta)
{
    if (meta->source == NULL || meta->confidence == NULL) {
        print_error("%s has no source or no confidence\n", id);
    }
    assert_non_null(meta->source);
    assert_non_null(meta->confidence);
}

static void
every_item_of_kabul_says_where_it_comes_from(void **state)
{
    (void)state;
    mst_post *post = read_post(KABUL);
    for (uint32_t i = 0; i < post->people_count; i++) {
        if (!post->people[i].dormant || post->people[i].kind != MST_PEOPLE_FORCE) {
            says_where_it_comes_from(post->people[i].id, &post->people[i].meta);
        }
    }
    for (uint32_t i = 0; i < post->site_count; i++) {
        says_where_it_comes_from(post->sites[i].id, &post->sites[i].meta);
    }
    for (uint32_t i = 0; i < post->link_count; i++) {
        says_where_it_comes_from(post->links[i].id, &post->links[i].meta);
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        says_where_it_comes_from(post->fleets[i].id, &post->fleets[i].meta);
    }
    for (uint32_t i = 0; i < post->permission_count; i++) {
        says_where_it_comes_from(post->permissions[i].id, &post->permissions[i].meta);
    }
    for (uint32_t i = 0; i < post->type_count; i++) {
        if (!post->types[i].shipped) {
            says_where_it_comes_from(post->types[i].id, &post->types[i].meta);
        }
    }
    for (uint32_t o = 0; o < post->option_count; o++) {
        for (uint32_t r = 0; r < post->options[o].reinforcement_count; r++) {
            const mst_reinforcement *reinforcement = &post->options[o].reinforcements[r];
            says_where_it_comes_from(reinforcement->id, &reinforcement->meta);
        }
    }
    mst_post_release(post);
}

/* What `muster new NAME` writes: the template with the name in it. */
static void
the_post_that_new_posts_start_from_reads(void **state)
{
    (void)state;
    static char text[65536];
    char filled[sizeof text + 256];
    FILE *file = fopen(NEW_POST, "rb");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    assert_true(length > 0 && length < sizeof text - 1);
    size_t out = 0;
    for (size_t i = 0; i < length;) {
        if (strncmp(text + i, "@NAME@", 6) == 0) {
            memcpy(filled + out, "field-office", 12);
            out += 12;
            i += 6;
        } else {
            filled[out++] = text[i++];
        }
        assert_true(out < sizeof filled - 16);
    }
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err;
    mst_status status = mst_post_read_text("field-office", filled, out, &post, &faults, &err);
    print_faults(&faults);
    assert_int_equal(status, MST_OK);
    assert_string_equal(post->id, "field-office");
    compile_every_cell(post);
    mst_fault_list_release(&faults);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_aid_office_reads_and_every_cell_compiles),
        cmocka_unit_test(kabul_reads_and_every_cell_compiles),
        cmocka_unit_test(kabul_has_the_size_it_promises),
        cmocka_unit_test(every_item_of_kabul_says_where_it_comes_from),
        cmocka_unit_test(the_post_that_new_posts_start_from_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
