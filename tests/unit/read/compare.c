/* SPDX-License-Identifier: Apache-2.0
 *
 * Two posts compared field by field: numbers through the field table, the rest by hand.
 */
#include "help.h"

#include <string.h>

#include "model/chances.h"
#include "model/reports.h"

static char difference[512];

#define SAME(condition, ...)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            snprintf(difference, sizeof difference, __VA_ARGS__);                                  \
            return false;                                                                          \
        }                                                                                          \
    } while (0)

static bool
same_text(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static bool
same_quantity(const mst_quantity *a, const mst_quantity *b)
{
    return a->given == b->given &&
           (!a->given || (a->low == b->low && a->likely == b->likely && a->high == b->high));
}

static bool
same_chance(const mst_chance *a, const mst_chance *b)
{
    return a->given == b->given &&
           (!a->given || (a->low == b->low && a->high == b->high && same_text(a->word, b->word)));
}

static bool
same_moment(mst_moment a, mst_moment b)
{
    return a.given == b.given && (!a.given || (a.absolute == b.absolute && a.ms == b.ms));
}

static bool
same_windows(mst_window_list a, mst_window_list b)
{
    if (a.count != b.count) {
        return false;
    }
    for (uint32_t i = 0; i < a.count; i++) {
        const mst_window *x = &a.windows[i];
        const mst_window *y = &b.windows[i];
        if (x->daily != y->daily || x->begin_minute != y->begin_minute ||
            x->end_minute != y->end_minute || !same_moment(x->from, y->from) ||
            !same_moment(x->until, y->until)) {
            return false;
        }
    }
    return true;
}

static bool
same_meta(const mst_meta *a, const mst_meta *b)
{
    return same_text(a->owner, b->owner) && same_text(a->source, b->source) &&
           same_text(a->confidence, b->confidence) && a->reliability == b->reliability &&
           a->credibility == b->credibility && a->as_of_given == b->as_of_given &&
           (!a->as_of_given || a->as_of == b->as_of) && a->review_ms == b->review_ms;
}

/* Every number of the item by the field table. */
static bool
same_fields(mst_item_class item_class, const void *a, const void *b, const char *id)
{
    for (uint32_t i = 0; i < mst_field_count; i++) {
        const mst_field *field = &mst_fields[i];
        if (field->item_class != item_class || field->per_class) {
            continue;
        }
        const char *at_a = (const char *)a + field->offset;
        const char *at_b = (const char *)b + field->offset;
        SAME(same_quantity((const mst_quantity *)(const void *)at_a,
                           (const mst_quantity *)(const void *)at_b),
             "%s of %s", field->path, id);
    }
    return true;
}

static bool
same_people(const mst_people *a, const mst_people *b)
{
    SAME(same_text(a->id, b->id), "people %s and %s", a->id, b->id);
    SAME(same_meta(&a->meta, &b->meta), "metadata of %s", a->id);
    SAME(a->dormant == b->dormant && a->site.index == b->site.index && a->kind == b->kind &&
             a->guards == b->guards && a->uncontrolled == b->uncontrolled &&
             a->self_means == b->self_means && a->self_to.index == b->self_to.index,
         "words of %s", a->id);
    SAME(a->release_mode == b->release_mode && a->release_row_count == b->release_row_count &&
             a->count_row_count == b->count_row_count && a->party_row_count == b->party_row_count &&
             a->accept_count == b->accept_count,
         "tables of %s", a->id);
    for (uint32_t i = 0; i < a->release_row_count; i++) {
        SAME(a->release_rows[i].after_ms == b->release_rows[i].after_ms &&
                 a->release_rows[i].people == b->release_rows[i].people,
             "release row %u of %s", i, a->id);
    }
    for (uint32_t i = 0; i < a->count_row_count; i++) {
        SAME(a->count_rows[i].from == b->count_rows[i].from &&
                 a->count_rows[i].count == b->count_rows[i].count,
             "count row %u of %s", i, a->id);
    }
    for (uint32_t i = 0; i < a->party_row_count; i++) {
        SAME(a->party_rows[i].size == b->party_rows[i].size &&
                 a->party_rows[i].parties == b->party_rows[i].parties,
             "party row %u of %s", i, a->id);
    }
    for (uint32_t i = 0; i < a->accept_count; i++) {
        SAME(a->accepts[i].index == b->accepts[i].index, "accepts of %s", a->id);
    }
    return same_fields(MST_ITEM_PEOPLE, a, b, a->id);
}

static bool
same_site(const mst_site *a, const mst_site *b)
{
    SAME(same_text(a->id, b->id), "site %s and %s", a->id, b->id);
    SAME(same_meta(&a->meta, &b->meta), "metadata of %s", a->id);
    SAME(same_text(a->name, b->name) && same_text(a->kind, b->kind) &&
             same_text(a->airfield, b->airfield) && a->dormant == b->dormant &&
             same_text(a->runway_surface, b->runway_surface),
         "words of %s", a->id);
    SAME(a->position_given == b->position_given && a->latitude_degrees == b->latitude_degrees &&
             a->longitude_degrees == b->longitude_degrees,
         "position of %s", a->id);
    SAME(a->desk_time_per_party == b->desk_time_per_party && a->station == b->station,
         "process of %s", a->id);
    SAME(same_windows(a->open, b->open), "open of %s", a->id);
    SAME(a->permission.index == b->permission.index, "permission of %s", a->id);
    SAME(a->berth_row_count == b->berth_row_count, "berths of %s", a->id);
    for (uint32_t i = 0; i < a->berth_row_count; i++) {
        SAME(a->berth_rows[i].berth_class == b->berth_rows[i].berth_class &&
                 same_quantity(&a->berth_rows[i].berths, &b->berth_rows[i].berths) &&
                 same_quantity(&a->berth_rows[i].parking, &b->berth_rows[i].parking),
             "berth row %u of %s", i, a->id);
    }
    return same_fields(MST_ITEM_SITE, a, b, a->id);
}

static bool
same_link(const mst_link *a, const mst_link *b)
{
    SAME(same_text(a->id, b->id), "link %s and %s", a->id, b->id);
    SAME(same_meta(&a->meta, &b->meta), "metadata of %s", a->id);
    SAME(a->dormant == b->dormant && a->a.index == b->a.index && a->b.index == b->b.index &&
             a->both_ways == b->both_ways && a->mode == b->mode &&
             a->permission.index == b->permission.index &&
             a->distance_is_geodesic == b->distance_is_geodesic,
         "words of %s", a->id);
    SAME(same_windows(a->open, b->open), "open of %s", a->id);
    SAME(a->type_time_count == b->type_time_count, "times of %s", a->id);
    for (uint32_t i = 0; i < a->type_time_count; i++) {
        SAME(a->type_times[i].type.index == b->type_times[i].type.index &&
                 same_quantity(&a->type_times[i].loaded, &b->type_times[i].loaded) &&
                 same_quantity(&a->type_times[i].empty, &b->type_times[i].empty),
             "time %u of %s", i, a->id);
    }
    return same_fields(MST_ITEM_LINK, a, b, a->id);
}

static bool
same_type(const mst_type *a, const mst_type *b)
{
    SAME(same_text(a->id, b->id), "type %s and %s", a->id, b->id);
    SAME(same_meta(&a->meta, &b->meta), "metadata of %s", a->id);
    SAME(same_text(a->name, b->name) && a->shipped == b->shipped && a->used == b->used &&
             a->mode == b->mode && a->berth_class == b->berth_class &&
             a->surface_count == b->surface_count,
         "words of %s", a->id);
    for (uint32_t i = 0; i < a->surface_count; i++) {
        SAME(same_text(a->surfaces[i], b->surfaces[i]), "surfaces of %s", a->id);
    }
    return same_fields(MST_ITEM_TYPE, a, b, a->id);
}

static bool
same_fleet(const mst_fleet *a, const mst_fleet *b)
{
    SAME(same_text(a->id, b->id), "fleet %s and %s", a->id, b->id);
    SAME(same_meta(&a->meta, &b->meta), "metadata of %s", a->id);
    SAME(a->dormant == b->dormant && a->type.index == b->type.index &&
             a->base.index == b->base.index && same_text(a->alert, b->alert) &&
             a->permission.index == b->permission.index &&
             same_moment(a->available_from, b->available_from) &&
             same_moment(a->available_until, b->available_until) &&
             a->notice_row_count == b->notice_row_count,
         "words of %s", a->id);
    for (uint32_t i = 0; i < a->notice_row_count; i++) {
        SAME(same_text(a->notice_rows[i].alert, b->notice_rows[i].alert) &&
                 same_quantity(&a->notice_rows[i].notice, &b->notice_rows[i].notice),
             "notice %u of %s", i, a->id);
    }
    return same_fields(MST_ITEM_FLEET, a, b, a->id);
}

static bool
same_permission(const mst_permission *a, const mst_permission *b)
{
    SAME(same_text(a->id, b->id) && same_text(a->kind, b->kind) && same_meta(&a->meta, &b->meta),
         "permission %s", a->id);
    return same_fields(MST_ITEM_PERMISSION, a, b, a->id);
}

static bool
same_changes(const mst_change *a, const mst_change *b, uint32_t count, const char *id)
{
    for (uint32_t i = 0; i < count; i++) {
        SAME(a[i].item_class == b[i].item_class && a[i].item == b[i].item &&
                 a[i].field == b[i].field && a[i].berth_class == b[i].berth_class &&
                 a[i].operation == b[i].operation && a[i].value == b[i].value &&
                 same_windows(a[i].windows, b[i].windows) && same_moment(a[i].from, b[i].from) &&
                 same_moment(a[i].until, b[i].until) && a[i].surprise == b[i].surprise,
             "change %u of %s", i, id);
    }
    return true;
}

static bool
same_scenario(const mst_scenario *a, const mst_scenario *b)
{
    SAME(same_text(a->id, b->id) && same_text(a->name, b->name) && same_meta(&a->meta, &b->meta),
         "scenario %s", a->id);
    SAME(a->include_count == b->include_count && a->change_count == b->change_count, "lists of %s",
         a->id);
    SAME(same_chance(&a->chance, &b->chance) && same_text(a->actor, b->actor), "chance of %s",
         a->id);
    for (uint32_t i = 0; i < a->include_count; i++) {
        SAME(a->includes[i].index == b->includes[i].index, "include of %s", a->id);
    }
    return same_changes(a->changes, b->changes, a->change_count, a->id);
}

static bool
same_reinforcement(const mst_reinforcement *a, const mst_reinforcement *b)
{
    SAME(same_text(a->id, b->id) && same_meta(&a->meta, &b->meta) &&
             same_quantity(&a->size, &b->size) && a->site.index == b->site.index &&
             same_quantity(&a->notice, &b->notice) && same_quantity(&a->rate, &b->rate) &&
             a->berth_class == b->berth_class && same_quantity(&a->berths, &b->berths) &&
             a->by_fleet.index == b->by_fleet.index && same_quantity(&a->priority, &b->priority) &&
             a->people == b->people,
         "reinforcement %s", a->id);
    return true;
}

static bool
same_option(const mst_option *a, const mst_option *b)
{
    SAME(same_text(a->id, b->id) && same_text(a->name, b->name) && same_meta(&a->meta, &b->meta),
         "option %s", a->id);
    SAME(a->scope == b->scope && a->relocate_to.index == b->relocate_to.index &&
             same_moment(a->order_at, b->order_at) && same_text(a->ordered_by, b->ordered_by) &&
             same_moment(a->order_until, b->order_until) && same_text(a->alert, b->alert),
         "words of %s", a->id);
    SAME(a->include_count == b->include_count && a->change_count == b->change_count &&
             a->scope_people_count == b->scope_people_count &&
             a->reinforcement_count == b->reinforcement_count &&
             a->preferred_fleet_count == b->preferred_fleet_count &&
             a->preferred_link_count == b->preferred_link_count,
         "lists of %s", a->id);
    for (uint32_t i = 0; i < a->include_count; i++) {
        SAME(a->includes[i].index == b->includes[i].index, "include of %s", a->id);
    }
    for (uint32_t i = 0; i < a->scope_people_count; i++) {
        SAME(a->scope_people[i].index == b->scope_people[i].index, "scope of %s", a->id);
    }
    for (uint32_t i = 0; i < a->preferred_fleet_count; i++) {
        SAME(a->preferred_fleets[i].index == b->preferred_fleets[i].index, "fleets of %s", a->id);
    }
    for (uint32_t i = 0; i < a->preferred_link_count; i++) {
        SAME(a->preferred_links[i].index == b->preferred_links[i].index, "links of %s", a->id);
    }
    for (uint32_t i = 0; i < a->reinforcement_count; i++) {
        if (!same_reinforcement(&a->reinforcements[i], &b->reinforcements[i])) {
            return false;
        }
    }
    return same_changes(a->changes, b->changes, a->change_count, a->id);
}

static bool
same_pin(const mst_pin *a, const mst_pin *b)
{
    SAME(same_text(a->id, b->id) && a->fleet.index == b->fleet.index && a->ordinal == b->ordinal &&
             a->from.index == b->from.index && a->to.index == b->to.index &&
             same_moment(a->leave, b->leave) && a->load_count == b->load_count,
         "pin %s", a->id);
    for (uint32_t i = 0; i < a->load_count; i++) {
        SAME(a->loads[i].people.index == b->loads[i].people.index &&
                 a->loads[i].count == b->loads[i].count,
             "load of %s", a->id);
    }
    return true;
}

/* ---- evidence ---- */

static bool
same_settings(const mst_evidence_settings *a, const mst_evidence_settings *b)
{
    for (uint32_t i = 0; i < mst_evidence_field_count; i++) {
        const mst_field *field = &mst_evidence_fields[i];
        SAME(same_quantity(mst_field_of(field, (void *)(uintptr_t)a),
                           mst_field_of(field, (void *)(uintptr_t)b)),
             "evidence.%s", field->path);
    }
    return true;
}

/* ---- chance ---- */

static bool
same_chance_fields(const mst_field *fields, uint32_t count, const void *a, const void *b)
{
    for (uint32_t i = 0; i < count; i++) {
        SAME(same_quantity(mst_field_of(&fields[i], (void *)(uintptr_t)a),
                           mst_field_of(&fields[i], (void *)(uintptr_t)b)),
             "chance: %s", fields[i].path);
    }
    return true;
}

static bool
same_indexes(const void *a, const void *b, uint32_t a_count, uint32_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof(uint32_t)) == 0);
}

static bool
same_loss(const mst_loss *a, const mst_loss *b)
{
    SAME(same_text(a->id, b->id) && same_meta(&a->meta, &b->meta) &&
             same_indexes(a->sites, b->sites, a->site_count, b->site_count) &&
             same_indexes(a->links, b->links, a->link_count, b->link_count) &&
             same_indexes(a->fleets, b->fleets, a->fleet_count, b->fleet_count) &&
             a->row_count == b->row_count,
         "loss %s", a->id);
    for (uint32_t i = 0; i < a->row_count; i++) {
        if (!same_chance_fields(mst_loss_row_fields, mst_loss_row_field_count, &a->rows[i],
                                &b->rows[i])) {
            return false;
        }
    }
    return true;
}

static bool
same_chances(const struct mst_chances *a, const struct mst_chances *b)
{
    SAME(a->weather_count == b->weather_count && a->loss_count == b->loss_count &&
             same_meta(&a->meta, &b->meta),
         "chance");
    for (uint32_t i = 0; i < a->weather_count; i++) {
        const mst_weather *x = &a->weathers[i];
        const mst_weather *y = &b->weathers[i];
        SAME(same_text(x->id, y->id) && same_meta(&x->meta, &y->meta) &&
                 same_indexes(x->sites, y->sites, x->site_count, y->site_count),
             "weather %s", x->id);
        if (!same_chance_fields(mst_weather_fields, mst_weather_field_count, x, y)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < a->loss_count; i++) {
        if (!same_loss(&a->losses[i], &b->losses[i])) {
            return false;
        }
    }
    return same_chance_fields(mst_chances_fields, mst_chances_field_count, a, b);
}

static bool
same_sites(const mst_site_id *a, const mst_site_id *b, uint32_t a_count, uint32_t b_count)
{
    for (uint32_t i = 0; a_count == b_count && i < a_count; i++) {
        if (a[i].index != b[i].index) {
            return false;
        }
    }
    return a_count == b_count;
}

static bool
same_proposition(const mst_proposition *a, const mst_proposition *b)
{
    SAME(same_text(a->id, b->id) && same_text(a->name, b->name) && same_meta(&a->meta, &b->meta) &&
             same_chance(&a->chance, &b->chance) && same_text(a->actor, b->actor) &&
             same_sites(a->eases, b->eases, a->eases_count, b->eases_count),
         "proposition %s", a->id);
    return true;
}

static bool
same_indicator(const mst_indicator *a, const mst_indicator *b)
{
    SAME(same_text(a->id, b->id) && same_text(a->name, b->name) && same_meta(&a->meta, &b->meta) &&
             same_sites(a->raises, b->raises, a->raises_count, b->raises_count),
         "indicator %s", a->id);
    for (uint32_t i = 0; i < mst_indicator_field_count; i++) {
        const mst_field *field = &mst_indicator_fields[i];
        SAME(same_quantity(mst_field_of(field, (void *)(uintptr_t)a),
                           mst_field_of(field, (void *)(uintptr_t)b)),
             "%s of the indicator %s", field->path, a->id);
    }
    return true;
}

static bool
same_report(const mst_report *a, const mst_report *b)
{
    SAME(same_text(a->id, b->id) && same_meta(&a->meta, &b->meta) && a->at == b->at &&
             a->received == b->received && same_text(a->actor, b->actor) &&
             same_text(a->origin, b->origin) && a->interested == b->interested &&
             same_text(a->text, b->text) && a->corrects == b->corrects && a->known == b->known &&
             a->corrected_by == b->corrected_by,
         "the head of the report %s", a->id);
    SAME(a->claim == b->claim && a->subject_count == b->subject_count && a->given == b->given &&
             a->change_count == b->change_count && a->happened == b->happened &&
             same_chance(&a->chance, &b->chance) && a->estimate_count == b->estimate_count &&
             a->may_fall == b->may_fall && same_chance(&a->if_true, &b->if_true) &&
             same_chance(&a->if_false, &b->if_false) && a->incidents == b->incidents &&
             a->over_ms == b->over_ms,
         "the claim of the report %s", a->id);
    for (uint32_t i = 0; i < a->subject_count; i++) {
        SAME(a->subjects[i].subject_class == b->subjects[i].subject_class &&
                 a->subjects[i].index == b->subjects[i].index,
             "subject %u of the report %s", i, a->id);
    }
    for (uint32_t i = 0; i < a->estimate_count; i++) {
        SAME(a->estimates[i].within_ms == b->estimates[i].within_ms &&
                 same_chance(&a->estimates[i].chance, &b->estimates[i].chance),
             "estimate %u of the report %s", i, a->id);
    }
    return same_changes(a->changes, b->changes, a->change_count, a->id);
}

static bool
same_head(const mst_post *a, const mst_post *b)
{
    SAME(same_text(a->id, b->id) && same_text(a->name, b->name) && same_text(a->zone, b->zone) &&
             a->as_of == b->as_of && a->horizon_ms == b->horizon_ms &&
             a->freeze_ms == b->freeze_ms && a->review_ms == b->review_ms &&
             same_text(a->alert, b->alert) &&
             memcmp(a->measures, b->measures, sizeof a->measures) == 0 &&
             same_meta(&a->meta, &b->meta),
         "the post section");
    SAME(a->people_count == b->people_count && a->site_count == b->site_count &&
             a->link_count == b->link_count && a->type_count == b->type_count &&
             a->fleet_count == b->fleet_count && a->permission_count == b->permission_count &&
             a->scenario_count == b->scenario_count && a->option_count == b->option_count &&
             a->pin_count == b->pin_count,
         "the number of items");
    SAME(a->proposition_count == b->proposition_count && a->indicator_count == b->indicator_count &&
             a->report_count == b->report_count,
         "the number of propositions, indicators or reports");
    SAME(a->berth_class_count == b->berth_class_count && a->station_count == b->station_count,
         "the number of berth classes or stations");
    for (uint32_t i = 0; i < a->berth_class_count; i++) {
        SAME(same_text(a->berth_classes[i], b->berth_classes[i]), "berth class %u", i);
    }
    for (uint32_t i = 0; i < a->station_count; i++) {
        SAME(same_text(a->stations[i], b->stations[i]), "station %u", i);
    }
    return true;
}

#define EACH(count, same, list)                                                                    \
    for (uint32_t i = 0; i < a->count; i++) {                                                      \
        if (!same(&a->list[i], &b->list[i])) {                                                     \
            return difference;                                                                     \
        }                                                                                          \
    }

const char *
help_difference(const mst_post *a, const mst_post *b)
{
    if (!same_head(a, b)) {
        return difference;
    }
    EACH(people_count, same_people, people)
    EACH(site_count, same_site, sites)
    EACH(link_count, same_link, links)
    EACH(type_count, same_type, types)
    EACH(fleet_count, same_fleet, fleets)
    EACH(permission_count, same_permission, permissions)
    EACH(scenario_count, same_scenario, scenarios)
    EACH(option_count, same_option, options)
    EACH(pin_count, same_pin, pins)
    EACH(proposition_count, same_proposition, propositions)
    EACH(indicator_count, same_indicator, indicators)
    EACH(report_count, same_report, reports)
    if (!same_settings(a->evidence, b->evidence) || !same_chances(a->chances, b->chances)) {
        return difference;
    }
    return NULL;
}
