/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/loss.h"

#include <assert.h>
#include <string.h>

#include "model/fields.h"

const char *
mst_loss_kind_name(mst_loss_kind kind)
{
    static const char *const names[MST_LOSS_KIND_COUNT] = {
        "site", "safe haven", "berths", "desks", "link", "fleet", "permission", "force"};
    return names[kind];
}

/* ---- what the cell has ---- */

typedef struct finder {
    const mst_post *post;
    mst_arena *arena;
    mst_loss *losses;
    uint32_t count, room;
    uint8_t *has_site, *has_link, *has_fleet, *guards_here; /* what the cell has */
    bool full;                                              /* out of memory */
} finder;

static bool
is_ever(mst_windows windows)
{
    return windows.count > 0;
}

static void
mark_everything(finder *f)
{
    memset(f->has_site, 1, f->post->site_count);
    memset(f->has_link, 1, f->post->link_count);
    memset(f->has_fleet, 1, f->post->fleet_count);
    for (uint32_t i = 0; i < f->post->people_count; i++) {
        f->guards_here[i] = f->post->people[i].guards;
    }
}

static void
mark_what_is_there(finder *f, const mst_problem *problem)
{
    for (uint32_t i = 0; i < problem->site_count; i++) {
        f->has_site[i] = is_ever(problem->sites[i].open);
    }
    for (uint32_t i = 0; i < problem->arc_count; i++) {
        const mst_p_arc *arc = &problem->arcs[i];
        f->has_link[arc->link] = f->has_link[arc->link] || is_ever(arc->open);
    }
    for (uint32_t i = 0; i < problem->vehicle_count; i++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[i];
        f->has_fleet[vehicle->fleet] = f->has_fleet[vehicle->fleet] || is_ever(vehicle->usable);
    }
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        const mst_p_cohort *cohort = &problem->cohorts[i];
        bool here = cohort->guards && cohort->count > 0;
        f->guards_here[cohort->people] = f->guards_here[cohort->people] || here;
    }
}

/* ---- adding ---- */

static mst_loss *
add(finder *f, mst_loss_kind kind, mst_item_class item_class, uint32_t item, const char *name)
{
    void *items = f->losses;
    if (name == NULL ||
        !mst_arena_grow(f->arena, &items, f->count, &f->room, sizeof(mst_loss), UINT32_MAX / 4)) {
        f->full = true;
        return NULL;
    }
    f->losses = items;
    mst_loss *loss = &f->losses[f->count++];
    *loss = (mst_loss){.kind = kind,
                       .name = name,
                       .item_class = item_class,
                       .item = item,
                       .berth_class = MST_NONE,
                       .change_count = 1,
                       .change = {.item_class = item_class,
                                  .item = item,
                                  .field = MST_NONE,
                                  .berth_class = MST_NONE,
                                  .operation = MST_CHANGE_CLOSE},
                       .force_people = MST_NONE};
    return loss;
}

static void
set_setting(finder *f, mst_loss *loss, const char *setting)
{
    loss->setting = setting;
    f->full = f->full || setting == NULL;
}

static void
add_closed(finder *f, mst_loss_kind kind, mst_item_class item_class, uint32_t item,
           const char *class_name, const char *id)
{
    mst_loss *loss =
        add(f, kind, item_class, item, mst_arena_format(f->arena, "%s.%s", class_name, id));
    if (loss != NULL) {
        set_setting(f, loss, mst_arena_format(f->arena, "close=%s.%s", class_name, id));
    }
}

/* N2: a number is scaled to nothing, since two sets of one number contradict each other. */
static void
add_scaled(finder *f, mst_loss_kind kind, uint32_t site, const char *field, uint32_t berth_class)
{
    const char *id = f->post->sites[site].id;
    const char *name = berth_class != MST_NONE
                           ? mst_arena_format(f->arena, "sites.%s.%s.%s", id, field,
                                              f->post->berth_classes[berth_class])
                           : mst_arena_format(f->arena, "sites.%s.%s", id, field);
    mst_loss *loss = add(f, kind, MST_ITEM_SITE, site, name);
    if (loss != NULL) {
        loss->berth_class = berth_class;
        loss->change.field = mst_field_find(MST_ITEM_SITE, field);
        loss->change.berth_class = berth_class;
        loss->change.operation = MST_CHANGE_SCALE;
        assert(loss->change.field != MST_NONE);
        set_setting(f, loss, mst_arena_format(f->arena, "%s={scale: 0}", name));
    }
}

static void
add_haven(finder *f, uint32_t site)
{
    mst_loss *loss = add(f, MST_LOSS_HAVEN, MST_ITEM_SITE, site,
                         mst_arena_format(f->arena, "sites.%s.safe", f->post->sites[site].id));
    if (loss != NULL) {
        loss->change.field = mst_field_find(MST_ITEM_SITE, "safe");
        loss->change.operation = MST_CHANGE_SET;
        assert(loss->change.field != MST_NONE);
        set_setting(f, loss, mst_arena_format(f->arena, "%s=false", loss->name));
    }
}

/* ---- finding ---- */

static bool
is_ever_safe(const mst_post *post, const mst_problem *problem, uint32_t site)
{
    const mst_quantity *safe = &post->sites[site].safe;
    if (problem == NULL) {
        return safe->given && safe->likely != 0;
    }
    const mst_steps *steps = &problem->sites[site].safe;
    for (uint32_t i = 0; i < steps->count; i++) {
        if (steps->value[i] != 0) {
            return true;
        }
    }
    return false;
}

static void
find_of_sites(finder *f, const mst_problem *problem)
{
    for (uint32_t s = 0; s < f->post->site_count; s++) {
        if (f->has_site[s]) {
            add_closed(f, MST_LOSS_SITE, MST_ITEM_SITE, s, "sites", f->post->sites[s].id);
        }
    }
    for (uint32_t s = 0; s < f->post->site_count; s++) {
        if (f->has_site[s] && is_ever_safe(f->post, problem, s)) {
            add_haven(f, s);
        }
    }
    for (uint32_t s = 0; s < f->post->site_count; s++) {
        const mst_site *site = &f->post->sites[s];
        for (uint32_t k = 0; f->has_site[s] && k < site->berth_row_count; k++) {
            add_scaled(f, MST_LOSS_BERTHS, s, "berths", site->berth_rows[k].berth_class);
        }
    }
    for (uint32_t s = 0; s < f->post->site_count; s++) {
        if (f->has_site[s] && f->post->sites[s].desks.given) {
            add_scaled(f, MST_LOSS_DESKS, s, "process.desks", MST_NONE);
        }
    }
}

static bool
is_reinforcement(const mst_post *post, uint32_t people)
{
    for (uint32_t o = 0; o < post->option_count; o++) {
        for (uint32_t r = 0; r < post->options[o].reinforcement_count; r++) {
            if (post->options[o].reinforcements[r].people == people) {
                return true;
            }
        }
    }
    return false;
}

static void
find_forces(finder *f)
{
    for (uint32_t p = 0; p < f->post->people_count; p++) {
        if (!f->guards_here[p]) {
            continue;
        }
        bool reinforces = is_reinforcement(f->post, p);
        mst_loss *loss =
            add(f, MST_LOSS_FORCE, MST_ITEM_PEOPLE, p,
                mst_arena_format(f->arena, "%s.%s", reinforces ? "reinforcements" : "people",
                                 f->post->people[p].id));
        if (loss != NULL) {
            loss->change_count = 0;
            loss->force_people = p;
            loss->fewer_people = reinforces;
        }
    }
}

bool
mst_losses_find(const mst_post *post, const mst_problem *problem, mst_arena *arena,
                mst_loss **losses, uint32_t *count)
{
    finder f = {.post = post,
                .arena = arena,
                .has_site = MST_TAKE(arena, uint8_t, post->site_count),
                .has_link = MST_TAKE(arena, uint8_t, post->link_count),
                .has_fleet = MST_TAKE(arena, uint8_t, post->fleet_count),
                .guards_here = MST_TAKE(arena, uint8_t, post->people_count)};
    if (f.has_site == NULL || f.has_link == NULL || f.has_fleet == NULL || f.guards_here == NULL) {
        return false;
    }
    if (problem != NULL) {
        mark_what_is_there(&f, problem);
    } else {
        mark_everything(&f);
    }
    find_of_sites(&f, problem);
    for (uint32_t i = 0; i < post->link_count; i++) {
        if (f.has_link[i]) {
            add_closed(&f, MST_LOSS_LINK, MST_ITEM_LINK, i, "links", post->links[i].id);
        }
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        if (f.has_fleet[i]) {
            add_closed(&f, MST_LOSS_FLEET, MST_ITEM_FLEET, i, "fleets", post->fleets[i].id);
        }
    }
    for (uint32_t i = 0; i < post->permission_count; i++) {
        add_closed(&f, MST_LOSS_PERMISSION, MST_ITEM_PERMISSION, i, "permissions",
                   post->permissions[i].id);
    }
    find_forces(&f);
    *losses = f.losses;
    *count = f.count;
    return !f.full;
}

/* ---- applying ---- */

/* Without the reinforcement whose people they are. */
static bool
drop_reinforcement(mst_post *copy, uint32_t people, mst_arena *arena)
{
    mst_option *options = MST_TAKE(arena, mst_option, copy->option_count);
    if (options == NULL) {
        return false;
    }
    memcpy(options, copy->options, copy->option_count * sizeof *options);
    for (uint32_t o = 0; o < copy->option_count; o++) {
        mst_reinforcement *kept =
            MST_TAKE(arena, mst_reinforcement, options[o].reinforcement_count);
        uint32_t count = 0;
        if (kept == NULL) {
            return false;
        }
        for (uint32_t r = 0; r < options[o].reinforcement_count; r++) {
            if (options[o].reinforcements[r].people != people) {
                kept[count++] = options[o].reinforcements[r];
            }
        }
        options[o].reinforcements = kept;
        options[o].reinforcement_count = count;
    }
    copy->options = options;
    return true;
}

static bool
stand_down(mst_post *copy, uint32_t people, mst_arena *arena)
{
    mst_people *items = MST_TAKE(arena, mst_people, copy->people_count);
    if (items == NULL) {
        return false;
    }
    memcpy(items, copy->people, copy->people_count * sizeof *items);
    items[people].stands_down = true;
    copy->people = items;
    return true;
}

/* The post without the forces that are lost; the post itself where none is. NULL: no memory. */
static const mst_post *
without_forces(const mst_post *post, const mst_loss *const *losses, uint32_t count,
               mst_arena *arena)
{
    mst_post *copy = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (losses[i]->force_people == MST_NONE) {
            continue;
        }
        if (copy == NULL) {
            copy = MST_TAKE(arena, mst_post, 1);
            if (copy == NULL) {
                return NULL;
            }
            *copy = *post;
        }
        uint32_t people = losses[i]->force_people;
        if (!(losses[i]->fewer_people ? drop_reinforcement(copy, people, arena)
                                      : stand_down(copy, people, arena))) {
            return NULL;
        }
    }
    return copy != NULL ? copy : post;
}

mst_status
mst_losses_compile(const mst_post *post, mst_scenario_id scenario, mst_option_id option,
                   const mst_override *overrides, const mst_loss *const *losses, uint32_t count,
                   mst_arena *arena, mst_case **result, mst_error *err)
{
    uint32_t given = overrides != NULL ? overrides->count : 0;
    mst_change *changes = MST_TAKE(arena, mst_change, (size_t)given + count);
    const mst_post *without = without_forces(post, losses, count, arena);
    if (changes == NULL || without == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for a loss");
    }
    if (given > 0) {
        memcpy(changes, overrides->changes, given * sizeof *changes);
    }
    mst_override all = overrides != NULL ? *overrides : (mst_override){0};
    all.count = given;
    all.changes = changes;
    for (uint32_t i = 0; i < count; i++) {
        if (losses[i]->change_count > 0) {
            changes[all.count++] = losses[i]->change;
        }
    }
    return mst_case_compile(without, scenario, option, &all, result, err);
}
