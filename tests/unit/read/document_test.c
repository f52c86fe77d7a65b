/* SPDX-License-Identifier: Apache-2.0
 *
 * docs/post-format.md is exact: its table of numbers is that of the program, and its examples read.
 * With an argument, prints the table.
 */
#include <stdlib.h>

#include "help.h"

enum { DOCUMENT_BYTES = 1 << 17, LINE_BYTES = 512 };

static char document[DOCUMENT_BYTES];

static const char *const class_words[] = {
    [MST_ITEM_PEOPLE] = "people", [MST_ITEM_SITE] = "sites",
    [MST_ITEM_LINK] = "links",    [MST_ITEM_TYPE] = "types",
    [MST_ITEM_FLEET] = "fleets",  [MST_ITEM_PERMISSION] = "permissions",
};

static const char *const kind_words[] = {
    [MST_KIND_COUNT] = "count",       [MST_KIND_DURATION] = "duration",
    [MST_KIND_DISTANCE] = "distance", [MST_KIND_SPEED] = "speed",
    [MST_KIND_RATE] = "rate",         [MST_KIND_RATIO] = "ratio",
    [MST_KIND_THREAT] = "threat",     [MST_KIND_FLAG] = "flag",
};

static void
table_line(const mst_field *field, mst_arena *arena, char *line)
{
    const char *fallback = field->fallback == MST_UNLIMITED
                               ? "no limit"
                               : mst__number_text(arena, field->kind, field->noun, field->fallback);
    snprintf(line, LINE_BYTES, "| `%s.%s%s` | %s | %s | %s | %s | %s | %s |\n",
             class_words[field->item_class], field->path, field->per_class ? ".CLASS" : "",
             kind_words[field->kind],
             mst__number_text(arena, field->kind, field->noun, field->minimum),
             mst__number_text(arena, field->kind, field->noun, field->maximum), fallback,
             field->timed ? "yes" : "", field->meaning);
}

static void
the_table_of_numbers_is_that_of_the_program(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    for (uint32_t i = 0; i < mst_field_count; i++) {
        char line[LINE_BYTES];
        table_line(&mst_fields[i], &arena, line);
        if (strstr(document, line) == NULL) {
            print_error("not in the document: %s", line);
        }
        assert_non_null(strstr(document, line));
    }
    mst_arena_release(&arena);
}

static const struct {
    const char *what;
    int limit;
} limits[] = {
    {"bytes of a file", MST_READ_MAX_FILE_BYTES},
    {"bytes of a post", MST_READ_MAX_TOTAL_BYTES},
    {"files of a post", MST_READ_MAX_FILES},
    {"lists and maps inside each other", MST_READ_MAX_DEPTH},
    {"values of a post", MST_READ_MAX_NODES},
    {"keys of a map", MST_READ_MAX_KEYS},
    {"columns of a spreadsheet", MST_READ_MAX_CSV_COLUMNS},
    {"bytes of a text", MST_READ_MAX_SCALAR_BYTES},
    {"bytes of an id", MST_MAX_ID_BYTES},
    {"digits of a number", MST_READ_MAX_DIGITS},
    {"windows of an item", MST_READ_MAX_WINDOWS},
    {"rows of a table inside an item", MST_READ_MAX_ROWS},
    {"persons", MST_MAX_PEOPLE},
    {"people items", MST_MAX_PEOPLE_ITEMS},
    {"sites", MST_MAX_SITES},
    {"links", MST_MAX_LINKS},
    {"types", MST_MAX_TYPES},
    {"fleets", MST_MAX_FLEETS},
    {"vehicles", MST_MAX_VEHICLES},
    {"permissions", MST_MAX_PERMISSIONS},
    {"scenarios", MST_MAX_SCENARIOS},
    {"options", MST_MAX_OPTIONS},
    {"changes of a scenario or an option", MST_MAX_CHANGES},
    {"pins", MST_MAX_PINS},
    {"propositions", MST_MAX_PROPOSITIONS},
    {"indicators", MST_MAX_INDICATORS},
    {"tripwires", MST_MAX_TRIPWIRES},
    {"reports", MST_MAX_REPORTS},
    {"berth classes", MST_MAX_BERTH_CLASSES},
    {"stations", MST_MAX_STATIONS},
    {"different priorities", MST_MAX_PRIORITIES},
    {"faults listed", MST_MAX_FAULTS},
};

static void
the_limits_are_those_of_the_program(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        char line[LINE_BYTES];
        snprintf(line, sizeof line, "| %s | %d |\n", limits[i].what, limits[i].limit);
        if (strstr(document, line) == NULL) {
            print_error("not in the document: %s", line);
        }
        assert_non_null(strstr(document, line));
    }
}

/* What the examples name and do not show. */
static const char missing[] =
    "include: [shown.yaml]\n"
    "sites: [{id: embassy, position: \"34.53, 69.19\"}, {id: udeid, airfield: OTBH, safe: true},\n"
    "        {id: town, position: \"34.5, 69.1\"},\n"
    "        {id: gate, position: \"34.56, 69.21\", process: {desks: 2, time: 3 min}}]\n"
    "people: [{id: citizens, site: embassy, count: {low: 1, likely: 2, high: 3}}]\n"
    "fleets: [{id: helicopters, type: bus, base: embassy, count: 2},\n"
    "         {id: charter, type: bus, base: embassy, count: 1, notice: {raised: 1 h, normal: 2 "
    "h}}]\n"
    "links: [{id: flight, from: hkia, to: udeid, mode: air}]\n"
    "permissions: [{id: hkia-landing, kind: landing}, {id: basing-qa, kind: basing}]\n"
    "scenarios: [{id: crowd}]\n";

/* All blocks of YAML one after the other; the `post` map goes to the first file. */
static void
gather_examples(char *post, char *rest)
{
    const char *at = document;
    *post = *rest = '\0';
    while ((at = strstr(at, "```yaml\n")) != NULL) {
        at += 8;
        const char *end = strstr(at, "```");
        assert_non_null(end);
        char *to = strncmp(at, "post:", 5) == 0 ? post : rest;
        size_t length = strlen(to);
        memcpy(to + length, at, (size_t)(end - at));
        to[length + (size_t)(end - at)] = '\0';
        at = end + 3;
    }
}

static void
the_examples_read_as_one_post(void **state)
{
    (void)state;
    static char first[DOCUMENT_BYTES];
    static char rest[DOCUMENT_BYTES];
    gather_examples(first, rest);
    assert_true(strlen(first) > 100 && strlen(rest) > 2000);
    assert_true(strlen(first) + sizeof missing < sizeof first);
    memcpy(first + strlen(first), missing, sizeof missing);
    const mst__text_file files[] = {{"post.yaml", first, strlen(first)},
                                    {"shown.yaml", rest, strlen(rest)}};
    mst_post *post = help_read_files(files, 2);
    assert_string_equal(post->id, "kabul-2021");
    assert_int_equal(post->scenario_count, 2);
    assert_int_equal(post->options[0].reinforcement_count, 2);
    mst_post_release(post);
}

static int
read_document(void **state)
{
    (void)state;
    FILE *file = fopen(MUSTER_SOURCE "/docs/post-format.md", "rb");
    if (file == NULL) {
        return -1;
    }
    size_t bytes = fread(document, 1, sizeof document - 1, file);
    document[bytes] = '\0';
    fclose(file);
    return 0;
}

int
main(int argc, char **argv)
{
    (void)argv;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_of_numbers_is_that_of_the_program),
        cmocka_unit_test(the_limits_are_those_of_the_program),
        cmocka_unit_test(the_examples_read_as_one_post),
    };
    if (argc > 1) {
        mst_arena arena;
        mst_arena_init(&arena, 0);
        for (uint32_t i = 0; i < mst_field_count; i++) {
            char line[LINE_BYTES];
            table_line(&mst_fields[i], &arena, line);
            fputs(line, stdout);
        }
        mst_arena_release(&arena);
        return 0;
    }
    return cmocka_run_group_tests(tests, read_document, NULL);
}
