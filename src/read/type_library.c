/* SPDX-License-Identifier: Apache-2.0
 *
 * The library of vehicle types that ships with the program (data/types.csv).
 */
#include <assert.h>
#include <string.h>

#include "read/library_data.h"

uint32_t
mst_type_library_count(void)
{
    return mst__type_count;
}

const mst_type_entry *
mst_type_library_at(uint32_t index)
{
    assert(index < mst__type_count);
    return &mst__types[index];
}

const mst_type_entry *
mst_type_library_find(const char *id)
{
    for (uint32_t i = 0; i < mst__type_count; i++) {
        if (strcmp(mst__types[i].id, id) == 0) {
            return &mst__types[i];
        }
    }
    return NULL;
}
