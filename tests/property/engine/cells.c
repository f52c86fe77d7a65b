/* SPDX-License-Identifier: Apache-2.0
 *
 * Cells of drafted posts. See cells.h.
 */
#include "cells.h"

#include <assert.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_SECONDS = 20, MOST_TRIES = 2500, MOST_KINDS = 64, KIND_BYTES = 96 };

void
say(char *fault, const char *format, ...)
{
    if (fault[0] == '\0') {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(fault, FAULT_BYTES, format, arguments);
        va_end(arguments);
    }
}

uint64_t
first_seed(void)
{
    const char *text = getenv("MUSTER_TEST_SEED");
    return text != NULL ? strtoull(text, NULL, 10) : 1;
}

/* ---- one cell ---- */

const char *
measures_differ(const mst_measures *a, const mst_measures *b)
{
    return memcmp(a->left_by_priority, b->left_by_priority, sizeof a->left_by_priority) != 0
               ? "left by priority"
           : a->left != b->left                               ? "left"
           : a->left_force != b->left_force                   ? "left force"
           : a->completion != b->completion                   ? "completion"
           : a->completion_evacuees != b->completion_evacuees ? "completion of evacuees"
           : a->exposure != b->exposure                       ? "exposure"
           : a->vehicle_ms != b->vehicle_ms                   ? "vehicle-hours"
           : a->first_movement != b->first_movement           ? "first movement"
                                                              : NULL;
}

/* < 0: `value` is better than `against`. */
static int
compare_left(const mst_problem *problem, const mst_measures *value, const int64_t *against)
{
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        if (value->left_by_priority[p] != against[p]) {
            return value->left_by_priority[p] < against[p] ? -1 : 1;
        }
    }
    return 0;
}

const char *
bound_broken(const mst_problem *problem, const mst_bound *bound, const mst_measures *against,
             const mst_measures *value)
{
    for (uint32_t m = 0; m < MST_MEASURE_COUNT; m++) {
        int worse = 0;
        switch (problem->measures[m]) {
        case MST_MEASURE_LEFT:
            if (compare_left(problem, value, bound->left_by_priority) < 0) {
                return "left";
            }
            worse = compare_left(problem, value, against->left_by_priority);
            break;
        case MST_MEASURE_COMPLETION:
            if (value->completion < bound->completion) {
                return "completion";
            }
            worse = value->completion > against->completion;
            break;
        case MST_MEASURE_EXPOSURE:
            if (value->exposure < bound->exposure) {
                return "exposure";
            }
            worse = value->exposure > against->exposure;
            break;
        case MST_MEASURE_VEHICLE_HOURS:
        case MST_MEASURE_COUNT:
            worse = value->vehicle_ms > against->vehicle_ms;
            break;
        }
        if (worse > 0) {
            return NULL;
        }
    }
    return NULL;
}

static void
judge(planned *cell, char *fault)
{
    mst_error err = {0};
    if (mst_check(cell->instance, &cell->solution.plan, &cell->judgement, &err) != MST_OK) {
        say(fault, "check fails: %s", err.text);
        return;
    }
    if (cell->judgement.violation_count > 0 && !cell->solution.infeasible) {
        const mst_violation *first = &cell->judgement.violations[0];
        say(fault, "the plan breaks %s (%s): %s", mst_rule_name(first->rule), first->clause,
            first->text);
        return;
    }
    const mst_measures *own = &cell->solution.measures;
    const mst_measures *judged = &cell->judgement.measures;
    const char *differs = measures_differ(own, judged);
    if (differs != NULL && !cell->solution.infeasible) {
        say(fault,
            "solver and checker measure %s differently: left %lld/%lld, completion "
            "%lld/%lld, exposure %.0f/%.0f, vehicle ms %lld/%lld, first movement %lld/%lld",
            differs, (long long)own->left, (long long)judged->left, (long long)own->completion,
            (long long)judged->completion, (double)own->exposure, (double)judged->exposure,
            (long long)own->vehicle_ms, (long long)judged->vehicle_ms,
            (long long)own->first_movement, (long long)judged->first_movement);
    }
    const char *broken = bound_broken(planned_problem(cell), &cell->solution.bound, own, own);
    if (broken != NULL) {
        say(fault,
            "the bound of %s is above the plan's own value: left %lld > %lld, completion "
            "%lld > %lld, exposure %.0f > %.0f",
            broken, (long long)cell->solution.bound.left, (long long)own->left,
            (long long)cell->solution.bound.completion, (long long)own->completion,
            (double)cell->solution.bound.exposure, (double)own->exposure);
    }
}

void
planned_open(planned *cell, const draft *post, const draft_order *order, uint32_t effort,
             char *fault)
{
    static char text[DRAFT_TEXT_BYTES];
    mst_fault_list faults;
    mst_error err = {0};
    *cell = (planned){0};
    size_t bytes = draft_write(post, order, text);
    if (mst_post_read_text("drawn", text, bytes, &cell->post, &faults, &err) != MST_OK) {
        say(fault, "the post is refused: line %u: %s", err.line, err.text);
    }
    mst_fault_list_release(&faults);
    if (fault[0] != '\0') {
        return;
    }
    if (mst_case_compile(cell->post, (mst_scenario_id){0}, (mst_option_id){0}, NULL,
                         &cell->instance, &err) != MST_OK) {
        say(fault, "the cell is not compiled: line %u: %s", err.line, err.text);
        return;
    }
    mst_solve_options options = {.seed = 1, .effort = effort};
    if (mst_solve(cell->instance, &options, &cell->solution, &err) != MST_OK) {
        say(fault, "the solver fails: %s", err.text);
        return;
    }
    judge(cell, fault);
}

bool
planned_go_on(planned *cell, uint32_t effort, char *fault)
{
    const mst_recipe *own = cell->solution.recipe;
    if (own == NULL) {
        return false;
    }
    mst_solve_options options = {.seed = 1,
                                 .effort = effort,
                                 .stream = 1,
                                 .recipes = &own,
                                 .recipe_count = 1,
                                 .only_plan = true};
    mst_solution found;
    mst_error err = {0};
    mst_status status = mst_solve(cell->instance, &options, &found, &err);
    mst_judgement_release(&cell->judgement);
    mst_solution_release(&cell->solution);
    cell->solution = found;
    if (status != MST_OK) {
        say(fault, "the solver fails: %s", err.text);
        return false;
    }
    if (mst_bound_plain(planned_problem(cell), &found.measures, &cell->solution.bound,
                        &cell->solution.arena, &err) != MST_OK) {
        say(fault, "the bound fails: %s", err.text);
        return false;
    }
    judge(cell, fault);
    return true;
}

void
planned_close(planned *cell)
{
    mst_judgement_release(&cell->judgement);
    mst_solution_release(&cell->solution);
    if (cell->instance != NULL) {
        mst_case_release(cell->instance);
    }
    if (cell->post != NULL) {
        mst_post_release(cell->post);
    }
    *cell = (planned){0};
}

/* ---- many ---- */

static const char *
fault_folder(void)
{
    return getenv("MUSTER_TEST_FAULTS");
}

/* F2: in a process of its own. */
static void
ask_apart(question ask, const draft *post, uint64_t seed, char *fault)
{
    int ends[2];
    assert(pipe(ends) == 0);
    fflush(stdout);
    pid_t child = fork();
    assert(child >= 0);
    if (child == 0) {
        close(ends[0]);
        alarm(MOST_SECONDS);
        char said[FAULT_BYTES] = "";
        freopen("/dev/null", "w", stderr);
        ask(post, seed, said);
        ssize_t sent = write(ends[1], said, strlen(said) + 1);
        _exit(sent > 0 ? 0 : 1);
    }
    close(ends[1]);
    size_t got = 0;
    ssize_t more = 0;
    while ((more = read(ends[0], fault + got, FAULT_BYTES - 1 - got)) > 0) {
        got += (size_t)more;
    }
    fault[got] = '\0';
    close(ends[0]);
    int result = 0;
    waitpid(child, &result, 0);
    if (WIFSIGNALED(result)) {
        fault[0] = '\0';
        say(fault,
            WTERMSIG(result) == SIGALRM ? "it hangs: more than 20 s" : "it crashes: signal %d",
            WTERMSIG(result));
    }
}

static void
ask_one(question ask, const draft *post, uint64_t seed, char *fault)
{
    fault[0] = '\0';
    if (fault_folder() != NULL) {
        ask_apart(ask, post, seed, fault);
    } else {
        ask(post, seed, fault);
    }
}

static void
kind_of(const char *fault, char *kind)
{
    size_t length = strcspn(fault, ":");
    length = length < KIND_BYTES - 1 ? length : KIND_BYTES - 1;
    memcpy(kind, fault, length);
    kind[length] = '\0';
}

typedef struct hunt {
    question ask;
    uint64_t seed;
    char kind[KIND_BYTES];
} hunt;

static bool
fails_alike(const draft *post, void *context)
{
    const hunt *h = context;
    char fault[FAULT_BYTES];
    char kind[KIND_BYTES];
    ask_one(h->ask, post, h->seed, fault);
    kind_of(fault, kind);
    return strcmp(kind, h->kind) == 0;
}

static void
keep(const char *name, const draft *post, const hunt *h)
{
    static char text[DRAFT_TEXT_BYTES];
    char path[512];
    char fault[FAULT_BYTES];
    char word[KIND_BYTES];
    ask_one(h->ask, post, h->seed, fault);
    fault[strcspn(fault, "\n")] = '\0';
    for (size_t i = 0; i <= strlen(h->kind); i++) {
        char c = h->kind[i];
        word[i] = (c >= 'a' && c <= 'z') || c == '\0' ? c : '-';
    }
    snprintf(path, sizeof path, "%s/%s-%s-%llu.yaml", fault_folder(), name, word,
             (unsigned long long)h->seed);
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        draft_write(post, NULL, text);
        fprintf(file, "# %s (%s, seed %llu)\n%s", fault, name, (unsigned long long)h->seed, text);
        fclose(file);
        printf("kept in %s\n", path);
    }
}

uint32_t
ask_many(const char *name, uint32_t cases, question ask)
{
    static char kinds[MOST_KINDS][KIND_BYTES];
    uint32_t kind_count = 0;
    uint32_t failed = 0;
    uint64_t seed = first_seed();
    for (uint32_t i = 0; i < cases; i++) {
        draft post;
        char fault[FAULT_BYTES];
        hunt h = {.ask = ask, .seed = seed + i};
        draft_random(&post, h.seed);
        ask_one(ask, &post, h.seed, fault);
        if (fault[0] == '\0') {
            continue;
        }
        failed++;
        printf("%s, seed %llu: %s\n", name, (unsigned long long)h.seed, fault);
        kind_of(fault, h.kind);
        bool known = false;
        for (uint32_t k = 0; k < kind_count; k++) {
            known = known || strcmp(kinds[k], h.kind) == 0;
        }
        if (!known && kind_count < MOST_KINDS && fault_folder() != NULL) {
            memcpy(kinds[kind_count++], h.kind, KIND_BYTES);
            draft_shrink(&post, fails_alike, &h, MOST_TRIES);
            keep(name, &post, &h);
        }
        fflush(stdout);
    }
    printf("%s: %u posts from seed %llu on, %u with a fault\n", name, cases,
           (unsigned long long)seed, failed);
    return failed;
}
