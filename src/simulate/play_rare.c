/* SPDX-License-Identifier: Apache-2.0
 *
 * How far a run falls behind the plan, and how probable it is to fall far behind, by splitting
 * (splitting.h).
 *
 * B1  At the end of each bin, behind is the part of those drawn who would be out by then if the
 *     plan's part of them were, less those who are out. A run's importance is the most it was
 *     behind so far.
 */
#include <assert.h>
#include <string.h>

#include "simulate/play_internal.h"

/* People fewer out by the end of bin `bin` than by the plan. */
static int64_t
behind_at(const mst_play_room *room, uint32_t bin)
{
    const mst_play_result *planned = room->play->options.planned;
    if (planned->persons <= 0) {
        return 0;
    }
    return room->in_scope * planned->out[bin] / planned->persons - room->out_count;
}

void
mst__look_behind(mst_play_room *room, mst_time now)
{
    const mst_play *play = room->play;
    mst_time step = mst_ceil_divide(mst_play_span(play), MST_PLAY_BINS);
    while (room->bin < MST_PLAY_BINS && now > step * (room->bin + 1)) {
        int64_t behind = behind_at(room, room->bin);
        room->result->behind = behind > room->result->behind ? behind : room->result->behind;
        room->bin++;
    }
}

typedef struct rare {
    mst_play_room *room; /* that is played in; states are copies of what it holds */
    mst_play_result *result;
} rare;

/* A state is the room, the result so far, and the room's block. */
static void
save(const rare *r, char *state)
{
    memcpy(state, r->room, sizeof *r->room);
    memcpy(state + sizeof *r->room, r->result, sizeof *r->result);
    memcpy(state + sizeof *r->room + sizeof *r->result, r->room->block, r->room->play->room_bytes);
}

static void
restore(const rare *r, const char *state)
{
    memcpy(r->room, state, sizeof *r->room);
    memcpy(r->result, state + sizeof *r->room, sizeof *r->result);
    memcpy(r->room->block, state + sizeof *r->room + sizeof *r->result, r->room->play->room_bytes);
}

static void
rare_begin(const void *context, void *state, const mst_luck *luck)
{
    const rare *r = context;
    mst__begin(r->room, *luck, r->result);
    save(r, state);
}

static bool
rare_advance(const void *context, void *state, double level, const mst_luck *luck)
{
    const rare *r = context;
    restore(r, state);
    r->room->luck = *luck;
    bool reached = (double)r->result->behind >= level;
    while (!reached && mst__step(r->room)) {
        reached = (double)r->result->behind >= level;
    }
    if (!reached) {
        mst__look_behind(r->room, MST_NEVER);
        reached = (double)r->result->behind >= level;
    }
    if (reached) {
        save(r, state);
    }
    return reached;
}

mst_status
mst_play_rare(const mst_play *play, int64_t behind, uint32_t runs, mst_split_result *result,
              mst_error *err)
{
    assert(play->options.planned != NULL && behind > 0);
    mst_play_result working;
    rare r = {.result = &working};
    mst_status status = mst_play_room_open(play, &r.room, err);
    if (status != MST_OK) {
        return status;
    }
    double levels[MST_PLAY_LEVELS];
    for (uint32_t l = 0; l < MST_PLAY_LEVELS; l++) {
        levels[l] = (double)behind * (l + 1) / MST_PLAY_LEVELS;
    }
    mst_split_model model = {
        .context = &r,
        .state_bytes = (sizeof *r.room + sizeof working + play->room_bytes + 15) / 16 * 16,
        .begin = rare_begin,
        .advance = rare_advance,
    };
    mst_arena arena;
    mst_arena_init(&arena, 0);
    status =
        mst_split(&model, levels, MST_PLAY_LEVELS, runs, play->options.seed, &arena, result, err);
    mst_arena_release(&arena);
    mst_play_room_close(r.room);
    return status;
}
