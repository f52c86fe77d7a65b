/* SPDX-License-Identifier: Apache-2.0
 *
 * How fast the event engine and the player are, on one core, by the time of the processor:
 *
 *   simulate POST SCENARIO OPTION RUNS
 *
 * Prints lines "name rate unit": of the M/M/1 queue, and of the cell's plan played RUNS times.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "read/read.h"
#include "simulate/play.h"
#include "simulate/queue.h"
#include "solve/solve.h"

static double
seconds_since(clock_t begin)
{
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

static int
fail(const mst_error *err)
{
    fprintf(stderr, "simulate: %s\n", err->text);
    return 1;
}

static int
play(const mst_case *instance, uint32_t runs, mst_error *err)
{
    mst_solve_options solve = {.seed = 1, .effort = 1, .only_plan = true};
    mst_play_options options = {.seed = 1};
    mst_solution solution;
    mst_play *played = NULL;
    mst_play_result *results = mst_heap_take(runs, sizeof *results);
    if (results == NULL || mst_solve(instance, &solve, &solution, err) != MST_OK ||
        mst_play_build(instance, &solution.plan, &options, &played, err) != MST_OK) {
        return fail(err);
    }
    clock_t begin = clock();
    if (mst_play_many(played, 0, runs, 1, results, err) != MST_OK) {
        return fail(err);
    }
    double seconds = seconds_since(begin);
    uint64_t events = 0;
    int64_t persons = 0;
    for (uint32_t i = 0; i < runs; i++) {
        events += results[i].events;
        persons += results[i].persons;
    }
    printf("player %.0f events/s\n", (double)events / seconds);
    printf("replications %.0f a second of %.0f people and %.0f events\n", runs / seconds,
           (double)persons / runs, (double)events / runs);
    mst_play_close(played);
    mst_solution_release(&solution);
    mst_heap_free(results);
    return 0;
}

static mst_status
compile(const mst_post *post, char **argv, mst_case **instance, mst_error *err)
{
    for (uint32_t s = 0; s < post->scenario_count; s++) {
        for (uint32_t o = 0; o < post->option_count; o++) {
            if (strcmp(post->scenarios[s].id, argv[2]) == 0 &&
                strcmp(post->options[o].id, argv[3]) == 0) {
                return mst_case_compile(post, (mst_scenario_id){s}, (mst_option_id){o}, NULL,
                                        instance, err);
            }
        }
    }
    return mst_fail(err, MST_NOT_FOUND, mst_nowhere(), "there is no cell %s, %s", argv[2], argv[3]);
}

int
main(int argc, char **argv)
{
    uint32_t runs = argc == 5 ? (uint32_t)strtoul(argv[4], NULL, 10) : 0;
    if (runs == 0) {
        fputs("usage: simulate POST SCENARIO OPTION RUNS\n", stderr);
        return 2;
    }
    mst_error err = {0};
    mst_queue_result queue;
    clock_t begin = clock();
    if (mst_queue_single(0.9, 5000000, 1, &queue, &err) != MST_OK) {
        return fail(&err);
    }
    printf("queue %.0f events/s\n", (double)queue.events / seconds_since(begin));
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_case *instance = NULL;
    mst_status status = mst_post_read(argv[1], &post, &faults, &err);
    mst_fault_list_release(&faults);
    if (status != MST_OK || compile(post, argv, &instance, &err) != MST_OK) {
        return fail(&err);
    }
    int code = play(instance, runs, &err);
    mst_case_release(instance);
    mst_post_release(post);
    return code;
}
