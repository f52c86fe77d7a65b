/* SPDX-License-Identifier: Apache-2.0
 *
 * What placing pins and bringing people to them share.
 */
#ifndef MUSTER_SOLVE_PINS_INTERNAL_H
#define MUSTER_SOLVE_PINS_INTERNAL_H

#include "solve/pins.h"

/* A request of the vehicle for the pin's load, with nothing else asked. */
mst__request
mst__pin_request(const mst__builder *builder, uint32_t vehicle, const mst_p_pin *pin);

/* May this vehicle fly the pin? */
bool
mst__pin_fits(const mst_problem *problem, uint32_t vehicle, const mst_p_pin *pin);

/* Time along the shortest way of the vehicle; MST_NEVER. */
mst_time
mst__pin_way(mst__builder *builder, uint32_t vehicle, uint32_t from, uint32_t to, bool loaded);

/* Does anybody wait at the site whom the pin asks for (all of them for a pin without a load)?
 * People who are out are not taken back for its sake, only on from its origin. */
bool
mst__pin_wanted_at(const mst__state *state, uint32_t site, const mst_p_pin *pin);

/* How many of a people item may board at the site by `t`. */
int64_t
mst__pin_ready(const mst__state *state, uint32_t site, uint32_t people, mst_time t);

/* Brings the pin's people to its origin by trips of all fleets but `keep` (MST_NONE: of all). False
 * when some are missing even so; the state then keeps what was placed. */
bool
mst__pin_feed(mst__builder *builder, const mst_p_pin *pin, uint32_t keep);

/* The same for as many guards as the link asks for in an escort; false where it asks for none. */
bool
mst__pin_feed_escort(mst__builder *builder, const mst_p_pin *pin, uint32_t keep);

#endif
