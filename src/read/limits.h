/* SPDX-License-Identifier: Apache-2.0
 *
 * Every limit on hostile input. Each is far above any real post and far below what hurts a laptop.
 * The numbers of items of a post are limited in model/model.h.
 */
#ifndef MUSTER_READ_LIMITS_H
#define MUSTER_READ_LIMITS_H

enum {
    MST_READ_MAX_FILE_BYTES = 32 << 20,
    MST_READ_MAX_TOTAL_BYTES = 64 << 20, /* all files of a post */
    MST_READ_MAX_FILES = 256,
    MST_READ_MAX_PATH_BYTES = 1024,
    MST_READ_MAX_DEPTH = 24,      /* maps and lists inside each other */
    MST_READ_MAX_NODES = 2000000, /* scalars, maps and lists of a post */
    MST_READ_MAX_KEYS = 1024,     /* of one map */
    MST_READ_MAX_SCALAR_BYTES = 4096,
    MST_READ_MAX_CSV_COLUMNS = 256,
    MST_READ_MAX_DIGITS = 18,       /* of one number */
    MST_READ_MAX_WINDOWS = 256,     /* of one item */
    MST_READ_MAX_ROWS = 4096,       /* of one table inside an item: release, party, count */
    MST_READ_MAX_LIKE = 16,         /* types that start from each other */
    MST_READ_MAX_MEMORY_MIB = 1024, /* for the post, and as much for the text being read */
};

#endif
