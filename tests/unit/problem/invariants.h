/* SPDX-License-Identifier: Apache-2.0
 *
 * What every compiled cell keeps: S1 and S2 of steps.h, P1 to P6 of problem.h. Fails the test that
 * asks, with `seed` in the message.
 */
#ifndef TESTS_UNIT_PROBLEM_INVARIANTS_H
#define TESTS_UNIT_PROBLEM_INVARIANTS_H

#include "problem/problem.h"

void
assert_invariants(const mst_case *instance, uint64_t seed);

#endif
