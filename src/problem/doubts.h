/* SPDX-License-Identifier: Apache-2.0
 *
 * What in a post can be used in none of its cells: most often something that was left out, which
 * the reader cannot see since each item is right by itself. A post with doubts is planned as it
 * stands; they are told, as warnings.
 *
 * DB1 A link of which vehicles could make the way, while none of them may stop at one of its ends
 *     (berth class, runway), nor is based there.
 * DB2 People in scope whom no chain of walks and vehicles leads to a place they accept, whatever
 *     the hours; reinforcements whom none brings in.
 * DB3 A fleet from whose base no link of its mode leads.
 * DB4 A fleet of limited range that can come to no fuel.
 */
#ifndef MUSTER_PROBLEM_DOUBTS_H
#define MUSTER_PROBLEM_DOUBTS_H

#include "problem/problem.h"

enum { MST_DOUBTS_MOST = 100 };

typedef struct mst_doubts mst_doubts;

/* An empty tally for the cells of `post`, all memory from `arena`; NULL on lack of memory. */
mst_doubts *
mst_doubts_new(const mst_post *post, mst_arena *arena) MST_NODISCARD;

/* Counts what of a cell cannot be used, of all means it ever has; false on lack of memory.
 * O(types x vehicles + people x (sites + arcs) x types). */
bool
mst_doubts_add(mst_doubts *doubts, const mst_case *instance) MST_NODISCARD;

/* What could be used in none of the cells added: links, people, fleets, each by id; `more`
 * are not listed, beyond MST_DOUBTS_MOST. `list` lies in the arena, statuses are MST_INVALID.
 * False on lack of memory. */
bool
mst_doubts_list(mst_doubts *doubts, uint32_t *count, uint32_t *more,
                mst_error **list) MST_NODISCARD;

#endif
