/* SPDX-License-Identifier: Apache-2.0
 *
 * A post as canonical YAML: one form for each post, which reads back to the same post.
 *
 * W1  What the user did not write is not written, so defaults stay defaults.
 * W2  Numbers stand in the shortest exact text of their base units, ranges as {low, likely, high}.
 * W3  Items stand in their order; what a scenario or an option adds stands in it; types of the
 *     library are named, not written.
 */
#include "read/write.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *
site_id(const mst__out *out, mst_site_id site)
{
    return site.index == MST_NONE ? NULL : out->post->sites[site.index].id;
}

static const char *
permission_id(const mst__out *out, mst_permission_id permission)
{
    return permission.index == MST_NONE ? NULL : out->post->permissions[permission.index].id;
}

static void
put_flag_line(mst__out *out, const char *key, bool flag)
{
    if (flag) {
        mst__put_key(out, key);
        mst__put(out, " true\n");
    }
}

static void
put_windows_line(mst__out *out, const char *key, mst_window_list windows)
{
    if (windows.count > 0) {
        mst__put_key(out, key);
        mst__put(out, " ");
        mst__put_windows(out, windows);
        mst__put(out, "\n");
    }
}

/* ---- people ---- */

static void
write_count_rows(mst__out *out, const mst_people *people)
{
    if (people->count_row_count == 0) {
        return;
    }
    mst__put_key(out, "count");
    mst__put(out, " [");
    for (uint32_t i = 0; i < people->count_row_count; i++) {
        mst__put(out, "%s{from: %s, count: %" PRId64 "}", i > 0 ? ", " : "",
                 mst__instant_text(out->post, out->arena, people->count_rows[i].from),
                 people->count_rows[i].count);
    }
    mst__put(out, "]\n");
}

static void
write_release_rows(mst__out *out, const mst_people *people)
{
    if (people->release_mode != MST_RELEASE_TABLE) {
        return;
    }
    mst__put_key(out, "release");
    mst__put(out, " [");
    for (uint32_t i = 0; i < people->release_row_count; i++) {
        mst__put(
            out, "%s{after: %s, people: %" PRId64 "}", i > 0 ? ", " : "",
            mst__number_text(out->arena, MST_KIND_DURATION, NULL, people->release_rows[i].after_ms),
            people->release_rows[i].people);
    }
    mst__put(out, "]\n");
}

static void
write_party_rows(mst__out *out, const mst_people *people)
{
    if (people->party_row_count == 0) {
        return;
    }
    mst__put_key(out, "party");
    if (people->party_rows[0].parties == 0) {
        mst__put(out, " %u\n", people->party_rows[0].size);
        return;
    }
    mst__put(out, " [");
    for (uint32_t i = 0; i < people->party_row_count; i++) {
        mst__put(out, "%s{size: %u, parties: %" PRId64 "}", i > 0 ? ", " : "",
                 people->party_rows[i].size, people->party_rows[i].parties);
    }
    mst__put(out, "]\n");
}

static bool
people_skip(const char *path, const void *item)
{
    const mst_people *people = item;
    return people->count_row_count > 0 && strcmp(path, "count") == 0;
}

void
mst__write_people(mst__out *out, uint32_t index)
{
    static const char *const means[] = {NULL, "on_foot", "own_cars"};
    const mst_people *people = &out->post->people[index];
    mst__put_word_line(out, "id", people->id);
    mst__put_word_line(out, "site", site_id(out, people->site));
    mst__put_word_line(out, "kind", mst__people_kind_words[people->kind]);
    write_count_rows(out, people);
    mst__write_fields(out, &(mst__field_writer){
                               .item_class = MST_ITEM_PEOPLE, .item = people, .skip = people_skip});
    write_release_rows(out, people);
    write_party_rows(out, people);
    if (people->accept_count > 0) {
        mst__put_key(out, "accepts");
        for (uint32_t i = 0; i < people->accept_count; i++) {
            mst__put(out, "%s", i == 0 ? " [" : ", ");
            mst__put_word(out, out->post->sites[people->accepts[i].index].id);
        }
        mst__put(out, "]\n");
    }
    put_flag_line(out, "guards", people->guards && people->kind != MST_PEOPLE_FORCE);
    mst__put_word_line(out, "moves", means[people->self_means]);
    mst__put_word_line(out, "moves_to", site_id(out, people->self_to));
    put_flag_line(out, "uncontrolled", people->uncontrolled);
    mst__put_meta(out, &people->meta);
}

/* ---- sites ---- */

static bool
site_extra(mst__out *out, const char *group, const void *item, bool after_other)
{
    const mst_site *site = item;
    const char *comma = after_other ? ", " : "";
    if (strcmp(group, "runway") == 0 && site->runway_surface != NULL) {
        mst__put(out, "%ssurface: ", comma);
        mst__put_word(out, site->runway_surface);
        return true;
    }
    if (strcmp(group, "process") != 0 || !site->desks.given) {
        return false;
    }
    mst__put(out, "%sper: %s", comma, site->desk_time_per_party ? "party" : "person");
    /* A station the reader made up has a name nobody can write. */
    if (site->station != MST_NONE && out->post->stations[site->station][0] != '@') {
        mst__put(out, ", station: ");
        mst__put_word(out, out->post->stations[site->station]);
    }
    return true;
}

static void
write_berths(mst__out *out, const mst_site *site, bool parking)
{
    const mst_field *field =
        &mst_fields[mst_field_find(MST_ITEM_SITE, parking ? "parking" : "berths")];
    uint32_t written = 0;
    for (uint32_t i = 0; i < site->berth_row_count; i++) {
        const mst_berth_row *row = &site->berth_rows[i];
        const mst_quantity *quantity = parking ? &row->parking : &row->berths;
        if (!quantity->given) {
            continue;
        }
        if (written++ == 0) {
            mst__put_key(out, field->path);
            mst__put(out, " {");
        } else {
            mst__put(out, ", ");
        }
        mst__put_word(out, out->post->berth_classes[row->berth_class]);
        mst__put(out, ": ");
        mst__put_quantity(out, field, quantity);
    }
    mst__put(out, "%s", written > 0 ? "}\n" : "");
}

void
mst__write_site(mst__out *out, uint32_t index)
{
    const mst_site *site = &out->post->sites[index];
    mst__put_word_line(out, "id", site->id);
    mst__put_text_line(out, "name", site->name);
    mst__put_text_line(out, "kind", site->kind);
    mst__put_word_line(out, "airfield", site->airfield);
    if (site->position_given) {
        mst__put_key(out, "position");
        mst__put(out, " \"%s, %s\"\n",
                 mst__decimal_text(out->arena, llround(site->latitude_degrees * 1e9), 9, ""),
                 mst__decimal_text(out->arena, llround(site->longitude_degrees * 1e9), 9, ""));
    }
    mst__write_fields(
        out, &(mst__field_writer){.item_class = MST_ITEM_SITE, .item = site, .extra = site_extra});
    /* The classes keep the order in which they were read. */
    bool parking_first = site->berth_row_count > 0 && !site->berth_rows[0].berths.given;
    write_berths(out, site, parking_first);
    write_berths(out, site, !parking_first);
    put_windows_line(out, "open", site->open);
    mst__put_word_line(out, "permission", permission_id(out, site->permission));
    mst__put_meta(out, &site->meta);
}

/* ---- links ---- */

static bool
link_skip(const char *path, const void *item)
{
    const mst_link *link = item;
    return link->distance_is_geodesic && strcmp(path, "distance") == 0;
}

static void
write_type_times(mst__out *out, const mst_link *link)
{
    const mst_field *field = &mst_fields[mst_field_find(MST_ITEM_LINK, "time")];
    if (link->type_time_count == 0) {
        return;
    }
    mst__put_key(out, "time");
    for (uint32_t i = 0; i < link->type_time_count; i++) {
        const mst_link_time *time = &link->type_times[i];
        mst__put(out, "%s", i == 0 ? " {" : ", ");
        mst__put_word(out, out->post->types[time->type.index].id);
        mst__put(out, time->empty.given ? ": {loaded: " : ": ");
        mst__put_quantity(out, field, &time->loaded);
        if (time->empty.given) {
            mst__put(out, ", empty: ");
            mst__put_quantity(out, field, &time->empty);
            mst__put(out, "}");
        }
    }
    mst__put(out, "}\n");
}

void
mst__write_link(mst__out *out, uint32_t index)
{
    const mst_link *link = &out->post->links[index];
    mst__put_word_line(out, "id", link->id);
    if (link->both_ways) {
        mst__put_key(out, "between");
        mst__put(out, " [");
        mst__put_word(out, site_id(out, link->a));
        mst__put(out, ", ");
        mst__put_word(out, site_id(out, link->b));
        mst__put(out, "]\n");
    } else {
        mst__put_word_line(out, "from", site_id(out, link->a));
        mst__put_word_line(out, "to", site_id(out, link->b));
    }
    mst__put_word_line(out, "mode", mst__mode_words[link->mode]);
    write_type_times(out, link);
    mst__write_fields(
        out, &(mst__field_writer){.item_class = MST_ITEM_LINK, .item = link, .skip = link_skip});
    put_windows_line(out, "open", link->open);
    mst__put_word_line(out, "permission", permission_id(out, link->permission));
    mst__put_meta(out, &link->meta);
}

/* ---- types, fleets, permissions ---- */

static bool
type_extra(mst__out *out, const char *group, const void *item, bool after_other)
{
    const mst_type *type = item;
    if (strcmp(group, "runway") != 0 || type->surface_count == 0) {
        return false;
    }
    mst__put(out, "%ssurfaces: [", after_other ? ", " : "");
    for (uint32_t i = 0; i < type->surface_count; i++) {
        mst__put(out, "%s%s", i > 0 ? ", " : "", type->surfaces[i]);
    }
    mst__put(out, "]");
    return true;
}

void
mst__write_type(mst__out *out, uint32_t index)
{
    const mst_type *type = &out->post->types[index];
    mst__put_word_line(out, "id", type->id);
    mst__put_text_line(out, "name", type->name);
    mst__put_word_line(out, "mode", mst__mode_words[type->mode]);
    mst__put_word_line(out, "berth_class", out->post->berth_classes[type->berth_class]);
    mst__write_fields(
        out, &(mst__field_writer){.item_class = MST_ITEM_TYPE, .item = type, .extra = type_extra});
    mst__put_meta(out, &type->meta);
}

static void
write_notice_rows(mst__out *out, const mst_fleet *fleet)
{
    const mst_field *field = &mst_fields[mst_field_find(MST_ITEM_FLEET, "notice")];
    if (fleet->notice_row_count == 0) {
        return;
    }
    mst__put_key(out, "notice");
    for (uint32_t i = 0; i < fleet->notice_row_count; i++) {
        mst__put(out, "%s", i == 0 ? " {" : ", ");
        mst__put_word(out, fleet->notice_rows[i].alert);
        mst__put(out, ": ");
        mst__put_quantity(out, field, &fleet->notice_rows[i].notice);
    }
    mst__put(out, "}\n");
}

void
mst__write_fleet(mst__out *out, uint32_t index)
{
    const mst_fleet *fleet = &out->post->fleets[index];
    mst__put_word_line(out, "id", fleet->id);
    mst__put_word_line(out, "type", out->post->types[fleet->type.index].id);
    mst__put_word_line(out, "base", site_id(out, fleet->base));
    write_notice_rows(out, fleet);
    mst__write_fields(out, &(mst__field_writer){.item_class = MST_ITEM_FLEET, .item = fleet});
    mst__put_text_line(out, "alert", fleet->alert);
    if (fleet->available_from.given || fleet->available_until.given) {
        const char *from = mst__moment_text(out->post, out->arena, fleet->available_from);
        const char *until = mst__moment_text(out->post, out->arena, fleet->available_until);
        mst__put_key(out, "available");
        mst__put(out, " {%s%s%s%s%s}\n", fleet->available_from.given ? "from: " : "",
                 fleet->available_from.given ? from : "",
                 fleet->available_from.given && fleet->available_until.given ? ", " : "",
                 fleet->available_until.given ? "until: " : "",
                 fleet->available_until.given ? until : "");
    }
    mst__put_word_line(out, "permission", permission_id(out, fleet->permission));
    mst__put_meta(out, &fleet->meta);
}

static void
write_permission(mst__out *out, uint32_t index)
{
    const mst_permission *permission = &out->post->permissions[index];
    mst__put_word_line(out, "id", permission->id);
    mst__put_word_line(out, "kind", permission->kind);
    mst__write_fields(out,
                      &(mst__field_writer){.item_class = MST_ITEM_PERMISSION, .item = permission});
    mst__put_meta(out, &permission->meta);
}

/* ---- the whole ---- */

static void
write_post_section(mst__out *out)
{
    static const char *const measures[MST_MEASURE_COUNT] = {"left", "completion", "exposure",
                                                            "vehicle_hours"};
    const mst_post *post = out->post;
    mst__put(out, "post:\n");
    out->indent = 2;
    mst__put_word_line(out, "id", post->id);
    mst__put_text_line(out, "name", post->name);
    mst__put_text_line(out, "time_zone", post->zone);
    mst__put_key(out, "as_of");
    mst__put(out, " %s\n", mst__instant_text(post, out->arena, post->as_of));
    mst__put_number_line(out, "horizon", MST_KIND_DURATION, post->horizon_ms);
    mst__put_key(out, "measures");
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        mst__put(out, "%s%s", i == 0 ? " [" : ", ", measures[post->measures[i]]);
    }
    mst__put(out, "]\n");
    if (post->freeze_ms > 0) {
        mst__put_number_line(out, "freeze", MST_KIND_DURATION, post->freeze_ms);
    }
    if (post->review_ms > 0) {
        mst__put_number_line(out, "review", MST_KIND_DURATION, post->review_ms);
    }
    mst__put_text_line(out, "alert", post->alert);
    mst__put_meta(out, &post->meta);
}

/* A section's items, without those that `is_elsewhere`. */
static void
write_section(mst__out *out, const char *name, uint32_t count,
              bool (*is_elsewhere)(const mst_post *post, uint32_t index),
              void (*write)(mst__out *out, uint32_t index))
{
    bool has_begun = false;
    for (uint32_t i = 0; i < count; i++) {
        if (is_elsewhere != NULL && is_elsewhere(out->post, i)) {
            continue;
        }
        if (!has_begun) {
            mst__put(out, "%s:\n", name);
            has_begun = true;
        }
        mst__begin_item(out, 2);
        write(out, i);
    }
}

static bool
people_elsewhere(const mst_post *post, uint32_t index)
{
    return post->people[index].dormant;
}

static bool
site_elsewhere(const mst_post *post, uint32_t index)
{
    return post->sites[index].dormant;
}

static bool
link_elsewhere(const mst_post *post, uint32_t index)
{
    return post->links[index].dormant;
}

static bool
type_elsewhere(const mst_post *post, uint32_t index)
{
    return post->types[index].shipped;
}

static bool
fleet_elsewhere(const mst_post *post, uint32_t index)
{
    return post->fleets[index].dormant;
}

static void
write_pin(mst__out *out, uint32_t index)
{
    const mst_pin *pin = &out->post->pins[index];
    mst__put_word_line(out, "id", pin->id);
    mst__put_word_line(out, "fleet", out->post->fleets[pin->fleet.index].id);
    if (pin->ordinal > 0) {
        mst__put_number_line(out, "vehicle", MST_KIND_COUNT, pin->ordinal);
    }
    mst__put_word_line(out, "from", site_id(out, pin->from));
    mst__put_word_line(out, "to", site_id(out, pin->to));
    mst__put_moment_line(out, "leave", pin->leave);
    if (pin->load_count > 0) {
        mst__put_key(out, "load");
        for (uint32_t i = 0; i < pin->load_count; i++) {
            mst__put(out, "%s", i == 0 ? " {" : ", ");
            mst__put_word(out, out->post->people[pin->loads[i].people.index].id);
            mst__put(out, ": %" PRId64, pin->loads[i].count);
        }
        mst__put(out, "}\n");
    }
    mst__put_meta(out, &pin->meta);
}

mst_status
mst_post_write(const mst_post *post, mst_arena *arena, const char **text, mst_error *err)
{
    mst__out out = {.post = post, .arena = arena};
    write_post_section(&out);
    write_section(&out, "people", post->people_count, people_elsewhere, mst__write_people);
    write_section(&out, "sites", post->site_count, site_elsewhere, mst__write_site);
    write_section(&out, "links", post->link_count, link_elsewhere, mst__write_link);
    write_section(&out, "types", post->type_count, type_elsewhere, mst__write_type);
    write_section(&out, "fleets", post->fleet_count, fleet_elsewhere, mst__write_fleet);
    write_section(&out, "permissions", post->permission_count, NULL, write_permission);
    mst__write_scenarios(&out);
    mst__write_options(&out);
    write_section(&out, "pins", post->pin_count, NULL, write_pin);
    mst__write_chances(&out);
    mst__write_evidence(&out);
    write_section(&out, "propositions", post->proposition_count, NULL, mst__write_proposition);
    write_section(&out, "indicators", post->indicator_count, NULL, mst__write_indicator);
    write_section(&out, "tripwires", post->tripwire_count, NULL, mst__write_tripwire);
    write_section(&out, "reports", post->report_count, NULL, mst__write_report);
    if (out.failed) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to write the post");
    }
    *text = out.text;
    return MST_OK;
}
