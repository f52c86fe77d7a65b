/* SPDX-License-Identifier: Apache-2.0
 *
 * Time zones by name, from the system's zone files.
 *
 * Y1  "UTC" needs no file. Any other zone is read from ZONE_FOLDER/name.
 * Y2  A name is letters, digits, `_`, `+`, `-`, with `/` between its parts, and no part begins
 *     with a point: so it cannot leave the folder. "localtime", "Factory" and the copies under
 *     posix/ and right/ are no zones of a place.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "read/library.h"
#include "read/zone_file.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"

enum {
    MAX_FILE_BYTES = 256 << 10, /* the largest zone file has some 4 KiB */
    MAX_LIST_BYTES = 512 << 10, /* tzdata.zi has some 110 KiB */
    MAX_PATH_BYTES = sizeof ZONE_FOLDER + MST_MAX_ID_BYTES,
};

/* Where lists of names are, and how a line of them is read; the first that is there is taken. */
static const struct {
    const char *file;
    bool is_source; /* "Z NAME ..." and "L TARGET NAME"; else the third column */
} name_lists[] = {
    {"tzdata.zi", true},
    {"zone1970.tab", false},
    {"zone.tab", false},
};

static bool
is_zone_name(const char *zone)
{
    size_t length = strlen(zone);
    if (length == 0 || length > MST_MAX_ID_BYTES || zone[0] == '/' || zone[length - 1] == '/') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        char c = zone[i];
        bool is_word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '+' || c == '-';
        if (!is_word && !(c == '/' && zone[i + 1] != '/')) {
            return false;
        }
    }
    return strcmp(zone, "localtime") != 0 && strcmp(zone, "Factory") != 0 &&
           strcmp(zone, "posixrules") != 0 && strncmp(zone, "posix/", 6) != 0 &&
           strncmp(zone, "right/", 6) != 0;
}

/* The whole file into `arena`; false when it is not there, is a folder, or has more than `limit`
 * bytes. */
static bool
read_whole(const char *name, size_t limit, mst_arena *arena, char **bytes, size_t *size)
{
    char path[MAX_PATH_BYTES];
    snprintf(path, sizeof path, ZONE_FOLDER "%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    char *room = mst_arena_take(arena, limit + 1, 1);
    size_t got = room != NULL ? fread(room, 1, limit + 1, file) : 0;
    bool is_good = room != NULL && ferror(file) == 0 && got <= limit;
    fclose(file);
    *bytes = room;
    *size = got;
    return is_good;
}

/* The name a line of a list holds, cut out in place; NULL when it holds none. */
static char *
name_in_line(char *line, bool is_source)
{
    int skip = 2;
    const char *between = "\t";
    if (is_source) {
        if (strncmp(line, "Z ", 2) != 0 && strncmp(line, "L ", 2) != 0) {
            return NULL;
        }
        skip = line[0] == 'Z' ? 1 : 2;
        between = " ";
    } else if (line[0] == '#') {
        return NULL;
    }
    while (skip-- > 0) {
        line = strpbrk(line, between);
        if (line == NULL) {
            return NULL;
        }
        line++;
    }
    line[strcspn(line, between)] = '\0';
    return line;
}

/* The known name nearest in spelling to `zone`, "UTC" when there is no list. From `arena`. */
static const char *
nearest_zone(const char *zone, mst_arena *arena)
{
    const char *nearest = "UTC";
    uint32_t least = mst_text_distance(zone, nearest, MST_MAX_ID_BYTES);
    for (size_t i = 0; i < sizeof name_lists / sizeof name_lists[0]; i++) {
        char *text;
        size_t size;
        if (!read_whole(name_lists[i].file, MAX_LIST_BYTES, arena, &text, &size)) {
            continue;
        }
        text[size] = '\0'; /* read_whole leaves room for one more byte */
        for (char *line = text; *line != '\0';) {
            char *end = line + strcspn(line, "\n");
            char *next = *end == '\n' ? end + 1 : end;
            *end = '\0';
            const char *name = name_in_line(line, name_lists[i].is_source);
            line = next;
            if (name == NULL || !is_zone_name(name)) {
                continue;
            }
            uint32_t distance = mst_text_distance(zone, name, MST_MAX_ID_BYTES);
            /* People leave the continent out: "new york". */
            const char *city = strrchr(name, '/');
            if (city != NULL) {
                uint32_t city_distance = 1 + mst_text_distance(zone, city + 1, MST_MAX_ID_BYTES);
                distance = city_distance < distance ? city_distance : distance;
            }
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        break;
    }
    return nearest;
}

/* What the user wrote, without control characters and cut to the length a name may have. */
static const char *
printable(const char *zone, char shown[MST_MAX_ID_BYTES + 1])
{
    size_t length = 0;
    while (zone[length] != '\0' && length < MST_MAX_ID_BYTES) {
        shown[length] = (unsigned char)zone[length] < ' ' ? '?' : zone[length];
        length++;
    }
    /* Not in the middle of a character. */
    while (length > 0 && ((unsigned char)zone[length] & 0xC0u) == 0x80u) {
        length--;
    }
    shown[length] = '\0';
    return shown;
}

static mst_status
no_such_zone(const char *name, mst_error *err)
{
    char shown[MST_MAX_ID_BYTES + 1];
    const char *zone = printable(name, shown);
    mst_arena scratch;
    mst_arena_init(&scratch, 4 * (size_t)MAX_LIST_BYTES);
    char *utc;
    size_t size;
    mst_status status;
    if (!read_whole("Etc/UTC", MAX_FILE_BYTES, &scratch, &utc, &size)) {
        status = mst_fail(err, MST_NOT_FOUND, mst_nowhere(),
                          "time zone \"%s\" cannot be looked up, because this machine has no time "
                          "zone files in " ZONE_FOLDER " (package tzdata); only UTC works without",
                          zone);
    } else {
        status = mst_fail(err, MST_NOT_FOUND, mst_nowhere(),
                          "there is no time zone \"%s\"; the nearest is \"%s\"", zone,
                          nearest_zone(zone, &scratch));
    }
    mst_arena_release(&scratch);
    return status;
}

mst_status
mst_zone_read(const char *zone, mst_arena *arena, mst_zone_row **rows, uint32_t *count,
              mst_error *err)
{
    if (strcmp(zone, "UTC") == 0) {
        mst_zone_row *row = MST_TAKE(arena, mst_zone_row, 1);
        if (row == NULL) {
            return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "no memory for a time zone");
        }
        row->from = MST_TIME_MIN;
        *rows = row;
        *count = 1;
        return MST_OK;
    }
    mst_arena scratch;
    mst_arena_init(&scratch, 2 * (size_t)MAX_FILE_BYTES);
    char *bytes;
    size_t size;
    mst_status status;
    if (is_zone_name(zone) && read_whole(zone, MAX_FILE_BYTES, &scratch, &bytes, &size)) {
        mst__zone_file file = {.zone = zone, .bytes = (const uint8_t *)bytes, .size = size};
        status = mst__zone_parse(&file, arena, rows, count, err);
    } else {
        status = no_such_zone(zone, err);
    }
    mst_arena_release(&scratch);
    return status;
}
