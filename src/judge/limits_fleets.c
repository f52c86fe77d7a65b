/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits of fleets that the plan reaches: vehicles, crews, sorties, notice.
 */
#include "judge/limits.h"

typedef struct fleet_use {
    uint32_t vehicles, moving; /* of the fleet; of them with a move */
    mst_time busy;             /* from first to last move, of all */
    bool all_crews;            /* some vehicle uses every crew it has */
    bool at_once;              /* some vehicle is used the moment it may be */
    bool all_sorties;          /* some vehicle flies as often as it may */
} fleet_use;

static bool
sorties_reached(const mst__limits *s, uint32_t v)
{
    int64_t most = s->problem->vehicles[v].sorties;
    uint32_t end = s->plan->first_move[v + 1];
    for (uint32_t k = s->plan->first_move[v]; most < MST_UNLIMITED && k < end; k++) {
        int64_t within = 0;
        for (uint32_t n = k;
             n < end && s->plan->moves[n].leave - s->plan->moves[k].leave < MST_MS_PER_DAY; n++) {
            within += s->plan->moves[n].loads.count > 0;
        }
        if (s->plan->moves[k].loads.count > 0 && within >= most) {
            return true;
        }
    }
    return false;
}

static void
use_of_vehicle(const mst__limits *s, uint32_t v, fleet_use *fleet)
{
    const mst_p_vehicle *vehicle = &s->problem->vehicles[v];
    fleet->vehicles++;
    if (s->plan->first_move[v + 1] == s->plan->first_move[v]) {
        return;
    }
    fleet->moving++;
    fleet->busy += s->plan->moves[s->plan->first_move[v + 1] - 1].arrive -
                   s->plan->moves[s->plan->first_move[v]].leave;
    const mst_plan_stop *first = &s->plan->stops[s->plan->first_stop[v]];
    for (uint32_t i = 0; i < vehicle->usable.count; i++) {
        mst_time begin = vehicle->usable.spans[i].begin;
        fleet->at_once =
            fleet->at_once || (begin > 0 && (first->arrive == begin || first->leave == begin ||
                                             first->berth_begin == begin));
    }
    uint32_t crews = 0; /* as a set: at most 32 are told apart, which is plenty */
    for (uint32_t d = 0; d < s->plan->duty_count; d++) {
        if (s->plan->duties[d].vehicle == v && s->plan->duties[d].crew < 32) {
            crews |= UINT32_C(1) << s->plan->duties[d].crew;
        }
    }
    uint32_t all = vehicle->crews >= 32 ? UINT32_MAX : (UINT32_C(1) << vehicle->crews) - 1;
    fleet->all_crews = fleet->all_crews || crews == all;
    fleet->all_sorties = fleet->all_sorties || sorties_reached(s, v);
}

void
mst__limits_fleets(mst__limits *s)
{
    fleet_use *fleets = MST_TAKE(&s->scratch, fleet_use, s->post->fleet_count);
    s->full = s->full || fleets == NULL;
    if (s->full) {
        return;
    }
    for (uint32_t v = 0; v < s->problem->vehicle_count; v++) {
        use_of_vehicle(s, v, &fleets[s->problem->vehicles[v].fleet]);
    }
    for (uint32_t f = 0; f < s->post->fleet_count; f++) {
        const fleet_use *use_of = &fleets[f];
        const char *id = s->post->fleets[f].id;
        int64_t share =
            use_of->vehicles > 0 ? mst__limit_share(s, use_of->busy / use_of->vehicles) : 0;
        if (use_of->vehicles > 0 && use_of->moving == use_of->vehicles) {
            mst__limit_add(s, mst__limit_more(MST_ITEM_FLEET, f, "count", MST_CHANGE_ADD_TO, 1),
                           share, "one more", mst_arena_format(&s->scratch, "fleets.%s.count", id));
        }
        if (use_of->all_crews) {
            mst__limit_add(s, mst__limit_more(MST_ITEM_FLEET, f, "crews", MST_CHANGE_ADD_TO, 1),
                           share, "one more", mst_arena_format(&s->scratch, "fleets.%s.crews", id));
        }
        if (use_of->all_sorties) {
            mst__limit_add(s, mst__limit_more(MST_ITEM_FLEET, f, "sorties", MST_CHANGE_ADD_TO, 1),
                           share, "one more a day",
                           mst_arena_format(&s->scratch, "fleets.%s.sorties", id));
        }
        if (use_of->at_once) {
            mst__limit_add(
                s, mst__limit_more(MST_ITEM_FLEET, f, "notice", MST_CHANGE_SCALE, 900000), share,
                "10 % less", mst_arena_format(&s->scratch, "fleets.%s.notice", id));
        }
    }
}
