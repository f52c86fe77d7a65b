/* SPDX-License-Identifier: Apache-2.0 */
#include "model/chance.h"

const mst_chance_word mst_chance_words[] = {
    {"almost no chance", 10000, 50000},
    {"remote", 10000, 50000},
    {"very unlikely", 50000, 200000},
    {"highly improbable", 50000, 200000},
    {"unlikely", 200000, 450000},
    {"improbable", 200000, 450000},
    {"roughly even chance", 450000, 550000},
    {"roughly even odds", 450000, 550000},
    {"likely", 550000, 800000},
    {"probable", 550000, 800000},
    {"very likely", 800000, 950000},
    {"highly probable", 800000, 950000},
    {"almost certain", 950000, 990000},
    {"nearly certain", 950000, 990000},
};

const uint32_t mst_chance_word_count = sizeof mst_chance_words / sizeof mst_chance_words[0];
