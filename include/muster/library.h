/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: what ships with the program: vehicle types and airfields. Texts are constants.
 */
#ifndef MUSTER_LIBRARY_H
#define MUSTER_LIBRARY_H

#include <muster/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_type {
    const char *id;          /* "c17": what a fleet's `type` names */
    const char *name;        /* "C-17" */
    const char *mode;        /* air, road, sea */
    const char *berth_class; /* berths and parking it takes */
    uint32_t facts;
} muster_type;

/* One number of a type, with where it comes from. */
typedef struct muster_type_fact {
    const char *field;      /* as in a post: "speed.loaded" */
    const char *value;      /* with its unit */
    const char *confidence; /* published, derived, unverified */
    const char *source;
} muster_type_fact;

MUSTER_API uint32_t
muster_type_count(void);
/* MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_type_at(uint32_t index, muster_type *type, muster_error *err);
/* MUSTER_NOT_FOUND names the nearest id. *index may be NULL. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_type_find(const char *id, uint32_t *index, muster_error *err);
MUSTER_API MUSTER_NODISCARD muster_status
muster_type_fact_at(uint32_t type, uint32_t index, muster_type_fact *fact, muster_error *err);

typedef struct muster_airfield {
    const char *ident; /* ICAO or other code */
    const char *iata;  /* empty when it has none */
    const char *country;
    const char *name, *municipality;
    double latitude_degrees, longitude_degrees;
    char mgrs[24]; /* empty near the poles */
    int64_t elevation_mm;
    int64_t runway_length_mm, runway_width_mm; /* 0: not known */
    const char *surface;                       /* NULL: not known */
} muster_airfield;

/* By ICAO or IATA code, case ignored; MUSTER_NOT_FOUND names the code nearest in spelling. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_airfield_find(const char *code, muster_airfield *airfield, muster_error *err);

#ifdef __cplusplus
}
#endif

#endif
