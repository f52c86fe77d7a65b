/* SPDX-License-Identifier: Apache-2.0 */
#include "cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
read_text(cell *opened, const char *text)
{
    memset(opened, 0, sizeof *opened);
    if (mst_post_read_text("post.yaml", text, strlen(text), &opened->post, &opened->faults,
                           &opened->err) != MST_OK) {
        char line[MST_ERROR_TEXT_BYTES + MST_ERROR_FILE_BYTES + 32];
        fail_msg("%s\n%s", mst_error_line(&opened->err, line, sizeof line), text);
    }
}

static uint32_t
scenario_index(const mst_post *post, const char *id)
{
    for (uint32_t i = 0; i < post->scenario_count; i++) {
        if (strcmp(post->scenarios[i].id, id) == 0) {
            return i;
        }
    }
    fail_msg("no scenario %s", id);
    return 0;
}

static uint32_t
option_index(const mst_post *post, const char *id)
{
    for (uint32_t i = 0; i < post->option_count; i++) {
        if (strcmp(post->options[i].id, id) == 0) {
            return i;
        }
    }
    fail_msg("no option %s", id);
    return 0;
}

void
cell_open(cell *opened, const char *text, const char *scenario, const char *option)
{
    read_text(opened, text);
    opened->status = mst_case_compile(
        opened->post, (mst_scenario_id){scenario_index(opened->post, scenario)},
        (mst_option_id){option_index(opened->post, option)}, NULL, &opened->instance, &opened->err);
}

void
cell_open_with(cell *opened, const char *text, const mst_change *change)
{
    read_text(opened, text);
    const mst_override overrides = {.count = 1, .changes = change};
    opened->status = mst_case_compile(opened->post, (mst_scenario_id){0}, (mst_option_id){0},
                                      &overrides, &opened->instance, &opened->err);
}

void
cell_close(cell *opened)
{
    mst_case_release(opened->instance);
    mst_post_release(opened->post);
    mst_fault_list_release(&opened->faults);
}

/* ---- questions ---- */

typedef struct question {
    char section[32], id[64], field[64], rest[64];
    const char *text;
} question;

static void
unknown(const question *asked)
{
    fail_msg("nobody can answer %s", asked->text);
}

static uint32_t
site_of(const mst_problem *problem, const char *id)
{
    for (uint32_t i = 0; i < problem->site_count; i++) {
        if (strcmp(problem->sites[i].name, id) == 0) {
            return i;
        }
    }
    fail_msg("no site %s", id);
    return 0;
}

static uint32_t
type_of(const mst_problem *problem, const char *id)
{
    for (uint32_t i = 0; i < problem->type_count; i++) {
        if (strcmp(problem->types[i].name, id) == 0) {
            return i;
        }
    }
    fail_msg("no type %s", id);
    return 0;
}

static uint32_t
class_of(const mst_problem *problem, const char *name)
{
    for (uint32_t i = 0; i < problem->post->berth_class_count; i++) {
        if (strcmp(problem->post->berth_classes[i], name) == 0) {
            return i;
        }
    }
    fail_msg("no berth class %s", name);
    return 0;
}

static int64_t
ask_site(const mst_problem *problem, const question *asked, mst_time t)
{
    uint32_t index = site_of(problem, asked->id);
    const mst_p_site *site = &problem->sites[index];
    const struct {
        const char *field;
        const mst_steps *steps;
    } steps[] = {
        {"hold", &site->hold},           {"desks", &site->desks},
        {"desk_time", &site->desk_time}, {"movements", &site->movements},
        {"fuel", &site->fuel},           {"threat", &site->threat},
        {"safe", &site->safe},           {"fixed", &site->force_fixed},
        {"rear", &site->force_rear},     {"per_1000", &site->force_per_1000},
    };
    const struct {
        const char *field;
        const mst_windows *windows;
    } windows[] = {{"open", &site->open}, {"service", &site->service}, {"air", &site->air}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (strcmp(steps[i].field, asked->field) == 0) {
            return mst_steps_at(steps[i].steps, t);
        }
    }
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        if (strcmp(windows[i].field, asked->field) == 0) {
            return mst_windows_hold(windows[i].windows, t, t);
        }
    }
    if (strcmp(asked->field, "berths") == 0) {
        return mst_steps_at(&site->berths[class_of(problem, asked->rest)], t);
    }
    if (strcmp(asked->field, "parking") == 0) {
        return mst_steps_at(&site->parking[class_of(problem, asked->rest)], t);
    }
    if (strcmp(asked->field, "takes") == 0) {
        return problem->compatible[index * problem->type_count + type_of(problem, asked->rest)];
    }
    if (strcmp(asked->field, "supplies") == 0) {
        return site->supplies;
    }
    unknown(asked);
    return 0;
}

static int64_t
ask_link(const mst_problem *problem, const question *asked, mst_time t)
{
    char id[64];
    bool back = sscanf(asked->id, "%63[^/]/back", id) == 1 && strchr(asked->id, '/') != NULL;
    const mst_p_arc *arc = NULL;
    uint32_t index = 0;
    for (uint32_t i = 0; i < problem->arc_count; i++) {
        if (strcmp(problem->arcs[i].name, id) == 0 && problem->arcs[i].reverse == back) {
            arc = &problem->arcs[i];
            index = i;
        }
    }
    if (arc == NULL) {
        fail_msg("no link %s", asked->id);
    }
    const struct {
        const char *field;
        int64_t value;
    } values[] = {
        {"open", mst_windows_hold(&arc->open, t, t)},
        {"flow", mst_steps_at(&arc->flow, t)},
        {"slow", mst_steps_at(&arc->slow, t)},
        {"threat", mst_steps_at(&arc->threat_steps, t)},
        {"distance", arc->distance_mm},
        {"own_time", arc->own_time},
        {"escort", arc->escort_force},
        {"escort_vehicles", arc->escort_vehicles},
        {"escort_return", arc->escort_return},
        {"preference", arc->preference},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(values[i].field, asked->field) == 0) {
            return values[i].value;
        }
    }
    bool loaded = strcmp(asked->field, "loaded") == 0;
    if (!loaded && strcmp(asked->field, "empty") != 0) {
        unknown(asked);
    }
    return mst_arc_transit(problem, index, type_of(problem, asked->rest), loaded, t);
}

static int64_t
ask_fleet(const mst_problem *problem, const question *asked, mst_time t)
{
    int64_t usable = 0;
    int64_t vehicles = 0;
    const mst_p_vehicle *first = NULL;
    for (uint32_t i = 0; i < problem->vehicle_count; i++) {
        const mst_p_vehicle *vehicle = &problem->vehicles[i];
        if (strcmp(problem->post->fleets[vehicle->fleet].id, asked->id) == 0) {
            first = first != NULL ? first : vehicle;
            vehicles++;
            usable += mst_windows_hold(&vehicle->usable, t, t);
        }
    }
    if (strcmp(asked->field, "vehicles") == 0) {
        return vehicles;
    }
    if (strcmp(asked->field, "usable") == 0) {
        return usable;
    }
    if (first == NULL) {
        fail_msg("fleet %s has no vehicles", asked->id);
    }
    if (strcmp(asked->field, "crews") == 0) {
        return first->crews;
    }
    if (strcmp(asked->field, "sorties") == 0) {
        return first->sorties;
    }
    if (strcmp(asked->field, "preference") == 0) {
        return first->preference;
    }
    unknown(asked);
    return 0;
}

static int64_t
ask_type(const mst_problem *problem, const question *asked)
{
    const mst_p_type *type = &problem->types[type_of(problem, asked->id)];
    const struct {
        const char *field;
        int64_t value;
    } values[] = {
        {"wait", type->wait},   {"duty", type->duty}, {"range", type->range_mm},
        {"seats", type->seats}, {"load", type->load}, {"seats_per_litter", type->seats_per_litter},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(values[i].field, asked->field) == 0) {
            return values[i].value;
        }
    }
    unknown(asked);
    return 0;
}

static int64_t
ask_people(const mst_problem *problem, const question *asked, mst_time t)
{
    const mst_p_cohort *cohort = NULL;
    for (uint32_t i = 0; i < problem->cohort_count; i++) {
        if (strcmp(problem->cohorts[i].name, asked->id) == 0) {
            cohort = &problem->cohorts[i];
        }
    }
    if (cohort == NULL) {
        fail_msg("no cohort %s", asked->id);
    }
    const struct {
        const char *field;
        int64_t value;
    } values[] = {
        {"count", cohort->count},
        {"party", cohort->party},
        {"litter", cohort->litter},
        {"released", mst_cohort_released(cohort, t)},
        {"in_scope", cohort->in_scope},
        {"guards", cohort->guards},
        {"force", cohort->force},
        {"priority", cohort->priority},
        {"weight", cohort->weight},
        {"presence", (int64_t)cohort->presence},
        {"speed", cohort->self_speed_mm_per_hour},
        {"site", cohort->site},
        {"inbound_to", cohort->inbound_to},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(values[i].field, asked->field) == 0) {
            return values[i].value;
        }
    }
    if (strcmp(asked->field, "accepts") == 0) {
        return cohort->accepts[site_of(problem, asked->rest)];
    }
    unknown(asked);
    return 0;
}

int64_t
cell_ask(const mst_problem *problem, const char *text, mst_time t)
{
    question asked = {.text = text};
    int parts = sscanf(text, "%31[^.].%63[^.].%63[^.].%63s", asked.section, asked.id, asked.field,
                       asked.rest);
    const struct {
        const char *text;
        uint32_t count;
    } counts[] = {
        {"cohorts", problem->cohort_count}, {"vehicles", problem->vehicle_count},
        {"arcs", problem->arc_count},       {"types", problem->type_count},
        {"pins", problem->pin_count},       {"priorities", problem->priority_count},
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (strcmp(counts[i].text, text) == 0) {
            return counts[i].count;
        }
    }
    if (parts >= 3 && strcmp(asked.section, "sites") == 0) {
        return ask_site(problem, &asked, t);
    }
    if (parts >= 3 && strcmp(asked.section, "links") == 0) {
        return ask_link(problem, &asked, t);
    }
    if (parts >= 3 && strcmp(asked.section, "fleets") == 0) {
        return ask_fleet(problem, &asked, t);
    }
    if (parts >= 3 && strcmp(asked.section, "types") == 0) {
        return ask_type(problem, &asked);
    }
    if (parts >= 3 && strcmp(asked.section, "people") == 0) {
        return ask_people(problem, &asked, t);
    }
    unknown(&asked);
    return 0;
}
