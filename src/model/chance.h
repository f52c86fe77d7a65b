/* SPDX-License-Identifier: Apache-2.0
 *
 * How probable something is held to be: an interval, or a word of estimative language that stands
 * for one.
 *
 * E1  Millionths, 0 <= low <= high <= 1000000, so that text and number agree on every machine.
 */
#ifndef MUSTER_MODEL_CHANCE_H
#define MUSTER_MODEL_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

enum { MST_CHANCE_ONE = 1000000 };

typedef struct mst_chance {
    bool given;
    int64_t low, high; /* millionths */
    const char *word;  /* as written, of mst_chance_words; NULL for an interval */
    mst_place place;
} mst_chance;

/* A word and what it stands for, in millionths. */
typedef struct mst_chance_word {
    const char *word;
    int64_t low, high;
} mst_chance_word;

/* The two rows of synonyms of Intelligence Community Directive 203 (2015), section D.6.e.2.a. Any
 * other word ("may", "could") says too little to be a number. */
extern const mst_chance_word mst_chance_words[];
extern const uint32_t mst_chance_word_count;

#endif
