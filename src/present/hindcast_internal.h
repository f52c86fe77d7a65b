/* SPDX-License-Identifier: Apache-2.0
 *
 * What the forms of a hindcast share.
 */
#ifndef MUSTER_PRESENT_HINDCAST_INTERNAL_H
#define MUSTER_PRESENT_HINDCAST_INTERNAL_H

#include "present/hindcast.h"
#include "present/picture_internal.h"
#include "present/when.h"

/* Times after a day at which a loss curve is shown. */
enum { MST__HINDCAST_DAYS = 3 };
extern const uint32_t mst__hindcast_days[MST__HINDCAST_DAYS];

/* Does any day know something of the site? */
bool
mst__hindcast_has_site(const mst_hindcast_view *view, uint32_t site);

#endif
