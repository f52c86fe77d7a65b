/* SPDX-License-Identifier: Apache-2.0
 *
 * Tripwires: what is to be done once something is seen.
 */
#include "model/reports.h"
#include "read/reader.h"

static void
read_name(mst__reader *reader, void *item, const mst__node *node)
{
    mst_tripwire *tripwire = item;
    (void)!mst__text_read(reader, node, "name", &tripwire->name);
}

static void
read_subject(mst__reader *reader, void *item, const mst__node *node)
{
    mst_tripwire *tripwire = item;
    (void)!mst__subject_read(reader, node, &tripwire->subject);
}

static void
read_confirm(mst__reader *reader, void *item, const mst__node *node)
{
    mst_tripwire *tripwire = item;
    (void)!mst__text_read(reader, node, "confirm", &tripwire->confirm);
}

static void
read_action(mst__reader *reader, void *item, const mst__node *node)
{
    mst_tripwire *tripwire = item;
    (void)!mst__text_read(reader, node, "action", &tripwire->action);
}

static void
read_option(mst__reader *reader, void *item, const mst__node *node)
{
    mst_tripwire *tripwire = item;
    (void)!mst__reference_read(reader, node, "option", MST__OPTION, &tripwire->option);
}

static void
read_sure(mst__reader *reader, void *item, const mst__node *node)
{
    mst_tripwire *tripwire = item;
    (void)!mst__flag_read(reader, node, "sure", &tripwire->sure);
}

static const mst__key keys[] = {
    {"name", read_name},     {"subject", read_subject}, {"confirm", read_confirm},
    {"action", read_action}, {"option", read_option},   {"sure", read_sure},
};

/* What must be there is, and its numbers fit what it is about. */
static void
check_tripwire(mst__reader *reader, const mst_tripwire *tripwire, const mst__node *node)
{
    static const char *const needed[] = {"subject", "action"};
    for (uint32_t i = 0; i < MST__COUNT_OF(needed); i++) {
        if (mst__node_get(node, needed[i]) == NULL) {
            mst__fault(reader, tripwire->place, "the tripwire \"%s\" has no %s", tripwire->id,
                       needed[i]);
            return;
        }
    }
    mst_subject_class about = tripwire->subject.subject_class;
    bool is_counted = about == MST_SUBJECT_INDICATOR;
    const mst_quantity *threshold = &tripwire->threshold;
    if (!threshold->given && !is_counted) {
        mst__fault(reader, tripwire->place,
                   "the tripwire \"%s\" has no threshold; give it a chance, such as \"threshold: "
                   "20 %%\"",
                   tripwire->id);
    } else if (threshold->given && !is_counted && threshold->high > 1000000) {
        mst__fault(reader, tripwire->place,
                   "the tripwire \"%s\" trips at %s, and a chance is at most 1", tripwire->id,
                   mst__number_text(&reader->scratch, MST_KIND_RATIO, NULL, threshold->high));
    } else if (threshold->given && threshold->low != threshold->high) {
        mst__fault(reader, tripwire->place,
                   "the threshold of the tripwire \"%s\" is a range; it is one number",
                   tripwire->id);
    }
    if (tripwire->within.given && about != MST_SUBJECT_SITE) {
        mst__fault(reader, tripwire->place,
                   "the tripwire \"%s\" has a time within which; only the loss of a site has one",
                   tripwire->id);
    }
    if (tripwire->sure && is_counted) {
        mst__fault(reader, tripwire->place,
                   "the tripwire \"%s\" is to be sure of a count of incidents; only a chance has a "
                   "least value",
                   tripwire->id);
    }
    if (is_counted && mst_tripwire_time(tripwire, &tripwire->persistence) % MST_MS_PER_DAY != 0) {
        mst__fault(reader, tripwire->place,
                   "the persistence of the tripwire \"%s\" is not whole days, by which incidents "
                   "are counted",
                   tripwire->id);
    }
}

void
mst__tripwires_define(mst__reader *reader)
{
    const mst__shape shape = {
        .noun = "tripwire",
        .section = "tripwires",
        .meta_offset = offsetof(mst_tripwire, meta),
        .keys = keys,
        .key_count = MST__COUNT_OF(keys),
        .fields = mst_tripwire_fields,
        .field_count = mst_tripwire_field_count,
    };
    const mst__draft_list *drafts = &reader->drafts[MST__TRIPWIRE];
    mst_tripwire *items = mst__reader_take(reader, drafts->count, sizeof *items);
    if (items == NULL) {
        return;
    }
    reader->post->tripwires = items;
    reader->post->tripwire_count = drafts->count;
    for (uint32_t i = 0; i < drafts->count && !reader->out_of_memory; i++) {
        const mst__node *node = drafts->items[i].node;
        items[i] = (mst_tripwire){.id = mst__draft_id(reader, MST__TRIPWIRE, i),
                                  .place = node->place,
                                  .option = MST_NONE};
        mst__item_read(reader, &shape, node, &items[i]);
        check_tripwire(reader, &items[i], node);
    }
}
