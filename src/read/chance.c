/* SPDX-License-Identifier: Apache-2.0
 *
 * Probabilities: `10..25 %`, `0.1..0.25`, one number, a word, or {low, high}.
 */
#include <string.h>

#include "read/reader.h"

static const char chance_rule[] =
    "a chance is an interval such as \"10..25 %\", one number, or a word such as likely";

static const mst__measure chance_measure = {
    .kind = MST_KIND_RATIO, .minimum = 0, .maximum = MST_CHANCE_ONE};

/* A word of the table in `node`; false when it is none. */
static bool
find_word(const mst__node *node, mst_chance *chance)
{
    for (uint32_t i = 0; i < mst_chance_word_count; i++) {
        if (strcmp(node->text, mst_chance_words[i].word) == 0) {
            chance->low = mst_chance_words[i].low;
            chance->high = mst_chance_words[i].high;
            chance->word = mst_chance_words[i].word;
            return true;
        }
    }
    return false;
}

static bool
is_number_like(const char *text)
{
    return (*text >= '0' && *text <= '9') || *text == '-' || *text == '+' || *text == '.';
}

static void
fault_unknown_word(mst__reader *reader, const mst__node *node, const char *name)
{
    const char **words = mst__take_scratch(reader, mst_chance_word_count, sizeof *words);
    for (uint32_t i = 0; words != NULL && i < mst_chance_word_count; i++) {
        words[i] = mst_chance_words[i].word;
    }
    mst__fault(reader, node->place, "%s is \"%s\", which is no word with a number behind it: %s%s",
               name, mst__shown(reader, node->text), chance_rule,
               words != NULL ? mst__did_you_mean(reader, node->text, words, mst_chance_word_count)
                             : "");
}

/* One end, with the percent sign of the other where it has none. */
static bool
read_end(mst__reader *reader, const mst__node *node, const char *text, const char *suffix,
         const char *name, int64_t *value)
{
    mst__node part = {.kind = MST__SCALAR, .place = node->place, .quoted = true};
    part.text = mst__format(reader, "%s%s", text, suffix);
    return mst__number_read(reader, &part, name, chance_measure, value);
}

/* "20-45 %" and "20 to 45 %", as people write a range by hand. */
static bool
is_range_by_hand(const char *text)
{
    const char *after = text + strspn(text, "0123456789.");
    after += strspn(after, " %");
    bool has_between = *after == '-' || strncmp(after, "to ", 3) == 0;
    after += strspn(after, "-to ");
    return after > text && has_between && *after >= '0' && *after <= '9';
}

static bool
read_scalar(mst__reader *reader, const mst__node *node, const char *name, mst_chance *chance)
{
    if (find_word(node, chance)) {
        return true;
    }
    if (mst__node_is_nothing(node)) {
        mst__fault(reader, node->place, "%s has no value: %s", name, chance_rule);
        return false;
    }
    if (!is_number_like(node->text)) {
        fault_unknown_word(reader, node, name);
        return false;
    }
    const char *dots = strstr(node->text, "..");
    if (dots == NULL && is_range_by_hand(node->text)) {
        mst__fault(reader, node->place,
                   "%s is \"%s\": a range has two dots between its ends, such as 20..45 %%", name,
                   mst__shown(reader, node->text));
        return false;
    }
    if (dots == NULL) {
        bool is_read = mst__number_read(reader, node, name, chance_measure, &chance->low);
        chance->high = chance->low;
        return is_read;
    }
    const char *first = mst__format(reader, "%.*s", (int)(dots - node->text), node->text);
    const char *second = dots + 2;
    while (*second == ' ') {
        second++;
    }
    if (*second == '\0') {
        mst__fault(reader, node->place, "%s is \"%s\" and has no upper end: %s", name,
                   mst__shown(reader, node->text), chance_rule);
        return false;
    }
    bool shares_percent = strchr(second, '%') != NULL && strchr(first, '%') == NULL;
    return read_end(reader, node, first, shares_percent ? "%" : "", name, &chance->low) &&
           read_end(reader, node, second, "", name, &chance->high);
}

static bool
read_map(mst__reader *reader, const mst__node *node, const char *name, mst_chance *chance)
{
    static const char *const keys[] = {"low", "high"};
    int64_t *const ends[] = {&chance->low, &chance->high};
    mst__keys_check(reader, node, name, keys, MST__COUNT_OF(keys));
    for (uint32_t i = 0; i < MST__COUNT_OF(keys); i++) {
        const mst__node *part = mst__node_get(node, keys[i]);
        if (part == NULL) {
            mst__fault(reader, node->place, "%s has no %s: %s", name, keys[i], chance_rule);
            return false;
        }
        if (!mst__number_read(reader, part, mst__format(reader, "%s.%s", name, keys[i]),
                              chance_measure, ends[i])) {
            return false;
        }
    }
    return true;
}

bool
mst__chance_read(mst__reader *reader, const mst__node *node, const char *name, mst_chance *chance)
{
    mst_chance read = {.given = true, .place = node->place};
    bool is_read = false;
    if (node->kind == MST__SCALAR) {
        is_read = read_scalar(reader, node, name, &read);
    } else if (node->kind == MST__MAP) {
        is_read = read_map(reader, node, name, &read);
    } else {
        mst__fault(reader, node->place, "%s is a list: %s", name, chance_rule);
    }
    if (is_read && read.low > read.high) {
        mst__fault(reader, node->place, "%s falls from %s to %s: the low end stands first", name,
                   mst__number_text(&reader->scratch, MST_KIND_RATIO, NULL, read.low),
                   mst__number_text(&reader->scratch, MST_KIND_RATIO, NULL, read.high));
        is_read = false;
    }
    if (is_read) {
        *chance = read;
    }
    return is_read;
}

const char *
mst__chance_text(mst_arena *arena, const mst_chance *chance)
{
    if (chance->word != NULL) {
        return chance->word;
    }
    const char *low = mst__number_text(arena, MST_KIND_RATIO, NULL, chance->low);
    const char *high = mst__number_text(arena, MST_KIND_RATIO, NULL, chance->high);
    const char *text = mst_arena_format(arena, "%s..%s", low, high);
    return text != NULL ? text : "";
}
