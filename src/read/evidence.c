/* SPDX-License-Identifier: Apache-2.0
 *
 * Propositions, indicators, and the numbers of the method under `evidence:`.
 */
#include "model/reports.h"
#include "read/reader.h"

/* A list of sites; an empty one is none. */
static void
read_sites(mst__reader *reader, const mst__node *node, const mst_site_id **sites, uint32_t *count)
{
    uint32_t *indexes;
    uint32_t found;
    if (!mst__reference_list_read(reader, node, node->key, MST__SITE, &indexes, &found)) {
        return;
    }
    mst_site_id *read = mst__reader_take(reader, found, sizeof *read);
    for (uint32_t i = 0; read != NULL && i < found; i++) {
        read[i].index = indexes[i];
    }
    *sites = read;
    *count = read != NULL ? found : 0;
}

/* ---- propositions ---- */

static void
read_proposition_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_proposition *proposition = item;
    (void)!mst__text_read(reader, node, "name", &proposition->name);
}

static void
read_proposition_chance(mst__reader *reader, void *item, const mst__node *node)
{
    mst_proposition *proposition = item;
    (void)!mst__chance_read(reader, node, "chance", &proposition->chance);
}

static void
read_proposition_actor(mst__reader *reader, void *item, const mst__node *node)
{
    mst_proposition *proposition = item;
    (void)!mst__text_read(reader, node, "actor", &proposition->actor);
}

static void
read_eases(mst__reader *reader, void *item, const mst__node *node)
{
    mst_proposition *proposition = item;
    read_sites(reader, node, &proposition->eases, &proposition->eases_count);
}

static const mst__key proposition_keys[] = {
    {"name", read_proposition_name},
    {"chance", read_proposition_chance},
    {"actor", read_proposition_actor},
    {"eases", read_eases},
};

static const mst__shape proposition_shape = {
    .noun = "proposition",
    .section = "propositions",
    .meta_offset = offsetof(mst_proposition, meta),
    .keys = proposition_keys,
    .key_count = MST__COUNT_OF(proposition_keys),
};

void
mst__propositions_define(mst__reader *reader)
{
    const mst__draft_list *drafts = &reader->drafts[MST__PROPOSITION];
    mst_proposition *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->propositions = items;
    reader->post->proposition_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] = (mst_proposition){.id = mst__draft_id(reader, MST__PROPOSITION, i),
                                     .place = node->place};
        mst__item_read(reader, &proposition_shape, node, &items[i]);
    }
}

/* ---- indicators ---- */

static void
read_indicator_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_indicator *indicator = item;
    (void)!mst__text_read(reader, node, "name", &indicator->name);
}

static void
read_raises(mst__reader *reader, void *item, const mst__node *node)
{
    mst_indicator *indicator = item;
    read_sites(reader, node, &indicator->raises, &indicator->raises_count);
}

static const mst__key indicator_keys[] = {
    {"name", read_indicator_name},
    {"raises", read_raises},
};

static int64_t
value_of(const mst_indicator *indicator, const mst_quantity *quantity)
{
    size_t offset = (size_t)((const char *)quantity - (const char *)indicator);
    for (uint32_t i = 0; i < mst_indicator_field_count; i++) {
        if (mst_indicator_fields[i].offset == offset) {
            return mst_field_value(&mst_indicator_fields[i], quantity, MST_CHANGE_LIKELY);
        }
    }
    return 0;
}

static void
check_indicator(mst__reader *reader, const mst_indicator *indicator)
{
    int64_t expected = value_of(indicator, &indicator->expected_per_day);
    int64_t alarm = value_of(indicator, &indicator->alarm_per_day);
    if (alarm <= expected) {
        mst__fault(reader, indicator->place,
                   "the indicator \"%s\" is to find %s a day, which is not above the %s that are "
                   "expected",
                   indicator->id, mst__number_text(&reader->scratch, MST_KIND_RATIO, NULL, alarm),
                   mst__number_text(&reader->scratch, MST_KIND_RATIO, NULL, expected));
    }
}

void
mst__indicators_define(mst__reader *reader)
{
    const mst__shape shape = {
        .noun = "indicator",
        .section = "indicators",
        .meta_offset = offsetof(mst_indicator, meta),
        .keys = indicator_keys,
        .key_count = MST__COUNT_OF(indicator_keys),
        .fields = mst_indicator_fields,
        .field_count = mst_indicator_field_count,
    };
    const mst__draft_list *drafts = &reader->drafts[MST__INDICATOR];
    mst_indicator *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->indicators = items;
    reader->post->indicator_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] =
            (mst_indicator){.id = mst__draft_id(reader, MST__INDICATOR, i), .place = node->place};
        mst__item_read(reader, &shape, node, &items[i]);
        check_indicator(reader, &items[i]);
    }
}

/* ---- settings ---- */

typedef struct settings {
    mst_evidence_settings values;
    mst_meta meta;
} settings;

void
mst__evidence_define(mst__reader *reader)
{
    const mst__shape shape = {
        .noun = "list of settings of the evidence",
        .section = "evidence",
        .meta_offset = offsetof(settings, meta),
        .fields = mst_evidence_fields,
        .field_count = mst_evidence_field_count,
    };
    settings *read = mst__reader_take(reader, 1, sizeof *read);
    const mst__node *node = reader->evidence_node;
    if (read == NULL) {
        return;
    }
    reader->post->evidence = &read->values;
    if (node == NULL) {
        return;
    }
    if (node->kind != MST__MAP) {
        mst__fault(reader, node->place, "evidence is \"%s\": it is a map such as {half_life: 7 d}",
                   mst__shown(reader, mst__node_words(node)));
        return;
    }
    mst__item_read(reader, &shape, node, read);
}
