/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers of before that stand: after a new fact, a case that only has less than before, and less
 * of nothing that its answers lean on, keeps them. Private to this folder.
 *
 * D1  With what a case ended with, with its runs, and with other parts (later orders, one more of
 *     something) the marks of what they lean on are kept: the sites, ways and vehicles of their
 *     plans, and of runs also what the repair rule took and measured by. Each of the three has a
 *     set a case, under its digest.
 * D2  A case stands for that of the post without its newest facts where it is narrower
 *     (problem/narrower.h) and the checker accepts the solution that cell ended with, or of parts
 *     and runs where it has less of nothing that is marked: then every plan kept of that one obeys
 *     its rules with the same measures, every bound holds, and what could not be done cannot now.
 * D3  Of a case that stands only what the file held is taken, and nothing is kept under its digest:
 *     so threads change nothing, and nothing of the narrower case is taken for the wider one's.
 * D4  An answer that stands may be another than one found anew, since a search that has less to
 *     choose from goes other ways. It is as good and as well proved as it was, and said to stand.
 */
#ifndef MUSTER_JUDGE_STAND_H
#define MUSTER_JUDGE_STAND_H

#include "base/kept.h"
#include "problem/narrower.h"

/* So many of the newest facts are taken away, one by one, to find a case to stand for. */
enum { MST_STAND_FACTS = 4 };

typedef enum mst__stand_kind {
    MST__STAND_CELL, /* the solution a cell ended with */
    MST__STAND_PART,
    MST__STAND_RUNS, /* of the plan of a cell */
} mst__stand_kind;

/* Looks whether the case, just compiled of `post`, stands for one of which something of the kind is
 * kept, and lets it. On lack of memory it does not. Costs a compilation for each fact taken
 * away. */
void
mst__stand(const mst_post *post, const mst_override *overrides, mst__stand_kind kind,
           mst_kept *kept, mst_case *instance);

/* As mst_kept_find, for the case (D3). */
bool
mst__stand_find(mst_kept *kept, const mst_case *instance, mst__stand_kind kind,
                const uint64_t key[2], mst_bytes_reader *bytes);

/* As mst_kept_add, for what was found of the case and leans on `plan` (NULL: on none) and on
 * `marks` (NULL: nothing more); nothing is kept where that cannot be. */
void
mst__stand_add(mst_kept *kept, const mst_case *instance, mst__stand_kind kind,
               const uint64_t key[2], const mst_bytes *bytes, const mst_plan *plan,
               const mst_marks *marks);

#endif
