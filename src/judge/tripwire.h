/* SPDX-License-Identifier: Apache-2.0
 *
 * Tripwires as they stand: whether each has tripped and since when, how far it is from it, how
 * often it trips for nothing, and how late.
 */
#ifndef MUSTER_JUDGE_TRIPWIRE_H
#define MUSTER_JUDGE_TRIPWIRE_H

#include "evidence/assess.h"

/* An indicator's own alarm: a count of incidents whose CUSUM rings at a threshold. */
typedef struct mst_ringing {
    double sum, threshold; /* the CUSUM today, and where it rings */
    bool rings;
    /* Mean days from 0 until it rings: at the expected rate, when it rings for nothing, and at the
     * rate that it is there to see, which is how late it is (Brook and Evans 1972). Threshold and
     * step are rounded to a 128th, coarser for a threshold above 2. Infinity: never, or a threshold
     * above 256 incidents, of which nothing is said. */
    double false_days, late_days;
} mst_ringing;

enum { MST_TRIPWIRE_DAYS = 60 }; /* looked back */

/* Values and thresholds are sums of incidents, or chances. */
typedef struct mst_tripped {
    bool is_known; /* somebody said something of what it is about; else nothing trips */
    double value;  /* today: the sum, or the greatest chance, or the least where it is to be sure */
    double threshold; /* it is over when value >= threshold */
    bool is_over;
    bool is_tripped;   /* over, and for as long as it must */
    mst_instant since; /* over without a break since, to the hour; when over */
    bool is_longer;    /* than MST_TRIPWIRE_DAYS */
    /* Of an indicator as in mst_ringing, with what it must hold; else 0. */
    double false_days, late_days;
    /* Of a chance: the share of times it comes to nothing after such a value, if reports are right:
     * 1 less the chance as it is; where it is not over, as it would be at the threshold. */
    mst_range false_share;
} mst_tripped;

/* (*ringing)[post->indicator_count], from `arena`. Errors: memory. O(indicators x 256^3). */
MST_NODISCARD mst_status
mst_tripwires_ring(const mst_evidence *evidence, mst_arena *arena, const mst_ringing **ringing,
                   mst_error *err);

/* (*tripped)[post->tripwire_count], from `arena`. The evidence is weighed again as it was known on
 * earlier days, as long as something is over, and some hours. Errors: memory. */
MST_NODISCARD mst_status
mst_tripwires_look(const mst_evidence *evidence, mst_arena *arena, const mst_tripped **tripped,
                   mst_error *err);

#endif
