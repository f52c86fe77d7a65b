/* SPDX-License-Identifier: Apache-2.0
 *
 * Positions: decimal degrees, degrees and minutes (and seconds), or MGRS.
 *
 * O1  Degrees are kept in whole billionths (0.1 mm on the ground) and divided once, so the number
 *     is the same on every machine and its text reads back to it.
 */
#include <math.h>
#include <string.h>

#include "read/library.h"
#include "read/reader.h"

#define NANO INT64_C(1000000000)

double
mst__degrees_rounded(double degrees)
{
    return (double)llround(degrees * (double)NANO) / (double)NANO;
}

static void
skip_spaces(const char **at)
{
    while (**at == ' ') {
        *at += 1;
    }
}

/* Digits with up to nine decimals, as billionths; false when there are none or too many. */
static bool
take_nano(const char **at, int64_t *nano)
{
    int64_t whole = 0;
    int64_t fraction = 0;
    int64_t scale = NANO;
    uint32_t digits = 0;
    for (; **at >= '0' && **at <= '9'; *at += 1) {
        whole = whole * 10 + (**at - '0');
        if (++digits > 5) {
            return false;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (**at == '.') {
        *at += 1;
        for (digits = 0; **at >= '0' && **at <= '9'; *at += 1, digits++) {
            if (scale > 1) {
                scale /= 10;
                fraction += (**at - '0') * scale;
            }
        }
        if (digits == 0 || digits > MST_READ_MAX_DIGITS) {
            return false;
        }
    }
    *nano = whole * NANO + fraction;
    return true;
}

/* Skips any of the signs that stand for degrees, minutes or seconds, or spaces in its stead; false
   when neither is there. */
static bool
take_sign(const char **at, const char *const *signs, uint32_t count)
{
    const char *before = *at;
    skip_spaces(at);
    for (uint32_t i = 0; i < count; i++) {
        size_t bytes = strlen(signs[i]);
        if (strncmp(*at, signs[i], bytes) == 0) {
            *at += bytes;
            skip_spaces(at);
            return true;
        }
    }
    return *at != before;
}

/* Skips the letter of a hemisphere, as +1 or -1; false when there is none. */
static bool
take_letter(const char **at, const char *letters, int64_t *sign)
{
    skip_spaces(at);
    if (**at != letters[0] && **at != letters[1]) {
        return false;
    }
    *sign = **at == letters[0] ? 1 : -1;
    *at += 1;
    return true;
}

/*
 * 34°33'57.5"N, 34 33 57.5 N or N34 33.95; minutes and seconds may be left out, and the signs where
 * spaces stand between the numbers.
 */
static bool
take_angle(const char **at, const char *letters, int64_t *nano)
{
    static const char *const signs[3][4] = {{"\xC2\xB0", "deg", "d", "d"},
                                            {"'", "\xE2\x80\xB2", "\xE2\x80\x99", "'"},
                                            {"\"", "\xE2\x80\xB3", "\xE2\x80\x9D", "''"}};
    int64_t parts[3] = {0, 0, 0};
    int64_t sign = 0;
    bool letter_first = take_letter(at, letters, &sign);
    skip_spaces(at);
    for (uint32_t i = 0; i < 3 && (i == 0 || (**at >= '0' && **at <= '9')); i++) {
        if (!take_nano(at, &parts[i])) {
            return false;
        }
        bool was_marked = take_sign(at, signs[i], MST__COUNT_OF(signs[i]));
        if (!was_marked && **at >= '0' && **at <= '9') {
            return false;
        }
    }
    if (parts[1] >= 60 * NANO || parts[2] >= 60 * NANO ||
        (!letter_first && !take_letter(at, letters, &sign))) {
        return false;
    }
    int64_t total = (parts[0] * 60 + parts[1]) * 60 + parts[2];
    *nano = sign * ((total + 1800) / 3600);
    return true;
}

static bool
take_signed(const char **at, int64_t *nano)
{
    bool is_negative = **at == '-';
    *at += **at == '-' || **at == '+';
    if (!take_nano(at, nano)) {
        return false;
    }
    *nano = is_negative ? -*nano : *nano;
    return true;
}

static void
skip_comma(const char **at)
{
    skip_spaces(at);
    *at += **at == ',';
    skip_spaces(at);
}

static bool
read_decimal_pair(const char *text, int64_t *latitude, int64_t *longitude)
{
    const char *at = text;
    if (!take_signed(&at, latitude) || (*at != ',' && *at != ' ')) {
        return false;
    }
    skip_comma(&at);
    return take_signed(&at, longitude) && *at == '\0';
}

static bool
read_angle_pair(const char *text, int64_t *latitude, int64_t *longitude)
{
    const char *at = text;
    if (!take_angle(&at, "NS", latitude)) {
        return false;
    }
    skip_comma(&at);
    return take_angle(&at, "EW", longitude) && *at == '\0';
}

bool
mst__position_read(mst__reader *reader, const mst__node *node, double *latitude, double *longitude)
{
    const char *text = node->text;
    if (node->kind == MST__LIST && node->count == 2 && node->first->kind == MST__SCALAR &&
        node->last->kind == MST__SCALAR) {
        text = mst__format(reader, "%s, %s", node->first->text, node->last->text);
    }
    int64_t nano_latitude, nano_longitude;
    if (read_decimal_pair(text, &nano_latitude, &nano_longitude) ||
        read_angle_pair(text, &nano_latitude, &nano_longitude)) {
        if (nano_latitude > 90 * NANO || nano_latitude < -90 * NANO ||
            nano_longitude > 180 * NANO || nano_longitude < -180 * NANO) {
            mst__fault(
                reader, node->place,
                "position is \"%s\": latitude is -90 to 90 degrees and stands first, longitude "
                "-180 to 180",
                mst__shown(reader, text));
            return false;
        }
        *latitude = (double)nano_latitude / (double)NANO;
        *longitude = (double)nano_longitude / (double)NANO;
        return true;
    }
    double found_latitude, found_longitude;
    if (node->kind == MST__SCALAR && strlen(text) < 64 &&
        mst_mgrs_to_degrees(text, &found_latitude, &found_longitude)) {
        *latitude = mst__degrees_rounded(found_latitude);
        *longitude = mst__degrees_rounded(found_longitude);
        return true;
    }
    mst__fault(
        reader, node->place,
        "position is \"%s\": write it as 34.5659, 69.2123 (in quotes where it stands between "
        "braces), 34\xC2\xB0"
        "33'57\"N 69\xC2\xB0"
        "12'44\"E, 34 33 57 N 69 12 44 E or 42SWD1948825193",
        mst__shown(reader, node->kind == MST__SCALAR ? text : mst__node_words(node)));
    return false;
}
