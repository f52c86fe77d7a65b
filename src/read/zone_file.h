/* SPDX-License-Identifier: Apache-2.0
 *
 * The bytes of a time zone file, apart from where they lie on the disk: for zone.c, tests and the
 * fuzzer.
 */
#ifndef MUSTER_READ_ZONE_FILE_H
#define MUSTER_READ_ZONE_FILE_H

#include "model/model.h"

typedef struct mst__zone_file {
    const char *zone; /* for messages */
    const uint8_t *bytes;
    size_t size;
} mst__zone_file;

/*
 * Rows of a TZif file (RFC 8536) from 1970 to 2100, ascending, each with another offset than the
 * one before; the first holds from the beginning of time. MST_INVALID when the bytes are not TZif
 * or contradict each other, whatever they are.
 */
MST_NODISCARD mst_status
mst__zone_parse(const mst__zone_file *file, mst_arena *arena, mst_zone_row **rows, uint32_t *count,
                mst_error *err);

#endif
