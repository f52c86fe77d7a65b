/* SPDX-License-Identifier: Apache-2.0
 *
 * People, and the people that reinforcements are.
 */
#include <string.h>

#include "base/wide.h"
#include "read/reader.h"

/* In the order of mst_people_kind. */
const char *const mst__people_kind_words[] = {"citizen",     "staff", "contractor", "third_country",
                                              "host_nation", "other", "force"};

static mst__measure
whole(int64_t minimum, int64_t maximum)
{
    return (mst__measure){.kind = MST_KIND_COUNT, .minimum = minimum, .maximum = maximum};
}

static const mst__measure time_after_order = {
    .kind = MST_KIND_DURATION, .minimum = 0, .maximum = 3660 * MST_MS_PER_DAY};

static void
read_site(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    (void)!mst__reference_read(reader, node, "site", MST__SITE, &people->site.index);
}

static void
read_kind(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    uint32_t word = 0;
    if (mst__word_read(reader, node, "kind", mst__people_kind_words,
                       MST__COUNT_OF(mst__people_kind_words), &word)) {
        people->kind = (mst_people_kind)word;
    }
}

/* True when a table of maps may be read: short enough and not empty. */
static bool
table_is_sound(mst__reader *reader, const mst__node *list, const char *name)
{
    if (list->count > MST_READ_MAX_ROWS) {
        mst__fault_limit(reader, list->place, "%s has %u rows; the limit is %d", name, list->count,
                         MST_READ_MAX_ROWS);
        return false;
    }
    if (list->count == 0) {
        mst__fault(reader, list->place, "%s is an empty table; write its rows or leave it out",
                   name);
        return false;
    }
    return true;
}

/* The two values of a row, NULL where one is missing (told). */
static bool
find_row(mst__reader *reader, const mst__node *row, const char *name, const char *const keys[2],
         const mst__node *values[2])
{
    if (row->kind != MST__MAP) {
        mst__fault(reader, row->place, "a row of %s is \"%s\": it is a map with %s and %s", name,
                   mst__shown(reader, mst__node_words(row)), keys[0], keys[1]);
        return false;
    }
    mst__keys_check(reader, row, mst__format(reader, "a row of %s", name), keys, 2);
    for (uint32_t i = 0; i < 2; i++) {
        values[i] = mst__node_get(row, keys[i]);
        if (values[i] == NULL) {
            mst__fault(reader, row->place, "a row of %s has no %s", name, keys[i]);
            return false;
        }
    }
    return true;
}

static void
read_count_table(mst__reader *reader, mst_people *people, mst__node *list)
{
    static const char *const keys[2] = {"from", "count"};
    if (!mst__list_expand(reader, list, "count", false) || !table_is_sound(reader, list, "count")) {
        return;
    }
    mst_count_row *rows = mst__reader_take(reader, list->count, sizeof *rows);
    uint32_t count = 0;
    for (const mst__node *row = list->first; rows != NULL && row != NULL; row = row->next) {
        const mst__node *values[2];
        mst_count_row read = {0};
        if (!find_row(reader, row, "count", keys, values) ||
            !mst__instant_read(reader, values[0], "from", &read.from) ||
            !mst__number_read(reader, values[1], "count", whole(0, MST_MAX_PEOPLE), &read.count)) {
            continue;
        }
        if (count > 0 && read.from <= rows[count - 1].from) {
            mst__fault(reader, values[0]->place, "from is \"%s\": the rows of count rise by date",
                       mst__shown(reader, values[0]->text));
        }
        rows[count++] = read;
    }
    people->count_rows = rows;
    people->count_row_count = count;
    /* The first row stands for the count where one number is asked for, such as the size of the
     * post. */
    if (count > 0) {
        people->count = (mst_quantity){.low = rows[0].count,
                                       .likely = rows[0].count,
                                       .high = rows[0].count,
                                       .given = true,
                                       .place = list->place};
    }
}

/* Least whole number that is not below (sum + 2 sqrt(n squares - sum^2)) / n: the mean of n numbers
 * and two standard deviations more. */
static int64_t
upper_edge(int64_t n, int64_t sum, mst_wide squares)
{
    mst_wide spread = (mst_wide)n * squares - (mst_wide)sum * sum; /* n^2 variances */
    int64_t low = sum / n;
    int64_t high = 4 * (int64_t)MST_MAX_PEOPLE;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        mst_wide over = (mst_wide)n * middle - sum;
        if (over >= 0 && over * over >= 4 * spread) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/*
 * Numbers that were reported for the same people one after the other: a range from the least of
 * them over their mean to the upper edge of their scatter, two standard deviations above the mean
 * and not below the most. Wherever the reports come from, at most a fifth of such reports lie
 * farther above the mean (Cantelli 1928: 1 / (1 + 2^2)); where counts are too low as a rule, what
 * makes them low scatters them too.
 */
static void
read_seen(mst__reader *reader, const mst__node *list, mst_quantity *quantity)
{
    int64_t sum = 0, least = INT64_MAX, most = 0;
    mst_wide squares = 0;
    if (list->kind != MST__LIST) {
        mst__fault(reader, list->place, "count.seen is %s: it is a list of numbers, as [820, 950]",
                   mst__node_words(list));
        return;
    }
    if (!table_is_sound(reader, list, "count.seen")) {
        return;
    }
    for (const mst__node *node = list->first; node != NULL; node = node->next) {
        int64_t value = 0;
        if (!mst__number_read(reader, node, "count.seen", whole(0, MST_MAX_PEOPLE), &value)) {
            return;
        }
        sum += value;
        squares += (mst_wide)value * value;
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    int64_t high = upper_edge(list->count, sum, squares);
    high = high > most ? high : most;
    *quantity = (mst_quantity){.low = least,
                               .likely = (2 * sum + list->count) / (2 * (int64_t)list->count),
                               .high = high < MST_MAX_PEOPLE ? high : MST_MAX_PEOPLE,
                               .given = true,
                               .place = list->place};
}

static void
read_count(mst__reader *reader, void *item, const mst__node *node)
{
    static const char *const keys[] = {"seen"};
    mst_people *people = item;
    const mst__node *seen = mst__node_get(node, "seen");
    if (seen != NULL) {
        mst__keys_check(reader, node, "a count that was seen", keys, MST__COUNT_OF(keys));
        read_seen(reader, seen, &people->count);
        return;
    }
    if (node->kind == MST__LIST || mst__node_get(node, "file") != NULL) {
        read_count_table(reader, people, (mst__node *)node);
        return;
    }
    uint32_t field = mst_field_find(MST_ITEM_PEOPLE, "count");
    mst__quantity_read(reader, node, "count", mst__measure_of(&mst_fields[field]), &people->count);
}

static void
read_release_table(mst__reader *reader, mst_people *people, mst__node *list)
{
    static const char *const keys[2] = {"after", "people"};
    if (!mst__list_expand(reader, list, "release", false) ||
        !table_is_sound(reader, list, "release")) {
        return;
    }
    mst_release_row *rows = mst__reader_take(reader, list->count, sizeof *rows);
    uint32_t count = 0;
    for (const mst__node *row = list->first; rows != NULL && row != NULL; row = row->next) {
        const mst__node *values[2];
        mst_release_row read = {0};
        if (!find_row(reader, row, "release", keys, values) ||
            !mst__number_read(reader, values[0], "after", time_after_order, &read.after_ms) ||
            !mst__number_read(reader, values[1], "people", whole(0, MST_MAX_PEOPLE),
                              &read.people)) {
            continue;
        }
        if (count > 0 &&
            (read.after_ms <= rows[count - 1].after_ms || read.people < rows[count - 1].people)) {
            mst__fault(
                reader, row->place,
                "the rows of release rise in time, and their people are counted from the first on");
        }
        rows[count++] = read;
    }
    people->release_mode = MST_RELEASE_TABLE;
    people->release_rows = rows;
    people->release_row_count = count;
}

static void
read_release(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    if (node->kind == MST__LIST || mst__node_get(node, "file") != NULL) {
        read_release_table(reader, people, (mst__node *)node);
        return;
    }
    if (node->kind == MST__SCALAR) {
        if (strcmp(node->text, "at once") != 0) {
            mst__fault(reader, node->place,
                       "release is \"%s\": write at once, {start: 2 h}, {start: 0 h, over: 60 min} "
                       "or a table",
                       mst__shown(reader, node->text));
        }
        return;
    }
    static const char *const keys[] = {"start", "over"};
    mst_quantity *const quantities[] = {&people->release_start, &people->release_over};
    mst__keys_check(reader, node, "release", keys, MST__COUNT_OF(keys));
    for (uint32_t i = 0; i < MST__COUNT_OF(keys); i++) {
        const mst__node *part = mst__node_get(node, keys[i]);
        if (part != NULL) {
            mst__quantity_read(reader, part, i == 0 ? "release.start" : "release.over",
                               time_after_order, quantities[i]);
        }
    }
    if (people->release_over.given) {
        people->release_mode = MST_RELEASE_SPREAD;
    }
}

static void
read_party_table(mst__reader *reader, mst_people *people, mst__node *list)
{
    static const char *const keys[2] = {"size", "parties"};
    if (!mst__list_expand(reader, list, "party", false) || !table_is_sound(reader, list, "party")) {
        return;
    }
    mst_party_row *rows = mst__reader_take(reader, list->count, sizeof *rows);
    uint32_t count = 0;
    for (const mst__node *row = list->first; rows != NULL && row != NULL; row = row->next) {
        const mst__node *values[2];
        int64_t size, parties;
        if (!find_row(reader, row, "party", keys, values) ||
            !mst__number_read(reader, values[0], "size", whole(1, 1000), &size) ||
            !mst__number_read(reader, values[1], "parties", whole(1, MST_MAX_PEOPLE), &parties)) {
            continue;
        }
        for (uint32_t i = 0; i < count; i++) {
            if (rows[i].size == size) {
                mst__fault(reader, values[0]->place, "party has two rows of size %u; add them up",
                           rows[i].size);
                break;
            }
        }
        rows[count++] = (mst_party_row){.size = (uint32_t)size, .parties = parties};
    }
    people->party_rows = rows;
    people->party_row_count = count;
}

static void
read_party(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    if (node->kind == MST__LIST || mst__node_get(node, "file") != NULL) {
        read_party_table(reader, people, (mst__node *)node);
        return;
    }
    int64_t size = 0;
    if (!mst__number_read(reader, node, "party", whole(1, 1000), &size) || size == 1) {
        return;
    }
    mst_party_row *row = mst__reader_take(reader, 1, sizeof *row);
    if (row != NULL) {
        *row = (mst_party_row){.size = (uint32_t)size};
        people->party_rows = row;
        people->party_row_count = 1;
    }
}

static void
read_accepts(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    uint32_t *indexes;
    uint32_t count;
    if (!mst__reference_list_read(reader, node, "accepts", MST__SITE, &indexes, &count)) {
        return;
    }
    mst_site_id *accepts = mst__reader_take(reader, count, sizeof *accepts);
    for (uint32_t i = 0; accepts != NULL && i < count; i++) {
        accepts[i].index = indexes[i];
    }
    people->accepts = accepts;
    people->accept_count = accepts != NULL ? count : 0;
}

static void
read_guards(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    (void)!mst__flag_read(reader, node, "guards", &people->guards);
}

static void
read_moves(mst__reader *reader, void *item, const mst__node *node)
{
    static const char *const words[] = {"on_foot", "own_cars"};
    static const mst_self_means means[] = {MST_SELF_ON_FOOT, MST_SELF_OWN_CARS};
    mst_people *people = item;
    uint32_t word = 0;
    if (mst__word_read(reader, node, "moves", words, MST__COUNT_OF(words), &word)) {
        people->self_means = means[word];
    }
}

static void
read_moves_to(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    (void)!mst__reference_read(reader, node, "moves_to", MST__SITE, &people->self_to.index);
}

static void
read_uncontrolled(mst__reader *reader, void *item, const mst__node *node)
{
    mst_people *people = item;
    (void)!mst__flag_read(reader, node, "uncontrolled", &people->uncontrolled);
}

static const mst__key people_keys[] = {
    {"site", read_site},         {"kind", read_kind},
    {"count", read_count},       {"release", read_release},
    {"party", read_party},       {"accepts", read_accepts},
    {"guards", read_guards},     {"moves", read_moves},
    {"moves_to", read_moves_to}, {"uncontrolled", read_uncontrolled},
};

static const mst__shape people_shape = {
    .noun = "people item",
    .section = "people",
    .has_fields = true,
    .item_class = MST_ITEM_PEOPLE,
    .meta_offset = offsetof(mst_people, meta),
    .keys = people_keys,
    .key_count = MST__COUNT_OF(people_keys),
};

/* A table of parties adds up to the count, without the litters, who travel one by one. */
static void
check_parties(mst__reader *reader, const mst_people *people, const mst__node *node)
{
    if (people->party_row_count == 0 || !people->count.given) {
        return;
    }
    const mst__node *party = mst__node_get(node, "party");
    int64_t walking = people->count.likely - (people->litters.given ? people->litters.likely : 0);
    if (people->party_rows[0].parties == 0) {
        return;
    }
    int64_t sum = 0;
    for (uint32_t i = 0; i < people->party_row_count; i++) {
        sum += people->party_rows[i].parties * people->party_rows[i].size;
    }
    if (sum != walking) {
        mst__fault(
            reader, party->place,
            "the parties of \"%s\" add up to %lld people, and its count without litters is %lld",
            people->id, (long long)sum, (long long)walking);
    }
}

static void
check_people(mst__reader *reader, const mst_people *people, const mst__node *node)
{
    if (mst__node_get(node, "site") == NULL) {
        mst__fault(reader, node->place, "the people item \"%s\" has no site", people->id);
    }
    if (mst__node_get(node, "count") == NULL) {
        mst__fault(reader, node->place, "the people item \"%s\" has no count", people->id);
    }
    if (people->litters.given && people->count.given &&
        (people->litters.low > people->count.low || people->litters.likely > people->count.likely ||
         people->litters.high > people->count.high)) {
        mst__fault(reader, people->litters.place, "\"%s\" has more litters than people",
                   people->id);
    }
    if (people->release_row_count > 0 && people->count.given &&
        people->release_rows[people->release_row_count - 1].people < people->count.high) {
        mst__fault(reader, mst__node_get(node, "release")->place,
                   "the release of \"%s\" ends with %lld people, fewer than its count of %lld",
                   people->id,
                   (long long)people->release_rows[people->release_row_count - 1].people,
                   (long long)people->count.high);
    }
    if (people->uncontrolled &&
        (people->self_to.index == MST_NONE || people->self_means == MST_SELF_NONE)) {
        mst__fault(reader, mst__node_get(node, "uncontrolled")->place,
                   "\"%s\" moves uncontrolled and needs moves (on_foot or own_cars) and moves_to",
                   people->id);
    }
    if (people->self_means == MST_SELF_NONE && !people->uncontrolled &&
        (people->self_to.index != MST_NONE || people->self_speed.given)) {
        mst__fault(reader, node->place,
                   "\"%s\" says where or how fast it moves itself and not how; add moves: on_foot "
                   "or own_cars",
                   people->id);
    }
    check_parties(reader, people, node);
}

/* A reinforcement as people: its size is the count, and they protect. Its other fields are the
 * option's. */
static void
define_reinforcement(mst__reader *reader, mst_people *people, const mst__node *node)
{
    people->kind = MST_PEOPLE_FORCE;
    people->guards = true;
    const mst__node *site = mst__node_get(node, "site");
    if (site != NULL) {
        /* Its faults are told where the option reads it. */
        uint32_t found = site->kind == MST__SCALAR
                             ? mst__names_find(&reader->drafts[MST__SITE].names, site->text)
                             : MST_NONE;
        people->site.index = found != MST_NONE ? found : 0;
    }
}

void
mst__people_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__PEOPLE];
    mst_people *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->people = items;
    reader->post->people_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__draft *draft = &drafts->items[i];
        mst_people *people = &items[i];
        *people = (mst_people){
            .id = mst__draft_id(reader, MST__PEOPLE, i),
            .place = draft->node->place,
            .dormant = draft->dormant,
            .site.index = MST_NONE,
            .self_to.index = MST_NONE,
            .kind = MST_PEOPLE_OTHER,
        };
        if (draft->is_reinforcement) {
            define_reinforcement(reader, people, draft->node);
            continue;
        }
        mst__item_read(reader, &people_shape, draft->node, people);
        people->guards = people->guards || people->kind == MST_PEOPLE_FORCE;
        check_people(reader, people, draft->node);
    }
}
