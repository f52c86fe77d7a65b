/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: a cell in the forms of other solvers.
 */
#ifndef MUSTER_EXPORT_H
#define MUSTER_EXPORT_H

#include <muster/post.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zeros are the defaults, but for the cell. */
typedef struct muster_export_options {
    uint32_t scenario, option; /* by index */
    /* Nothing happens later, and the cost is who is left by then. 0: the horizon is the end of a
     * plan made quickly, and a sooner end than that is sought. */
    int64_t deadline_ms;
    int64_t step_ms;     /* 0: the longest that is exact, else the horizon over most_steps */
    uint32_t most_steps; /* 0: 500 */
    bool relax;          /* leaves out what the program cannot say, and lists it in its head */
} muster_export_options;

/*
 * The cell as a time-indexed mixed-integer program, free MPS with a head of comments that says what
 * a step is and what was left out. *text is the caller's (muster_text_free). MUSTER_USAGE when the
 * program cannot say something of the cell and `relax` is not set; MUSTER_LIMIT when it would be
 * too large. Grows with sites and links times kinds of vehicle times steps.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_post_write_mps(muster_post *post, const muster_export_options *options, char **text,
                      muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
