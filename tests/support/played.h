/* SPDX-License-Identifier: Apache-2.0
 *
 * The oracle of the player: a valid plan played without chance measures what the checker measures.
 */
#ifndef MUSTER_TESTS_SUPPORT_PLAYED_H
#define MUSTER_TESTS_SUPPORT_PLAYED_H

#include "check/check.h"
#include "simulate/play.h"

/* Plays the plan as it was made before any surprise, in the world without one, and compares.
 * Returns NULL, or what differs, in a buffer that the next call writes again. */
const char *
played_alike(const mst_case *instance, const mst_plan *plan);

#endif
