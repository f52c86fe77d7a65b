/* SPDX-License-Identifier: Apache-2.0
 *
 * 128-bit integers, for sums of people x milliseconds x micro-threat, which pass 64 bits.
 */
#ifndef MUSTER_BASE_WIDE_H
#define MUSTER_BASE_WIDE_H

__extension__ typedef __int128 mst_wide;

#endif
