/* SPDX-License-Identifier: Apache-2.0
 *
 * Can people be out in time: hours of roads and sites in rows, and random posts against every way
 * there is, one after the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "read/read.h"
#include "solve/build.h"
#include "support/scale.h"

#define HOURS(n) ((mst_time)((n)*MST_MS_PER_HOUR))

typedef struct world {
    mst_post *post;
    mst_case *instance;
    const mst_problem *problem;
    mst__builder builder;
    mst__genes *genes;
    mst_arena arena;
} world;

static void
world_open(world *w, const char *text)
{
    mst_fault_list faults;
    mst_error err = {0};
    if (mst_post_read_text("drawn", text, strlen(text), &w->post, &faults, &err) != MST_OK) {
        fail_msg("%u:%u: %s", err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    assert_int_equal(mst_case_compile(w->post, (mst_scenario_id){0}, (mst_option_id){0}, NULL,
                                      &w->instance, &err),
                     MST_OK);
    w->problem = &w->instance->phases[0];
    mst_arena_init(&w->arena, 0);
    assert_true(mst__builder_open(&w->builder, w->problem));
    w->genes = mst__genes_make(w->problem, 0, &w->arena);
    assert_non_null(w->genes);
    mst__build(&w->builder, w->genes, NULL);
}

static void
world_close(world *w)
{
    mst__builder_close(&w->builder);
    mst_arena_release(&w->arena);
    mst_case_release(w->instance);
    mst_post_release(w->post);
}

static bool
in_time(world *w, uint32_t site, mst_time off, mst_time due)
{
    w->genes->due = due;
    w->builder.genes = w->genes;
    return mst__in_time(&w->builder, &w->builder.routes.classes[0], site, off);
}

static uint32_t
site_named(const world *w, const char *id)
{
    for (uint32_t s = 0; s < w->problem->site_count; s++) {
        if (strcmp(w->problem->sites[s].name, id) == 0) {
            return s;
        }
    }
    fail_msg("no site %s", id);
    return 0;
}

/* ---- rows ---- */

/* The order is at 08:00; the pass is open by day, the town takes people in until 16:00. */
static const char pass[] =
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
    "people:\n  - {id: people, site: here, count: 40}\n"
    "sites:\n"
    "  - {id: here}\n"
    "  - {id: foot}\n"
    "  - {id: town, open: 06:00-16:00}\n"
    "  - {id: haven, safe: true}\n"
    "links:\n"
    "  - {id: road, between: [here, foot], mode: road, time: 1 h}\n"
    "  - {id: pass, between: [foot, haven], mode: road, time: 3 h, open: 06:00-18:00}\n"
    "  - {id: lane, between: [here, town], mode: road, time: 1 h}\n"
    "  - {id: alley, between: [town, haven], mode: road, time: 2 h}\n"
    "types:\n  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"
    "fleets:\n  - {id: buses, type: bus, base: here, count: 1, notice: 0 h}\n";

static const struct {
    const char *why, *site;
    int off, due;
    bool in_time;
} rows[] = {
    {"who is off at a haven by the aim is out", "haven", 5, 5, true},
    {"and an hour after it is not", "haven", 6, 5, false},
    {"three hours over the pass", "foot", 2, 5, true},
    {"not in less", "foot", 2, 4, false},
    {"the last to go over before the night", "foot", 7, 10, true},
    {"at night everything is waited for until the morning", "foot", 8, 23, false},
    {"then back to the town, which opens with the pass and is nearer", "foot", 8, 24, true},
    {"by way of the town", "here", 4, 7, true},
    {"the town is full at 16:00, but the pass is still open", "here", 6, 10, true},
    {"both are shut when it is too late for both", "here", 8, 23, false},
    {"the town opens in the morning", "here", 8, 24, true},
};

static void
hours_of_roads_and_sites_are_waited_for(void **state)
{
    (void)state;
    world w;
    world_open(&w, pass);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t site = site_named(&w, rows[i].site);
        if (in_time(&w, site, HOURS(rows[i].off), HOURS(rows[i].due)) != rows[i].in_time) {
            fail_msg("%s", rows[i].why);
        }
    }
    assert_true(in_time(&w, site_named(&w, "foot"), HOURS(1000), MST_NEVER)); /* no aim at all */
    world_close(&w);
}

/* ---- every way ---- */

enum { SITES = 6, CASES = 200, TEXT_BYTES = 8192 };

/* Soonest end of all ways that pass no site twice. */
static mst_time
soonest(const world *w, uint32_t site, mst_time at, uint32_t passed)
{
    const mst_problem *problem = w->problem;
    const mst__class *class = &w->builder.routes.classes[0];
    if (strcmp(problem->sites[site].name, "s5") == 0) { /* the safe one */
        return at;
    }
    mst_time best = MST_NEVER;
    for (uint32_t a = 0; a < problem->arc_count; a++) {
        const mst_p_arc *arc = &problem->arcs[a];
        if (arc->from != site || (passed >> arc->to & 1) != 0 || class->over[a] >= MST_NEVER) {
            continue;
        }
        mst_time enter = mst_windows_earliest(&arc->open, at, class->over[a]);
        if (enter >= MST_NEVER) {
            continue;
        }
        mst_time there =
            mst_windows_earliest(&problem->sites[arc->to].service, enter + class->over[a], 0);
        if (there < MST_NEVER) {
            mst_time end = soonest(w, arc->to, there, passed | UINT32_C(1) << arc->to);
            best = end < best ? end : best;
        }
    }
    return best;
}

/* A road on, and others at random; about half of what there is is shut at some hours. */
static void
draw_post(mst_random *random, char *text)
{
    size_t used = (size_t)snprintf(text, TEXT_BYTES,
                                   "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
                                   "people:\n  - {id: people, site: s0, count: 40}\nsites:\n");
    for (unsigned s = 0; s < SITES; s++) {
        unsigned opens = mst_random_below(random, 16);
        used += (size_t)snprintf(text + used, TEXT_BYTES - used, "  - {id: s%u", s);
        if (s > 0 && s + 1 < SITES && mst_random_below(random, 2) == 0) {
            used += (size_t)snprintf(text + used, TEXT_BYTES - used, ", open: %02u:00-%02u:00",
                                     opens, opens + 8);
        }
        used += (size_t)snprintf(text + used, TEXT_BYTES - used,
                                 s + 1 == SITES ? ", safe: true}\nlinks:\n" : "}\n");
    }
    for (unsigned a = 0; a < SITES; a++) {
        for (unsigned b = a + 1; b < SITES; b++) {
            unsigned minutes = 30 + mst_random_below(random, 300);
            unsigned opens = mst_random_below(random, 16);
            bool shuts = mst_random_below(random, 2) == 0;
            if (b != a + 1 && mst_random_below(random, 3) != 0) {
                continue;
            }
            used += (size_t)snprintf(text + used, TEXT_BYTES - used,
                                     "  - {id: l%u-%u, between: [s%u, s%u], mode: road, time: %u "
                                     "min",
                                     a, b, a, b, minutes);
            if (shuts) {
                used += (size_t)snprintf(text + used, TEXT_BYTES - used, ", open: %02u:00-%02u:00",
                                         opens, opens + 8);
            }
            used += (size_t)snprintf(text + used, TEXT_BYTES - used, "}\n");
        }
    }
    snprintf(text + used, TEXT_BYTES - used,
             "types:\n  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"
             "fleets:\n  - {id: buses, type: bus, base: s0, count: 1, notice: 0 h}\n");
}

static void
the_answer_is_that_of_all_ways_one_by_one(void **state)
{
    (void)state;
    static char text[TEXT_BYTES];
    mst_random random;
    mst_random_init(&random, 7, 0);
    uint32_t yes = 0;
    uint32_t no = 0;
    for (uint32_t i = 0; i < test_scale(CASES); i++) {
        world w;
        draw_post(&random, text);
        world_open(&w, text);
        for (uint32_t s = 0; s < w.problem->site_count; s++) {
            mst_time off = HOURS(mst_random_below(&random, 48));
            mst_time end = soonest(&w, s, off, UINT32_C(1) << s);
            mst_time due = off + HOURS(mst_random_below(&random, 40));
            bool expected = end <= due;
            yes += expected ? 1 : 0;
            no += expected ? 0 : 1;
            if (in_time(&w, s, off, due) != expected) {
                fail_msg("case %u: site %u off at %lld, aim %lld, soonest %lld\n%s", i, s,
                         (long long)off, (long long)due, (long long)end, text);
            }
            /* To the millisecond. */
            assert_true(end >= MST_NEVER || in_time(&w, s, off, end));
            assert_false(end < MST_NEVER && in_time(&w, s, off, end - 1));
        }
        world_close(&w);
    }
    printf("due: %u in time, %u not\n", yes, no);
    assert_true(yes * 5 > no && no * 5 > yes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_of_roads_and_sites_are_waited_for),
        cmocka_unit_test(the_answer_is_that_of_all_ways_one_by_one),
    };
    return cmocka_run_group_tests_name("out in time", tests, NULL, NULL);
}
