/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan at a glance: the movements of plan.html can be a thousand rows, the ways that people are
 * taken are some dozens.
 *
 * B1  A row is a way (from, to) and a fleet, or a way that people go on their own; movements
 *     without people aboard are not in it. Rows stand in the order in which they begin.
 */
#include <stdlib.h>
#include <string.h>

#include "present/internal.h"
#include "present/page_parts.h"

enum { MOST_NAMED = 4 };

/* A movement with people, then a row (the sum of those alike). */
typedef struct way {
    uint32_t from, to;
    uint32_t vehicle; /* the first of its fleet; MST_NONE: on their own */
    mst_time first, last;
    uint32_t trips, guarded;
    int64_t people;
    mst_load_list loads; /* of a movement */
    uint8_t *who;        /* of a row: [cohort] goes this way */
} way;

static int
compare_numbers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int
compare_kinds(const way *x, const way *y)
{
    int order = compare_numbers(x->from, y->from);
    order = order != 0 ? order : compare_numbers(x->to, y->to);
    return order != 0 ? order : compare_numbers(x->vehicle, y->vehicle);
}

static int
by_kind(const void *a, const void *b)
{
    const way *x = a, *y = b;
    int order = compare_kinds(x, y);
    return order != 0 ? order : compare_numbers(x->first, y->first);
}

static int
by_beginning(const void *a, const void *b)
{
    const way *x = a, *y = b;
    int order = compare_numbers(x->first, y->first);
    return order != 0 ? order : compare_kinds(x, y);
}

static int64_t
persons_of(mst_load_list loads)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < loads.count; i++) {
        persons += loads.loads[i].count;
    }
    return persons;
}

static bool
is_guarded(const mst_document *d, const mst_plan_move *move)
{
    return mst__load_guards(d, move->loads) > 0 ||
           (move->convoy != MST_NONE && d->plan.convoys[move->convoy].detached_force > 0);
}

/* The first vehicle of each one's fleet; a schedule.csv names no fleets, so each is its own. */
static uint32_t *
first_of_fleet(mst__page *p)
{
    const mst_document *d = p->document;
    uint32_t *first = MST_TAKE(&p->arena, uint32_t, d->vehicle_count);
    for (uint32_t v = 0; first != NULL && v < d->vehicle_count; v++) {
        const char *fleet = d->vehicles[v].fleet;
        bool same = v > 0 && fleet != NULL && d->vehicles[v - 1].fleet != NULL &&
                    strcmp(fleet, d->vehicles[v - 1].fleet) == 0;
        first[v] = same ? first[v - 1] : v;
    }
    return first;
}

/* Every movement with people; NULL: no memory. */
static way *
list_movements(mst__page *p, uint32_t *count)
{
    const mst_document *d = p->document;
    const mst_plan *plan = &d->plan;
    const uint32_t *fleets = first_of_fleet(p);
    way *list = MST_TAKE(&p->arena, way, plan->move_count + plan->self_move_count);
    mst_load *walks = MST_TAKE(&p->arena, mst_load, plan->self_move_count);
    *count = 0;
    if (list == NULL || walks == NULL || fleets == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < plan->move_count; i++) {
        const mst_plan_move *move = &plan->moves[i];
        int64_t people = persons_of(move->loads);
        if (people > 0) {
            list[(*count)++] = (way){.from = d->arcs[move->arc].from,
                                     .to = d->arcs[move->arc].to,
                                     .vehicle = fleets[move->vehicle],
                                     .first = move->leave,
                                     .last = move->arrive,
                                     .trips = 1,
                                     .guarded = is_guarded(d, move) ? 1 : 0,
                                     .people = people,
                                     .loads = move->loads};
        }
    }
    for (uint32_t i = 0; i < plan->self_move_count; i++) {
        const mst_plan_self_move *move = &plan->self_moves[i];
        walks[i] = (mst_load){move->cohort, 0, move->count};
        list[(*count)++] = (way){.from = d->arcs[move->arc].from,
                                 .to = d->arcs[move->arc].to,
                                 .vehicle = MST_NONE,
                                 .first = move->leave,
                                 .last = move->arrive,
                                 .trips = 1,
                                 .people = move->count,
                                 .loads = {1, &walks[i]}};
    }
    return list;
}

/* Sums those alike in place; returns how many rows there are. UINT32_MAX: no memory. */
static uint32_t
join(mst__page *p, way *list, uint32_t count)
{
    uint32_t rows = 0;
    qsort(list, count, sizeof *list, by_kind);
    for (uint32_t i = 0; i < count; i++) {
        way one = list[i];
        bool same = rows > 0 && compare_kinds(&list[rows - 1], &one) == 0;
        way *row = same ? &list[rows - 1] : &list[rows++];
        if (same) {
            row->last = one.last > row->last ? one.last : row->last;
            row->trips++;
            row->guarded += one.guarded;
            row->people += one.people;
        } else {
            *row = one;
            row->who = MST_TAKE(&p->arena, uint8_t, p->document->cohort_count);
        }
        for (uint32_t l = 0; row->who != NULL && l < one.loads.count; l++) {
            row->who[one.loads.loads[l].cohort] = 1;
        }
        if (row->who == NULL) {
            return UINT32_MAX;
        }
    }
    qsort(list, rows, sizeof *list, by_beginning);
    return rows;
}

static const char *
people_of(const mst_document *d, uint32_t cohort)
{
    return d->cohorts[cohort].people != NULL ? d->cohorts[cohort].people : d->cohorts[cohort].id;
}

/* Who goes: the items of the post, each once. */
static void
put_who(mst__page *p, const way *row)
{
    const mst_document *d = p->document;
    uint32_t named = 0, more = 0;
    for (uint32_t c = 0; c < d->cohort_count; c++) {
        bool again = row->who[c] == 0;
        for (uint32_t e = 0; e < c && !again; e++) {
            again = row->who[e] != 0 && strcmp(people_of(d, e), people_of(d, c)) == 0;
        }
        if (again) {
            continue;
        }
        if (named == MOST_NAMED) {
            more++;
            continue;
        }
        mst__page_put(p, named++ > 0 ? ", " : "");
        mst__page_name(p, people_of(d, c));
    }
    if (more > 0) {
        mst_buffer_addf(&p->out, " and %u more", more);
    }
}

static void
put_row(mst__page *p, const way *row)
{
    const mst_document *d = p->document;
    mst__page_put(p, "<tr><td class=\"t\">");
    mst__page_short_time(p, row->first);
    mst__page_put(p, "</td><td class=\"t\">");
    mst__page_short_time(p, row->last);
    mst__page_put(p, "</td><td>");
    mst__page_site(p, row->from);
    mst__page_put(p, "</td><td>");
    mst__page_site(p, row->to);
    mst__page_put(p, "</td><td>");
    if (row->vehicle == MST_NONE) {
        mst__page_put(p, "on their own");
    } else {
        const mst_document_vehicle *vehicle = &d->vehicles[row->vehicle];
        mst__page_name(p, vehicle->fleet != NULL ? vehicle->fleet : vehicle->id);
    }
    mst_buffer_addf(&p->out, "</td><td class=\"n\">%u</td><td class=\"n\">%lld</td><td>",
                    row->trips, (long long)row->people);
    put_who(p, row);
    mst__page_put(p, "</td><td>");
    if (row->guarded == 0) {
        mst__page_put(p, "none");
    } else if (row->guarded == row->trips) {
        mst__page_put(p, "all");
    } else {
        mst_buffer_addf(&p->out, "%u of %u", row->guarded, row->trips);
    }
    mst__page_put(p, "</td></tr>\n");
}

void
mst__page_glance(mst__page *p)
{
    static const char *const heads[] = {
        "First leaves", "Last arrives",      "From", "To", "In what", "Trips", "People",
        "Who",          "Trips under guard", NULL};
    uint32_t count = 0;
    way *list = list_movements(p, &count);
    if (list != NULL && count == 0) {
        return; /* the section on movements says that nobody moves */
    }
    uint32_t rows = list != NULL ? join(p, list, count) : UINT32_MAX;
    if (rows == UINT32_MAX) {
        p->out.failed = true;
        return;
    }
    mst__page_put(p, "<h2>At a glance</h2>\n");
    mst__page_open_table(p, "Each way that people are taken, in the order in which it begins",
                         heads);
    for (uint32_t i = 0; i < rows && !p->out.failed; i++) {
        put_row(p, &list[i]);
    }
    mst__page_close_table(p);
}
