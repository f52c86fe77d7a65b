/* SPDX-License-Identifier: Apache-2.0 */
#include "problem/certificate.h"

#include <string.h>

static const char *const names[MST_CERTIFICATE_COUNT] = {
#define NAME_ROW(symbol, name) [MST_CERTIFICATE_##symbol] = (name),
    MST_CERTIFICATE_MAP(NAME_ROW)
#undef NAME_ROW
};

const char *
mst_certificate_name(mst_certificate_kind kind)
{
    return (unsigned)kind < MST_CERTIFICATE_COUNT ? names[kind] : "unknown";
}

bool
mst_certificate_kind_find(const char *name, mst_certificate_kind *kind)
{
    for (unsigned i = 0; i < MST_CERTIFICATE_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            *kind = (mst_certificate_kind)i;
            return true;
        }
    }
    return false;
}

const mst_certificate_part *
mst_certificate_find(const mst_certificate *certificate, const char *name)
{
    for (uint32_t i = 0; i < certificate->part_count; i++) {
        if (strcmp(certificate->parts[i].name, name) == 0) {
            return &certificate->parts[i];
        }
    }
    return NULL;
}

mst_certificate *
mst_certificate_copy(const mst_certificate *certificate, mst_arena *arena)
{
    mst_certificate *copy = MST_TAKE(arena, mst_certificate, 1);
    mst_certificate_part *parts = MST_TAKE(arena, mst_certificate_part, certificate->part_count);
    if (copy == NULL || parts == NULL) {
        return NULL;
    }
    *copy = *certificate;
    copy->parts = parts;
    for (uint32_t i = 0; i < certificate->part_count; i++) {
        const mst_certificate_part *from = &certificate->parts[i];
        int64_t *values = MST_TAKE(arena, int64_t, from->count);
        const char *name = mst_arena_text(arena, from->name);
        if (values == NULL || name == NULL) {
            return NULL;
        }
        if (from->count > 0) {
            memcpy(values, from->values, sizeof *values * from->count);
        }
        parts[i] = (mst_certificate_part){name, from->count, values};
    }
    return copy;
}
