/* SPDX-License-Identifier: Apache-2.0
 *
 * Lookups, loads and words shared by the outputs.
 */
#include <string.h>

#include "base/text.h"
#include "present/internal.h"

static int
row_compare(const mst__index_row *a, const mst__index_row *b)
{
    int order = strcmp(a->text, b->text);
    return order != 0 ? order : a->index < b->index ? -1 : a->index > b->index;
}

/* Heap sort: no recursion, no dependence on a library's order of equal keys (there are none). */
void
mst__index_sort(mst__index *index)
{
    mst__index_row *rows = index->rows;
    uint32_t count = index->count;
    for (uint32_t start = count / 2, end = count; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            end--;
            mst__index_row swap = rows[end];
            rows[end] = rows[0];
            rows[0] = swap;
        }
        uint32_t parent = start;
        while (2 * parent + 1 < end) {
            uint32_t child = 2 * parent + 1;
            if (child + 1 < end && row_compare(&rows[child], &rows[child + 1]) < 0) {
                child++;
            }
            if (row_compare(&rows[parent], &rows[child]) >= 0) {
                break;
            }
            mst__index_row swap = rows[parent];
            rows[parent] = rows[child];
            rows[child] = swap;
            parent = child;
        }
    }
}

uint32_t
mst__index_first(const mst__index *index, const char *text)
{
    uint32_t low = 0, high = index->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(index->rows[middle].text, text) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < index->count && strcmp(index->rows[low].text, text) == 0 ? low : MST_NONE;
}

uint32_t
mst__index_find(const mst__index *index, const char *text)
{
    uint32_t row = mst__index_first(index, text);
    return row == MST_NONE ? MST_NONE : index->rows[row].index;
}

const char *
mst__index_nearest(const mst__index *index, const char *text)
{
    uint32_t limit = mst_text_distance_limit(text);
    const char *nearest = NULL;
    for (uint32_t i = 0; i < index->count; i++) {
        uint32_t distance = mst_text_distance(text, index->rows[i].text, limit);
        if (distance <= limit) {
            nearest = index->rows[i].text;
            if (distance == 0) {
                break;
            }
            limit = distance - 1; /* only a nearer one replaces it */
        }
    }
    return nearest;
}

int
mst__load_compare(const mst_load *a, const mst_load *b)
{
    if (a->cohort != b->cohort) {
        return a->cohort < b->cohort ? -1 : 1;
    }
    return a->stations < b->stations ? -1 : a->stations > b->stations;
}

/* Insertion sort: a vehicle carries a handful of groups. */
uint32_t
mst__load_normalize(mst_load *loads, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        mst_load load = loads[i];
        uint32_t at = i;
        while (at > 0 && mst__load_compare(&loads[at - 1], &load) > 0) {
            loads[at] = loads[at - 1];
            at--;
        }
        loads[at] = load;
    }
    uint32_t merged = 0, kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (merged > 0 && mst__load_compare(&loads[merged - 1], &loads[i]) == 0) {
            loads[merged - 1].count += loads[i].count;
        } else {
            loads[merged++] = loads[i];
        }
    }
    for (uint32_t i = 0; i < merged; i++) {
        if (loads[i].count != 0) {
            loads[kept++] = loads[i];
        }
    }
    return kept;
}

static bool
has_unknown(mst_load_list list, uint32_t cohort)
{
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.loads[i].cohort == cohort && list.loads[i].stations == MST_STATIONS_UNKNOWN) {
            return true;
        }
    }
    return false;
}

/* `more` minus `less`, where positive. */
static bool
subtract(mst_arena *arena, mst_load_list more, mst_load_list less, mst_load_list *rest)
{
    mst_load *loads = MST_TAKE(arena, mst_load, more.count);
    if (loads == NULL) {
        return false;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < more.count; i++) {
        loads[count] = more.loads[i];
        bool blurred =
            has_unknown(more, loads[count].cohort) || has_unknown(less, loads[count].cohort);
        loads[count].stations = blurred ? MST_STATIONS_UNKNOWN : loads[count].stations;
        count++;
    }
    count = mst__load_normalize(loads, count);
    for (uint32_t i = 0; i < count; i++) {
        bool blurred = loads[i].stations == MST_STATIONS_UNKNOWN;
        for (uint32_t j = 0; j < less.count; j++) {
            if (less.loads[j].cohort == loads[i].cohort &&
                (blurred || less.loads[j].stations == loads[i].stations)) {
                loads[i].count -= less.loads[j].count;
            }
        }
        loads[i].count = loads[i].count > 0 ? loads[i].count : 0;
    }
    *rest = (mst_load_list){mst__load_normalize(loads, count), loads};
    return true;
}

bool
mst__load_difference(mst_arena *arena, mst_load_list before, mst_load_list after,
                     mst_load_list *alight, mst_load_list *board)
{
    return subtract(arena, before, after, alight) && subtract(arena, after, before, board);
}

bool
mst__load_equal(mst_load_list a, mst_load_list b)
{
    if (a.count != b.count) {
        return false;
    }
    for (uint32_t i = 0; i < a.count; i++) {
        if (mst__load_compare(&a.loads[i], &b.loads[i]) != 0 ||
            a.loads[i].count != b.loads[i].count) {
            return false;
        }
    }
    return true;
}

int64_t
mst__load_persons(mst_load_list list)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        persons += list.loads[i].count;
    }
    return persons;
}

int64_t
mst__load_guards(const mst_document *document, mst_load_list list)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        persons += document->cohorts[list.loads[i].cohort].guards ? list.loads[i].count : 0;
    }
    return persons;
}

void
mst__load_text(mst_buffer *buffer, const mst_document *document, mst_load_list list)
{
    if (list.count == 0) {
        mst_buffer_add(buffer, "empty");
        return;
    }
    /* One number a cohort: loads that differ in stations only stand next to each other. */
    for (uint32_t i = 0; i < list.count;) {
        uint32_t cohort = list.loads[i].cohort;
        int64_t persons = 0;
        uint32_t next = i;
        for (; next < list.count && list.loads[next].cohort == cohort; next++) {
            persons += list.loads[next].count;
        }
        mst_buffer_addf(buffer, "%s%lld %s", i > 0 ? ", " : "", (long long)persons,
                        document->cohorts[cohort].id);
        i = next;
    }
}

const char *
mst__cell_status_name(mst_cell_status status)
{
    switch (status) {
    case MST_CELL_OPTIMAL:
        return "optimal";
    case MST_CELL_BOUNDED:
        return "bounded";
    case MST_CELL_INFEASIBLE:
        return "infeasible";
    case MST_CELL_PENDING:
        break;
    }
    return "not planned";
}

const char *
mst__measure_name(mst_measure measure)
{
    static const char *const names[] = {"left", "completion", "exposure", "vehicle_hours"};
    return measure < MST_MEASURE_COUNT ? names[measure] : "left";
}

const char *
mst__measure_title(mst_measure measure)
{
    static const char *const titles[] = {"left behind", "completion", "exposure", "vehicle hours"};
    return measure < MST_MEASURE_COUNT ? titles[measure] : "left behind";
}

const char *
mst__kind_name(mst_people_kind kind)
{
    static const char *const names[] = {"citizen",     "staff", "contractor", "third_country",
                                        "host_nation", "other", "force"};
    return kind <= MST_PEOPLE_FORCE ? names[kind] : "other";
}

void
mst__count_text(mst_buffer *buffer, int64_t count, const char *one, const char *many)
{
    mst_buffer_addf(buffer, "%lld %s", (long long)count, count == 1 ? one : many);
}

void
mst__priority_text(mst_buffer *buffer, uint32_t priority)
{
    if (priority > 0) {
        mst_buffer_addf(buffer, " of priority %u", priority);
    }
}

void
mst__gain_text(mst_buffer *buffer, const mst__gain *gain)
{
    char when[MST_WHEN_BYTES];
    if (gain->left > 0) {
        mst_buffer_addf(buffer, "%lld fewer left", (long long)gain->left);
        mst__priority_text(buffer, gain->left_priority);
    } else if (gain->completion > 0) {
        mst_buffer_addf(buffer, "%s sooner", mst_when_rough(gain->completion, when));
    } else {
        mst_buffer_addf(buffer, "%.1f exposure less", mst_exposure_hours(gain->exposure));
    }
}

const char *
mst__wide_text(mst_wide value, char *buffer)
{
    char digits[44];
    int count = 0;
    bool negative = value < 0;
    do {
        int digit = (int)(value % 10);
        digits[count++] = (char)('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    } while (value != 0);
    char *out = buffer;
    if (negative) {
        *out++ = '-';
    }
    while (count > 0) {
        *out++ = digits[--count];
    }
    *out = '\0';
    return buffer;
}

bool
mst__wide_parse(const char *text, mst_wide *value)
{
    bool negative = *text == '-';
    text += negative ? 1 : 0;
    size_t length = strlen(text);
    if (length == 0 || length > 37) { /* 10^37 is well inside 127 bits */
        return false;
    }
    mst_wide size = 0;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        size = size * 10 + (*text - '0');
    }
    *value = negative ? -size : size;
    return true;
}

bool
mst__hash_parse(const char *text, uint64_t hash[2])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t read[2] = {0, 0};
    for (uint32_t i = 0; i < 32; i++) {
        const char *digit = text[i] != '\0' ? strchr(digits, text[i]) : NULL;
        if (digit == NULL) {
            return false;
        }
        read[i / 16] = read[i / 16] << 4 | (uint64_t)(digit - digits);
    }
    hash[0] = read[0];
    hash[1] = read[1];
    return text[32] == '\0';
}
