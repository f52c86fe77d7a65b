/* SPDX-License-Identifier: Apache-2.0
 *
 * What a simulation says, as text, JSON and a picture.
 */
#ifndef MUSTER_PRESENT_SIMULATION_H
#define MUSTER_PRESENT_SIMULATION_H

#include "present/document.h"
#include "simulate/summary.h"

typedef struct mst_simulation_view {
    const mst_post *post;
    const char *scenario, *option; /* ids */
    const mst_play *play;          /* names the causes */
    const mst_summary *summary;
    uint64_t seed;
} mst_simulation_view;

/* Each gives a text on the heap, the caller's (mst_heap_free); the same bytes for the same
 * simulation. Errors: memory. */
MST_NODISCARD mst_status
mst_simulation_write_text(const mst_simulation_view *view, char **text, mst_error *err);
MST_NODISCARD mst_status
mst_simulation_write_json(const mst_simulation_view *view, char **text, mst_error *err);
/* A fan of people out over time as SVG 1.1: bands of 90 % and 50 % of the runs, the median, and the
 * plan. */
MST_NODISCARD mst_status
mst_simulation_write_svg(const mst_simulation_view *view, char **text, mst_error *err);

#endif
