/* SPDX-License-Identifier: Apache-2.0
 *
 * Drives a fuzz target without libFuzzer: every seed of the folders named, and for each seed a
 * number of changed copies (bytes flipped, cut out, doubled, replaced by awkward ones), the same
 * every time.
 *
 * seeds CHANGES FOLDER...
 */
#include <dirent.h>
#include <string.h>

#include "fuzz/fuzz.h"

enum { SEED_BYTES_MAX = 1 << 20, NAMES_MAX = 4096, PATH_BYTES = 512 };

static char paths[NAMES_MAX][PATH_BYTES];
static size_t path_count;

static int
compare_paths(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void
find_seeds(const char *folder_path)
{
    DIR *folder = opendir(folder_path);
    if (folder == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.' && path_count < NAMES_MAX) {
            snprintf(paths[path_count++], PATH_BYTES, "%s/%s", folder_path, entry->d_name);
        }
    }
    closedir(folder);
}

/* xorshift64* (Vigna 2016). */
static uint64_t
draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static size_t
change_once(uint8_t *data, size_t bytes, uint64_t *state)
{
    static const char *const awkward[] = {"{",
                                          "}",
                                          "[",
                                          "]",
                                          ":",
                                          "- ",
                                          "\n",
                                          "\"",
                                          "'",
                                          "*",
                                          "&a",
                                          "!",
                                          "#",
                                          ",",
                                          "\xC3",
                                          "\xFF",
                                          "%",
                                          "null",
                                          "~",
                                          "-1",
                                          "1e9",
                                          ".",
                                          "99999999999999999999",
                                          " h",
                                          "km",
                                          "low:",
                                          "0",
                                          "\t",
                                          "\r",
                                          "file:",
                                          "id",
                                          "\0",
                                          ";",
                                          "+",
                                          "24:00"};
    size_t at = (size_t)(draw(state) % (bytes + 1));
    size_t span = (size_t)(draw(state) % 16) + 1;
    switch (draw(state) % 4) {
    case 0: /* one bit */
        if (at < bytes) {
            data[at] ^= (uint8_t)(1u << (draw(state) % 8));
        }
        return bytes;
    case 1: /* cut out */
        span = span > bytes - at ? bytes - at : span;
        memmove(data + at, data + at + span, bytes - at - span);
        return bytes - span;
    case 2: /* double */
        span = span > bytes - at ? bytes - at : span;
        memmove(data + at + span, data + at, bytes - at);
        return bytes + span;
    default: { /* put in */
        const char *text = awkward[draw(state) % (sizeof awkward / sizeof awkward[0])];
        size_t length = strlen(text) > 0 ? strlen(text) : 1;
        memmove(data + at + length, data + at, bytes - at);
        memcpy(data + at, text, length);
        return bytes + length;
    }
    }
}

static void
run_seed(const char *path, long changes)
{
    static uint8_t seed[SEED_BYTES_MAX];
    static uint8_t changed[SEED_BYTES_MAX + 1024];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return;
    }
    size_t bytes = fread(seed, 1, sizeof seed, file);
    fclose(file);
    LLVMFuzzerTestOneInput(seed, bytes);
    uint64_t state = 88172645463325252u;
    for (long i = 0; i < changes; i++) {
        memcpy(changed, seed, bytes);
        size_t length = bytes;
        for (uint64_t edits = draw(&state) % 4 + 1; edits > 0; edits--) {
            length = change_once(changed, length, &state);
        }
        LLVMFuzzerTestOneInput(changed, length);
    }
}

int
main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: seeds CHANGES FOLDER...\n");
        return 2;
    }
    long changes = strtol(argv[1], NULL, 10);
    for (int i = 2; i < argc; i++) {
        find_seeds(argv[i]);
    }
    qsort(paths, path_count, PATH_BYTES, compare_paths);
    for (size_t i = 0; i < path_count; i++) {
        run_seed(paths[i], changes);
    }
    printf("%zu seeds, %ld changes of each\n", path_count, changes);
    return path_count == 0;
}
