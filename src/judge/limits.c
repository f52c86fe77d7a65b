/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/limits.h"

#include <assert.h>

void
mst__limits_open(mst__limits *limits, const mst_post *post, const mst_cell *cell)
{
    *limits = (mst__limits){.post = post,
                            .cell = cell,
                            .problem = mst__last_phase(cell->instance),
                            .plan = &cell->solution.plan};
    mst_arena_init(&limits->scratch, 0);
    limits->limits = MST_TAKE(&limits->scratch, mst__limit, MST__MOST_LIMITS);
    limits->full = limits->limits == NULL;
}

void
mst__limits_close(mst__limits *limits)
{
    mst_arena_release(&limits->scratch);
}

void
mst__limit_add_changes(mst__limits *limits, const mst_change *changes, uint32_t count,
                       int64_t share, const char *unit, const char *name)
{
    limits->full = limits->full || name == NULL || changes == NULL;
    if (limits->full || limits->count == MST__MOST_LIMITS) {
        return;
    }
    limits->limits[limits->count++] = (mst__limit){.post = limits->post,
                                                   .change_count = count,
                                                   .changes = changes,
                                                   .share = share,
                                                   .name = name,
                                                   .unit = unit};
}

void
mst__limit_add(mst__limits *limits, mst_change change, int64_t share, const char *unit,
               const char *name)
{
    mst_change *copy = MST_TAKE(&limits->scratch, mst_change, 1);
    if (copy != NULL) {
        *copy = change;
    }
    mst__limit_add_changes(limits, copy, 1, share, unit, name);
}

mst_change
mst__limit_more(mst_item_class item_class, uint32_t item, const char *field,
                mst_operation operation, int64_t value)
{
    mst_change change = {.item_class = item_class,
                         .item = item,
                         .field = mst_field_find(item_class, field),
                         .berth_class = MST_NONE,
                         .operation = operation,
                         .value = value};
    assert(change.field != MST_NONE);
    return change;
}

mst_time
mst__limit_time(const mst__limits *limits)
{
    const mst_measures *measures = &limits->cell->judgement.measures;
    return measures->left > 0 ? limits->problem->horizon : measures->completion;
}

int64_t
mst__limit_share(const mst__limits *limits, mst_time time)
{
    mst_time all = limits->cell->judgement.measures.completion;
    all = all > 0 ? all : limits->problem->horizon;
    return 1 + (time < all ? time * 1000 / all : 1000);
}
