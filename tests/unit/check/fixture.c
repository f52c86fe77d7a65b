/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

void
fixture_open(fixture *f, int64_t guards)
{
    world *w = &f->world;
    world_open(w);
    f->now = &w->phases[0];
    f->plan = NULL;
    add_site(w, "camp", false);
    add_site(w, "haven", true);
    add_site(w, "hub", false);
    add_site(w, "strip", false);
    add_link(w, CAMP, HAVEN, MST_MODE_ROAD, MINUTES(10));
    add_link(w, CAMP, HUB, MST_MODE_ROAD, MINUTES(10));
    add_link(w, HUB, HAVEN, MST_MODE_ROAD, MINUTES(10));
    add_link(w, CAMP, STRIP, MST_MODE_ROAD, MINUTES(10));
    add_link(w, STRIP, HAVEN, MST_MODE_AIR, MINUTES(60));
    add_type(w, "bus", MST_MODE_ROAD);
    add_type(w, "jet", MST_MODE_AIR);
    add_vehicle(w, "bus-1", BUS, CAMP);
    add_vehicle(w, "bus-2", BUS, CAMP);
    add_vehicle(w, "plane-1", JET, STRIP);
    add_vehicle(w, "bus-3", BUS, CAMP);
    add_people(w, "staff", CAMP, 10);
    if (guards > 0) {
        add_guards(w, "guards", CAMP, guards);
    }
    world_finish(w);
    draft_open(&f->before, w);
    draft_open(&f->draft, w);
}

void
fixture_trip(fixture *f)
{
    draft *d = &f->draft;
    draft_vehicle(d, BUS_1, 0);
    draft_service(d, 0, MINUTES(4));
    draft_on(d, STAFF, 0, 10);
    draft_move(d, HAVEN, MINUTES(4), MINUTES(14));
    draft_service(d, MINUTES(14), MINUTES(18));
    draft_off(d, STAFF, 0, 10);
}
