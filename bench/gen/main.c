/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes posts of any size for benchmarks and tests. See usage() below.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gen/write.h"
#include "model/model.h"

enum {
    MIN_SITES = 5,
    MIN_VEHICLES = 3,
    MAX_PEOPLE = MST_MAX_PEOPLE / 2, /* the high end of the ranges must be within the limit too */
};

static void
usage(FILE *out)
{
    fputs(
        "usage: gen [--vehicles N] [--sites N] [--people N] [--seed S] [--tight T] [--out FOLDER]\n"
        "\n"
        "Writes a made-up post to standard output, or to FOLDER as post.yaml and spreadsheets.\n"
        "The same words give the same bytes.\n"
        "\n",
        out);
    fprintf(
        out,
        "  --vehicles N   %d to %d, default 60\n"
        "  --sites N      %d to %d, default 24\n"
        "  --people N     1 to %d, default 4000; guards are among them\n"
        "  --seed S       0 to 18446744073709551615, default 1\n"
        "  --tight T      0 (roomy) to 1, default 0.7: how scarce berths, parking, desks, hold,\n"
        "                 flow and guards are; three digits after the point count\n",
        MIN_VEHICLES, MST_MAX_VEHICLES, MIN_SITES, MST_MAX_SITES, MAX_PEOPLE);
}

/* A whole number from `low` to `high`; false when the text is anything else. */
static bool
read_whole(const char *text, uint64_t low, uint64_t high, uint64_t *value)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    bool is_good = text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
    *value = number;
    return is_good && number >= low && number <= high;
}

/* 0 to 1 with up to three digits after the point, as thousandths. */
static bool
read_tight(const char *text, int32_t *thousandths)
{
    if ((text[0] != '0' && text[0] != '1') || (text[1] != '\0' && text[1] != '.')) {
        return false;
    }
    int32_t value = (text[0] - '0') * 1000, digit = 100;
    for (const char *at = text[1] == '.' ? text + 2 : text + 1; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || digit == 0) {
            return false;
        }
        value += (*at - '0') * digit;
        digit /= 10;
    }
    *thousandths = value;
    return value <= 1000;
}

/* Reads a word and its value; false with the reason printed. */
static bool
read_option(const char *word, const char *text, gen_options *options, const char **folder)
{
    uint64_t value = 0;
    bool is_good = true;
    if (strcmp(word, "--vehicles") == 0) {
        is_good = read_whole(text, MIN_VEHICLES, MST_MAX_VEHICLES, &value);
        options->vehicles = (uint32_t)value;
    } else if (strcmp(word, "--sites") == 0) {
        is_good = read_whole(text, MIN_SITES, MST_MAX_SITES, &value);
        options->sites = (uint32_t)value;
    } else if (strcmp(word, "--people") == 0) {
        is_good = read_whole(text, 1, MAX_PEOPLE, &value);
        options->people = (int64_t)value;
    } else if (strcmp(word, "--seed") == 0) {
        is_good = read_whole(text, 0, UINT64_MAX, &options->seed);
    } else if (strcmp(word, "--tight") == 0) {
        is_good = read_tight(text, &options->tight);
    } else if (strcmp(word, "--out") == 0) {
        *folder = text;
    } else {
        fprintf(stderr, "gen: there is no option %s\n", word);
        return false;
    }
    if (!is_good) {
        fprintf(stderr, "gen: %s is out of its range for %s\n", text, word);
    }
    return is_good;
}

static FILE *
open_in(const char *folder, const char *name)
{
    char path[1024];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = length < (int)sizeof path ? fopen(path, "w") : NULL;
    if (file == NULL) {
        fprintf(stderr, "gen: cannot write %s in %s\n", name, folder);
    }
    return file;
}

/* True when everything reached the file. */
static bool
close_file(FILE *file)
{
    return file == NULL || (fflush(file) == 0 && ferror(file) == 0 && fclose(file) == 0);
}

static bool
write_folder(const gen_world *world, const char *folder)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "gen: cannot make the folder %s\n", folder);
        return false;
    }
    gen_files files = {
        .post = open_in(folder, "post.yaml"),
        .people = open_in(folder, "people.csv"),
        .sites = open_in(folder, "sites.csv"),
        .links = open_in(folder, "links.csv"),
        .fleets = open_in(folder, "fleets.csv"),
    };
    bool is_open = files.post != NULL && files.people != NULL && files.sites != NULL &&
                   files.links != NULL && files.fleets != NULL;
    if (is_open) {
        gen_write(world, &files);
    }
    FILE *const all[] = {files.post, files.people, files.sites, files.links, files.fleets};
    bool is_written = is_open;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        is_written = close_file(all[i]) && is_written;
    }
    return is_written;
}

int
main(int count, char **words)
{
    gen_options options = {.vehicles = 60, .sites = 24, .people = 4000, .seed = 1, .tight = 700};
    const char *folder = NULL;
    for (int i = 1; i < count; i += 2) {
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0) {
            usage(stdout);
            return 0;
        }
        if (i + 1 == count) {
            fprintf(stderr, "gen: %s needs a value\n", words[i]);
            return 2;
        }
        if (!read_option(words[i], words[i + 1], &options, &folder)) {
            return 2;
        }
    }
    mst_arena arena;
    mst_arena_init(&arena, 0);
    gen_world world;
    bool is_written = gen_world_make(&world, &options, &arena);
    if (is_written && folder != NULL) {
        is_written = write_folder(&world, folder);
    } else if (is_written) {
        gen_write(&world, &(gen_files){.post = stdout});
        is_written = fflush(stdout) == 0 && ferror(stdout) == 0;
    }
    mst_arena_release(&arena);
    if (!is_written) {
        fputs("gen: the post could not be written\n", stderr);
    }
    return is_written ? 0 : 3;
}
