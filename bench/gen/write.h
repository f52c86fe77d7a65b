/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes a made-up world as a post.
 */
#ifndef MUSTER_BENCH_GEN_WRITE_H
#define MUSTER_BENCH_GEN_WRITE_H

#include <stdio.h>

#include "gen/world.h"

/* Where the lists go: into `post` itself, or, with the others not NULL, each into a spreadsheet. */
typedef struct gen_files {
    FILE *post;
    FILE *people, *sites, *links, *fleets;
} gen_files;

void
gen_write(const gen_world *world, const gen_files *files);

#endif
