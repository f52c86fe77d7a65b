/* SPDX-License-Identifier: Apache-2.0 */
#include "read/node.h"

#include <string.h>

void
mst__node_append(mst__node *parent, mst__node *child)
{
    if (parent->last == NULL) {
        parent->first = child;
    } else {
        parent->last->next = child;
    }
    parent->last = child;
    parent->count++;
}

mst__node *
mst__node_get(const mst__node *map, const char *key)
{
    if (map->kind != MST__MAP) {
        return NULL;
    }
    for (mst__node *child = map->first; child != NULL; child = child->next) {
        if (strcmp(child->key, key) == 0) {
            return child;
        }
    }
    return NULL;
}

bool
mst__node_is_nothing(const mst__node *node)
{
    return node->kind == MST__SCALAR && !node->quoted &&
           (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
            strcmp(node->text, "null") == 0);
}

const char *
mst__node_words(const mst__node *node)
{
    return node->kind == MST__LIST ? "a list" : node->kind == MST__MAP ? "a map" : node->text;
}
