/* SPDX-License-Identifier: Apache-2.0
 *
 * The airport table that ships with the program (data/airports.csv).
 *
 * A1  Idents come before IATA codes: a code that is both means the ident.
 * A2  Codes are upper case in the table; what is asked for may be in either case.
 */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "read/library_data.h"

enum { CODE_BYTES = 8 };

/* The code in upper case, or false when it is too long to be one. */
static bool
upper_code(const char *code, char upper[CODE_BYTES])
{
    size_t length = strlen(code);
    if (length == 0 || length >= CODE_BYTES) {
        return false;
    }
    for (size_t i = 0; i <= length; i++) {
        bool is_small = code[i] >= 'a' && code[i] <= 'z';
        upper[i] = is_small ? (char)(code[i] - 'a' + 'A') : code[i];
    }
    return true;
}

static const mst_airport *
find_by_ident(const char *code)
{
    uint32_t low = 0, high = mst__airport_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(code, mst__airports[middle].ident);
        if (order == 0) {
            return &mst__airports[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static const mst_airport *
find_by_iata(const char *code)
{
    uint32_t low = 0, high = mst__airports_by_iata_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const mst_airport *airport = &mst__airports[mst__airports_by_iata[middle]];
        int order = strcmp(code, airport->iata);
        if (order == 0) {
            return airport;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

const mst_airport *
mst_airport_find(const char *code)
{
    char upper[CODE_BYTES];
    if (!upper_code(code, upper)) {
        return NULL;
    }
    const mst_airport *airport = find_by_ident(upper);
    return airport != NULL ? airport : find_by_iata(upper);
}

const char *
mst_airport_nearest(const char *code)
{
    /* Twice the distance, plus one for another length: codes of one kind are all of one length. */
    const char *nearest = mst__airports[0].ident;
    uint32_t least = UINT32_MAX;
    size_t length = strlen(code);
    for (uint32_t i = 0; i < mst__airport_count; i++) {
        const char *names[] = {mst__airports[i].ident, mst__airports[i].iata};
        for (int k = 0; k < 2; k++) {
            if (names[k][0] == '\0') {
                continue;
            }
            uint32_t distance = 2 * mst_text_distance(code, names[k], CODE_BYTES);
            distance += strlen(names[k]) != length;
            if (distance < least) {
                least = distance;
                nearest = names[k];
            }
        }
    }
    return nearest;
}

uint32_t
mst_airport_count(void)
{
    return mst__airport_count;
}

const mst_airport *
mst_airport_at(uint32_t index)
{
    assert(index < mst__airport_count);
    return &mst__airports[index];
}
