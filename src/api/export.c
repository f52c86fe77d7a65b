/* SPDX-License-Identifier: Apache-2.0 */
#include "api/internal.h"
#include "present/milp.h"

/* A plan made quickly: its end is a horizon in which a better one lies; that of the post when it
 * leaves anybody behind. The caller releases the matrix in any case. */
static mst_status
quick_plan(const muster_post *post, const muster_export_options *options, mst_matrix *matrix,
           mst_milp_options *milp, mst_error *err)
{
    mst_scenario_id scenario = {options->scenario};
    mst_option_id option = {options->option};
    mst_matrix_options matrix_options = {
        .seed = 1,
        .effort = 1,
        .threads = 1,
        .without_binding = true,
        .scenario_count = 1,
        .scenarios = &scenario,
        .option_count = 1,
        .options = &option,
        .overrides = {.count = post->set_count, .changes = post->changes},
    };
    mst_status status = mst_matrix_plan(post->post, &matrix_options, matrix, err);
    if (status == MST_OK) {
        const mst_cell *cell = &matrix->cells[0];
        const mst_measures *measures = &cell->judgement.measures;
        if (cell->outcome == MST_OK && measures->left == 0 && measures->completion > 0) {
            milp->horizon = measures->completion;
            milp->fit = cell->instance->phase_count == 1 ? &cell->solution.plan : NULL;
        }
    }
    return status;
}

static muster_status
check_options(const muster_post *post, const muster_export_options *options, muster_error *err)
{
    const mst__api_choice choice = {0, 1, 1, &options->scenario, &options->option};
    if (options->deadline_ms < 0 || options->step_ms < 0) {
        return mst__api_refuse(err, MST_USAGE, "a deadline and a step must not be negative");
    }
    return mst__api_check_choice(post->post, &choice, err);
}

muster_status
muster_post_write_mps(muster_post *post, const muster_export_options *options, char **text,
                      muster_error *err)
{
    muster_status checked = check_options(post, options, err);
    if (checked != MUSTER_OK) {
        return checked;
    }
    mst_error inner = {.status = MST_OK};
    mst_case *instance = NULL;
    mst_override overrides = {.count = post->set_count, .changes = post->changes};
    mst_status status =
        mst_case_compile(post->post, (mst_scenario_id){options->scenario},
                         (mst_option_id){options->option}, &overrides, &instance, &inner);
    if (status != MST_OK) {
        return mst__api_fail(err, &inner, status);
    }
    mst_milp_options milp = {
        .horizon = instance->phases[0].horizon,
        .by_deadline = options->deadline_ms > 0,
        .step = options->step_ms,
        .most_steps = options->most_steps,
        .relax = options->relax,
        .name = post->post->id,
        .version = muster_version(),
    };
    if (milp.by_deadline && options->deadline_ms < milp.horizon) {
        milp.horizon = options->deadline_ms;
    }
    mst_matrix matrix = {0};
    if (!milp.by_deadline) {
        status = quick_plan(post, options, &matrix, &milp, &inner);
    }
    status = status == MST_OK ? mst_milp_write(instance, &milp, text, &inner) : status;
    mst_matrix_release(&matrix);
    mst_case_release(instance);
    return mst__api_fail(err, &inner, status);
}
