/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads every post of a folder, each of which has faults, and compares all its messages with the
 * lines of the file of the same name that ends with .expected. Prints TAP.
 */
#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/read.h"

enum { CASES_MAX = 1024, NAME_BYTES = 256, TEXT_BYTES = 1 << 16 };

static char names[CASES_MAX][NAME_BYTES];
static size_t name_count;

static int
compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void
find_cases(void)
{
    DIR *folder = opendir(".");
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        size_t bytes = strlen(entry->d_name);
        if (bytes > 5 && bytes < NAME_BYTES && name_count < CASES_MAX &&
            strcmp(entry->d_name + bytes - 5, ".yaml") == 0) {
            memcpy(names[name_count++], entry->d_name, bytes + 1);
        }
    }
    closedir(folder);
    qsort(names, name_count, NAME_BYTES, compare_names);
}

/* All messages about a post, a line each; nothing when it is sound. */
static void
read_messages(const char *path, char *text)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    size_t length = 0;
    mst_status status = mst_post_read(path, &post, &faults, &err);
    text[0] = '\0';
    for (uint32_t i = 0; i < faults.count; i++) {
        char line[MST_ERROR_TEXT_BYTES + MST_ERROR_FILE_BYTES + 32];
        mst_error_line(&faults.faults[i], line, sizeof line);
        int written = snprintf(text + length, TEXT_BYTES - length, "%s\n", line);
        length += written > 0 ? (size_t)written : 0;
    }
    if (status == MST_OK) {
        mst_post_release(post);
    } else if (faults.count == 0 || strcmp(err.text, faults.faults[0].text) != 0) {
        snprintf(text, TEXT_BYTES, "the error is not the first fault: %s\n", err.text);
    }
    mst_fault_list_release(&faults);
}

static bool
read_expected(const char *name, char *text)
{
    char path[NAME_BYTES + 16];
    snprintf(path, sizeof path, "%.*s.expected", (int)(strlen(name) - 5), name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    size_t bytes = fread(text, 1, TEXT_BYTES - 1, file);
    text[bytes] = '\0';
    fclose(file);
    return true;
}

static void
print_indented(const char *label, const char *text)
{
    printf("# %s\n", label);
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");
        printf("#   %.*s\n", (int)bytes, text);
        text += bytes + (text[bytes] == '\n');
    }
}

int
main(int argc, char **argv)
{
    static char expected[TEXT_BYTES];
    static char messages[TEXT_BYTES];
    int failed = 0;
    if (argc != 2 || chdir(argv[1]) != 0) {
        fprintf(stderr, "usage: runner FOLDER\n");
        return 2;
    }
    find_cases();
    printf("1..%zu\n", name_count);
    for (size_t i = 0; i < name_count; i++) {
        bool has_expected = read_expected(names[i], expected);
        read_messages(names[i], messages);
        bool is_right = has_expected && messages[0] != '\0' && strcmp(expected, messages) == 0;
        printf("%sok %zu - %s is refused with its messages\n", is_right ? "" : "not ", i + 1,
               names[i]);
        if (!is_right) {
            failed++;
            print_indented("expected:", has_expected ? expected : "(there is no such file)");
            print_indented("printed:", messages);
        }
    }
    return failed > 0 || name_count == 0;
}
