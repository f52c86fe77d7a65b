/* SPDX-License-Identifier: Apache-2.0 */
#include "read/names.h"

#include <string.h>

enum { NAMES_MAX = 1 << 20 };

/* FNV-1a (Fowler, Noll, Vo 1991). */
static uint32_t
hash_of(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    }
    return hash;
}

static void
place_in_slots(mst__names *names, uint32_t index)
{
    uint32_t at = hash_of(names->texts[index]) & (names->slot_count - 1);
    while (names->slots[at] != 0) {
        at = (at + 1) & (names->slot_count - 1);
    }
    names->slots[at] = index + 1;
}

bool
mst__names_add(mst__names *names, mst_arena *arena, const char *text)
{
    void *texts = (void *)names->texts;
    if (!mst_arena_grow(arena, &texts, names->count, &names->room, sizeof *names->texts,
                        NAMES_MAX)) {
        return false;
    }
    names->texts = texts;
    names->texts[names->count++] = text;
    /* Half full at most. */
    if (names->count * 2 > names->slot_count) {
        uint32_t wanted = names->slot_count == 0 ? 32 : names->slot_count * 2;
        uint32_t *slots = MST_TAKE(arena, uint32_t, wanted);
        if (slots == NULL) {
            names->count--;
            return false;
        }
        names->slots = slots;
        names->slot_count = wanted;
        for (uint32_t i = 0; i < names->count; i++) {
            place_in_slots(names, i);
        }
        return true;
    }
    place_in_slots(names, names->count - 1);
    return true;
}

uint32_t
mst__names_find(const mst__names *names, const char *text)
{
    if (names->slot_count == 0) {
        return MST_NONE;
    }
    uint32_t at = hash_of(text) & (names->slot_count - 1);
    while (names->slots[at] != 0) {
        uint32_t index = names->slots[at] - 1;
        if (strcmp(names->texts[index], text) == 0) {
            return index;
        }
        at = (at + 1) & (names->slot_count - 1);
    }
    return MST_NONE;
}
