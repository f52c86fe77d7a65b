/* SPDX-License-Identifier: Apache-2.0
 *
 * Standing plans: which plan stands for which option under which scenario, who adopted it and when.
 * A fold over a log that only grows (log.h).
 *
 * H1  An entry adopts a plan or withdraws one. A plan that is adopted takes the place of the one
 *     that stood for the same option under the same scenario; nothing is ever removed from the log.
 * H2  A plan is named by the SHA-256 of its file, so a file that was changed afterwards is found
 *     out; the log binds the names.
 */
#ifndef MUSTER_STORE_STANDING_H
#define MUSTER_STORE_STANDING_H

#include "base/time.h"
#include "base/wide.h"
#include "store/log.h"

enum { MST_STANDING_DIGEST_TEXT = 65, MST_STANDING_ID_DIGITS = 12 };

typedef struct mst_standing {
    const char *digest; /* 64 hexadecimal digits; the first MST_STANDING_ID_DIGITS are its id */
    const char *scenario, *option;
    const char *by;   /* the role */
    mst_instant at;   /* when it was adopted */
    const char *form; /* "json" or "csv": what its file is called */
    int64_t left;     /* its measures when it was adopted */
    mst_time completion;
    mst_wide exposure; /* person x ms x millionths of threat */
    uint32_t entry;    /* of the log, from 0 */
    uint32_t replaced; /* the entry whose plan stood before it; UINT32_MAX: none */
} mst_standing;

typedef struct mst_standing_list {
    uint32_t count;
    mst_standing *plans; /* that stand, in the order of their adoption */
    uint32_t adopted;    /* entries that adopt, all in all */
} mst_standing_list;

/* SHA-256 of a file's bytes as text. */
void
mst_standing_digest(const char *bytes, size_t count, char text[MST_STANDING_DIGEST_TEXT]);

/* What stands by the log at `path`; no file is none. Memory from `arena`. MST_INVALID with the line
 * that breaks the chain or is no entry of this kind. O(entries x plans that stand). */
MST_NODISCARD mst_status
mst_standing_read(const char *path, mst_arena *arena, mst_standing_list *list, mst_error *err);

/* Appends; the log is as it was on failure. */
MST_NODISCARD mst_status
mst_standing_adopt(const char *path, const mst_standing *plan, mst_error *err);
MST_NODISCARD mst_status
mst_standing_withdraw(const char *path, const char *digest, const char *by, mst_instant at,
                      mst_error *err);

#endif
