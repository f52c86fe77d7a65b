/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports: a date, a source, a grade, and one claim each.
 */
#include "model/reports.h"

#include <string.h>

#include "read/reader.h"

/* ---- what every report has ---- */

static void
read_at(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__instant_read(reader, node, "at", &report->at);
}

static void
read_received(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__instant_read(reader, node, "received", &report->received);
}

static void
read_actor(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__text_read(reader, node, "actor", &report->actor);
}

static void
read_origin(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__text_read(reader, node, "origin", &report->origin);
}

static void
read_interested(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__flag_read(reader, node, "interested", &report->interested);
}

static void
read_text(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__text_read(reader, node, "text", &report->text);
}

static void
read_corrects(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__reference_read(reader, node, "corrects", MST__REPORT, &report->corrects);
}

/* ---- what it is about ---- */

/* By mst_subject_class. */
static const mst__class subject_classes[] = {MST__SCENARIO, MST__PROPOSITION, MST__SITE,
                                             MST__INDICATOR};

bool
mst__subject_read(mst__reader *reader, const mst__node *node, mst_subject *subject)
{
    const char *dot = node->kind == MST__SCALAR ? strchr(node->text, '.') : NULL;
    for (uint32_t i = 0; dot != NULL && i < MST__COUNT_OF(subject_classes); i++) {
        size_t bytes = strlen(mst_subject_sections[i]);
        if (bytes == (size_t)(dot - node->text) &&
            strncmp(node->text, mst_subject_sections[i], bytes) == 0) {
            mst__node id = {.kind = MST__SCALAR, .place = node->place, .text = dot + 1};
            subject->subject_class = (mst_subject_class)i;
            return mst__reference_read(reader, &id, "subject", subject_classes[i], &subject->index);
        }
    }
    mst__fault(reader, node->place,
               "subject is \"%s\": it is scenarios.ID, propositions.ID, sites.ID or indicators.ID",
               mst__shown(reader, mst__node_words(node)));
    return false;
}

static void
read_subject(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    const mst__node **words;
    uint32_t count;
    if (!mst__words_read(reader, node, "subject", &words, &count)) {
        return;
    }
    mst_subject *subjects = mst__reader_take(reader, count, sizeof *subjects);
    for (uint32_t i = 0; subjects != NULL && i < count; i++) {
        report->subject_count +=
            mst__subject_read(reader, words[i], &subjects[report->subject_count]);
    }
    report->subjects = subjects;
}

static void
read_given(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__reference_read(reader, node, "given", MST__PROPOSITION, &report->given);
}

/* ---- claims ---- */

static void
read_changes(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    mst__change_list list = {0};
    mst__changes_read(reader, node, true, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        mst_operation operation = list.items[i].operation;
        if (operation == MST_CHANGE_LOW || operation == MST_CHANGE_LIKELY ||
            operation == MST_CHANGE_HIGH) {
            mst__fault(reader, list.items[i].place,
                       "a report says what a number is, and not low, likely or high: that is a "
                       "choice of scenarios and options");
        }
    }
    report->changes = list.items;
    report->change_count = list.count;
}

static void
read_happened(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__flag_read(reader, node, "happened", &report->happened);
}

static void
read_withdrawn(mst__reader *reader, void *item, const mst__node *node)
{
    bool withdrawn = true;
    (void)item;
    if (mst__flag_read(reader, node, "withdrawn", &withdrawn) && !withdrawn) {
        mst__fault(reader, node->place, "withdrawn is true or is left out");
    }
}

static void
read_chance(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__chance_read(reader, node, "chance", &report->chance);
}

static const mst__measure within_measure = {
    .kind = MST_KIND_DURATION, .minimum = MST_MS_PER_MINUTE, .maximum = 3660 * MST_MS_PER_DAY};

/* `{within: 30 d, chance: 20..45 %}` */
static bool
read_estimate_map(mst__reader *reader, const mst__node *node, mst_loss_estimate *estimate)
{
    static const char *const keys[] = {"within", "chance"};
    mst__keys_check(reader, node, "an estimate of lost", keys, MST__COUNT_OF(keys));
    const mst__node *within = mst__node_get(node, "within");
    const mst__node *chance = mst__node_get(node, "chance");
    if (within == NULL || chance == NULL) {
        mst__fault(reader, node->place,
                   "an estimate of lost has within and chance, such as "
                   "{within: 30 d, chance: 20..45 %%}");
        return false;
    }
    return mst__number_read(reader, within, "within", within_measure, &estimate->within_ms) &&
           mst__chance_read(reader, chance, "chance", &estimate->chance);
}

/* `30 d 20..45 %`: how long, then how probable. */
static bool
read_estimate_text(mst__reader *reader, mst_place place, const char *text, size_t bytes,
                   mst_loss_estimate *estimate)
{
    size_t end = strspn(text, " 0123456789.");
    end += strspn(text + end, "abcdefghijklmnopqrstuvwxyz");
    end = end < bytes ? end : bytes;
    while (*text == ' ' && end > 0) {
        text++;
        end--;
        bytes--;
    }
    mst__node within = {.kind = MST__SCALAR, .place = place, .quoted = true};
    mst__node chance = within;
    within.text = mst__format(reader, "%.*s", (int)end, text);
    size_t begin = end + strspn(text + end, " ");
    begin = begin < bytes ? begin : bytes;
    while (bytes > begin && text[bytes - 1] == ' ') {
        bytes--;
    }
    chance.text = mst__format(reader, "%.*s", (int)(bytes - begin), text + begin);
    if (within.text[0] == '\0' || chance.text[0] == '\0') {
        mst__fault(reader, place,
                   "lost is \"%s\": it says how long and how probable, such as "
                   "\"30 d 20..45 %%; 90 d 55..80 %%\"",
                   mst__shown(reader, text));
        return false;
    }
    return mst__number_read(reader, &within, "lost", within_measure, &estimate->within_ms) &&
           mst__chance_read(reader, &chance, "lost", &estimate->chance);
}

/* Later ones are not less probable than earlier ones. */
static void
check_estimates(mst__reader *reader, const mst__node *node, const mst_report *report)
{
    for (uint32_t i = 1; i < report->estimate_count; i++) {
        const mst_loss_estimate *a = &report->estimates[i - 1];
        const mst_loss_estimate *b = &report->estimates[i];
        if (b->within_ms <= a->within_ms) {
            mst__fault(reader, node->place, "lost does not rise in time: %s stands behind %s",
                       mst__number_text(&reader->scratch, MST_KIND_DURATION, NULL, b->within_ms),
                       mst__number_text(&reader->scratch, MST_KIND_DURATION, NULL, a->within_ms));
        } else if (b->chance.high < a->chance.low) {
            mst__fault(reader, node->place,
                       "lost falls: at most %s within %s, but at least %s before",
                       mst__number_text(&reader->scratch, MST_KIND_RATIO, NULL, b->chance.high),
                       mst__number_text(&reader->scratch, MST_KIND_DURATION, NULL, b->within_ms),
                       mst__number_text(&reader->scratch, MST_KIND_RATIO, NULL, a->chance.low));
        }
    }
}

static uint32_t
estimate_room(const mst__node *node)
{
    uint32_t room = node->kind == MST__LIST ? node->count : 1;
    for (const char *at = node->text; *at != '\0'; at++) {
        room += *at == ';';
    }
    return room;
}

static void
read_lost(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    uint32_t room = estimate_room(node);
    if (room > MST_READ_MAX_ROWS) {
        mst__fault_limit(reader, node->place, "lost has %u estimates; the limit is %d", room,
                         MST_READ_MAX_ROWS);
        return;
    }
    mst_loss_estimate *read = mst__reader_take(reader, room, sizeof *read);
    uint32_t count = 0;
    if (read == NULL) {
        return;
    }
    for (const mst__node *entry = node->first; node->kind == MST__LIST && entry != NULL;
         entry = entry->next) {
        count += entry->kind == MST__MAP ? read_estimate_map(reader, entry, &read[count])
                                         : read_estimate_text(reader, entry->place, entry->text,
                                                              strlen(entry->text), &read[count]);
    }
    if (node->kind == MST__MAP) {
        count += read_estimate_map(reader, node, &read[count]);
    }
    const char *end;
    for (const char *at = node->text; node->kind == MST__SCALAR && at != NULL; at = end) {
        end = strchr(at, ';');
        size_t bytes = end != NULL ? (size_t)(end - at) : strlen(at);
        count += read_estimate_text(reader, node->place, at, bytes, &read[count]);
        end = end != NULL ? end + 1 : NULL;
    }
    report->estimates = read;
    report->estimate_count = count;
    check_estimates(reader, node, report);
}

static void
read_may_fall(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__flag_read(reader, node, "may_fall", &report->may_fall);
}

static void
read_if_true(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__chance_read(reader, node, "statement.if_true", &report->if_true);
}

static void
read_if_false(mst__reader *reader, void *item, const mst__node *node)
{
    mst_report *report = item;
    (void)!mst__chance_read(reader, node, "statement.if_false", &report->if_false);
}

static void
read_incidents(mst__reader *reader, void *item, const mst__node *node)
{
    const mst__measure measure = {.kind = MST_KIND_COUNT, .minimum = 0, .maximum = 1000000};
    mst_report *report = item;
    (void)!mst__number_read(reader, node, "incidents", measure, &report->incidents);
}

static void
read_over(mst__reader *reader, void *item, const mst__node *node)
{
    const mst__measure measure = {
        .kind = MST_KIND_DURATION, .minimum = MST_MS_PER_MINUTE, .maximum = 366 * MST_MS_PER_DAY};
    mst_report *report = item;
    (void)!mst__number_read(reader, node, "over", measure, &report->over_ms);
}

static const mst__key report_keys[] = {
    {"at", read_at},
    {"received", read_received},
    {"actor", read_actor},
    {"origin", read_origin},
    {"interested", read_interested},
    {"subject", read_subject},
    {"text", read_text},
    {"corrects", read_corrects},
    {"given", read_given},
    {"changes", read_changes},
    {"happened", read_happened},
    {"chance", read_chance},
    {"lost", read_lost},
    {"may_fall", read_may_fall},
    {"statement.if_true", read_if_true},
    {"statement.if_false", read_if_false},
    {"incidents", read_incidents},
    {"over", read_over},
    {"withdrawn", read_withdrawn},
};

static const mst__shape report_shape = {
    .noun = "report",
    .section = "reports",
    .meta_offset = offsetof(mst_report, meta),
    .keys = report_keys,
    .key_count = MST__COUNT_OF(report_keys),
};

/* ---- what must stand together ---- */

/* What each claim can be about, as bits of mst_subject_class; 0: it has no subject. */
static const uint32_t claim_subjects[MST_CLAIM_COUNT] = {
    [MST_CLAIM_OUTCOME] =
        1u << MST_SUBJECT_SCENARIO | 1u << MST_SUBJECT_PROPOSITION | 1u << MST_SUBJECT_SITE,
    [MST_CLAIM_CHANCE] = 1u << MST_SUBJECT_SCENARIO | 1u << MST_SUBJECT_PROPOSITION,
    [MST_CLAIM_LOSS] = 1u << MST_SUBJECT_SITE,
    [MST_CLAIM_STATEMENT] = 1u << MST_SUBJECT_SCENARIO | 1u << MST_SUBJECT_PROPOSITION,
    [MST_CLAIM_INCIDENTS] = 1u << MST_SUBJECT_INDICATOR,
};

static const char *const claim_subject_words[MST_CLAIM_COUNT] = {
    [MST_CLAIM_OUTCOME] = "scenarios, propositions or sites",
    [MST_CLAIM_CHANCE] = "scenarios or propositions",
    [MST_CLAIM_LOSS] = "sites",
    [MST_CLAIM_STATEMENT] = "scenarios or propositions",
    [MST_CLAIM_INCIDENTS] = "indicators",
};

static bool
find_claim(mst__reader *reader, const mst__node *node, mst_report *report)
{
    uint32_t found = 0;
    const char *all = "";
    for (uint32_t i = 0; i < MST_CLAIM_COUNT; i++) {
        if (mst__node_get(node, mst_claim_words[i]) != NULL) {
            report->claim = (mst_claim)i;
            found++;
        }
        all = mst__format(reader, "%s%s%s", all, i > 0 ? ", " : "", mst_claim_words[i]);
    }
    if (found == 0) {
        mst__fault(reader, node->place,
                   "the report \"%s\" claims nothing: it has one of %s, such as lost with "
                   "\"30 d 20..45 %%\"",
                   report->id, all);
    } else if (found > 1) {
        mst__fault(reader, node->place, "the report \"%s\" makes %u claims: it makes one, of %s",
                   report->id, found, all);
    }
    return found == 1;
}

static void
check_subjects(mst__reader *reader, const mst__node *node, const mst_report *report)
{
    const mst__node *subject = mst__node_get(node, "subject");
    const char *word = mst_claim_words[report->claim];
    uint32_t allowed = claim_subjects[report->claim];
    if (allowed == 0) {
        if (subject != NULL) {
            mst__fault(reader, subject->key_place,
                       "the report \"%s\" has %s and a subject; leave the subject out", report->id,
                       word);
        }
        return;
    }
    if (subject == NULL) {
        mst__fault(reader, node->place, "the report \"%s\" has %s and no subject; it is about %s",
                   report->id, word, claim_subject_words[report->claim]);
        return;
    }
    for (uint32_t i = 0; i < report->subject_count; i++) {
        if ((allowed >> report->subjects[i].subject_class & 1u) == 0) {
            mst__fault(reader, subject->place, "%s is about %s, not about %s", word,
                       claim_subject_words[report->claim],
                       mst_subject_sections[report->subjects[i].subject_class]);
            return;
        }
    }
}

/* Keys that belong to one claim only. */
static void
check_keys(mst__reader *reader, const mst__node *node, const mst_report *report)
{
    static const struct {
        const char *key;
        mst_claim claim;
    } rows[] = {
        {"may_fall", MST_CLAIM_LOSS}, {"given", MST_CLAIM_LOSS}, {"over", MST_CLAIM_INCIDENTS}};
    for (uint32_t i = 0; i < MST__COUNT_OF(rows); i++) {
        const mst__node *found = mst__node_get(node, rows[i].key);
        if (found != NULL && report->claim != rows[i].claim) {
            mst__fault(reader, found->key_place, "%s goes with %s, and this report has %s",
                       rows[i].key, mst_claim_words[rows[i].claim], mst_claim_words[report->claim]);
        }
    }
    bool is_statement = report->claim == MST_CLAIM_STATEMENT;
    if (is_statement && (!report->if_true.given || !report->if_false.given)) {
        mst__fault(reader, node->place,
                   "the statement \"%s\" needs if_true and if_false: how probable it is that this "
                   "is said when its subject is true, and when it is not",
                   report->id);
    }
    if (is_statement && report->if_false.given && report->if_false.low == 0) {
        mst__fault(
            reader, report->if_false.place,
            "statement.if_false begins at 0: a statement that would never be made if it were "
            "untrue proves its subject; report it with happened");
    }
    if (is_statement && report->actor == NULL) {
        mst__fault(reader, node->place,
                   "the statement \"%s\" has no actor; whom does it speak for?", report->id);
    }
    if (report->claim == MST_CLAIM_WITHDRAWAL && report->corrects == MST_NONE) {
        mst__fault(reader, node->place, "the report \"%s\" withdraws nothing; it needs corrects",
                   report->id);
    }
}

static void
check_report(mst__reader *reader, const mst__node *node, mst_report *report)
{
    static const struct {
        const char *key, *meaning;
    } needed[] = {
        {"at", "the time of its information, such as \"2021-07-05 09:00\""},
        {"source", "whom or what it is from, such as \"defense attache\""},
        {"grade", "how far source and information are to be believed, such as B2"},
    };
    for (uint32_t i = 0; i < MST__COUNT_OF(needed); i++) {
        if (mst__node_get(node, needed[i].key) == NULL) {
            mst__fault(reader, node->place, "the report \"%s\" has no %s: %s", report->id,
                       needed[i].key, needed[i].meaning);
        }
    }
    const mst__node *received = mst__node_get(node, "received");
    if (received == NULL) {
        report->received = report->at;
    } else if (report->received < report->at && mst__node_get(node, "at") != NULL) {
        mst__fault(reader, received->place,
                   "received is \"%s\", before the time of the information, \"%s\"",
                   mst__shown(reader, received->text),
                   mst__instant_text(reader->post, &reader->scratch, report->at));
    }
    if (find_claim(reader, node, report)) {
        check_subjects(reader, node, report);
        check_keys(reader, node, report);
    }
}

/* Once all are read: what is corrected was there before. */
static void
check_corrections(mst__reader *reader)
{
    const mst_post *post = reader->post;
    for (uint32_t i = 0; i < post->report_count; i++) {
        const mst_report *report = &post->reports[i];
        const mst__node *node =
            mst__node_get(reader->drafts[MST__REPORT].items[i].node, "corrects");
        if (report->corrects == MST_NONE) {
            continue;
        }
        const mst_report *corrected = &post->reports[report->corrects];
        if (report->corrects == i) {
            mst__fault(reader, node->place, "the report \"%s\" corrects itself", report->id);
        } else if (corrected->received > report->received) {
            mst__fault(reader, node->place,
                       "the report \"%s\" corrects \"%s\", which was received later", report->id,
                       corrected->id);
        }
    }
}

void
mst__reports_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__REPORT];
    mst_report *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->reports = items;
    reader->post->report_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] = (mst_report){
            .id = mst__draft_id(reader, MST__REPORT, i),
            .place = node->place,
            .corrects = MST_NONE,
            .given = MST_NONE,
            .over_ms = MST_MS_PER_DAY,
            .corrected_by = MST_NONE,
            .is_logged = i >= reader->first_logged,
        };
        mst__item_read(reader, &report_shape, node, &items[i]);
        check_report(reader, node, &items[i]);
    }
    if (!reader->out_of_memory) {
        check_corrections(reader);
    }
}
