/* SPDX-License-Identifier: Apache-2.0
 *
 * People who stay by the option's scope: no plan moves them, so what they are exposed to is one
 * number for all plans of a problem, and as much of every bound.
 */
#ifndef MUSTER_SOLVE_STAYING_H
#define MUSTER_SOLVE_STAYING_H

#include "problem/problem.h"

/* Threat of their sites x ms x persons (millionths) of those out of scope who are not force, from
 * the order, or from when they come, until their place is safe for them, or the horizon. */
mst_wide
mst__staying_exposure(const mst_problem *problem);

#endif
