/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes a draft as a post of docs/post-format.md.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "posts.h"

typedef struct writer {
    const draft *post;
    char *text;
    size_t used;
} writer;

static void
add(writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(w->text + w->used, DRAFT_TEXT_BYTES - w->used, format, arguments);
    va_end(arguments);
    assert(length >= 0 && w->used + (size_t)length < DRAFT_TEXT_BYTES);
    w->used += (size_t)length;
}

static void
add_given(writer *w, const char *format, int64_t value)
{
    if (value != DRAFT_NONE) {
        add(w, format, (long long)value);
    }
}

static bool
site_is_there(const draft *post, int64_t site)
{
    return site >= 0 && site < DRAFT_SITES && post->sites[site].there != 0;
}

static bool
type_is_there(const draft *post, int64_t type)
{
    return type >= 0 && type < DRAFT_TYPES && post->types[type].there != 0;
}

static bool
fleet_is_there(const draft *post, int64_t fleet)
{
    return fleet >= 0 && fleet < DRAFT_FLEETS && post->fleets[fleet].there != 0 &&
           site_is_there(post, post->fleets[fleet].base) &&
           type_is_there(post, post->fleets[fleet].type);
}

static bool
people_are_there(const draft *post, int64_t people)
{
    return people >= 0 && people < DRAFT_PEOPLE && post->people[people].there != 0 &&
           site_is_there(post, post->people[people].site);
}

static bool
link_is_there(const draft *post, int64_t link)
{
    return link >= 0 && link < DRAFT_LINKS && post->links[link].there != 0 &&
           site_is_there(post, post->links[link].a) && site_is_there(post, post->links[link].b) &&
           post->links[link].a != post->links[link].b;
}

/* ---- items ---- */

static void
write_head(writer *w)
{
    static const char *const zones[] = {"UTC", "Asia/Kabul", "America/New_York"};
    static const char *const days[] = {"2021-07-03 08:00", "2021-12-20 15:30", "2021-03-13 22:00"};
    static const char *const measures[] = {
        "left, completion, exposure, vehicle_hours", "left, exposure, completion, vehicle_hours",
        "left, completion, vehicle_hours, exposure", "completion, left, exposure, vehicle_hours"};
    const draft *post = w->post;
    add(w, "post:\n  id: drawn\n  time_zone: %s\n  as_of: %s\n  horizon: %lld h\n",
        zones[post->zone % 3], days[post->day % 3], (long long)post->horizon_hours);
    if (post->measures != 0) {
        add(w, "  measures: [%s]\n", measures[post->measures % 4]);
    }
}

static void
write_hours(writer *w, const draft_hours *hours)
{
    bool daily = hours->daily_from != DRAFT_NONE && hours->daily_until != DRAFT_NONE;
    bool once = hours->once_from != DRAFT_NONE || hours->once_until != DRAFT_NONE;
    if (!daily && !once) {
        return;
    }
    add(w, ", open: [");
    if (daily) {
        add(w, "\"%02lld:%02lld-%02lld:%02lld\"", (long long)hours->daily_from / 60,
            (long long)hours->daily_from % 60, (long long)hours->daily_until / 60,
            (long long)hours->daily_until % 60);
    }
    if (once) {
        const char *comma = "";
        add(w, "%s{", daily ? ", " : "");
        if (hours->once_from != DRAFT_NONE) {
            add(w, "from: +%lld min", (long long)hours->once_from);
            comma = ", ";
        }
        if (hours->once_until != DRAFT_NONE) {
            add(w, "%suntil: +%lld min", comma, (long long)hours->once_until);
        }
        add(w, "}");
    }
    add(w, "]");
}

static void
write_classes(writer *w, const char *key, const int64_t counts[DRAFT_CLASSES])
{
    const char *comma = "";
    add(w, ", %s: {", key);
    for (uint32_t k = 0; k < DRAFT_CLASSES; k++) {
        if (counts[k] != DRAFT_NONE) {
            add(w, "%sclass-%u: %lld", comma, k, (long long)counts[k]);
            comma = ", ";
        }
    }
    add(w, "}");
}

static bool
class_is_known(const draft *post, int64_t berth_class)
{
    for (uint32_t t = 0; t < DRAFT_TYPES; t++) {
        if (post->types[t].there && post->types[t].berth_class == berth_class) {
            return true;
        }
    }
    return false;
}

static void
write_site(writer *w, uint32_t s)
{
    const draft_site *site = &w->post->sites[s];
    add(w, "  - {id: site-%u, position: \"%lld.%lld, 69.%lld\"", s, (long long)site->place / 2 + 30,
        (long long)site->place, (long long)site->place * 3 % 7);
    add(w, "%s", site->safe ? ", safe: true" : "");
    add_given(w, ", hold: %lld", site->hold);
    if (site->desks != DRAFT_NONE) {
        add(w, ", process: {desks: %lld, time: %lld s", (long long)site->desks,
            (long long)site->desk_seconds);
        add(w, "%s", site->per_party ? ", per: party" : "");
        add_given(w, ", station: station-%lld", site->station);
        add(w, "}");
    }
    int64_t berths[DRAFT_CLASSES];
    int64_t parking[DRAFT_CLASSES];
    bool any_berths = false;
    bool any_parking = false;
    for (uint32_t k = 0; k < DRAFT_CLASSES; k++) {
        bool known = class_is_known(w->post, k);
        berths[k] = known && site->berths_given ? site->berths[k] : DRAFT_NONE;
        parking[k] = known ? site->parking[k] : DRAFT_NONE;
        any_berths = any_berths || berths[k] != DRAFT_NONE;
        any_parking = any_parking || parking[k] != DRAFT_NONE;
    }
    if (any_berths) {
        write_classes(w, "berths", berths);
    }
    if (any_parking) {
        write_classes(w, "parking", parking);
    }
    add_given(w, ", movements: %lld movements/h", site->movements);
    add(w, "%s", site->fuel ? ", fuel: true" : "");
    if (site->runway_metres != DRAFT_NONE) {
        add(w, ", runway: {length: %lld m, surface: %s}", (long long)site->runway_metres,
            site->gravel ? "gravel" : "asphalt");
    }
    write_hours(w, &site->open);
    add(w, "%s", site->daylight_only ? ", daylight_only: true" : "");
    if (site->force_fixed != DRAFT_NONE) {
        add(w, ", secure: {fixed: %lld", (long long)site->force_fixed);
        add_given(w, ", per_1000: %lld", site->force_per_1000);
        add_given(w, ", rear: %lld", site->force_rear);
        add(w, "}");
    }
    if (site->threat_tenths != 0) {
        add(w, ", threat: %lld.%lld", (long long)site->threat_tenths / 10,
            (long long)site->threat_tenths % 10);
    }
    add_given(w, ", supplies: %lld h", site->supplies_hours);
    add(w, "%s}\n", site->landing ? ", permission: landing" : "");
}

static void
write_link(writer *w, uint32_t l)
{
    static const char *const modes[] = {"road", "air", "sea", "foot"};
    const draft_link *link = &w->post->links[l];
    add(w,
        link->one_way ? "  - {id: link-%u, from: site-%lld, to: site-%lld, mode: %s"
                      : "  - {id: link-%u, between: [site-%lld, site-%lld], mode: %s",
        l, (long long)link->a, (long long)link->b, modes[link->mode % 4]);
    add(w, ", distance: %lld km", (long long)link->kilometres);
    add_given(w, ", time: %lld min", link->minutes);
    add_given(w, ", flow: %lld vehicles/h", link->flow);
    write_hours(w, &link->open);
    if (link->threat_tenths != 0) {
        add(w, ", threat: %lld.%lld", (long long)link->threat_tenths / 10,
            (long long)link->threat_tenths % 10);
    }
    if (link->escort_force != DRAFT_NONE) {
        add(w, ", escort: {force: %lld, vehicles: %lld}", (long long)link->escort_force,
            (long long)link->escort_vehicles);
    }
    add(w, "%s}\n", link->overflight ? ", permission: overflight" : "");
}

static void
write_type(writer *w, uint32_t t)
{
    static const char *const modes[] = {"road", "air", "sea"};
    const draft_type *type = &w->post->types[t];
    add(w, "  - {id: type-%u, mode: %s, seats: %lld", t, modes[type->mode % 3],
        (long long)type->seats);
    add_given(w, ", litters: %lld", type->litters);
    add_given(w, ", seats_per_litter: %lld", type->seats_per_litter);
    if (type->speed_empty != DRAFT_NONE) {
        add(w, ", speed: {loaded: %lld km/h, empty: %lld km/h}", (long long)type->speed,
            (long long)type->speed_empty);
    } else {
        add(w, ", speed: %lld km/h", (long long)type->speed);
    }
    add_given(w, ", load: %lld min", type->load);
    add_given(w, ", unload: %lld min", type->unload);
    add_given(w, ", turn: %lld min", type->turn);
    add_given(w, ", refuel: %lld min", type->refuel);
    add_given(w, ", range: %lld km", type->range_kilometres);
    if (type->runway_metres != DRAFT_NONE) {
        add(w, ", runway: {length: %lld m%s}", (long long)type->runway_metres,
            type->asphalt_only ? ", surfaces: [asphalt, concrete]" : "");
    }
    add(w, ", berth_class: class-%lld", (long long)type->berth_class);
    add_given(w, ", hold: %lld min", type->wait);
    add_given(w, ", duty: %lld min", type->duty);
    add_given(w, ", rest: %lld min", type->rest);
    add_given(w, ", availability: %lld %%", type->availability_percent);
    add(w, "}\n");
}

static void
write_fleet(writer *w, uint32_t f)
{
    const draft_fleet *fleet = &w->post->fleets[f];
    add(w, "  - {id: fleet-%u, type: type-%lld, base: site-%lld, count: %lld", f,
        (long long)fleet->type, (long long)fleet->base, (long long)fleet->count);
    if (fleet->notice_raised != DRAFT_NONE) {
        add(w, ", notice: {normal: %lld min, raised: %lld min}", (long long)fleet->notice,
            (long long)fleet->notice_raised);
    } else if (fleet->notice != 0) {
        add(w, ", notice: %lld min", (long long)fleet->notice);
    }
    add_given(w, ", crews: %lld", fleet->crews);
    add_given(w, ", sorties: %lld", fleet->sorties);
    if (fleet->until != DRAFT_NONE) {
        add(w, ", available: {from: +%lld min, until: +%lld min}", (long long)fleet->from,
            (long long)fleet->until);
    } else if (fleet->from != 0) {
        add(w, ", available: {from: +%lld min}", (long long)fleet->from);
    }
    add(w, "%s}\n", fleet->basing ? ", permission: basing" : "");
}

static void
write_release(writer *w, const draft_people *people)
{
    if (people->release_table != 0) {
        add(w, ", release: [");
        for (int64_t k = 1; k <= people->release_table; k++) {
            add(w, "%s{after: %lld min, people: %lld}", k == 1 ? "" : ", ",
                (long long)(people->release_start + 45 * (k - 1)),
                (long long)(people->count * k / people->release_table));
        }
        add(w, "]");
    } else if (people->release_over != DRAFT_NONE) {
        add(w, ", release: {start: %lld min, over: %lld min}", (long long)people->release_start,
            (long long)people->release_over);
    } else if (people->release_start != 0) {
        add(w, ", release: {start: %lld min}", (long long)people->release_start);
    }
}

static void
write_accepts(writer *w, int64_t accepts)
{
    const char *comma = "";
    for (uint32_t s = 0; s < DRAFT_SITES; s++) {
        if ((accepts >> s & 1) != 0 && site_is_there(w->post, s)) {
            add(w, "%ssite-%u", *comma == '\0' ? ", accepts: [" : comma, s);
            comma = ", ";
        }
    }
    add(w, "%s", *comma == '\0' ? "" : "]");
}

static void
write_people(writer *w, const char *indent, uint32_t p, const draft_people *people)
{
    static const char *const kinds[] = {"other",         "citizen", "staff",      "contractor",
                                        "third_country", "force",   "host_nation"};
    add(w, "%s- {id: people-%u, site: site-%lld, count: %lld, kind: %s", indent, p,
        (long long)people->site, (long long)people->count, kinds[people->kind % 7]);
    add_given(w, ", priority: %lld", people->priority);
    add_given(w, ", weight: %lld", people->weight);
    write_release(w, people);
    int64_t alone = people->litters == DRAFT_NONE ? 0 : people->litters;
    int64_t rest = people->count - alone;
    if (people->mixed_parties != 0 && people->party > 1 && rest > 2 * people->party) {
        add(w, ", party: [{size: %lld, parties: 1}, {size: 1, parties: %lld}]",
            (long long)people->party, (long long)(rest - people->party));
    } else {
        add_given(w, ", party: %lld", people->party);
    }
    add_given(w, ", litters: %lld", people->litters);
    write_accepts(w, people->accepts);
    add(w, "%s", people->guards ? ", guards: true" : "");
    if (people->moves != 0) {
        add(w, ", moves: %s", people->moves == 1 ? "on_foot" : "own_cars");
        if (site_is_there(w->post, people->moves_to)) {
            add(w, ", moves_to: site-%lld%s", (long long)people->moves_to,
                people->uncontrolled ? ", uncontrolled: true" : "");
        }
    }
    add(w, "}\n");
}

/* ---- changes, options, pins ---- */

static bool
write_what(writer *w, const draft_change *change, uint32_t k)
{
    const draft *post = w->post;
    int64_t item = change->item;
    long long of = (long long)item;
    bool site = site_is_there(post, item);
    bool link = link_is_there(post, item);
    bool fleet = fleet_is_there(post, item);
    switch ((draft_change_what)change->what) {
    case DRAFT_CLOSE_SITE:
        return site ? add(w, "      - {close: sites.site-%lld", of), true : false;
    case DRAFT_CLOSE_LINK:
        return link ? add(w, "      - {close: links.link-%lld", of), true : false;
    case DRAFT_CLOSE_FLEET:
        return fleet ? add(w, "      - {close: fleets.fleet-%lld", of), true : false;
    case DRAFT_WITHDRAW:
        add(w, "      - {close: permissions.%s",
            item % 3 == 0   ? "basing"
            : item % 3 == 1 ? "overflight"
                            : "landing");
        return true;
    case DRAFT_SCALE_DESKS:
        return site && post->sites[item].desks != DRAFT_NONE
               ? add(w, "      - {sites.site-%lld.process.desks: {scale: 0.5}", of),
               true : false;
    case DRAFT_SCALE_HOLD:
        return site && post->sites[item].hold != DRAFT_NONE
               ? add(w, "      - {sites.site-%lld.hold: {scale: 0.5}", of),
               true : false;
    case DRAFT_SLOW_LINK:
        return link ? add(w, "      - {links.link-%lld.time: {scale: 2}", of), true : false;
    case DRAFT_LESS_FLOW:
        return link ? add(w, "      - {links.link-%lld.flow: %lld vehicles/h", of,
                          (long long)change->value),
               true : false;
    case DRAFT_NEED_FORCE:
        return site ? add(w, "      - {sites.site-%lld.secure.fixed: %lld", of,
                          (long long)change->value),
               true : false;
    case DRAFT_FEWER_VEHICLES:
        return fleet ? add(w, "      - {fleets.fleet-%lld.count: 1", of), true : false;
    case DRAFT_ADD_PEOPLE: {
        if (!site) {
            return false;
        }
        add(w, "      - {add: {people: [{id: added-%u, site: site-%lld, count: %lld}]}", k, of,
            (long long)change->value);
        return true;
    }
    case DRAFT_LOSE_SAFETY:
        return site && post->sites[item].safe ? add(w, "      - {sites.site-%lld.safe: false", of),
               true                           : false;
    case DRAFT_CHANGE_KINDS:
        break;
    }
    return false;
}

static void
write_changes(writer *w)
{
    bool any = false;
    for (uint32_t k = 0; k < DRAFT_CHANGES; k++) {
        const draft_change *change = &w->post->changes[k];
        if (!change->there) {
            continue;
        }
        size_t before = w->used;
        if (!any) {
            add(w, "    changes:\n");
        }
        if (!write_what(w, change, k)) {
            w->used = before;
            w->text[before] = '\0';
            continue;
        }
        any = true;
        add_given(w, ", from: +%lld min", change->from);
        if (change->what != DRAFT_ADD_PEOPLE) {
            add_given(w, ", until: +%lld min", change->until);
        }
        add(w, "%s}\n", change->surprise ? ", surprise: true" : "");
    }
}

static void
write_more(writer *w)
{
    static const char *const fields[] = {
        [1] = "fleets.fleet-%lld.count: {add: %lld}",
        [2] = "types.type-%lld.seats: {add: %lld}",
        [3] = "sites.site-%lld.berths.class-0: {add: %lld}",
        [4] = "sites.site-%lld.berths.class-1: {add: %lld}",
        [5] = "sites.site-%lld.process.desks: {add: %lld}",
        [6] = "sites.site-%lld.hold: {add: %lld}",
        [7] = "open: links.link-%lld",
        [8] = "fleets.fleet-%lld.notice: {scale: 0.%lld}",
        [9] = "sites.site-%lld.parking.class-0: {add: %lld}",
        [10] = "links.link-%lld.flow: {add: %lld vehicles/h}",
        [11] = "sites.site-%lld.movements: {add: %lld movements/h}",
        [12] = "fleets.fleet-%lld.sorties: {add: %lld}",
        [13] = "types.type-%lld.range: {add: %lld km}",
        [14] = "open: sites.site-%lld",
        [15] = "fleets.fleet-%lld.crews: {add: %lld}",
    };
    const draft *post = w->post;
    if (post->more == 0) {
        return;
    }
    add(w, "  - id: more\n    include: [base]\n    changes:\n      - {");
    if (post->more == 7 || post->more == 14) {
        add(w, fields[post->more], (long long)post->more_item);
    } else {
        add(w, fields[post->more], (long long)post->more_item, (long long)post->more_value);
    }
    add(w, "}\n");
}

static void
write_people_list(writer *w, int64_t mask)
{
    const char *comma = "";
    add(w, "[");
    for (uint32_t p = 0; p < DRAFT_PEOPLE; p++) {
        if ((mask >> p & 1) != 0 && people_are_there(w->post, p)) {
            add(w, "%speople-%u", comma, p);
            comma = ", ";
        }
    }
    add(w, "]");
}

static void
write_reinforcements(writer *w)
{
    bool any = false;
    for (uint32_t r = 0; r < DRAFT_REINFORCEMENTS; r++) {
        const draft_reinforcement *one = &w->post->reinforcements[r];
        if (!one->there || !site_is_there(w->post, one->site)) {
            continue;
        }
        add(w, "%s      - {id: force-%u, size: %lld, site: site-%lld, notice: %lld min",
            any ? "" : "    reinforcements:\n", r, (long long)one->size, (long long)one->site,
            (long long)one->notice);
        any = true;
        if (fleet_is_there(w->post, one->by)) {
            add(w, ", by: fleet-%lld", (long long)one->by);
        } else {
            add_given(w, ", rate: %lld people/h", one->rate);
            if (one->berths > 0 && class_is_known(w->post, one->berth_class)) {
                add(w, ", berth_class: class-%lld, berths: %lld", (long long)one->berth_class,
                    (long long)one->berths);
            }
        }
        add_given(w, ", priority: %lld", one->priority);
        add(w, "}\n");
    }
}

static void
write_option(writer *w)
{
    static const char *const scopes[] = {"full",
                                         "{ordered: ", "{authorized: ", "{relocate: ", "stay"};
    const draft *post = w->post;
    add(w, "options:\n  - id: go\n    scope: %s", scopes[post->scope % 5]);
    if (post->scope == DRAFT_ORDERED || post->scope == DRAFT_AUTHORIZED ||
        post->scope == DRAFT_RELOCATE) {
        write_people_list(w, post->scope_people);
        if (post->scope == DRAFT_RELOCATE) {
            add(w, ", to: site-%lld", (long long)post->relocate_to);
        }
        add(w, "}");
    }
    add(w, "\n");
    add_given(w, "    order_at: +%lld h\n", post->order_at);
    bool raised = false;
    for (uint32_t f = 0; f < DRAFT_FLEETS; f++) {
        raised = raised || (fleet_is_there(post, f) && post->fleets[f].notice_raised != DRAFT_NONE);
    }
    add(w, "%s", post->alert && raised ? "    alert: raised\n" : "");
    if (fleet_is_there(post, post->prefer_fleet)) {
        add(w, "    prefer_fleets: [fleet-%lld]\n", (long long)post->prefer_fleet);
    }
    if (link_is_there(post, post->prefer_link)) {
        add(w, "    prefer_links: [link-%lld]\n", (long long)post->prefer_link);
    }
    write_reinforcements(w);
}

static void
write_pins(writer *w)
{
    bool any = false;
    for (uint32_t k = 0; k < DRAFT_PINS; k++) {
        const draft_pin *pin = &w->post->pins[k];
        if (!pin->there || !fleet_is_there(w->post, pin->fleet)) {
            continue;
        }
        add(w, "%s  - {id: pin-%u, fleet: fleet-%lld, from: site-%lld, to: site-%lld",
            any ? "" : "pins:\n", k, (long long)pin->fleet, (long long)pin->from,
            (long long)pin->to);
        any = true;
        add_given(w, ", vehicle: %lld", pin->ordinal);
        add(w, ", leave: +%lld ms", (long long)pin->leave_ms);
        const char *comma = ", load: {";
        for (uint32_t i = 0; i < DRAFT_PIN_LOADS; i++) {
            if (people_are_there(w->post, pin->people[i])) {
                add(w, "%speople-%lld: %lld", comma, (long long)pin->people[i],
                    (long long)pin->load[i]);
                comma = ", ";
            }
        }
        add(w, "%s}\n", comma[2] == 'l' ? "" : "}");
    }
}

static void
write_lists(writer *w, const draft_order *order)
{
    const draft *post = w->post;
    add(w, "sites:\n");
    for (uint32_t i = 0; i < DRAFT_SITES; i++) {
        if (site_is_there(post, order->sites[i])) {
            write_site(w, order->sites[i]);
        }
    }
    add(w, "links:\n");
    for (uint32_t i = 0; i < DRAFT_LINKS; i++) {
        if (link_is_there(post, order->links[i])) {
            write_link(w, order->links[i]);
        }
    }
    add(w, "types:\n");
    for (uint32_t i = 0; i < DRAFT_TYPES; i++) {
        if (type_is_there(post, order->types[i])) {
            write_type(w, order->types[i]);
        }
    }
    add(w, "fleets:\n");
    for (uint32_t i = 0; i < DRAFT_FLEETS; i++) {
        if (fleet_is_there(post, order->fleets[i])) {
            write_fleet(w, order->fleets[i]);
        }
    }
    add(w, "people:\n");
    for (uint32_t i = 0; i < DRAFT_PEOPLE; i++) {
        if (people_are_there(post, order->people[i])) {
            write_people(w, "  ", order->people[i], &post->people[order->people[i]]);
        }
    }
}

size_t
draft_write(const draft *post, const draft_order *order, char *text)
{
    static const char *const kinds[DRAFT_PERMISSIONS] = {"basing", "overflight", "landing"};
    writer w = {.post = post, .text = text};
    draft_order plain;
    draft_as_drawn(&plain);
    write_head(&w);
    write_lists(&w, order != NULL ? order : &plain);
    add(&w, "permissions:\n");
    for (uint32_t i = 0; i < DRAFT_PERMISSIONS; i++) {
        add(&w, "  - {id: %s, kind: %s%s}\n", kinds[i], kinds[i],
            post->granted[i] ? "" : ", granted: false");
    }
    add(&w, "scenarios:\n  - id: base\n");
    write_changes(&w);
    write_more(&w);
    write_option(&w);
    write_pins(&w);
    return w.used;
}
