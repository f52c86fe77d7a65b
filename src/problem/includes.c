/* SPDX-License-Identifier: Apache-2.0
 *
 * What a scenario or an option takes in: includes come before what includes them, depth first, each
 * once.
 */
#include "problem/compile.h"

enum { UNSEEN, OPENED, DONE };

typedef struct include_graph {
    uint32_t count;
    uint32_t (*include_count)(const mst_post *post, uint32_t index);
    uint32_t (*include)(const mst_post *post, uint32_t index, uint32_t k);
    mst_place (*place)(const mst_post *post, uint32_t index);
} include_graph;

static uint32_t
scenario_include_count(const mst_post *post, uint32_t index)
{
    return post->scenarios[index].include_count;
}

static uint32_t
scenario_include(const mst_post *post, uint32_t index, uint32_t k)
{
    return post->scenarios[index].includes[k].index;
}

static mst_place
scenario_place(const mst_post *post, uint32_t index)
{
    return post->scenarios[index].place;
}

static uint32_t
option_include_count(const mst_post *post, uint32_t index)
{
    return post->options[index].include_count;
}

static uint32_t
option_include(const mst_post *post, uint32_t index, uint32_t k)
{
    return post->options[index].includes[k].index;
}

static mst_place
option_place(const mst_post *post, uint32_t index)
{
    return post->options[index].place;
}

/* Indexes of `root` and all it includes, in order of application, into *order. */
static mst_status
include_order(mst__compile *c, const include_graph *graph, uint32_t root, uint32_t **order,
              uint32_t *order_count)
{
    uint8_t *state = MST_TAKE(c->scratch, uint8_t, graph->count);
    uint32_t *path = MST_TAKE(c->scratch, uint32_t, graph->count);
    uint32_t *next = MST_TAKE(c->scratch, uint32_t, graph->count);
    uint32_t *done = MST_TAKE(c->scratch, uint32_t, graph->count);
    if (state == NULL || path == NULL || next == NULL || done == NULL) {
        return mst__no_memory(c);
    }
    uint32_t depth = 1;
    uint32_t count = 0;
    path[0] = root;
    state[root] = OPENED;
    while (depth > 0) {
        uint32_t index = path[depth - 1];
        if (next[index] == graph->include_count(c->post, index)) {
            state[index] = DONE;
            done[count++] = index;
            depth--;
            continue;
        }
        uint32_t child = graph->include(c->post, index, next[index]++);
        if (state[child] == OPENED) {
            return mst_fail(c->err, MST_INVALID, graph->place(c->post, index),
                            "it includes itself, by way of what it includes");
        }
        if (state[child] == UNSEEN) {
            state[child] = OPENED;
            path[depth++] = child;
        }
    }
    *order = done;
    *order_count = count;
    return MST_OK;
}

mst_status
mst__scenario_order(mst__compile *c, uint32_t **order, uint32_t *count)
{
    const include_graph graph = {.count = c->post->scenario_count,
                                 .include_count = scenario_include_count,
                                 .include = scenario_include,
                                 .place = scenario_place};
    return include_order(c, &graph, c->scenario, order, count);
}

mst_status
mst__option_order(mst__compile *c, uint32_t **order, uint32_t *count)
{
    const include_graph graph = {.count = c->post->option_count,
                                 .include_count = option_include_count,
                                 .include = option_include,
                                 .place = option_place};
    return include_order(c, &graph, c->option, order, count);
}
