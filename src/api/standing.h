/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files about standing plans share.
 */
#ifndef MUSTER_API_STANDING_H
#define MUSTER_API_STANDING_H

#include "api/internal.h"
#include "present/standing.h"
#include "store/standing.h"

/* Where the standing plans of a post are. */
typedef struct mst__standing_place {
    const char *log, *folder;
} mst__standing_place;

/* For the post at `path`; from `arena`; false on lack of memory. */
bool
mst__standing_places(const char *path, mst_arena *arena, mst__standing_place *place) MST_NODISCARD;

/* The file of a plan; NULL on lack of memory. */
const char *
mst__standing_file(const mst__standing_place *place, const mst_standing *plan, mst_arena *arena);

/* Opens it; where it is not there or not the one that was adopted, *plan stays and *fault says
 * so. */
muster_status
mst__standing_load(const mst__standing_place *place, const mst_standing *from, mst_arena *arena,
                   muster_plan **plan, const char **fault, muster_error *err);

/* A row as it was judged; NULL beyond the last. */
const mst_standing_row *
mst__standing_row(const muster_standing *standing, uint32_t index);

/* "rule 8 (windows, hours) at +4:10: ..."; NULL on lack of memory. */
const char *
mst__standing_fault(const mst_violation *violation, mst_arena *arena);

#endif
