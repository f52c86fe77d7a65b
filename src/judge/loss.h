/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be lost: one item of the post, or one thing it offers, gone from the order on.
 *
 * N1  A loss takes means away: a plan of the cell without the item is a plan of the cell with
 *     it, so no loss makes an answer better. Three exceptions: a reinforcement that does not come
 *     need not be taken out (`fewer_people`); where guards who are there stand down, the site is
 *     short of force from the order on, which is told and binds nobody; and uncontrolled people do
 *     not come where their way is shut.
 * N2  A loss lies over everything, a `--set` of the user too, and never contradicts one.
 */
#ifndef MUSTER_JUDGE_LOSS_H
#define MUSTER_JUDGE_LOSS_H

#include "problem/problem.h"

typedef enum mst_loss_kind {
    MST_LOSS_SITE,       /* shut: no arrivals, service or desks */
    MST_LOSS_HAVEN,      /* no longer safe; it can still be passed through */
    MST_LOSS_BERTHS,     /* of one class at one site */
    MST_LOSS_DESKS,      /* of one site */
    MST_LOSS_LINK,       /* both ways */
    MST_LOSS_FLEET,      /* every vehicle of it */
    MST_LOSS_PERMISSION, /* withdrawn, with all that depends on it */
    MST_LOSS_FORCE,      /* guards who are there protect no more, and still have to leave; a
                            reinforcement does not come */
    MST_LOSS_KIND_COUNT,
} mst_loss_kind;

typedef struct mst_loss {
    mst_loss_kind kind;
    const char *name;    /* "sites.hkia", "sites.hkia.berths.heavy", "people.embassy-force" */
    const char *setting; /* the `--set` that says the same; NULL where there is none */
    mst_item_class item_class;
    uint32_t item;         /* in its class; of a reinforcement its people */
    uint32_t berth_class;  /* of MST_LOSS_BERTHS, else MST_NONE */
    uint32_t change_count; /* 0 or 1 */
    mst_change change;
    uint32_t force_people; /* of MST_LOSS_FORCE, else MST_NONE */
    bool fewer_people;
} mst_loss;

/* "site", "safe haven", "berths", "desks", "link", "fleet", "permission", "force". */
const char *
mst_loss_kind_name(mst_loss_kind kind);

/*
 * Everything of the post that can be lost, in the order of its kinds and items; with `problem` only
 * what that cell has: sites, links and fleets that it can use at some time, guards that are there.
 * Memory from `arena`; false on lack of it. O(items + arcs + vehicles).
 */
MST_NODISCARD bool
mst_losses_find(const mst_post *post, const mst_problem *problem, mst_arena *arena,
                mst_loss **losses, uint32_t *count);

enum { MST_MOST_LOST_TOGETHER = 2 };

/*
 * Compiles the cell without `count` of the losses. The post may have to be copied for it: the
 * result lives as long as `arena` and the post do. MST_INVALID when what is left is no picture.
 */
MST_NODISCARD mst_status
mst_losses_compile(const mst_post *post, mst_scenario_id scenario, mst_option_id option,
                   const mst_override *overrides, const mst_loss *const *losses, uint32_t count,
                   mst_arena *arena, mst_case **result, mst_error *err);

#endif
