/* SPDX-License-Identifier: Apache-2.0
 *
 * The matrix: order of cells, threads, stops, failures, foreseen versions, borrowed plans, and what
 * binds, re-run from outside with one more unit.
 */
#include <stdio.h>

#include "support.h"

#define PLACES                                                                                     \
    "sites:\n"                                                                                     \
    "  - {id: here}\n"                                                                             \
    "  - {id: haven, safe: true}\n"
#define ROAD(more)                                                                                 \
    "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min" more "}\n"
#define BUS(more) "types:\n  - {id: bus, mode: road, seats: 50, berth_class: bus" more "}\n"
#define HEAD "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
#define BUSES(count)                                                                               \
    "fleets:\n  - {id: buses, type: bus, base: here, count: " count ", notice: 0 h}\n"
#define PEOPLE(count) "people:\n  - {id: people, site: here, count: " count "}\n"

/* Two scenarios and three options over buses and a road. */
static const char grid[] = HEAD PEOPLE("300") PLACES ROAD("") BUS("")
    BUSES("2") "scenarios:\n"
               "  - {id: as-told}\n"
               "  - {id: slow, changes: [{links.road.time: 20 min}]}\n"
               "options:\n"
               "  - {id: two}\n"
               "  - {id: three, changes: [{fleets.buses.count: 3}]}\n"
               "  - {id: stay, scope: stay}\n";

static void
cells_stand_scenario_by_scenario(void **state)
{
    (void)state;
    mst_post *post = read_text(grid);
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1});
    assert_int_equal(matrix.scenario_count, 2);
    assert_int_equal(matrix.option_count, 3);
    static const int64_t minutes[] = {50, 30, 0, 100, 60, 0};
    for (uint32_t i = 0; i < 6; i++) {
        const mst_cell *cell = &matrix.cells[i];
        assert_int_equal(cell->scenario.index, i / 3);
        assert_int_equal(cell->option.index, i % 3);
        assert_int_equal(cell->outcome, MST_OK);
        assert_int_equal(cell->status, MST_CELL_OPTIMAL);
        assert_int_equal(cell->judgement.measures.completion, minutes[i] * MST_MS_PER_MINUTE);
    }
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
only_the_chosen_cells_are_planned(void **state)
{
    (void)state;
    mst_post *post = read_text(grid);
    const mst_scenario_id slow = {1};
    const mst_option_id three = {1};
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1,
                                                         .scenario_count = 1,
                                                         .scenarios = &slow,
                                                         .option_count = 1,
                                                         .options = &three});
    assert_int_equal(matrix.scenario_count * matrix.option_count, 1);
    assert_int_equal(matrix.cells[0].judgement.measures.completion, 60 * MST_MS_PER_MINUTE);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
assert_same_cell(const mst_cell *a, const mst_cell *b)
{
    const mst_plan *one = &a->solution.plan;
    const mst_plan *other = &b->solution.plan;
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->judgement.measures.completion, b->judgement.measures.completion);
    assert_int_equal(a->solution.bound.completion, b->solution.bound.completion);
    assert_int_equal(one->move_count, other->move_count);
    for (uint32_t i = 0; i < one->move_count; i++) {
        assert_int_equal(one->moves[i].leave, other->moves[i].leave);
        assert_int_equal(one->moves[i].arc, other->moves[i].arc);
        assert_int_equal(one->moves[i].vehicle, other->moves[i].vehicle);
    }
    assert_int_equal(a->binding_count, b->binding_count);
    for (uint32_t i = 0; i < a->binding_count; i++) {
        assert_string_equal(a->bindings[i].name, b->bindings[i].name);
        assert_int_equal(a->bindings[i].completion_gain, b->bindings[i].completion_gain);
    }
}

static void
any_number_of_threads_gives_the_same_cells(void **state)
{
    (void)state;
    mst_post *post = read_text(grid);
    mst_matrix one = plan(post, &(mst_matrix_options){.threads = 1, .seed = 7});
    for (uint32_t threads = 2; threads <= 8; threads *= 2) {
        mst_matrix many = plan(post, &(mst_matrix_options){.threads = threads, .seed = 7});
        for (uint32_t i = 0; i < 6; i++) {
            assert_same_cell(&one.cells[i], &many.cells[i]);
        }
        mst_matrix_release(&many);
    }
    mst_matrix_release(&one);
    mst_post_release(post);
}

static void
a_run_stopped_at_once_leaves_its_cells_pending(void **state)
{
    (void)state;
    mst_post *post = read_text(grid);
    const volatile int stop = 1;
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 2, .stop = &stop});
    assert_true(matrix.stopped);
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(matrix.cells[i].status, MST_CELL_PENDING);
        assert_int_equal(matrix.cells[i].outcome, MST_OK);
    }
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

typedef struct told {
    uint32_t calls, last_done, cells;
    double last_fraction;
    int stop;
} told;

static void
hear(void *context, uint32_t done, uint32_t cells, double fraction)
{
    told *heard = context;
    assert_true(fraction >= heard->last_fraction);
    assert_true(done >= heard->last_done);
    heard->calls++;
    heard->last_done = done;
    heard->cells = cells;
    heard->last_fraction = fraction;
}

static void
progress_ends_with_everything_done(void **state)
{
    (void)state;
    mst_post *post = read_text(grid);
    told heard = {0};
    mst_matrix matrix = plan(
        post, &(mst_matrix_options){.threads = 2, .progress = hear, .progress_context = &heard});
    assert_true(heard.calls >= 1);
    assert_int_equal(heard.last_done, 6);
    assert_int_equal(heard.cells, 6);
    assert_true(heard.last_fraction == 1);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
a_cell_that_contradicts_itself_does_not_stop_the_others(void **state)
{
    (void)state;
    mst_post *post =
        read_text(HEAD PEOPLE("100") PLACES ROAD("") BUS("")
                      BUSES("1") "scenarios:\n"
                                 "  - {id: as-told}\n"
                                 "  - {id: two-buses, changes: [{fleets.buses.count: 2}]}\n"
                                 "options:\n"
                                 "  - {id: all}\n"
                                 "  - {id: three, changes: [{fleets.buses.count: 3}]}\n");
    mst_matrix matrix;
    mst_error err = {0};
    assert_int_equal(mst_matrix_plan(post, &(mst_matrix_options){.threads = 1}, &matrix, &err),
                     MST_INVALID);
    assert_int_equal(matrix.cells[0].outcome, MST_OK);
    assert_int_equal(matrix.cells[1].outcome, MST_OK);
    assert_int_equal(matrix.cells[2].outcome, MST_OK);
    assert_int_equal(matrix.cells[3].outcome, MST_INVALID); /* two sets of one field at one time */
    assert_int_equal(matrix.cells[3].status, MST_CELL_PENDING);
    assert_string_equal(err.text, matrix.cells[3].err.text);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
a_surprise_is_shown_beside_its_foreseen_version(void **state)
{
    (void)state;
    /* By way of the airport everyone would be out in 5 h, but it is lost on the way; foreseen, the
     * bus takes the long road twice. */
    mst_post *post = read_text(
        HEAD "people:\n  - {id: people, site: here, count: 100}\n"
             "sites:\n"
             "  - {id: here, threat: 1}\n"
             "  - {id: airport}\n"
             "  - {id: border, safe: true}\n"
             "  - {id: haven, safe: true}\n"
             "links:\n"
             "  - {id: road, between: [here, border], mode: road, time: 5 h}\n"
             "  - {id: lane, between: [here, airport], mode: road, time: 30 min}\n"
             "  - {id: route, between: [airport, haven], mode: air, time: 2 h}\n"
             "types:\n"
             "  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"
             "  - {id: aircraft, mode: air, seats: 100, berth_class: aircraft}\n"
             "fleets:\n"
             "  - {id: buses, type: bus, base: here, count: 1, notice: 0 h}\n"
             "  - {id: aircraft, type: aircraft, base: airport, count: 1, notice: 3 h}\n"
             "scenarios:\n"
             "  - id: lost\n"
             "    changes:\n"
             "      - {close: [sites.airport, links.lane], from: +2 h, surprise: true}\n");
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1});
    const mst_cell *cell = &matrix.cells[0];
    assert_true(cell->has_foreseen);
    assert_int_equal(cell->judgement.measures.left, 100);
    assert_int_equal(cell->solution.bound.left, 100); /* given the past, they cannot be out */
    assert_int_equal(cell->status, MST_CELL_OPTIMAL);
    assert_int_equal(cell->foreseen.left, 0);
    assert_int_equal(cell->foreseen.completion, 15 * MST_MS_PER_HOUR);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
those_left_are_named_with_what_stops_them(void **state)
{
    (void)state;
    mst_post *post =
        read_text("post: {id: small, name: Small, as_of: 2021-07-03 08:00, "
                  "horizon: 15 min}\n" PEOPLE("80") PLACES ROAD("") BUS("") BUSES("1"));
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1});
    const mst_cell *cell = &matrix.cells[0];
    assert_int_equal(cell->judgement.measures.left, 30);
    assert_int_equal(cell->status, MST_CELL_OPTIMAL);
    assert_int_equal(cell->gap_measure, MST_MEASURE_LEFT);
    assert_true(cell->gap == 0);
    assert_non_null(cell->left_reason);
    assert_non_null(strstr(cell->left_reason, "30 people at here are left"));
    assert_non_null(strstr(cell->left_reason, "fleet buses"));
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

/* ---- what binds, re-run from outside ---- */

static const struct {
    const char *why, *text;
    const char *name; /* of the limit that binds */
    const char *set;  /* what the outside sets */
} bindings[] = {
    {"a second bus saves two rounds", HEAD PEOPLE("200") PLACES ROAD("") BUS("") BUSES("1"),
     "fleets.buses.count", "fleets.buses.count=2"},
    {"a third vehicle an hour shortens the queue for the road",
     HEAD PEOPLE("300") PLACES ROAD(", flow: 2 vehicles/h") BUS("") BUSES("6"), "links.road.flow",
     "links.road.flow=3 vehicles/h"},
    {"a third desk halves nothing but saves half an hour",
     HEAD PEOPLE("60") "sites:\n"
                       "  - {id: here, process: {desks: 2, time: 3 min, per: person}}\n"
                       "  - {id: haven, safe: true}\n" ROAD("") BUS("") BUSES("2"),
     "sites.here.process.desks", "sites.here.process.desks=3"},
    {"a second berth lets both load at once",
     HEAD PEOPLE("200") "sites:\n"
                        "  - {id: here, berths: 1}\n"
                        "  - {id: haven, safe: true}\n" ROAD("") BUS(", turn: 30 min") BUSES("2"),
     "sites.here.berths.bus", "sites.here.berths.bus=2"},
    {"a third sortie a day brings the last load out today",
     HEAD PEOPLE("150") PLACES ROAD("") BUS(
         "") "fleets:\n  - {id: buses, type: bus, base: here, count: 1, notice: 0 h, sorties: 2}\n",
     "fleets.buses.sorties", "fleets.buses.sorties=3"},
};

static void
a_gain_is_what_a_run_with_one_more_unit_finds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        mst_post *post = read_text(bindings[i].text);
        mst_matrix before = plan(post, &(mst_matrix_options){.threads = 1});
        const mst_binding *binding = find_binding(&before.cells[0], bindings[i].name);
        if (binding == NULL) {
            fail_msg("%s: %s does not bind", bindings[i].why, bindings[i].name);
        }
        mst_change change;
        mst_error err = {0};
        assert_int_equal(mst_override_parse(post, bindings[i].set, &change, &err), MST_OK);
        mst_matrix after =
            plan(post, &(mst_matrix_options){.threads = 1,
                                             .overrides = {.count = 1, .changes = &change}});
        const mst_cell *was = &before.cells[0];
        const mst_cell *now = &after.cells[0];
        mst_time gain =
            binding->of_bound
                ? was->solution.bound.completion - now->solution.bound.completion
                : was->judgement.measures.completion - now->judgement.measures.completion;
        if (gain <= 0 || binding->completion_gain != gain) {
            fail_msg("%s: a gain of %lld ms was told, the run from outside gains %lld",
                     bindings[i].why, (long long)binding->completion_gain, (long long)gain);
        }
        mst_matrix_release(&after);
        mst_matrix_release(&before);
        mst_post_release(post);
    }
}

static void
a_limit_that_is_never_reached_does_not_bind(void **state)
{
    (void)state;
    /* One round of one bus: a second bus, berth, desk or place on the road gains nothing. */
    mst_post *post =
        read_text(HEAD PEOPLE("50") PLACES ROAD(", flow: 5 vehicles/h") BUS("") BUSES("1"));
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1});
    assert_int_equal(matrix.cells[0].binding_count, 0);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

/* Boarding is planned for at most 256 batches of a group; presence and exposure are everyone's. */
static void
many_who_come_after_the_order_are_measured_one_by_one(void **state)
{
    (void)state;
    mst_post *post = read_text(HEAD PEOPLE(
        "1") "sites:\n"
             "  - {id: here, threat: 0.001}\n"
             "  - {id: haven, safe: true}\n" ROAD("") BUS("") BUSES(
                 "3") "scenarios:\n"
                      "  - {id: more, changes: [{add: {people: [{id: late, site: here,\n"
                      "     count: 700, release: {start: 2 h, over: 10 h}}]}, from: +1 h}]}\n");
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1});
    const mst_cell *cell = &matrix.cells[0];
    assert_int_equal(cell->outcome, MST_OK);
    assert_int_equal(cell->judgement.measures.left, 0);
    assert_true(cell->judgement.measures.exposure > 0);
    assert_true(cell->solution.measures.exposure == cell->judgement.measures.exposure);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
a_pin_is_kept_or_proved_impossible_or_told_missing(void **state)
{
    (void)state;
#define PIN(when, load)                                                                            \
    "pins:\n  - {id: first, fleet: buses, from: here, to: haven, leave: " when                     \
    ", load: {people: " load "}}\n"
    static const char late[] = HEAD PEOPLE("80") PLACES ROAD("") BUS("") BUSES("1");
    static const char desk[] =
        HEAD PEOPLE("80") "sites:\n"
                          "  - {id: here, process: {desks: 1, time: 10 min}}\n"
                          "  - {id: haven, safe: true}\n" ROAD("") BUS("") BUSES("1");
    static const struct {
        const char *post, *pin;
        mst_status outcome;
        mst_cell_status status;
        const char *said;
    } rows[] = {
        {late, PIN("+2 h", "45"), MST_OK, MST_CELL_BOUNDED, NULL},
        {late, PIN("+2 h", "51"), MST_OK, MST_CELL_INFEASIBLE,
         "pin \"first\": its load is 51 people, and a vehicle of fleet \"buses\" has places for "
         "50"},
        {late, PIN("+2 h", "45") "options:\n  - {id: stay, scope: stay}\n", MST_OK,
         MST_CELL_INFEASIBLE,
         "pin \"first\": its load is 45 of \"people\", and 0 of them leave by this option"},
        {late, PIN("+100 d", "45"), MST_OK, MST_CELL_INFEASIBLE, "after the horizon"},
        {desk, PIN("+1 h", "45"), MST_PLAN_INVALID, MST_CELL_PENDING,
         "pin \"first\" is neither kept nor proved impossible: of 45 of \"people\" 39 were not "
         "brought to \"here\" in time"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[2048];
        snprintf(text, sizeof text, "%s%s", rows[i].post, rows[i].pin);
        mst_post *post = read_text(text);
        mst_matrix matrix;
        mst_error err = {0};
        assert_int_equal(mst_matrix_plan(post, &(mst_matrix_options){.threads = 1}, &matrix, &err),
                         rows[i].outcome);
        const mst_cell *cell = &matrix.cells[0];
        assert_int_equal(cell->outcome, rows[i].outcome);
        assert_int_equal(cell->status, rows[i].status);
        if (rows[i].said != NULL) {
            const char *said =
                cell->outcome != MST_OK ? cell->err.text : cell->solution.infeasible_reason;
            assert_non_null(strstr(said, rows[i].said));
        } else {
            assert_int_equal(cell->judgement.violation_count, 0);
            assert_int_equal(cell->judgement.measures.completion, 130 * MST_MS_PER_MINUTE);
        }
        mst_matrix_release(&matrix);
        mst_post_release(post);
    }
#undef PIN
}

/* Two desks pass three people each by 30 min; the fourth of each is not done when they close. */
static void
a_surprise_that_takes_the_desks_undoes_whom_they_have(void **state)
{
    (void)state;
    static const char text[] =
        "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
        "people:\n  - {id: people, site: here, count: 40}\n"
        "sites:\n"
        "  - {id: here, process: {desks: 2, time: 10 min}}\n"
        "  - {id: haven, safe: true}\n"
        "links:\n  - {id: road, between: [here, haven], mode: road, time: 1 h}\n"
        "types:\n  - {id: bus, mode: road, seats: 50, berth_class: bus}\n"
        "fleets:\n  - {id: buses, type: bus, base: here, count: 1, notice: 0 h}\n"
        "scenarios:\n"
        "  - id: lost\n"
        "    changes: [{sites.here.process.desks: 0, from: +35 min, surprise: true}]\n";
    mst_post *post = read_text(text);
    mst_matrix matrix;
    mst_error err = {0};
    assert_int_equal(mst_matrix_plan(post, &(mst_matrix_options){.threads = 1}, &matrix, &err),
                     MST_OK);
    const mst_cell *cell = &matrix.cells[0];
    assert_int_equal(cell->outcome, MST_OK);
    assert_int_equal(cell->judgement.violation_count, 0);
    assert_int_equal(cell->judgement.measures.left, 34);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

static void
more_means_make_no_cell_of_a_run_worse(void **state)
{
    (void)state;
    static const char text[] =
        "post: {id: small, name: Small, as_of: 2021-07-03 08:00}\n"
        "people:\n"
        "  - {id: staff, site: here, count: 170, release: {start: 0 h, over: 90 min}}\n"
        "  - {id: families, site: there, count: 96, party: 4}\n"
        "sites:\n"
        "  - {id: here, berths: 2, threat: 1}\n"
        "  - {id: there, process: {desks: 3, time: 2 min, per: party}, threat: 2}\n"
        "  - {id: haven, safe: true}\n"
        "links:\n"
        "  - {id: road, between: [here, haven], mode: road, time: 35 min, flow: 4 vehicles/h}\n"
        "  - {id: lane, between: [there, here], mode: road, time: 15 min}\n"
        "  - {id: track, between: [there, haven], mode: road, time: 70 min}\n"
        "types:\n"
        "  - {id: bus, mode: road, seats: 30, load: 10 min, unload: 5 min, berth_class: bus}\n"
        "fleets:\n"
        "  - {id: buses, type: bus, base: here, count: 2, notice: 20 min}\n"
        "options:\n"
        "  - {id: two}\n"
        "  - {id: three, changes: [{fleets.buses.count: 3}]}\n"
        "  - {id: three-and-berths, changes: [{fleets.buses.count: 3}, {sites.here.berths: 3}]}\n"
        "  - {id: all, changes: [{fleets.buses.count: 4}, {sites.here.berths: 4},"
        " {links.road.flow: 9 vehicles/h}]}\n";
    mst_post *post = read_text(text);
    for (uint64_t seed = 1; seed <= 4; seed++) {
        mst_matrix matrix =
            plan(post, &(mst_matrix_options){.threads = 2, .seed = seed, .without_binding = true});
        for (uint32_t i = 1; i < matrix.option_count; i++) {
            const mst_problem *problem = &matrix.cells[i].instance->phases[0];
            assert_true(mst_measures_compare(problem, &matrix.cells[i].judgement.measures,
                                             &matrix.cells[i - 1].judgement.measures) <= 0);
            assert_true(matrix.cells[i].solution.bound.completion <=
                        matrix.cells[i].judgement.measures.completion);
        }
        mst_matrix_release(&matrix);
    }
    mst_post_release(post);
}

/* One bus with three seats goes once. Two of the three guards have the earlier priority, and one
 * guard is enough for the five: so they go first, with one of the five. */
static void
guards_of_an_earlier_priority_go_before_others(void **state)
{
    (void)state;
    mst_post *post = read_text(
        "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 24 h}\n"
        "people:\n"
        "  - {id: people, site: here, count: 5, priority: 2}\n"
        "  - {id: leaving, site: here, count: 2, kind: force, priority: 1}\n"
        "  - {id: guard, site: here, count: 1, kind: force, priority: 3}\n"
        "sites:\n  - {id: here, secure: {fixed: 1}}\n  - {id: haven, safe: true}\n"
        "links:\n  - {id: road, between: [here, haven], mode: road, time: 10 min}\n"
        "types:\n  - {id: bus, mode: road, seats: 3, berth_class: bus}\n"
        "fleets:\n  - {id: bus, type: bus, base: here, count: 1, notice: 0 h, sorties: 1}\n");
    mst_matrix matrix = plan(post, &(mst_matrix_options){.threads = 1, .effort = 2});
    const mst_measures *measures = &matrix.cells[0].judgement.measures;
    assert_int_equal(measures->left_by_priority[0], 0);
    assert_int_equal(measures->left_by_priority[1], 4);
    assert_int_equal(measures->left_by_priority[2], 1);
    mst_matrix_release(&matrix);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guards_of_an_earlier_priority_go_before_others),
        cmocka_unit_test(cells_stand_scenario_by_scenario),
        cmocka_unit_test(only_the_chosen_cells_are_planned),
        cmocka_unit_test(any_number_of_threads_gives_the_same_cells),
        cmocka_unit_test(a_run_stopped_at_once_leaves_its_cells_pending),
        cmocka_unit_test(progress_ends_with_everything_done),
        cmocka_unit_test(a_cell_that_contradicts_itself_does_not_stop_the_others),
        cmocka_unit_test(a_surprise_is_shown_beside_its_foreseen_version),
        cmocka_unit_test(those_left_are_named_with_what_stops_them),
        cmocka_unit_test(a_gain_is_what_a_run_with_one_more_unit_finds),
        cmocka_unit_test(a_limit_that_is_never_reached_does_not_bind),
        cmocka_unit_test(many_who_come_after_the_order_are_measured_one_by_one),
        cmocka_unit_test(a_pin_is_kept_or_proved_impossible_or_told_missing),
        cmocka_unit_test(a_surprise_that_takes_the_desks_undoes_whom_they_have),
        cmocka_unit_test(more_means_make_no_cell_of_a_run_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
