/* SPDX-License-Identifier: Apache-2.0
 *
 * Probabilities as JSON. Apart from json.c, so that who reads and writes plans needs no evidence.
 */
#include "present/json.h"

json_t *
mst__json_millionths(mst__json *out, int64_t low, int64_t high)
{
    json_t *array = mst__json_array(out);
    mst__json_append(out, array, json_real((double)low / MST_CHANCE_ONE));
    mst__json_append(out, array, json_real((double)high / MST_CHANCE_ONE));
    return array;
}

json_t *
mst__json_range(mst__json *out, mst_range range)
{
    mst_parts parts = mst_parts_of(range);
    return mst__json_millionths(out, parts.low, parts.high);
}

void
mst__json_rounded(mst__json *out, json_t *object, const char *key, double value)
{
    mst_parts parts = mst_parts_of((mst_range){value, value});
    mst__json_real(out, object, key, (double)parts.low / MST_CHANCE_ONE);
}
