/* SPDX-License-Identifier: Apache-2.0
 *
 * How often one vehicle can carry people out of a set of sites, for certificates of kind `cut`
 * (docs/certificates.md).
 */
#ifndef MUSTER_CHECK_CERTIFICATE_ROUNDS_H
#define MUSTER_CHECK_CERTIFICATE_ROUNDS_H

#include "check/certificate_reach.h"

enum { MST__MOST_ROUNDS_FOLLOWED = 128 };

typedef struct mst__rounds_of {
    uint32_t count;
    bool all; /* by the deadline there are no more */
    /* when the people of each are off outside at the earliest, ascending */
    mst_time off[MST__MOST_ROUNDS_FOLLOWED];
} mst__rounds_of;

/* Follows a vehicle up to `deadline`; nobody is ready to board before `ready`. `inside` is [site].
 * False on lack of memory. */
bool
mst__follow_rounds(const mst__reach *reach, uint32_t vehicle, const uint8_t *inside, mst_time ready,
                   mst_time deadline, mst__rounds_of *rounds);

#endif
