/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be said only when every item is known.
 */
#include <stdio.h>
#include <string.h>

#include "read/library.h"
#include "read/reader.h"

/* ---- links: every vehicle that may use one has a time for it ---- */

static bool
has_type_time(const mst_link *link, uint32_t type)
{
    for (uint32_t i = 0; i < link->type_time_count; i++) {
        if (link->type_times[i].type.index == type) {
            return true;
        }
    }
    return false;
}

/* The first type that needs the length of the way, MST_NONE when none does. */
static uint32_t
find_type_without_time(const mst_post *post, const mst_link *link, bool without_speed)
{
    for (uint32_t i = 0; i < post->type_count; i++) {
        const mst_type *type = &post->types[i];
        if (type->used && type->mode == link->mode && !has_type_time(link, i) &&
            (!without_speed || !type->speed_loaded.given)) {
            return i;
        }
    }
    return MST_NONE;
}

/* True when the item's text has the key: what is wrong with its value has been told. */
static bool
is_written(const mst__reader *reader, mst__class class, uint32_t index, const char *key)
{
    return index < reader->drafts[class].count &&
           mst__node_get(reader->drafts[class].items[index].node, key) != NULL;
}

static bool
position_is_written(const mst__reader *reader, mst_site_id site)
{
    return is_written(reader, MST__SITE, site.index, "position") ||
           is_written(reader, MST__SITE, site.index, "airfield");
}

static void
fill_distance(mst_post *post, mst_link *link)
{
    if (link->distance.given || link->a.index == MST_NONE || link->b.index == MST_NONE) {
        return;
    }
    const mst_site *a = &post->sites[link->a.index];
    const mst_site *b = &post->sites[link->b.index];
    if (a->position_given && b->position_given) {
        int64_t length = mst_geodesic_mm(a->latitude_degrees, a->longitude_degrees,
                                         b->latitude_degrees, b->longitude_degrees);
        link->distance = (mst_quantity){
            .low = length, .likely = length, .high = length, .given = true, .place = link->place};
        link->distance_is_geodesic = true;
    }
}

/* True when the link's length is missing because of a fault that has been told. */
static bool
distance_is_lost(const mst__reader *reader, uint32_t index)
{
    const mst_link *link = &reader->post->links[index];
    return is_written(reader, MST__LINK, index, "distance") || link->a.index == MST_NONE ||
           link->b.index == MST_NONE ||
           (position_is_written(reader, link->a) && position_is_written(reader, link->b));
}

static void
finish_link(mst__reader *reader, uint32_t index)
{
    mst_post *post = reader->post;
    mst_link *link = &post->links[index];
    fill_distance(post, link);
    if (link->time.given) {
        return;
    }
    if (!link->distance.given && link->type_time_count == 0) {
        if (!distance_is_lost(reader, index) && !is_written(reader, MST__LINK, index, "time")) {
            const char *unplaced = position_is_written(reader, link->a)
                                       ? post->sites[link->b.index].id
                                       : post->sites[link->a.index].id;
            mst__fault(reader, link->place,
                       "the link \"%s\" has neither time nor distance, and \"%s\" has no position "
                       "to measure from",
                       link->id, unplaced);
        }
        return;
    }
    uint32_t without = find_type_without_time(post, link, link->distance.given);
    bool is_told = link->distance.given ? is_written(reader, MST__TYPE, without, "speed") ||
                                              is_written(reader, MST__TYPE, without, "like")
                                        : distance_is_lost(reader, index);
    if (without == MST_NONE || is_told) {
        return;
    }
    mst__fault(reader, link->place,
               link->distance.given
                   ? "the link \"%s\" has no time for the type \"%s\", which has no speed; give one"
                   : "the link \"%s\" has no time for the type \"%s\" and no distance; give one",
               link->id, post->types[without].id);
}

/* ---- ranges: who is short of what cannot be told without a length ---- */

static void
finish_ranges(mst__reader *reader)
{
    const mst_post *post = reader->post;
    for (uint32_t i = 0; i < post->link_count; i++) {
        const mst_link *link = &post->links[i];
        for (uint32_t j = 0; j < post->type_count && !link->distance.given; j++) {
            const mst_type *type = &post->types[j];
            if (type->used && type->mode == link->mode && type->range.given &&
                !distance_is_lost(reader, i)) {
                mst__fault(
                    reader, link->place,
                    "the link \"%s\" has no distance, and the type \"%s\" has a range; give a "
                    "distance or positions",
                    link->id, type->id);
                break;
            }
        }
    }
}

/* ---- daylight by a change needs a position too ---- */

static void
finish_daylight(mst__reader *reader, const mst_change *changes, uint32_t count)
{
    const mst_post *post = reader->post;
    for (uint32_t i = 0; i < count; i++) {
        const mst_change *change = &changes[i];
        bool is_daylight = change->item_class == MST_ITEM_SITE && change->field != MST_NONE &&
                           change->item != MST_NONE && change->value != 0 &&
                           strcmp(mst_fields[change->field].path, "daylight_only") == 0;
        if (is_daylight && !position_is_written(reader, (mst_site_id){change->item})) {
            mst__fault(reader, change->place,
                       "\"%s\" is used by daylight only and needs a position or an airfield",
                       post->sites[change->item].id);
        }
    }
}

/* ---- people ---- */

static int64_t
highest_count(const mst_people *people)
{
    int64_t highest = people->count.given ? people->count.high : 0;
    for (uint32_t i = 0; i < people->count_row_count; i++) {
        highest = people->count_rows[i].count > highest ? people->count_rows[i].count : highest;
    }
    return highest;
}

static void
finish_people(mst__reader *reader)
{
    const mst_post *post = reader->post;
    int64_t total = 0;
    int64_t priorities[MST_MAX_PRIORITIES];
    uint32_t priority_count = 0;
    for (uint32_t i = 0; i < post->people_count; i++) {
        const mst_people *people = &post->people[i];
        total += highest_count(people);
        int64_t priority = people->priority.given ? people->priority.likely : 1;
        bool is_new = true;
        for (uint32_t j = 0; j < priority_count; j++) {
            is_new = is_new && priorities[j] != priority;
        }
        if (is_new && priority_count == MST_MAX_PRIORITIES) {
            mst__fault_limit(reader, people->priority.place,
                             "a post has at most %d different priorities", MST_MAX_PRIORITIES);
            return;
        }
        if (is_new) {
            priorities[priority_count++] = priority;
        }
        if (total > MST_MAX_PEOPLE) {
            mst__fault_limit(reader, people->count.place,
                             "the people of the post are more than %d, the limit", MST_MAX_PEOPLE);
            return;
        }
    }
}

static void
finish_fleets(mst__reader *reader)
{
    const mst_post *post = reader->post;
    int64_t total = 0;
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        total += post->fleets[i].count.given ? post->fleets[i].count.high : 0;
        if (total > MST_MAX_VEHICLES) {
            mst__fault_limit(reader, post->fleets[i].count.place,
                             "the vehicles of the post are more than %d, the limit",
                             MST_MAX_VEHICLES);
            return;
        }
    }
}

/* ---- alert states: a word that no fleet's notice knows is a slip ---- */

static void
finish_alert(mst__reader *reader, const char *alert, const mst__node *owner)
{
    if (alert == NULL || strcmp(alert, "normal") == 0 ||
        mst__names_find(&reader->alert_names, alert) != MST_NONE) {
        return;
    }
    const mst__node *node = mst__node_get(owner, "alert");
    mst__fault(
        reader, node->place, "alert is \"%s\", and no fleet has a notice for that state%s",
        mst__shown(reader, alert),
        mst__did_you_mean(reader, alert, reader->alert_names.texts, reader->alert_names.count));
}

static void
finish_alerts(mst__reader *reader)
{
    const mst_post *post = reader->post;
    if (reader->post_node != NULL) {
        finish_alert(reader, post->alert, reader->post_node);
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        finish_alert(reader, post->fleets[i].alert, reader->drafts[MST__FLEET].items[i].node);
    }
    for (uint32_t i = 0; i < reader->drafts[MST__OPTION].count; i++) {
        finish_alert(reader, post->options[i].alert, reader->drafts[MST__OPTION].items[i].node);
    }
}

/* ---- stale items ---- */

static void
check_age(mst__reader *reader, const mst_meta *meta, mst_place place, const char *noun,
          const char *id)
{
    const mst_post *post = reader->post;
    int64_t review = meta->review_ms > 0 ? meta->review_ms : post->review_ms;
    if (!meta->as_of_given || review == 0 || post->as_of - meta->as_of <= review) {
        return;
    }
    int64_t age_days = (post->as_of - meta->as_of) / MST_MS_PER_DAY;
    mst__warn(reader, place,
              "the %s \"%s\" is stale: it is as of %s, %lld days before the post, and is to "
              "be reviewed every %s",
              noun, id, mst__instant_text(post, &reader->scratch, meta->as_of), (long long)age_days,
              mst__number_text(&reader->scratch, MST_KIND_DURATION, NULL, review));
}

static void
finish_ages(mst__reader *reader)
{
    const mst_post *post = reader->post;
    for (uint32_t i = 0; i < post->people_count; i++) {
        check_age(reader, &post->people[i].meta, post->people[i].place, "people item",
                  post->people[i].id);
    }
    for (uint32_t i = 0; i < post->site_count; i++) {
        check_age(reader, &post->sites[i].meta, post->sites[i].place, "site", post->sites[i].id);
    }
    for (uint32_t i = 0; i < post->link_count; i++) {
        check_age(reader, &post->links[i].meta, post->links[i].place, "link", post->links[i].id);
    }
    for (uint32_t i = 0; i < post->type_count; i++) {
        check_age(reader, &post->types[i].meta, post->types[i].place, "type", post->types[i].id);
    }
    for (uint32_t i = 0; i < post->fleet_count; i++) {
        check_age(reader, &post->fleets[i].meta, post->fleets[i].place, "fleet",
                  post->fleets[i].id);
    }
    for (uint32_t i = 0; i < post->permission_count; i++) {
        check_age(reader, &post->permissions[i].meta, post->permissions[i].place, "permission",
                  post->permissions[i].id);
    }
    for (uint32_t i = 0; i < post->scenario_count; i++) {
        check_age(reader, &post->scenarios[i].meta, post->scenarios[i].place, "scenario",
                  post->scenarios[i].id);
    }
    for (uint32_t i = 0; i < post->pin_count; i++) {
        check_age(reader, &post->pins[i].meta, post->pins[i].place, "pin", post->pins[i].id);
    }
    for (uint32_t i = 0; i < post->option_count; i++) {
        check_age(reader, &post->options[i].meta, post->options[i].place, "option",
                  post->options[i].id);
    }
}

void
mst__finish(mst__reader *reader)
{
    mst_post *post = reader->post;
    for (uint32_t i = 0; i < post->link_count; i++) {
        finish_link(reader, i);
    }
    finish_ranges(reader);
    for (uint32_t i = 0; i < post->scenario_count; i++) {
        finish_daylight(reader, post->scenarios[i].changes, post->scenarios[i].change_count);
    }
    for (uint32_t i = 0; i < post->option_count; i++) {
        finish_daylight(reader, post->options[i].changes, post->options[i].change_count);
    }
    finish_people(reader);
    finish_fleets(reader);
    finish_alerts(reader);
    finish_ages(reader);
}
