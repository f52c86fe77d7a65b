/* SPDX-License-Identifier: Apache-2.0
 *
 * What breaks a plan: values worked out by hand, and every pair planned again as the slow other way
 * to the worst pairs.
 */
#include "support.h"

#include "judge/contingency.h"
#include "judge/lean.h"
#include "model/fields.h"

#define MINUTES(n) ((mst_time)(n)*60000)

/* 40 people, one bus: its notice of 1 h, 10 min to load, then 1 h by the near road, 3 h by the far
 * one. The ferry has a notice of 4 h, takes 2 h, and needs a permission. The guards at
 * the office are 12; 10 must stay while anybody waits who will leave. */
static const char roads[] =
    "post: {id: small, name: Small, as_of: 2021-07-03 08:00, horizon: 24 h}\n"
    "people:\n"
    "  - {id: people, site: office, count: 40, kind: staff}\n"
    "  - {id: guards, site: office, count: 12, kind: force, priority: 2}\n"
    "sites:\n"
    "  - {id: office, secure: {fixed: 10}, berths: {road: 2, sea: 1}, threat: 1}\n"
    "  - {id: haven, safe: true}\n"
    "  - {id: moor}\n"
    "links:\n"
    "  - {id: near, between: [office, haven], mode: road, time: 1 h}\n"
    "  - {id: far, between: [office, haven], mode: road, time: 3 h}\n"
    "  - {id: ferry, between: [office, haven], mode: sea, time: 2 h, permission: port}\n"
    "  - {id: idle, between: [haven, moor], mode: road, time: 1 h}\n"
    "permissions:\n  - {id: port, kind: landing}\n"
    "types:\n"
    "  - {id: bus, mode: road, seats: 60, load: 10 min, unload: 0 min, turn: 0 min,\n"
    "     berth_class: road}\n"
    "  - {id: boat, mode: sea, seats: 60, load: 10 min, unload: 0 min, turn: 0 min,\n"
    "     berth_class: sea}\n"
    "fleets:\n"
    "  - {id: buses, type: bus, base: office, count: 1, notice: 1 h}\n"
    "  - {id: boats, type: boat, base: office, count: 1, notice: 4 h}\n"
    "options:\n  - {id: all, scope: {ordered: [people]}}\n";

static mst_contingency
judge(const mst_post *post, uint32_t threads, uint32_t pairs)
{
    mst_contingency found;
    mst_error err = {0};
    mst_contingency_options options = {.seed = 1, .effort = 5, .threads = threads, .pairs = pairs};
    if (mst_contingency_judge(post, &options, &found, &err) != MST_OK) {
        fail_msg("%s", err.text);
    }
    return found;
}

static uint32_t
index_of(const mst_contingency *found, const char *name)
{
    for (uint32_t i = 0; i < found->loss_count; i++) {
        if (strcmp(found->losses[i].name, name) == 0) {
            return i;
        }
    }
    fail_msg("there is no loss %s", name);
    return 0;
}

static const mst_contingency_row *
row_of(const mst_contingency *found, const char *name)
{
    return &found->singles[index_of(found, name)];
}

static const mst_contingency_row *
pair_of(const mst_contingency *found, const char *one, const char *other)
{
    uint32_t a = index_of(found, one);
    uint32_t b = index_of(found, other);
    for (uint32_t i = 0; i < found->pair_count; i++) {
        const uint32_t *losses = found->pairs[i].losses;
        if ((losses[0] == a && losses[1] == b) || (losses[0] == b && losses[1] == a)) {
            return &found->pairs[i];
        }
    }
    return NULL;
}

static void
each_loss_costs_what_the_next_way_takes_longer(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency found = judge(post, 1, 10);
    assert_int_equal(mst_contingency_base(&found)->judgement.measures.completion, MINUTES(130));
    static const struct {
        const char *loss;
        mst_contingency_state state;
        int64_t left, left_at_least;
        mst_time later;
    } rows[] = {
        {"links.near", MST_CONTINGENCY_PLANNED, 0, 0, MINUTES(120)},   /* by the far road */
        {"fleets.buses", MST_CONTINGENCY_PLANNED, 0, 0, MINUTES(240)}, /* by boat: 4 h and 2:10 */
        {"sites.office.berths.road", MST_CONTINGENCY_PLANNED, 0, 0, MINUTES(240)},
        {"links.far", MST_CONTINGENCY_UNTOUCHED, 0, 0, 0},
        {"links.ferry", MST_CONTINGENCY_UNTOUCHED, 0, 0, 0},
        {"permissions.port", MST_CONTINGENCY_UNTOUCHED, 0, 0, 0},
        {"sites.moor", MST_CONTINGENCY_UNTOUCHED, 0, 0, 0},
        {"sites.office", MST_CONTINGENCY_PLANNED, 40, 40, 0},
        {"sites.haven", MST_CONTINGENCY_PLANNED, 40, 40, 0},
        {"sites.haven.safe", MST_CONTINGENCY_PLANNED, 40, 40, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const mst_contingency_row *row = row_of(&found, rows[i].loss);
        bool proved;
        if (row->state != rows[i].state || row->left_cost != rows[i].left ||
            row->left_at_least != rows[i].left_at_least ||
            (rows[i].left == 0 && row->completion_cost != rows[i].later) ||
            mst_contingency_is_single_point(row, &proved) != (rows[i].left > 0) ||
            proved != (rows[i].left_at_least > 0)) {
            fail_msg("%s: state %d, left %lld (at least %lld), later %lld min", rows[i].loss,
                     (int)row->state, (long long)row->left_cost, (long long)row->left_at_least,
                     (long long)(row->completion_cost / MINUTES(1)));
        }
    }
    mst_contingency_release(&found);
    mst_post_release(post);
}

/* Without its guards the office is short of force from the order on: nobody needs to be moved into
 * it, so that costs nothing, and the guards stay as many people as they were. */
static void
guards_who_stand_down_are_still_there(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency found = judge(post, 1, 0);
    const mst_contingency_row *row = row_of(&found, "people.guards");
    const mst_loss *loss = &found.losses[row->losses[0]];
    assert_false(loss->fewer_people);
    const mst_problem *with = mst_contingency_base(&found)->instance->phases;
    const mst_problem *without = row->cell.instance->phases;
    assert_int_equal(with->cohort_count, without->cohort_count);
    uint32_t guards = 0;
    for (uint32_t c = 0; c < with->cohort_count; c++) {
        assert_int_equal(with->cohorts[c].count, without->cohorts[c].count);
        assert_int_equal(with->cohorts[c].force, without->cohorts[c].force);
        guards += with->cohorts[c].guards;
        assert_false(without->cohorts[c].guards);
    }
    assert_int_equal(guards, 1);
    assert_non_null(row->shortage);
    assert_non_null(strstr(row->shortage, "office"));
    assert_null(row_of(&found, "links.near")->shortage);
    assert_int_equal(found.pair_count, 0);
    mst_contingency_release(&found);
    mst_post_release(post);
}

/* The near road and the buses together: by boat, as without the buses alone, so no pair. The near
 * and the far road: by boat, later than either. No place for buses, and no boats: nobody leaves;
 * without the buses it is the same, so that pair is not told again. */
static void
pairs_are_those_that_neither_alone_explains(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency found = judge(post, 1, 1000);
    assert_null(pair_of(&found, "links.near", "fleets.buses"));
    assert_null(pair_of(&found, "links.near", "links.ferry"));
    const mst_contingency_row *roads_lost = pair_of(&found, "links.near", "links.far");
    assert_non_null(roads_lost);
    assert_int_equal(roads_lost->left_cost, 0);
    assert_int_equal(roads_lost->completion_cost, MINUTES(240));
    const mst_contingency_row *all_lost =
        pair_of(&found, "fleets.boats", "sites.office.berths.road");
    assert_non_null(all_lost);
    assert_int_equal(all_lost->left_cost, 40);
    assert_int_equal(all_lost->left_at_least, 40);
    assert_null(pair_of(&found, "fleets.boats", "fleets.buses"));
    assert_int_equal(found.pairs[0].left_cost, 40); /* the worst first */
    mst_contingency_release(&found);
    mst_post_release(post);
}

/* The other way: every pair of this post compiled and planned by itself. */
static void
no_pair_left_out_is_worse_than_what_explains_it(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency found = judge(post, 1, 1000);
    for (uint32_t a = 0; a < found.loss_count; a++) {
        for (uint32_t b = a + 1; b < found.loss_count; b++) {
            const mst_loss *both[] = {&found.losses[a], &found.losses[b]};
            mst_arena arena;
            mst_error err = {0};
            mst_case *instance;
            mst_solution solution;
            mst_arena_init(&arena, 0);
            assert_int_equal(mst_losses_compile(post, (mst_scenario_id){0}, (mst_option_id){0},
                                                NULL, both, 2, &arena, &instance, &err),
                             MST_OK);
            mst_solve_options options = {.seed = 1, .effort = 5, .only_plan = true};
            assert_int_equal(mst_solve(instance, &options, &solution, &err), MST_OK);
            const mst_contingency_row *told = pair_of(&found, both[0]->name, both[1]->name);
            const mst_measures *worse =
                mst_measures_compare(instance->phases, &found.singles[a].measures,
                                     &found.singles[b].measures) > 0
                    ? &found.singles[a].measures
                    : &found.singles[b].measures;
            int order = mst_measures_compare(instance->phases, &solution.measures,
                                             told != NULL ? &told->measures : worse);
            bool alike =
                found.singles[a].like != a || found.singles[b].like != b ||
                (both[0]->item_class == both[1]->item_class && both[0]->item == both[1]->item);
            if (told != NULL ? order != 0 : (!alike && order > 0)) {
                fail_msg("%s and %s: planned alone they leave %lld, after %lld", both[0]->name,
                         both[1]->name, (long long)solution.measures.left,
                         (long long)solution.measures.completion);
            }
            mst_solution_release(&solution);
            mst_case_release(instance);
            mst_arena_release(&arena);
        }
    }
    mst_contingency_release(&found);
    mst_post_release(post);
}

static void
any_number_of_threads_finds_the_same(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency one = judge(post, 1, 10);
    mst_contingency two = judge(post, 3, 10);
    assert_int_equal(one.loss_count, two.loss_count);
    assert_int_equal(one.pair_count, two.pair_count);
    assert_memory_equal(one.ranked, two.ranked, one.loss_count * sizeof *one.ranked);
    for (uint32_t i = 0; i < one.loss_count; i++) {
        assert_memory_equal(&one.singles[i].measures, &two.singles[i].measures,
                            sizeof one.singles[i].measures);
    }
    for (uint32_t i = 0; i < one.pair_count; i++) {
        assert_memory_equal(one.pairs[i].losses, two.pairs[i].losses, sizeof one.pairs[i].losses);
    }
    mst_contingency_release(&one);
    mst_contingency_release(&two);
    mst_post_release(post);
}

static void
a_stop_keeps_what_was_judged(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency found;
    mst_error err = {0};
    volatile int stop = 1;
    mst_contingency_options options = {.seed = 1, .threads = 1, .pairs = 10, .stop = &stop};
    assert_int_equal(mst_contingency_judge(post, &options, &found, &err), MST_INTERRUPTED);
    mst_contingency_release(&found);
    mst_post_release(post);
}

static void
what_a_plan_leans_on_is_counted(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency found = judge(post, 1, 0);
    const mst_plan *plan = &mst_contingency_base(&found)->solution.plan;
    static const struct {
        const char *loss;
        uint32_t moves;
        int64_t persons;
        mst_time first, last;
    } rows[] = {
        {"links.near", 1, 40, MINUTES(70), MINUTES(130)},
        {"fleets.buses", 1, 40, MINUTES(70), MINUTES(130)},
        {"sites.office", 1, 40, MINUTES(70), MINUTES(130)},
        {"sites.haven.safe", 1, 40, MINUTES(70), MINUTES(130)},
        {"sites.office.berths.road", 1, 40, MINUTES(70), MINUTES(130)},
        {"sites.office.berths.sea", 0, 0, MST_NEVER, MST_NEVER},
        {"links.far", 0, 0, MST_NEVER, MST_NEVER},
        {"permissions.port", 0, 0, MST_NEVER, MST_NEVER},
        {"people.guards", 0, 0, MST_NEVER, MST_NEVER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mst_lean lean = mst_plan_lean(plan, &found.losses[index_of(&found, rows[i].loss)]);
        if (lean.moves != rows[i].moves || lean.persons != rows[i].persons ||
            lean.first != rows[i].first || lean.last != rows[i].last) {
            fail_msg("%s: %u moves with %lld, from %lld to %lld", rows[i].loss, lean.moves,
                     (long long)lean.persons, (long long)lean.first, (long long)lean.last);
        }
    }
    mst_contingency_release(&found);
    mst_post_release(post);
}

/* A setting says the same as its loss: the cell planned with either measures the same. */
static void
each_setting_says_what_its_loss_does(void **state)
{
    (void)state;
    mst_post *post = read_text(roads);
    mst_contingency found = judge(post, 1, 0);
    uint32_t settings = 0;
    for (uint32_t i = 0; i < found.loss_count; i++) {
        const mst_loss *loss = &found.losses[i];
        mst_change change;
        mst_error err = {0};
        if (loss->setting == NULL) {
            assert_int_equal(loss->kind, MST_LOSS_FORCE);
            continue;
        }
        settings++;
        if (mst_override_parse(post, loss->setting, &change, &err) != MST_OK) {
            fail_msg("%s: %s", loss->setting, err.text);
        }
        assert_int_equal(change.item_class, loss->change.item_class);
        assert_int_equal(change.item, loss->change.item);
        assert_int_equal(change.operation, loss->change.operation);
        assert_int_equal(change.field, loss->change.field);
        assert_int_equal(change.berth_class, loss->change.berth_class);
        assert_int_equal(change.value, loss->change.value);
    }
    assert_true(settings > 10);
    mst_contingency_release(&found);
    mst_post_release(post);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_loss_costs_what_the_next_way_takes_longer),
        cmocka_unit_test(guards_who_stand_down_are_still_there),
        cmocka_unit_test(pairs_are_those_that_neither_alone_explains),
        cmocka_unit_test(no_pair_left_out_is_worse_than_what_explains_it),
        cmocka_unit_test(any_number_of_threads_finds_the_same),
        cmocka_unit_test(a_stop_keeps_what_was_judged),
        cmocka_unit_test(what_a_plan_leans_on_is_counted),
        cmocka_unit_test(each_setting_says_what_its_loss_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
