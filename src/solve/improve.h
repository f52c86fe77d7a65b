/* SPDX-License-Identifier: Apache-2.0
 *
 * The search: builds many plans from varied genes and keeps the best.
 */
#ifndef MUSTER_SOLVE_IMPROVE_H
#define MUSTER_SOLVE_IMPROVE_H

#include "solve/build.h"

/* The genes of a plan, with the numbers that they must be applied with. */
struct mst_recipe {
    uint32_t site_count, cohort_count;
    mst__genes *genes;
    const struct mst__guide *guide; /* they go by it; NULL: by none */
};

typedef struct mst__search {
    const mst_solve_options *options;
    const mst__state *past; /* NULL: from the order */
    uint32_t phase;
    const mst_plan *before; /* of the phase before; NULL for the first */
    /* NULL, or the plan of the first start configuration, where it has been built already: with so
     * many placements, so many pins missed */
    const mst__state *first;
    uint64_t first_work;
    uint32_t first_pins_missed;
    mst__pin_lack first_lack;
    const mst_bound *bound;   /* the search ends when it is reached; may be NULL */
    double share_done, share; /* for progress: this phase's part of the whole */
    /* results */
    const mst__genes *genes; /* those that build `best`, in the arena given; NULL: none */
    bool has_start;   /* `best` and `measures` are of a plan already: the search goes on from it */
    mst__state *best; /* owned by the caller */
    mst_measures measures;
    uint32_t pins_missed;
    mst__pin_lack lack; /* of the first of them */
    bool is_part;       /* `best` is but the beginning of a plan that was given up (build.h) */
    bool unsound;       /* no plan found may be taken (mst__search_accepts) */
    uint64_t built;
    bool stopped;
    bool out_of_memory;
} mst__search;

/* Does a plan keep rule 9 now that it is known who is left (sound.h), and is it accepted by the one
 * who asked for it? */
bool
mst__search_accepts(mst__search *search, const mst__builder *builder, mst__state *state);

/* Takes the builder's plan where it is better than the best so far, or the first. */
bool
mst__search_offer(mst__search *search, mst__builder *builder);

void
mst__improve(mst__builder *builder, mst__search *search, mst_arena *arena);

/* A copy of the genes, and of the guide they go by (may be NULL), in `arena`; NULL on lack of
 * memory. */
mst_recipe *
mst__recipe_make(const mst_problem *problem, const mst__genes *genes,
                 const struct mst__guide *guide, mst_arena *arena);

/* Is a better than b: pins kept first, then the measures. */
bool
mst__better(const mst_problem *problem, uint32_t pins_a, const mst_measures *a, uint32_t pins_b,
            const mst_measures *b);

#endif
