/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash of all that planning and checking read of a compiled case. Numbers are added one by one:
 * the bytes between the members of a struct are anybody's.
 */
#include "base/text.h"
#include "problem/problem.h"

static void
add(mst_hash *hash, int64_t value)
{
    mst_hash_add(hash, &value, sizeof value);
}

static void
add_steps(mst_hash *hash, const mst_steps *steps)
{
    add(hash, steps->count);
    mst_hash_add(hash, steps->from, steps->count * sizeof *steps->from);
    mst_hash_add(hash, steps->value, steps->count * sizeof *steps->value);
}

static void
add_windows(mst_hash *hash, const mst_windows *windows)
{
    add(hash, windows->count);
    for (uint32_t i = 0; i < windows->count; i++) {
        add(hash, windows->spans[i].begin);
        add(hash, windows->spans[i].end);
    }
}

static void
add_site(mst_hash *hash, const mst_problem *p, const mst_p_site *site)
{
    add_steps(hash, &site->hold);
    add(hash, site->has_process);
    if (site->has_process) {
        add(hash, site->station);
        add_steps(hash, &site->desks);
        add_steps(hash, &site->desk_time);
        add(hash, site->desk_per_party);
    }
    for (uint32_t c = 0; c < p->berth_class_count; c++) {
        add_steps(hash, &site->berths[c]);
        add_steps(hash, &site->parking[c]);
    }
    add_steps(hash, &site->movements);
    add_steps(hash, &site->fuel);
    add_windows(hash, &site->service);
    add_windows(hash, &site->open);
    add_windows(hash, &site->air);
    add_steps(hash, &site->force_fixed);
    add_steps(hash, &site->force_per_1000);
    add_steps(hash, &site->force_rear);
    add_steps(hash, &site->threat);
    add_steps(hash, &site->safe);
    add(hash, site->supplies);
}

static void
add_arc(mst_hash *hash, const mst_p_arc *arc)
{
    add(hash, arc->link);
    add(hash, arc->reverse);
    add(hash, arc->from);
    add(hash, arc->to);
    add(hash, arc->opposite);
    add(hash, arc->mode);
    add(hash, arc->distance_mm);
    add(hash, arc->own_time);
    add_windows(hash, &arc->open);
    add_steps(hash, &arc->flow);
    add_steps(hash, &arc->slow);
    add(hash, arc->threat);
    add_steps(hash, &arc->threat_steps);
    add(hash, arc->escort_force);
    add(hash, arc->escort_vehicles);
    add(hash, arc->escort_return);
    add(hash, arc->preference);
}

static void
add_type(mst_hash *hash, const mst_p_type *type)
{
    add(hash, type->model_type);
    add(hash, type->mode);
    add(hash, type->seats);
    add(hash, type->litters);
    add(hash, type->seats_per_litter);
    add(hash, type->load);
    add(hash, type->unload);
    add(hash, type->turn);
    add(hash, type->refuel);
    add(hash, type->range_mm);
    add(hash, type->berth_class);
    add(hash, type->wait);
    add(hash, type->duty);
    add(hash, type->rest);
}

static void
add_vehicle(mst_hash *hash, const mst_p_vehicle *vehicle)
{
    add(hash, vehicle->fleet);
    add(hash, vehicle->ordinal);
    add(hash, vehicle->type);
    add(hash, vehicle->base);
    add_windows(hash, &vehicle->usable);
    add(hash, vehicle->crews);
    add(hash, vehicle->sorties);
    add(hash, vehicle->preference);
}

static void
add_cohort(mst_hash *hash, const mst_problem *p, const mst_p_cohort *cohort)
{
    const int64_t flags = (cohort->litter ? 1 : 0) | (cohort->force ? 2 : 0) |
                          (cohort->guards ? 4 : 0) | (cohort->in_scope ? 8 : 0) |
                          (cohort->uncontrolled ? 16 : 0);
    add(hash, cohort->people);
    add(hash, cohort->site);
    add(hash, cohort->count);
    add(hash, cohort->party);
    add(hash, flags);
    add(hash, cohort->priority);
    add(hash, cohort->weight);
    add(hash, cohort->presence);
    add(hash, cohort->inbound_to);
    add(hash, cohort->release_mode);
    add(hash, cohort->release_start);
    add(hash, cohort->release_over);
    add(hash, cohort->release_row_count);
    for (uint32_t i = 0; i < cohort->release_row_count; i++) {
        add(hash, cohort->release_rows[i].after_ms);
        add(hash, cohort->release_rows[i].people);
    }
    mst_hash_add(hash, cohort->accepts, p->site_count * sizeof *cohort->accepts);
    add(hash, cohort->self_means);
    add(hash, cohort->self_to);
    add(hash, cohort->self_speed_mm_per_hour);
}

static void
add_pin(mst_hash *hash, const mst_p_pin *pin)
{
    add(hash, pin->pin);
    add(hash, pin->fleet);
    add(hash, pin->ordinal);
    add(hash, pin->arc);
    add(hash, pin->leave);
    add(hash, pin->load_count);
    for (uint32_t i = 0; i < pin->load_count; i++) {
        add(hash, pin->loads[i].people.index);
        add(hash, pin->loads[i].count);
    }
}

static void
add_problem(mst_hash *hash, const mst_problem *p)
{
    const size_t pairs = (size_t)p->arc_count * p->type_count;
    add(hash, p->order > p->order_until); /* who may order it no more is refused */
    add(hash, p->begins);
    add(hash, p->horizon);
    add(hash, p->site_count);
    add(hash, p->arc_count);
    add(hash, p->type_count);
    add(hash, p->vehicle_count);
    add(hash, p->cohort_count);
    add(hash, p->pin_count);
    add(hash, p->berth_class_count);
    add(hash, p->station_count);
    add(hash, p->priority_count);
    add(hash, p->relocate_to);
    for (uint32_t i = 0; i < p->site_count; i++) {
        add_site(hash, p, &p->sites[i]);
    }
    for (uint32_t i = 0; i < p->arc_count; i++) {
        add_arc(hash, &p->arcs[i]);
    }
    for (uint32_t i = 0; i < p->type_count; i++) {
        add_type(hash, &p->types[i]);
    }
    for (uint32_t i = 0; i < p->vehicle_count; i++) {
        add_vehicle(hash, &p->vehicles[i]);
    }
    for (uint32_t i = 0; i < p->cohort_count; i++) {
        add_cohort(hash, p, &p->cohorts[i]);
    }
    for (uint32_t i = 0; i < p->pin_count; i++) {
        add_pin(hash, &p->pins[i]);
    }
    mst_hash_add(hash, p->loaded_time, pairs * sizeof *p->loaded_time);
    mst_hash_add(hash, p->empty_time, pairs * sizeof *p->empty_time);
    mst_hash_add(hash, p->compatible,
                 (size_t)p->site_count * p->type_count * sizeof *p->compatible);
    for (uint32_t i = 0; i < MST_MEASURE_COUNT; i++) {
        add(hash, p->measures[i]);
    }
}

void
mst_case_digest(const mst_case *instance, uint64_t digest[2])
{
    if (mst_case_stands(instance)) {
        digest[0] = instance->stands_for[0];
        digest[1] = instance->stands_for[1];
    } else {
        mst_case_digest_own(instance, digest);
    }
}

void
mst_case_digest_own(const mst_case *instance, uint64_t digest[2])
{
    mst_hash hash;
    mst_hash_init(&hash);
    add(&hash, instance->phase_count);
    add(&hash, instance->resumed);
    if (instance->resumed) {
        add(&hash, instance->resume.at);
        add(&hash, instance->resume.from);
        add(&hash, instance->resume.until);
    }
    for (uint32_t i = 0; i < instance->phase_count; i++) {
        add_problem(&hash, &instance->phases[i]);
    }
    mst_hash_value(&hash, digest);
}
