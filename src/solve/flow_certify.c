/* SPDX-License-Identifier: Apache-2.0
 *
 * A refutation as a certificate of kind `dual` or `tree` (docs/certificates.md).
 */
#include <string.h>

#include "model/fields.h"
#include "solve/flow.h"

enum { NODE_VALUES = 7, WHAT_LOADED = 0, WHAT_EMPTY = 1, WHAT_FIRST = 2 };

/* One row of the part `nodes`. */
static void
write_node(const mst__flow *flow, const mst__flow_node *node, int64_t *row)
{
    memset(row, 0, NODE_VALUES * sizeof *row);
    row[0] = node->is_leaf;
    if (node->is_leaf) {
        return;
    }
    row[6] = node->at;
    if (node->of.leg == MST_NONE) {
        const mst__flow_class *class = &flow->classes[node->of.class];
        row[1] = WHAT_FIRST;
        row[2] = flow->types[class->type].type;
        row[3] = class->base;
        row[4] = flow->places[node->of.place].site;
        row[5] = class->begins;
        return;
    }
    const mst__flow_type *type = &flow->types[node->of.type];
    const mst__flow_leg *leg = &type->legs[node->of.leg];
    row[1] = leg->high != MST_NONE ? WHAT_LOADED : WHAT_EMPTY;
    row[2] = type->type;
    row[3] = flow->places[type->place[leg->from]].site;
    row[4] = flow->places[type->place[leg->to]].site;
    row[5] = node->of.until == MST_NONE ? -1 : (int64_t)node->of.until;
}

typedef struct part_list {
    mst_arena *arena;
    uint32_t count;
    mst_certificate_part parts[4];
} part_list;

/* Memory for a part; NULL on lack of it. */
static int64_t *
add_part(part_list *list, const char *name, size_t count)
{
    int64_t *values = MST_TAKE(list->arena, int64_t, count);
    list->parts[list->count++] =
        (mst_certificate_part){.name = name, .count = (uint32_t)count, .values = values};
    return values;
}

const mst_certificate *
mst__flow_certify(const mst__flow *flow, const mst__flow_tree *tree, mst_arena *keep)
{
    size_t leaves = 0;
    size_t prices = 0;
    for (uint32_t i = 0; i < tree->node_count; i++) {
        leaves += tree->nodes[i].is_leaf;
        prices += tree->nodes[i].is_leaf ? tree->nodes[i].branch_count : 0;
    }
    bool branches = tree->node_count > 1;
    part_list list = {.arena = keep};
    int64_t *steps = add_part(&list, "steps", 2);
    int64_t *places = add_part(&list, "places", leaves * flow->problem->site_count);
    int64_t *nodes = branches ? add_part(&list, "nodes", NODE_VALUES * tree->node_count) : steps;
    int64_t *price = branches ? add_part(&list, "prices", prices) : steps;
    mst_certificate *certificate = MST_TAKE(keep, mst_certificate, 1);
    if (steps == NULL || places == NULL || nodes == NULL || price == NULL || certificate == NULL) {
        return NULL;
    }
    steps[0] = tree->unit;
    steps[1] = tree->steps;
    size_t leaf = 0;
    for (uint32_t i = 0; i < tree->node_count; i++) {
        const mst__flow_node *node = &tree->nodes[i];
        if (branches) {
            write_node(flow, node, nodes + (size_t)NODE_VALUES * i);
        }
        if (!node->is_leaf) {
            continue;
        }
        for (uint32_t k = 0; k < flow->place_count; k++) {
            places[leaf * flow->problem->site_count + flow->places[k].site] = node->place[k];
        }
        leaf++;
        for (uint32_t k = 0; k < node->branch_count; k++) {
            *price++ = node->branch[k];
        }
    }
    mst_certificate_part *parts = MST_TAKE(keep, mst_certificate_part, list.count);
    if (parts == NULL) {
        return NULL;
    }
    memcpy(parts, list.parts, list.count * sizeof *parts);
    *certificate = (mst_certificate){
        .kind = branches ? MST_CERTIFICATE_TREE : MST_CERTIFICATE_DUAL,
        .measure = MST_MEASURE_COMPLETION,
        .bound = (mst_wide)tree->unit * (tree->steps + 1),
        .most_left = 0,
        .part_count = list.count,
        .parts = parts,
    };
    return certificate;
}
