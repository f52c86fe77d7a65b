/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers with units, in whole numbers throughout.
 *
 * Q1  A decimal is digits over a power of ten; a unit is a fraction of base units. The product is
 *     exact in 128 bits and rounded once, to the nearest base unit, halves away from zero. `0.1 h`
 *     is 360000 ms.
 * Q2  What is not zero and less than one base unit is refused, never rounded to nothing.
 * Q3  Not a number and infinity cannot be written: only digits are.
 * Q4  A duration may have several parts, as it is printed: `9 h 30 min`. The units fall, and only
 *     the last part has a fraction; each unit is a whole number of every smaller one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/wide.h"
#include "read/reader.h"

typedef struct unit {
    const char *name;
    int64_t numerator, denominator; /* base units in one */
} unit;

/* The first of a size is the one that messages show. */
static const unit time_units[] = {
    {"ms", 1, 1},          {"s", 1000, 1},       {"min", 60000, 1},     {"h", 3600000, 1},
    {"d", 86400000, 1},    {"second", 1000, 1},  {"seconds", 1000, 1},  {"minute", 60000, 1},
    {"minutes", 60000, 1}, {"hour", 3600000, 1}, {"hours", 3600000, 1}, {"day", 86400000, 1},
    {"days", 86400000, 1},
};

/* The foot is 0.3048 m and the mile 1609.344 m (1959), the nautical mile 1852 m (1929). */
static const unit distance_units[] = {
    {"mm", 1, 1},     {"m", 1000, 1},     {"km", 1000000, 1},
    {"ft", 3048, 10}, {"mi", 1609344, 1}, {"nm", 1852000, 1},
};

static const unit speed_units[] = {
    {"km/h", 1000000, 1},
    {"kn", 1852000, 1},
    {"mph", 1609344, 1},
    {"m/s", 3600000, 1},
};

static const unit ratio_units[] = {{"", 1000000, 1}, {"%", 10000, 1}};
static const unit bare_count[] = {{"", 1, 1}};

/* A decimal as written: mantissa / 10^decimals. */
typedef struct decimal {
    int64_t mantissa;
    uint32_t decimals;
    bool negative;
    const char *rest; /* what follows, without spaces at either end */
} decimal;

static mst_wide
power_of_ten(uint32_t exponent)
{
    mst_wide power = 1;
    for (uint32_t i = 0; i < exponent; i++) {
        power *= 10;
    }
    return power;
}

static bool
is_digit(char character)
{
    return character >= '0' && character <= '9';
}

typedef enum scan_result { SCAN_OK, SCAN_NO_NUMBER, SCAN_TOO_LONG } scan_result;

static scan_result
scan_decimal(const char *text, decimal *scanned)
{
    *scanned = (decimal){.mantissa = 0};
    if (*text == '-' || *text == '+') {
        scanned->negative = *text == '-';
        text++;
    }
    if (!is_digit(*text)) {
        return SCAN_NO_NUMBER;
    }
    uint32_t digits = 0;
    bool after_point = false;
    for (;; text++) {
        if (*text == '.' && !after_point && is_digit(text[1])) {
            after_point = true;
            continue;
        }
        if (!is_digit(*text)) {
            break;
        }
        digits += digits > 0 || *text != '0' || after_point;
        if (digits > MST_READ_MAX_DIGITS) {
            return SCAN_TOO_LONG;
        }
        scanned->mantissa = scanned->mantissa * 10 + (*text - '0');
        scanned->decimals += after_point;
    }
    while (*text == ' ') {
        text++;
    }
    scanned->rest = text;
    return SCAN_OK;
}

static const unit *
find_unit(const unit *units, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(units[i].name, name) == 0) {
            return &units[i];
        }
    }
    return NULL;
}

static const unit *
find_time_unit(const char *name, size_t bytes)
{
    char whole[16];
    if (bytes >= sizeof whole) {
        return NULL;
    }
    memcpy(whole, name, bytes);
    whole[bytes] = '\0';
    return find_unit(time_units, MST__COUNT_OF(time_units), whole);
}

/* `9 h 30 min` becomes 570 of `min` (Q4). What is not of that form is as it was, and so is what has
 * one part. */
static void
join_parts(decimal *scanned)
{
    enum { MOST_PARTS = 5 };
    decimal last = *scanned;
    mst_wide whole = 0; /* parts before the last, in ms */
    int64_t above = INT64_MAX;
    for (uint32_t i = 0; i < MOST_PARTS; i++) {
        size_t bytes = strcspn(last.rest, " 0123456789");
        const unit *of = find_time_unit(last.rest, bytes);
        const char *next = last.rest + bytes + strspn(last.rest + bytes, " ");
        if (of == NULL || of->numerator >= above) {
            return;
        }
        if (*next == '\0' && i > 0) {
            /* Too long a time is one part that is too long. */
            bool is_long = whole > INT64_MAX;
            mst_wide sum =
                is_long ? INT64_MAX
                        : whole / of->numerator * power_of_ten(last.decimals) + last.mantissa;
            if (sum <= INT64_MAX) {
                last.mantissa = (int64_t)sum;
                last.decimals = is_long ? 0 : last.decimals;
                last.negative = scanned->negative;
                *scanned = last;
            }
            return;
        }
        if (last.decimals > 0 || !is_digit(*next)) {
            return;
        }
        whole += (mst_wide)last.mantissa * of->numerator;
        above = of->numerator;
        if (scan_decimal(next, &last) != SCAN_OK) {
            return;
        }
    }
}

static const unit *
units_of(mst_kind kind, uint32_t *count)
{
    switch (kind) {
    case MST_KIND_DURATION:
    case MST_KIND_RATE:
        *count = MST__COUNT_OF(time_units);
        return time_units;
    case MST_KIND_DISTANCE:
        *count = MST__COUNT_OF(distance_units);
        return distance_units;
    case MST_KIND_SPEED:
        *count = MST__COUNT_OF(speed_units);
        return speed_units;
    case MST_KIND_RATIO:
        *count = MST__COUNT_OF(ratio_units);
        return ratio_units;
    case MST_KIND_THREAT:
        *count = 1;
        return ratio_units;
    case MST_KIND_COUNT:
    case MST_KIND_FLAG:
        break;
    }
    *count = 1;
    return bare_count;
}

/* What would be right, for messages. */
static const char *
example_of(mst__reader *reader, mst_kind kind, const char *noun)
{
    switch (kind) {
    case MST_KIND_COUNT:
        return "a count is a bare whole number, such as 1400";
    case MST_KIND_DURATION:
        return "a duration is a number and ms, s, min, h or d, such as \"45 min\" or "
               "\"3 h 30 min\"";
    case MST_KIND_DISTANCE:
        return "a distance is a number and km, m, ft, mi or nm, such as \"5.6 km\"";
    case MST_KIND_SPEED:
        return "a speed is a number and km/h, kn, mph or m/s, such as \"450 kn\"";
    case MST_KIND_RATE:
        return mst__format(reader,
                           "a rate is a number and %s/h, %s/min or %s/d, such as \"30 %s/h\"", noun,
                           noun, noun, noun);
    case MST_KIND_RATIO:
        return "a ratio is a bare number or a percentage, such as 0.9 or \"90 %\"";
    case MST_KIND_THREAT:
        return "a threat is a bare number, such as 0.2";
    case MST_KIND_FLAG:
        break;
    }
    return "a flag is true or false";
}

/* The unit of a rate per hour: `people/h` is `noun`/time. False when `text` is none. */
static bool
find_rate_unit(const char *text, const char *noun, unit *found)
{
    const char *slash = strchr(text, '/');
    if (slash == NULL) {
        return false;
    }
    size_t bytes = (size_t)(slash - text);
    while (bytes > 0 && text[bytes - 1] == ' ') {
        bytes--;
    }
    if (bytes > 0 && (strlen(noun) != bytes || strncmp(text, noun, bytes) != 0)) {
        return false;
    }
    const char *time_name = slash + 1;
    while (*time_name == ' ') {
        time_name++;
    }
    const unit *per = find_unit(time_units, MST__COUNT_OF(time_units), time_name);
    if (per == NULL) {
        return false;
    }
    *found = (unit){text, MST_MS_PER_HOUR, per->numerator};
    return true;
}

static bool
find_unit_of(mst__measure measure, const char *text, unit *found)
{
    if (measure.kind == MST_KIND_RATE) {
        return find_rate_unit(text, measure.noun, found);
    }
    uint32_t count;
    const unit *units = units_of(measure.kind, &count);
    const unit *match = find_unit(units, count, text);
    if (match != NULL) {
        *found = *match;
    }
    return match != NULL;
}

static void
fault_about_unit(mst__reader *reader, mst_place place, const char *name, const char *text,
                 mst__measure measure, const char *unit_text)
{
    const char *example = example_of(reader, measure.kind, measure.noun);
    const char *shown = mst__shown(reader, text);
    if (unit_text[0] == '\0') {
        mst__fault(reader, place, "%s is \"%s\", a number without a unit: %s", name, shown,
                   example);
        return;
    }
    uint32_t count;
    const unit *units = units_of(measure.kind, &count);
    const char *names[MST__COUNT_OF(time_units)];
    uint32_t named = 0;
    for (uint32_t i = 0; i < count && measure.kind != MST_KIND_RATE; i++) {
        if (units[i].name[0] != '\0') {
            names[named++] = units[i].name;
        }
    }
    mst__fault(reader, place, "%s is \"%s\", and \"%s\" is not its unit: %s%s", name, shown,
               mst__shown(reader, unit_text), example,
               mst__did_you_mean(reader, unit_text, names, named));
}

/* Base units, rounded once (Q1). False when they do not fit 64 bits; *vanishes when Q2 refuses. */
static bool
to_base(const decimal *scanned, const unit *of, int64_t *value, bool *vanishes)
{
    mst_wide numerator = (mst_wide)scanned->mantissa * of->numerator;
    mst_wide denominator = power_of_ten(scanned->decimals) * of->denominator;
    *vanishes = numerator != 0 && numerator < denominator;
    mst_wide rounded = (numerator + denominator / 2) / denominator;
    if (rounded > INT64_MAX / 2) {
        return false;
    }
    *value = scanned->negative ? -(int64_t)rounded : (int64_t)rounded;
    return true;
}

static bool
read_text(mst__reader *reader, mst_place place, const char *text, const char *name,
          mst__measure measure, int64_t *value)
{
    decimal scanned;
    const char *shown = mst__shown(reader, text);
    scan_result result = scan_decimal(text, &scanned);
    if (result == SCAN_TOO_LONG) {
        mst__fault_limit(reader, place, "%s is \"%s\": a number has at most %d digits", name, shown,
                         MST_READ_MAX_DIGITS);
        return false;
    }
    if (result == SCAN_NO_NUMBER) {
        mst__fault(reader, place, "%s is \"%s\", which is not a number: %s", name, shown,
                   example_of(reader, measure.kind, measure.noun));
        return false;
    }
    if (measure.kind == MST_KIND_DURATION) {
        join_parts(&scanned);
    }
    unit of;
    bool is_whole_kind = measure.kind == MST_KIND_COUNT;
    if (is_whole_kind && (scanned.rest[0] != '\0' || scanned.decimals > 0)) {
        mst__fault(reader, place, "%s is \"%s\": %s", name, shown,
                   example_of(reader, measure.kind, measure.noun));
        return false;
    }
    if (!find_unit_of(measure, scanned.rest, &of)) {
        fault_about_unit(reader, place, name, text, measure, scanned.rest);
        return false;
    }
    bool vanishes = false;
    int64_t read = 0;
    bool fits = to_base(&scanned, &of, &read, &vanishes);
    if (vanishes) {
        mst__fault(reader, place, "%s is \"%s\", less than the smallest step, which is %s", name,
                   shown, mst__number_text(&reader->scratch, measure.kind, measure.noun, 1));
        return false;
    }
    if (!fits || read > measure.maximum || read < measure.minimum) {
        bool is_low = fits && read < measure.minimum;
        mst__fault(reader, place, "%s is \"%s\": the %s allowed is %s", name, shown,
                   is_low ? "least" : "most",
                   mst__number_text(&reader->scratch, measure.kind, measure.noun,
                                    is_low ? measure.minimum : measure.maximum));
        return false;
    }
    *value = read;
    return true;
}

mst__measure
mst__measure_of(const mst_field *field)
{
    return (mst__measure){.kind = field->kind,
                          .noun = field->noun,
                          .minimum = field->minimum,
                          .maximum = field->maximum};
}

bool
mst__flag_read(mst__reader *reader, const mst__node *node, const char *name, bool *value)
{
    static const char *const words[] = {"false", "no", "true", "yes"};
    if (node->kind == MST__SCALAR) {
        for (uint32_t i = 0; i < MST__COUNT_OF(words); i++) {
            if (mst_text_same(node->text, words[i])) {
                *value = i >= 2;
                return true;
            }
        }
    }
    mst__fault(reader, node->place, "%s is \"%s\": a flag is true or false (yes and no do too)",
               name, mst__shown(reader, mst__node_words(node)));
    return false;
}

bool
mst__number_read(mst__reader *reader, const mst__node *node, const char *name, mst__measure measure,
                 int64_t *value)
{
    if (measure.kind == MST_KIND_FLAG) {
        bool flag = false;
        bool is_read = mst__flag_read(reader, node, name, &flag);
        *value = is_read ? flag : *value;
        return is_read;
    }
    if (node->kind != MST__SCALAR) {
        mst__fault(reader, node->place, "%s is %s where one number should stand: %s", name,
                   mst__node_words(node), example_of(reader, measure.kind, measure.noun));
        return false;
    }
    if (mst__node_is_nothing(node)) {
        mst__fault(reader, node->place, "%s has no value; write one or leave the key out: %s", name,
                   example_of(reader, measure.kind, measure.noun));
        return false;
    }
    return read_text(reader, node->place, node->text, name, measure, value);
}

static void
read_range(mst__reader *reader, const mst__node *node, const char *name, mst__measure measure,
           mst_quantity *quantity)
{
    static const char *const keys[] = {"low", "likely", "high"};
    int64_t values[3] = {0};
    bool is_sound = true;
    mst__keys_check(reader, node, name, keys, MST__COUNT_OF(keys));
    for (uint32_t i = 0; i < MST__COUNT_OF(keys); i++) {
        const mst__node *part = mst__node_get(node, keys[i]);
        if (part == NULL) {
            mst__fault(reader, node->place,
                       "the range of %s has no %s; it needs low, likely and high", name, keys[i]);
            is_sound = false;
            continue;
        }
        is_sound = mst__number_read(reader, part, mst__format(reader, "%s.%s", name, keys[i]),
                                    measure, &values[i]) &&
                   is_sound;
    }
    if (!is_sound) {
        return;
    }
    if (values[0] > values[1] || values[1] > values[2]) {
        const char *shown[3];
        for (uint32_t i = 0; i < 3; i++) {
            shown[i] = mst__number_text(&reader->scratch, measure.kind, measure.noun, values[i]);
        }
        mst__fault(reader, node->place, "the range of %s does not rise: low %s, likely %s, high %s",
                   name, shown[0], shown[1], shown[2]);
        return;
    }
    *quantity = (mst_quantity){.low = values[0],
                               .likely = values[1],
                               .high = values[2],
                               .given = true,
                               .place = node->place};
}

void
mst__quantity_read(mst__reader *reader, const mst__node *node, const char *name,
                   mst__measure measure, mst_quantity *quantity)
{
    if (node->kind == MST__MAP && measure.kind != MST_KIND_FLAG) {
        read_range(reader, node, name, measure, quantity);
        return;
    }
    int64_t value = 0;
    if (mst__number_read(reader, node, name, measure, &value)) {
        *quantity = (mst_quantity){
            .low = value, .likely = value, .high = value, .given = true, .place = node->place};
    }
}

/* ---- and back ---- */

const char *
mst__decimal_text(mst_arena *arena, int64_t value, uint32_t decimals, const char *suffix)
{
    uint64_t size = value < 0 ? (uint64_t)(-value) : (uint64_t)value;
    uint64_t divisor = (uint64_t)power_of_ten(decimals);
    uint64_t fraction = size % divisor;
    while (fraction != 0 && fraction % 10 == 0) {
        fraction /= 10;
        decimals--;
    }
    const char *sign = value < 0 ? "-" : "";
    const char *text =
        fraction == 0 ? mst_arena_format(arena, "%s%" PRIu64 "%s", sign, size / divisor, suffix)
                      : mst_arena_format(arena, "%s%" PRIu64 ".%0*" PRIu64 "%s", sign,
                                         size / divisor, (int)decimals, fraction, suffix);
    return text != NULL ? text : "";
}

static const char *
duration_text(mst_arena *arena, int64_t value)
{
    static const char *const names[] = {" d", " h", " min", " s"};
    static const int64_t sizes[] = {MST_MS_PER_DAY, MST_MS_PER_HOUR, MST_MS_PER_MINUTE,
                                    MST_MS_PER_SECOND};
    if (value == 0) {
        return "0 s";
    }
    for (uint32_t i = 0; i < MST__COUNT_OF(sizes); i++) {
        /* Days from two on: people say 24 h. */
        if (value % sizes[i] == 0 && (i > 0 || value / sizes[i] > 1)) {
            return mst__decimal_text(arena, value / sizes[i], 0, names[i]);
        }
    }
    return mst__decimal_text(arena, value, 0, " ms");
}

const char *
mst__number_text(mst_arena *arena, mst_kind kind, const char *noun, int64_t value)
{
    const char *text = NULL;
    switch (kind) {
    case MST_KIND_COUNT:
        return mst__decimal_text(arena, value, 0, "");
    case MST_KIND_DURATION:
        return duration_text(arena, value);
    case MST_KIND_DISTANCE:
        /* Heights and runways in metres, ways in kilometres. */
        return value % 1000000 != 0 && (value < 10000000 && value > -10000000)
                   ? mst__decimal_text(arena, value, 3, " m")
                   : mst__decimal_text(arena, value, 6, " km");
    case MST_KIND_SPEED:
        return mst__decimal_text(arena, value, 6, " km/h");
    case MST_KIND_RATE:
        text = mst_arena_format(arena, "%" PRId64 " %s/h", value, noun);
        return text != NULL ? text : "";
    case MST_KIND_RATIO:
    case MST_KIND_THREAT:
        return mst__decimal_text(arena, value, 6, "");
    case MST_KIND_FLAG:
        break;
    }
    return value != 0 ? "true" : "false";
}

const char *
mst_value_text(mst_arena *arena, mst_kind kind, const char *noun, int64_t value)
{
    return value == MST_UNLIMITED ? "unlimited" : mst__number_text(arena, kind, noun, value);
}
