/* SPDX-License-Identifier: Apache-2.0
 *
 * Hostile input too big for files of the tree: each is refused with its limit, quickly.
 */
#include <stdlib.h>
#include <unistd.h>

#include "help.h"

static char *text;
static size_t length;

/* Starts a new text. */
static void
begin(const char *start)
{
    text = mst_heap_resize(text, (size_t)40 << 20, 1);
    assert_non_null(text);
    length = strlen(start);
    memcpy(text, start, length + 1);
}

static void
add(const char *more)
{
    size_t bytes = strlen(more);
    memcpy(text + length, more, bytes + 1);
    length += bytes;
}

static void
repeat(const char *format, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char line[256];
        snprintf(line, sizeof line, format, i, i, i);
        add(line);
    }
}

/* The text is refused with MST_LIMIT, and its first fault holds `words`. */
static void
assert_limit(const char *words)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    mst_status status = mst_post_read_text("post.yaml", text, length, &post, &faults, &err);
    if (strstr(err.text, words) == NULL) {
        print_error("%s\n", err.text);
    }
    assert_int_equal(status, MST_LIMIT);
    assert_non_null(strstr(err.text, words));
    assert_null(post);
    mst_fault_list_release(&faults);
}

static const char head[] = "post: {id: big, as_of: 2021-07-03}\n";

static void
a_file_may_have_32_mib(void **state)
{
    (void)state;
    begin(head);
    while (length <= (size_t)MST_READ_MAX_FILE_BYTES) {
        memset(text + length, '#', 1 << 16);
        text[length + (1 << 16) - 1] = '\n';
        length += 1 << 16;
    }
    assert_limit("a file may have 32 MiB");
}

static void
values_are_counted(void **state)
{
    (void)state;
    begin(head);
    add("people: [");
    for (uint32_t i = 0; i < MST_READ_MAX_NODES + 8; i++) {
        memcpy(text + length, i % 64 == 63 ? "[],\n" : "[],", 4);
        length += i % 64 == 63 ? 4 : 3;
    }
    text[length] = '\0';
    assert_limit("more than 2000000 values");
}

static void
depth_is_limited_in_blocks_too(void **state)
{
    (void)state;
    begin(head);
    add("people:\n");
    for (uint32_t i = 0; i < 100; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            add(" ");
        }
        add("- \n");
    }
    add("x\n");
    begin(head);
    add("people: ");
    repeat("{a%u: ", 50);
    assert_limit("24 deep");
}

static void
a_map_may_have_a_thousand_keys(void **state)
{
    (void)state;
    begin(head);
    add("people: [{id: a");
    repeat(", k%u: 1", MST_READ_MAX_KEYS + 2);
    add("}]\n");
    assert_limit("more than 1024 keys");
}

static void
a_row_may_have_256_cells(void **state)
{
    (void)state;
    static const char post_text[] = "post: {id: a, as_of: 2021-07-03}\npeople: {file: p.csv}\n";
    begin("id");
    repeat(",c%u", 300);
    const mst__text_file files[] = {{"post.yaml", post_text, sizeof post_text - 1},
                                    {"p.csv", text, length}};
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    assert_int_equal(mst__post_read_texts(files, 2, &post, &faults, &err), MST_LIMIT);
    assert_non_null(strstr(err.text, "more than 256 cells"));
    assert_string_equal(err.file, "p.csv");
    mst_fault_list_release(&faults);
}

static void
items_are_counted(void **state)
{
    (void)state;
    begin(head);
    add("sites:\n");
    repeat("  - {id: s%u}\n", MST_MAX_SITES + 1);
    assert_limit("at most 4096 sites");
}

static void
people_are_counted(void **state)
{
    (void)state;
    begin(head);
    add("sites: [{id: a}]\npeople:\n");
    repeat("  - {id: p%u, site: a, count: 1000000}\n", 11);
    assert_limit("more than 10000000");
}

static void
vehicles_are_counted(void **state)
{
    (void)state;
    begin(head);
    add("sites: [{id: a}]\ntypes: [{id: t, mode: road, seats: 4}]\nfleets:\n");
    repeat("  - {id: f%u, type: t, base: a, count: 32768}\n", 2);
    assert_limit("more than 32768");
}

static void
berth_classes_are_counted(void **state)
{
    (void)state;
    begin(head);
    add("types:\n");
    repeat("  - {id: t%u, mode: road, seats: 4, berth_class: c%u}\n", MST_MAX_BERTH_CLASSES + 1);
    assert_limit("at most 16 berth classes");
}

static void
files_are_counted(void **state)
{
    (void)state;
    static mst__text_file files[MST_READ_MAX_FILES + 2];
    static char names[MST_READ_MAX_FILES + 2][16];
    begin(head);
    add("include: [");
    repeat("f%u.yaml, ", MST_READ_MAX_FILES + 1);
    add("]\n");
    files[0] = (mst__text_file){"post.yaml", text, length};
    for (uint32_t i = 0; i < MST_READ_MAX_FILES + 1; i++) {
        snprintf(names[i], sizeof names[i], "f%u.yaml", i);
        files[i + 1] = (mst__text_file){names[i], "people: []\n", 11};
    }
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    assert_int_equal(mst__post_read_texts(files, MST_READ_MAX_FILES + 2, &post, &faults, &err),
                     MST_LIMIT);
    assert_non_null(strstr(err.text, "at most 256 files"));
    mst_fault_list_release(&faults);
}

static void
a_hundred_faults_are_listed_and_the_rest_counted(void **state)
{
    (void)state;
    begin(head);
    add("sites:\n");
    repeat("  - {id: s%u, hold: many}\n", 250);
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    assert_int_equal(mst_post_read_text("post.yaml", text, length, &post, &faults, &err),
                     MST_INVALID);
    assert_int_equal(faults.count, MST_MAX_FAULTS);
    assert_int_equal(faults.more, 150);
    for (uint32_t i = 0; i < faults.count; i++) {
        assert_int_equal(faults.faults[i].line, i + 3);
    }
    mst_fault_list_release(&faults);
}

/* A thousand laughs, ten of each in the next: refused at the first anchor. */
static void
nothing_grows_out_of_an_alias(void **state)
{
    (void)state;
    begin(head);
    add("people:\n - &a0 [ha]\n");
    for (uint32_t i = 1; i < 12; i++) {
        char line[256];
        snprintf(line, sizeof line, " - &a%u [*a%u,*a%u,*a%u,*a%u,*a%u,*a%u,*a%u,*a%u,*a%u,*a%u]\n",
                 i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
        add(line);
    }
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    assert_int_equal(mst_post_read_text("post.yaml", text, length, &post, &faults, &err),
                     MST_INVALID);
    assert_int_equal(faults.count, 1);
    assert_int_equal(err.line, 3);
    mst_fault_list_release(&faults);
}

/* Misspelt names among many: suggestions are sought for the faults listed only. */
static void
many_misspelt_names_take_no_time(void **state)
{
    (void)state;
    begin(head);
    add("sites:\n");
    repeat("  - {id: site-number-%u}\n", MST_MAX_SITES);
    add("people:\n");
    repeat("  - {id: people-%u, site: sitenumber%u, count: 1}\n", 8000);
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    assert_int_equal(mst_post_read_text("post.yaml", text, length, &post, &faults, &err),
                     MST_INVALID);
    assert_int_equal(faults.count + faults.more, 8000);
    mst_fault_list_release(&faults);
}

/* ---- files of the disk ---- */

static char folder[] = "/tmp/muster-read-XXXXXX";

static void
write_file(const char *name, const char *content)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static mst_status
read_folder(const char *name, mst_error *err)
{
    char path[256];
    mst_post *post = NULL;
    mst_fault_list faults;
    snprintf(path, sizeof path, "%s%s", folder, name);
    mst_status status = mst_post_read(path, &post, &faults, err);
    mst_fault_list_release(&faults);
    if (status == MST_OK) {
        mst_post_release(post);
    }
    return status;
}

static void
a_post_is_a_file_or_a_folder(void **state)
{
    (void)state;
    mst_error err = {0};
    write_file("post.yaml", "post: {id: a, as_of: 2021-07-03}\nsites: {file: s.csv}\n");
    write_file("s.csv", "id,safe\na,true\n");
    assert_int_equal(read_folder("", &err), MST_OK);
    assert_int_equal(read_folder("/", &err), MST_OK);
    assert_int_equal(read_folder("/post.yaml", &err), MST_OK);
    assert_int_equal(read_folder("/nothing.yaml", &err), MST_NOT_FOUND);
    assert_int_equal(read_folder("/nothing/post.yaml", &err), MST_NOT_FOUND);
}

static void
a_link_out_of_the_folder_is_refused(void **state)
{
    (void)state;
    char link[256];
    mst_error err = {0};
    snprintf(link, sizeof link, "%s/out.yaml", folder);
    assert_int_equal(symlink("/etc/hostname", link), 0);
    write_file("post.yaml", "post: {id: a, as_of: 2021-07-03}\ninclude: [out.yaml]\n");
    assert_int_equal(read_folder("", &err), MST_INVALID);
    assert_non_null(strstr(err.text, "leads out of the post's folder"));
    unlink(link);
}

static int
make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int
remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"post.yaml", "s.csv", "out.yaml"};
    for (size_t i = 0; i < 3; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    mst_heap_free(text);
    return rmdir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_may_have_32_mib),
        cmocka_unit_test(values_are_counted),
        cmocka_unit_test(depth_is_limited_in_blocks_too),
        cmocka_unit_test(a_map_may_have_a_thousand_keys),
        cmocka_unit_test(a_row_may_have_256_cells),
        cmocka_unit_test(items_are_counted),
        cmocka_unit_test(people_are_counted),
        cmocka_unit_test(vehicles_are_counted),
        cmocka_unit_test(berth_classes_are_counted),
        cmocka_unit_test(files_are_counted),
        cmocka_unit_test(a_hundred_faults_are_listed_and_the_rest_counted),
        cmocka_unit_test(nothing_grows_out_of_an_alias),
        cmocka_unit_test(many_misspelt_names_take_no_time),
        cmocka_unit_test(a_post_is_a_file_or_a_folder),
        cmocka_unit_test(a_link_out_of_the_folder_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
