/* SPDX-License-Identifier: Apache-2.0
 *
 * The least deadline that is not refuted: by bisection with the linear program, and for the last
 * step by branching (Land and Doig 1960) on how often a leg is walked by all vehicles together,
 * which leaves no symmetry of vehicles that are alike.
 */
#include <assert.h>
#include <string.h>

#include "model/fields.h"
#include "solve/flow.h"

enum {
    MOST_DEPTH = 400,
    MOST_NODES = 20000,
    COARSE_STEPS = 3000, /* of the first tables */
};

typedef struct prover {
    const mst__flow *flow;
    mst__flow_proof *proof;
    const mst__flow_halt *halt;
    mst__flow_pricer pricer;
    mst__flow_master *master;
    mst_arena scratch;
    uint32_t depth;
    mst__flow_branch branches[MOST_DEPTH]; /* one for each thing that is counted */
    uint32_t branch_count;
    struct step {
        uint32_t branch;    /* in `branches` */
        bool is_new, upper; /* upper: at most `at`; else at least at + 1 */
        bool second;
        int64_t at;
        mst__flow_branch before;
    } steps[MOST_DEPTH];
    bool out_of_memory;
} prover;

static bool
is_stopped(const prover *p)
{
    return p->proof->work <= 0 || mst__flow_is_over(p->halt);
}

static bool
open_prover(prover *p, mst_time unit, mst_time deadline, bool *fits)
{
    mst_arena_init(&p->scratch, 0);
    if (!mst__flow_pricer_init(&p->pricer, p->flow, unit, deadline, &p->scratch, fits)) {
        return false;
    }
    p->master = *fits ? mst__flow_master_open(p->flow, &p->pricer, p->halt) : NULL;
    return !*fits || p->master != NULL;
}

static void
close_prover(prover *p)
{
    mst__flow_master_close(p->master);
    p->master = NULL;
    mst_arena_release(&p->scratch);
}

/* ---- trees ---- */

static mst__flow_node *
add_node(prover *p, mst__flow_tree *tree)
{
    void *nodes = tree->nodes;
    if (!mst_arena_grow(p->flow->arena, &nodes, tree->node_count, &tree->node_room,
                        sizeof(mst__flow_node), MOST_NODES)) {
        p->out_of_memory = tree->node_count < MOST_NODES;
        return NULL;
    }
    tree->nodes = nodes;
    return &tree->nodes[tree->node_count++];
}

/* Each branch counts once for each step down that set it. A step that a later one on the same count
 * and side replaced has no multiplier. */
static bool
add_leaf(prover *p, mst__flow_tree *tree)
{
    const mst__flow_dual *dual = mst__flow_master_dual(p->master);
    mst__flow_node *leaf = add_node(p, tree);
    if (leaf == NULL) {
        return false;
    }
    *leaf = (mst__flow_node){.is_leaf = true, .branch_count = p->depth};
    leaf->place = MST_TAKE(p->flow->arena, int64_t, p->flow->place_count);
    leaf->branch = MST_TAKE(p->flow->arena, int64_t, p->depth);
    if (leaf->place == NULL || leaf->branch == NULL) {
        p->out_of_memory = true;
        return false;
    }
    memcpy(leaf->place, dual->place, p->flow->place_count * sizeof *leaf->place);
    for (uint32_t d = 0; d < p->depth; d++) {
        const struct step *step = &p->steps[d];
        bool replaced = false;
        for (uint32_t k = d + 1; k < p->depth; k++) {
            replaced |= p->steps[k].branch == step->branch && p->steps[k].upper == step->upper;
        }
        leaf->branch[d] = replaced      ? 0
                          : step->upper ? dual->most[step->branch]
                                        : dual->least[step->branch];
    }
    return true;
}

/* One deadline by the linear program alone. */
static mst__flow_answer
ask(prover *p, uint32_t steps, mst__flow_tree *tree)
{
    mst__flow_answer answer = mst__flow_master_ask(p->master, steps, NULL, 0, &p->proof->work);
    if (answer == MST__FLOW_REFUTED) {
        *tree = (mst__flow_tree){.unit = p->pricer.unit, .steps = steps};
        p->depth = 0;
        if (!add_leaf(p, tree)) {
            return MST__FLOW_UNKNOWN;
        }
        mst_time bound = (steps + 1) * p->pricer.unit;
        if (bound > p->proof->bound) {
            p->proof->bound = bound;
            p->proof->tree = *tree;
            p->proof->has_tree = true;
        }
    }
    return answer;
}

/* Goes down to one side of a count. */
static void
descend(prover *p, const mst__flow_count *of, int64_t at, bool upper)
{
    uint32_t b = 0;
    while (b < p->branch_count && !mst__flow_same_count(&p->branches[b].of, of)) {
        b++;
    }
    struct step *step = &p->steps[p->depth++];
    step->is_new = b == p->branch_count;
    if (step->is_new) {
        p->branches[p->branch_count++] = (mst__flow_branch){*of, 0, MST_UNLIMITED};
    }
    step->branch = b;
    step->upper = upper;
    step->at = at;
    step->before = p->branches[b];
    if (upper) {
        p->branches[b].most = at;
    } else {
        p->branches[b].least = at + 1;
    }
}

/* Back up to the nearest step whose other side is open, and down there; false when none is. */
static bool
next_side(prover *p)
{
    while (p->depth > 0) {
        struct step step = p->steps[--p->depth];
        p->branches[step.branch] = step.before;
        p->branch_count -= step.is_new;
        if (!step.second) {
            mst__flow_count of = step.before.of;
            descend(p, &of, step.at, !step.upper);
            p->steps[p->depth - 1].second = true;
            return true;
        }
    }
    return false;
}

/* Branches until `steps` is refuted or met. */
static mst__flow_answer
branch(prover *p, uint32_t steps, mst__flow_tree *tree)
{
    *tree = (mst__flow_tree){.unit = p->pricer.unit, .steps = steps};
    p->depth = p->branch_count = 0;
    while (!is_stopped(p)) {
        mst__flow_answer answer =
            mst__flow_master_ask(p->master, steps, p->branches, p->branch_count, &p->proof->work);
        if (answer == MST__FLOW_REFUTED) {
            if (!add_leaf(p, tree)) {
                return MST__FLOW_UNKNOWN;
            }
            if (!next_side(p)) {
                return MST__FLOW_REFUTED;
            }
            continue;
        }
        mst__flow_count of;
        double times;
        mst__flow_node *node;
        if (answer != MST__FLOW_FRACTIONS || p->depth == MOST_DEPTH ||
            !mst__flow_master_fraction(p->master, &of, &times) ||
            (node = add_node(p, tree)) == NULL) {
            return answer == MST__FLOW_TOURS ? answer : MST__FLOW_UNKNOWN;
        }
        *node = (mst__flow_node){.of = of, .at = (int64_t)times};
        descend(p, &of, node->at, true);
        p->steps[p->depth - 1].second = false;
    }
    return MST__FLOW_UNKNOWN;
}

/* ---- bisection ---- */

/*
 * Between refuted and not. With `leap` 0 first the deadline just below `value`: often that is all.
 * Else upwards from what is refuted, by `leap` steps and then twice as many each time, since
 * coarser steps have shown where the end is; where it is just at `value`, that comes first again.
 */
static void
bisect(prover *p, mst_time value, uint32_t leap)
{
    mst_time unit = p->pricer.unit;
    uint32_t high = (uint32_t)((value + unit - 1) / unit); /* taken as possible */
    uint32_t low = (uint32_t)(p->proof->bound / unit);     /* refuted below */
    bool below = leap == 0 || low + leap >= high;
    mst__flow_tree tree;
    while (low < high && !is_stopped(p)) {
        uint32_t mid = below ? high - 1 : leap > 0 ? low + leap - 1 : low + (high - low) / 2;
        mid = mid < high ? mid : high - 1;
        below = false;
        if (ask(p, mid, &tree) == MST__FLOW_REFUTED) {
            low = mid + 1;
            leap *= 2;
        } else {
            high = mid;
            leap = 0;
        }
    }
}

bool
mst__flow_prove(const mst__flow *flow, mst_time value, const mst__flow_halt *halt,
                mst__flow_proof *proof)
{
    prover *p = MST_TAKE(flow->arena, prover, 1);
    if (p == NULL) {
        return false;
    }
    *p = (prover){.flow = flow, .proof = proof, .halt = halt};
    /* First in coarse steps, where a table costs little; they must not be so coarse that legs back
     * and forth take none. */
    uint32_t leap = 0;
    for (int64_t grains = value / COARSE_STEPS / flow->grain + 1; grains > 0 && !p->out_of_memory;
         grains = grains > 1 && leap > 0 ? 1 : grains / 2) {
        bool fits;
        if (!open_prover(p, grains * flow->grain, value, &fits)) {
            p->out_of_memory = true;
        } else if (fits) {
            bisect(p, value, leap);
            leap = (uint32_t)grains;
        }
        close_prover(p);
    }
    return !p->out_of_memory;
}

bool
mst__flow_branch_at(const mst__flow *flow, mst_time deadline, const mst__flow_halt *halt,
                    mst__flow_proof *proof, mst__flow_tours *tours, bool *found)
{
    *found = false;
    prover *p = MST_TAKE(flow->arena, prover, 1);
    if (p == NULL) {
        return false;
    }
    *p = (prover){.flow = flow, .proof = proof, .halt = halt};
    bool fits;
    if (!open_prover(p, flow->grain, deadline, &fits)) {
        p->out_of_memory = true;
    } else if (fits) {
        mst__flow_tree tree;
        uint32_t steps = (uint32_t)(deadline / flow->grain);
        mst__flow_answer answer = branch(p, steps, &tree);
        if (answer == MST__FLOW_REFUTED) {
            proof->bound = (mst_time)(steps + 1) * flow->grain;
            proof->tree = tree;
            proof->has_tree = true;
        } else if (answer == MST__FLOW_TOURS) {
            *found = true;
            p->out_of_memory = !mst__flow_master_tours(p->master, tours);
        }
    }
    close_prover(p);
    return !p->out_of_memory;
}
