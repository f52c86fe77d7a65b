/* SPDX-License-Identifier: Apache-2.0
 *
 * What ships with the program: the airport table and the library of vehicle types.
 */
#ifndef MUSTER_READ_LIBRARY_H
#define MUSTER_READ_LIBRARY_H

#include "model/model.h"

typedef struct mst_airport {
    char ident[8];
    char iata[4];
    char country[4];
    const char *name, *municipality;
    double latitude_degrees, longitude_degrees;
    int64_t elevation_mm;
    bool elevation_known;
    int64_t runway_length_mm, runway_width_mm; /* 0: not known */
    const char *surface; /* asphalt, concrete, gravel, dirt, grass, water, other; NULL not known */
} mst_airport;

/* By ICAO (or other ident) or IATA code, case ignored; NULL when there is none. O(log n). */
const mst_airport *
mst_airport_find(const char *code);
/* The code nearest in spelling, for messages; never NULL. */
const char *
mst_airport_nearest(const char *code);
uint32_t
mst_airport_count(void);
const mst_airport *
mst_airport_at(uint32_t index);

/* One number of a type with where it comes from, for `muster types`. */
typedef struct mst_type_fact {
    const char *field;      /* as in the post: "seats", "speed.loaded" */
    const char *value;      /* as in a cell of a post's table; `likely` when there is a range */
    const char *low, *high; /* the range, in the same writing; both NULL when there is none */
    const char *confidence; /* published, derived, unverified, assumption */
    const char *source;
} mst_type_fact;

typedef struct mst_type_entry {
    const char *id;   /* "c17" */
    const char *name; /* "C-17" */
    const char *mode; /* air, road, sea */
    const char *berth_class;
    uint32_t fact_count;
    const mst_type_fact *facts;
} mst_type_entry;

uint32_t
mst_type_library_count(void);
const mst_type_entry *
mst_type_library_at(uint32_t index);
const mst_type_entry *
mst_type_library_find(const char *id);

/* MGRS to degrees (WGS84, the centre of the square given) and back; false when the text is not
 * MGRS. */
bool
mst_mgrs_to_degrees(const char *text, double *latitude, double *longitude);
/* 10-digit MGRS; false outside 80 S .. 84 N. `text` has room for 24 bytes. */
bool
mst_mgrs_from_degrees(double latitude, double longitude, char *text);

/* Geodesic length on WGS84, rounded to whole millimetres. The only place floating-point geodesy
 * enters. */
int64_t
mst_geodesic_mm(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

/* Reads an IANA zone from the system's TZif files, with rows covering 1970 .. 2100, from `arena`.
 * "UTC" needs no file. MST_NOT_FOUND names the nearest zone, or says that the system has no files;
 * MST_INVALID a file that is damaged. */
MST_NODISCARD mst_status
mst_zone_read(const char *zone, mst_arena *arena, mst_zone_row **rows, uint32_t *count,
              mst_error *err);

#endif
