/* SPDX-License-Identifier: Apache-2.0 */
#include "played.h"

#include <stdio.h>
#include <string.h>

static char difference[1024];

static void
differs(const char *what, double played, double checked)
{
    size_t used = strlen(difference);
    snprintf(difference + used, sizeof difference - used, "%s%s played %.0f, checked %.0f",
             used > 0 ? "; " : "", what, played, checked);
}

static void
compare(const mst_problem *problem, const mst_measures *a, const mst_measures *b)
{
    difference[0] = '\0';
    for (uint32_t p = 0; p < problem->priority_count; p++) {
        if (a->left_by_priority[p] != b->left_by_priority[p]) {
            differs("left of a priority", (double)a->left_by_priority[p],
                    (double)b->left_by_priority[p]);
        }
    }
    if (a->left != b->left) {
        differs("left", (double)a->left, (double)b->left);
    }
    if (a->left_force != b->left_force) {
        differs("left force", (double)a->left_force, (double)b->left_force);
    }
    if (a->completion != b->completion) {
        differs("completion", (double)a->completion, (double)b->completion);
    }
    if (a->completion_evacuees != b->completion_evacuees) {
        differs("completion of evacuees", (double)a->completion_evacuees,
                (double)b->completion_evacuees);
    }
    if (a->exposure != b->exposure) {
        differs("exposure", (double)a->exposure, (double)b->exposure);
    }
    if (a->vehicle_ms != b->vehicle_ms) {
        differs("vehicle time", (double)a->vehicle_ms, (double)b->vehicle_ms);
    }
    if (a->first_movement != b->first_movement) {
        differs("first movement", (double)a->first_movement, (double)b->first_movement);
    }
}

const char *
played_alike(const mst_case *instance, const mst_plan *plan)
{
    mst_case first = {.phase_count = 1, .phases = instance->phases};
    mst_error err = {0};
    mst_judgement judgement;
    while (plan->before != NULL) {
        plan = plan->before;
    }
    if (mst_check(&first, plan, &judgement, &err) != MST_OK || judgement.violation_count > 0) {
        mst_judgement_release(&judgement);
        return "the plan is not valid";
    }
    mst_play *play = NULL;
    mst_play_room *room = NULL;
    mst_play_result result;
    mst_play_options options = {.seed = 1, .without_chance = true};
    if (mst_play_build(&first, plan, &options, &play, &err) != MST_OK ||
        mst_play_room_open(play, &room, &err) != MST_OK) {
        snprintf(difference, sizeof difference, "no player: %.400s", err.text);
    } else {
        mst_play_once(play, room, 0, &result);
        compare(&first.phases[0], &result.measures, &judgement.measures);
    }
    mst_play_room_close(room);
    mst_play_close(play);
    mst_judgement_release(&judgement);
    return difference[0] != '\0' ? difference : NULL;
}
