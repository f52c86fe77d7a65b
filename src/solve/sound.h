/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MUSTER_SOLVE_SOUND_H
#define MUSTER_SOLVE_SOUND_H

#include "solve/state.h"

/* Does the finished plan keep rule 9 (force) from the surprise on, when it is known who is left?
 * Lack of memory is noted in the state. For each site that ever asks for guards it takes the time
 * to sort all stops and groups on their own. */
bool
mst__state_sound(mst__state *state);

#endif
