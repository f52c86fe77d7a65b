/* SPDX-License-Identifier: Apache-2.0 */
#include "solve/kept.h"

#include "problem/plan_bytes.h"
#include "solve/guide.h"
#include "solve/improve.h"

typedef struct reading {
    mst_bytes_reader *in;
    const mst_case *instance;
    mst_arena *arena;
} reading;

#define TAKE(r, type, count) ((type *)mst_bytes_room((r)->in, (r)->arena, (count), sizeof(type)))

/* ---- bounds ---- */

static void
write_certificate(mst_bytes *out, const mst_certificate *certificate)
{
    mst_bytes_put(out, certificate != NULL);
    if (certificate == NULL) {
        return;
    }
    mst_bytes_put(out, certificate->kind);
    mst_bytes_put(out, certificate->measure);
    mst_bytes_put_wide(out, certificate->bound);
    mst_bytes_put(out, certificate->most_left);
    mst_bytes_put(out, certificate->priority_count);
    for (uint32_t p = 0; p < MST_MAX_PRIORITIES; p++) {
        mst_bytes_put(out, certificate->most_left_by_priority[p]);
    }
    mst_bytes_put(out, certificate->part_count);
    for (uint32_t i = 0; i < certificate->part_count; i++) {
        const mst_certificate_part *part = &certificate->parts[i];
        mst_bytes_put_text(out, part->name);
        mst_bytes_put(out, part->count);
        for (uint32_t k = 0; k < part->count; k++) {
            mst_bytes_put(out, part->values[k]);
        }
    }
}

static const mst_certificate *
read_certificate(const reading *r)
{
    mst_certificate *certificate = mst_bytes_get_bool(r->in) ? TAKE(r, mst_certificate, 1) : NULL;
    if (certificate == NULL) {
        return NULL;
    }
    certificate->kind = (mst_certificate_kind)mst_bytes_get(r->in);
    certificate->measure = (mst_measure)mst_bytes_get(r->in);
    certificate->bound = mst_bytes_get_wide(r->in);
    certificate->most_left = mst_bytes_get(r->in);
    certificate->priority_count = mst_bytes_get_index(r->in);
    for (uint32_t p = 0; p < MST_MAX_PRIORITIES; p++) {
        certificate->most_left_by_priority[p] = mst_bytes_get(r->in);
    }
    uint32_t count = mst_bytes_get_count(r->in);
    mst_certificate_part *parts = TAKE(r, mst_certificate_part, count);
    for (uint32_t i = 0; parts != NULL && i < count; i++) {
        parts[i].name = mst_bytes_get_text(r->in, r->arena);
        uint32_t values = mst_bytes_get_count(r->in);
        int64_t *list = TAKE(r, int64_t, values);
        for (uint32_t k = 0; list != NULL && k < values; k++) {
            list[k] = mst_bytes_get(r->in);
        }
        parts[i].count = values;
        parts[i].values = list;
    }
    certificate->part_count = count;
    certificate->parts = parts;
    return certificate;
}

static void
write_bound(mst_bytes *out, const mst_bound *bound)
{
    for (uint32_t p = 0; p < MST_MAX_PRIORITIES; p++) {
        mst_bytes_put(out, bound->left_by_priority[p]);
    }
    mst_bytes_put(out, bound->left);
    mst_bytes_put(out, bound->completion);
    mst_bytes_put_wide(out, bound->exposure);
    mst_bytes_put_text(out, bound->left_reason);
    mst_bytes_put_text(out, bound->completion_reason);
    write_certificate(out, bound->certificate);
    mst_bytes_put(out, bound->witness_count);
    for (uint32_t i = 0; i < bound->witness_count; i++) {
        write_certificate(out, bound->witnesses[i]);
    }
}

static void
read_bound(const reading *r, mst_bound *bound)
{
    for (uint32_t p = 0; p < MST_MAX_PRIORITIES; p++) {
        bound->left_by_priority[p] = mst_bytes_get(r->in);
    }
    bound->left = mst_bytes_get(r->in);
    bound->completion = mst_bytes_get(r->in);
    bound->exposure = mst_bytes_get_wide(r->in);
    bound->left_reason = mst_bytes_get_text(r->in, r->arena);
    bound->completion_reason = mst_bytes_get_text(r->in, r->arena);
    bound->certificate = read_certificate(r);
    bound->witness_count = mst_bytes_get_count(r->in);
    if (bound->witness_count > MST_BOUND_WITNESSES) {
        r->in->is_bad = true;
        bound->witness_count = 0;
    }
    for (uint32_t i = 0; i < bound->witness_count; i++) {
        bound->witnesses[i] = read_certificate(r);
    }
}

/* ---- recipes ---- */

static void
write_stage(mst_bytes *out, const mst_recipe *recipe, const mst__genes *genes)
{
    /* One by one: the bytes between members are of no value. */
    const double weights[] = {genes->fill, genes->threat,     genes->priority, genes->efficiency,
                              genes->rest, genes->congestion, genes->room};
    const int64_t numbers[] = {genes->far,         genes->patience,
                               genes->due,         genes->from,
                               genes->detours,     genes->guards_early,
                               genes->fresh_crews, genes->guards_fill,
                               genes->deploy,      genes->work_before_pins,
                               genes->pins_late,   genes->self_first,
                               genes->wave_early,  genes->found,
                               genes->start};
    mst_bytes_put_block(out, weights, sizeof weights);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        mst_bytes_put(out, numbers[i]);
    }
    for (uint32_t s = 0; s < recipe->site_count; s++) {
        mst_bytes_put_block(out, &genes->pickup_weight[s], sizeof(double));
        mst_bytes_put_block(out, &genes->target_weight[s], sizeof(double));
        mst_bytes_put(out, genes->delivery_cap[s]);
    }
    for (uint32_t c = 0; c < recipe->cohort_count; c++) {
        mst_bytes_put(out, genes->ranks[c]);
        mst_bytes_put(out, genes->desk_ranks[c]);
    }
}

static void
write_recipe(mst_bytes *out, const mst_problem *problem, const mst_recipe *recipe)
{
    mst_bytes_put(out, recipe != NULL);
    if (recipe == NULL) {
        return;
    }
    mst_bytes_put(out, recipe->site_count);
    mst_bytes_put(out, recipe->cohort_count);
    for (const mst__genes *stage = recipe->genes; stage != NULL; stage = stage->later) {
        write_stage(out, recipe, stage);
    }
    mst__guide_write(problem, recipe->guide, out);
}

static void
read_stage(const reading *r, const mst_recipe *recipe, mst__genes *genes)
{
    double *const weights[] = {&genes->fill,       &genes->threat, &genes->priority,
                               &genes->efficiency, &genes->rest,   &genes->congestion,
                               &genes->room};
    for (size_t i = 0; i < sizeof weights / sizeof weights[0]; i++) {
        mst_bytes_get_block(r->in, weights[i], sizeof(double));
    }
    genes->far = (int32_t)mst_bytes_get(r->in);
    genes->patience = mst_bytes_get(r->in);
    genes->due = mst_bytes_get(r->in);
    genes->from = mst_bytes_get(r->in);
    bool *const flags[] = {&genes->detours,     &genes->guards_early, &genes->fresh_crews,
                           &genes->guards_fill, &genes->deploy,       &genes->work_before_pins,
                           &genes->pins_late,   &genes->self_first};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        *flags[i] = mst_bytes_get_bool(r->in);
    }
    genes->wave_early = mst_bytes_get_index(r->in);
    genes->found = mst_bytes_get_bool(r->in);
    genes->start = mst_bytes_get_index(r->in);
    for (uint32_t s = 0; s < recipe->site_count; s++) {
        mst_bytes_get_block(r->in, &genes->pickup_weight[s], sizeof(double));
        mst_bytes_get_block(r->in, &genes->target_weight[s], sizeof(double));
        genes->delivery_cap[s] = mst_bytes_get(r->in);
    }
    for (uint32_t c = 0; c < recipe->cohort_count; c++) {
        genes->ranks[c] = mst_bytes_get_index(r->in);
        genes->desk_ranks[c] = mst_bytes_get_index(r->in);
    }
}

static const mst_recipe *
read_recipe(const reading *r)
{
    const mst_problem *problem = &r->instance->phases[r->instance->phase_count - 1];
    mst_recipe *recipe = mst_bytes_get_bool(r->in) ? TAKE(r, mst_recipe, 1) : NULL;
    if (recipe == NULL) {
        return NULL;
    }
    recipe->site_count = mst_bytes_get_index(r->in);
    recipe->cohort_count = mst_bytes_get_index(r->in);
    bool fits =
        recipe->site_count == problem->site_count && recipe->cohort_count == problem->cohort_count;
    recipe->genes = fits ? mst__genes_make(problem, 0, r->arena) : NULL;
    if (recipe->genes == NULL) {
        r->in->is_bad = true;
        return NULL;
    }
    for (mst__genes *stage = recipe->genes; stage != NULL; stage = stage->later) {
        read_stage(r, recipe, stage);
    }
    recipe->guide = mst__guide_read(problem, r->in, r->arena);
    return recipe;
}

/* ---- solutions ---- */

void
mst_solution_write(const mst_solution *solution, mst_bytes *out)
{
    mst_plan_write(&solution->plan, out);
    mst_measures_write(&solution->measures, out);
    write_bound(out, &solution->bound);
    write_recipe(out, solution->plan.problem, solution->recipe);
    mst_bytes_put(out, solution->proved_optimal);
    mst_bytes_put(out, solution->stopped);
    mst_bytes_put(out, solution->infeasible);
    mst_bytes_put_text(out, solution->infeasible_reason);
    mst_bytes_put_text(out, solution->pin_missed);
    mst_bytes_put(out, (int64_t)solution->plans_built);
    mst_bytes_put(out, (int64_t)solution->placements);
}

bool
mst_solution_read(mst_bytes_reader *in, const mst_case *instance, mst_solution *solution)
{
    *solution = (mst_solution){0};
    mst_arena_init(&solution->arena, 0);
    const reading r = {.in = in, .instance = instance, .arena = &solution->arena};
    mst_plan_read(in, instance, r.arena, &solution->plan);
    mst_measures_read(in, &solution->measures);
    read_bound(&r, &solution->bound);
    solution->recipe = read_recipe(&r);
    solution->proved_optimal = mst_bytes_get_bool(r.in);
    solution->stopped = mst_bytes_get_bool(r.in);
    solution->infeasible = mst_bytes_get_bool(r.in);
    solution->infeasible_reason = mst_bytes_get_text(in, r.arena);
    solution->pin_missed = mst_bytes_get_text(in, r.arena);
    solution->plans_built = (uint64_t)mst_bytes_get(in);
    solution->placements = (uint64_t)mst_bytes_get(in);
    if (in->is_bad || in->left > 0) {
        mst_solution_release(solution);
        *solution = (mst_solution){0};
        return false;
    }
    return true;
}
