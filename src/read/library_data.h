/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables that tools/embed_data.py makes from data/airports.csv and data/types.csv at build
 * time.
 */
#ifndef MUSTER_READ_LIBRARY_DATA_H
#define MUSTER_READ_LIBRARY_DATA_H

#include "read/library.h"

extern const mst_airport mst__airports[]; /* ascending by ident */
extern const uint32_t mst__airport_count;
extern const uint16_t mst__airports_by_iata[]; /* indices into mst__airports, ascending by code */
extern const uint32_t mst__airports_by_iata_count;

extern const mst_type_entry mst__types[]; /* in the order of the file: by mode, then size */
extern const uint32_t mst__type_count;

#endif
