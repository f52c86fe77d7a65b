/* SPDX-License-Identifier: Apache-2.0 */
#include "read/library.h"

#include <string.h>

#include "api/internal.h"
#include "base/text.h"

uint32_t
muster_type_count(void)
{
    return mst_type_library_count();
}

static muster_status
no_type(uint32_t index, muster_error *err)
{
    return mst__api_refuse(err, MST_USAGE, "there is no type number %u; there are %u, from 0",
                           index, mst_type_library_count());
}

muster_status
muster_type_at(uint32_t index, muster_type *type, muster_error *err)
{
    if (index >= mst_type_library_count()) {
        return no_type(index, err);
    }
    const mst_type_entry *entry = mst_type_library_at(index);
    *type =
        (muster_type){entry->id, entry->name, entry->mode, entry->berth_class, entry->fact_count};
    return MUSTER_OK;
}

muster_status
muster_type_find(const char *id, uint32_t *index, muster_error *err)
{
    char hint[MST__API_HINT_BYTES];
    uint32_t limit = mst_text_distance_limit(id);
    const char *nearest = NULL;
    for (uint32_t i = 0; i < mst_type_library_count(); i++) {
        const char *known = mst_type_library_at(i)->id;
        if (strcmp(known, id) == 0) {
            if (index != NULL) {
                *index = i;
            }
            return MUSTER_OK;
        }
        uint32_t distance = mst_text_distance(id, known, limit);
        if (distance < limit || (distance == limit && nearest == NULL)) {
            nearest = known;
            limit = distance;
        }
    }
    return mst__api_refuse(err, MST_NOT_FOUND, "there is no vehicle type \"%s\"%s", id,
                           mst__api_hint(hint, nearest));
}

muster_status
muster_type_fact_at(uint32_t type, uint32_t index, muster_type_fact *fact, muster_error *err)
{
    if (type >= mst_type_library_count()) {
        return no_type(type, err);
    }
    const mst_type_entry *entry = mst_type_library_at(type);
    if (index >= entry->fact_count) {
        return mst__api_refuse(err, MST_USAGE, "type %s has no fact number %u", entry->id, index);
    }
    const mst_type_fact *from = &entry->facts[index];
    *fact = (muster_type_fact){from->field, from->value, from->confidence, from->source};
    return MUSTER_OK;
}

muster_status
muster_airfield_find(const char *code, muster_airfield *airfield, muster_error *err)
{
    const mst_airport *found = mst_airport_find(code);
    if (found == NULL) {
        return mst__api_refuse(err, MST_NOT_FOUND,
                               "there is no airfield \"%s\"; the nearest code is %s", code,
                               mst_airport_nearest(code));
    }
    *airfield = (muster_airfield){
        .ident = found->ident,
        .iata = found->iata,
        .country = found->country,
        .name = found->name,
        .municipality = found->municipality,
        .latitude_degrees = found->latitude_degrees,
        .longitude_degrees = found->longitude_degrees,
        .elevation_mm = found->elevation_mm,
        .runway_length_mm = found->runway_length_mm,
        .runway_width_mm = found->runway_width_mm,
        .surface = found->surface,
    };
    if (!mst_mgrs_from_degrees(found->latitude_degrees, found->longitude_degrees, airfield->mgrs)) {
        airfield->mgrs[0] = '\0';
    }
    return MUSTER_OK;
}
