/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: everything the command line does, from C. Start with run.h; examples/first-plan.c
 * shows it.
 */
#ifndef MUSTER_MUSTER_H
#define MUSTER_MUSTER_H

#include <muster/assess.h>
#include <muster/contingency.h>
#include <muster/export.h>
#include <muster/hindcast.h>
#include <muster/library.h>
#include <muster/picture.h>
#include <muster/plan.h>
#include <muster/post.h>
#include <muster/replan.h>
#include <muster/review.h>
#include <muster/run.h>
#include <muster/simulate.h>
#include <muster/since.h>
#include <muster/standing.h>
#include <muster/status.h>
#include <muster/value.h>

#endif
