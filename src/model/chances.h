/* SPDX-License-Identifier: Apache-2.0
 *
 * What chance may do while a plan is played: the `chance:` section of a post. Planning and checking
 * do not look at it.
 */
#ifndef MUSTER_MODEL_CHANCES_H
#define MUSTER_MODEL_CHANCES_H

#include "model/fields.h"

enum { MST_MAX_WEATHERS = 64, MST_MAX_LOSSES = 64, MST_MAX_LOSS_ROWS = 256 };

/* Spells in which aircraft neither land nor take off. */
typedef struct mst_weather {
    const char *id;
    mst_place place;
    mst_meta meta;
    uint32_t site_count; /* > 0 */
    const mst_site_id *sites;
    mst_quantity every; /* from the end of a spell to the next, on average */
    mst_quantity lasts;
} mst_weather;

/* By `at` after the order it has happened with this probability. */
typedef struct mst_loss_row {
    mst_quantity at; /* a number, no range */
    mst_quantity lost;
} mst_loss_row;

/* A cause by which places, links and fleets are lost for good, all at once. */
typedef struct mst_loss {
    const char *id;
    mst_place place;
    mst_meta meta;
    uint32_t site_count, link_count, fleet_count; /* one of them > 0 */
    const mst_site_id *sites;
    const mst_link_id *links;
    const mst_fleet_id *fleets;
    uint32_t row_count; /* > 0; rising in time, not falling in low, likely and high */
    const mst_loss_row *rows;
} mst_loss;

struct mst_chances {
    mst_meta meta;
    mst_quantity travel, service, desks; /* factors on times */
    mst_quantity late;                   /* how much later a group is released */
    mst_quantity refuse;                 /* part of a group that does not come */
    mst_quantity breakdown;              /* probability of one before a move */
    mst_quantity repair;
    mst_quantity reports;  /* flag: sites are lost as the reports of the post have it */
    mst_quantity patience; /* how long a vehicle waits for people; a number, no range */
    uint32_t weather_count, loss_count;
    const mst_weather *weathers;
    const mst_loss *losses;
};

extern const mst_field mst_chances_fields[];
extern const uint32_t mst_chances_field_count;
extern const mst_field mst_weather_fields[];
extern const uint32_t mst_weather_field_count;
extern const mst_field mst_loss_row_fields[];
extern const uint32_t mst_loss_row_field_count;

/* A setting as written, or its default as a range without width. `quantity` is a member of
 * post->chances. */
mst_quantity
mst_chances_range(const mst_post *post, const mst_quantity *quantity);

#endif
