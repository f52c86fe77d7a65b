/* SPDX-License-Identifier: Apache-2.0
 *
 * Random tiny posts, and the same as a world that solver and checker can read.
 */
#ifndef MUSTER_TESTS_ORACLE_TINY_H
#define MUSTER_TESTS_ORACLE_TINY_H

#include "exact.h"
#include "unit/check/world.h"

#define TINY_UNITS(n) MINUTES((n)*TINY_MINUTES)

void
tiny_make(tiny *post, uint64_t seed);

/* The caller closes the world. */
void
tiny_build(const tiny *post, world *w);

void
tiny_print(const tiny *post);

#endif
