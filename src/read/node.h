/* SPDX-License-Identifier: Apache-2.0
 *
 * The text of a post as a tree of scalars, lists and maps, each with its place. YAML and CSV both
 * become this tree, so the rest of the reader does not know which it came from.
 *
 * N1  Text is valid UTF-8, ends with a NUL and holds none inside.
 * N2  Keys of one map are distinct. Depth, keys and length of scalars are within limits.h.
 */
#ifndef MUSTER_READ_NODE_H
#define MUSTER_READ_NODE_H

#include "base/memory.h"
#include "base/status.h"

typedef enum mst__node_kind { MST__SCALAR, MST__LIST, MST__MAP } mst__node_kind;

typedef struct mst__node mst__node;
struct mst__node {
    mst__node_kind kind;
    bool quoted;     /* a scalar in quotes: never "nothing" */
    const char *key; /* in a map; NULL else */
    mst_place key_place;
    mst_place place;
    const char *text;        /* of a scalar; "" else */
    uint32_t count;          /* children */
    uint32_t number;         /* of the item declared by this map, in its class; MST_NONE else */
    mst__node *first, *last; /* children in the order of the text */
    mst__node *next;         /* sibling */
};

/* Appends a child. */
void
mst__node_append(mst__node *parent, mst__node *child);

/* The value of a key of a map, NULL when it has none. */
mst__node *
mst__node_get(const mst__node *map, const char *key);

/* True for a plain scalar that says nothing: empty, `~` or `null`. */
bool
mst__node_is_nothing(const mst__node *node);

/* What it is, in words: "a list", "a map", or the text. */
const char *
mst__node_words(const mst__node *node);

#endif
