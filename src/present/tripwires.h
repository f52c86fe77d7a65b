/* SPDX-License-Identifier: Apache-2.0
 *
 * Tripwires as they stand, for the pages that show them.
 */
#ifndef MUSTER_PRESENT_TRIPWIRES_H
#define MUSTER_PRESENT_TRIPWIRES_H

#include "judge/tripwire.h"
#include "present/buffer.h"
#include "present/json.h"
#include "present/when.h"

/* "4.4 d", "124 d", "2.4 y", "never"; `text` has room for 32 bytes. Returns it. */
const char *
mst__days_text(double days, char *text);

/* Nothing where the post has no tripwire, else a heading, and an entry each, with an empty line
 * before. */
void
mst__tripwires_text(mst_buffer *out, const mst_evidence *evidence, const mst_tripped *tripped);

json_t *
mst__tripwires_json(mst__json *out, const mst_evidence *evidence, const mst_tripped *tripped);

#endif
