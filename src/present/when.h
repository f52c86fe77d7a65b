/* SPDX-License-Identifier: Apache-2.0
 *
 * Times as text: seconds after the order with up to three decimals, durations in words, and
 * instants in UTC and local time (ISO 8601 with the offset, which spreadsheets leave alone).
 */
#ifndef MUSTER_PRESENT_WHEN_H
#define MUSTER_PRESENT_WHEN_H

#include "model/model.h"
#include "present/buffer.h"

enum { MST_WHEN_BYTES = 48 };

/* A local time zone as far as a plan needs it: offsets from instants on; the first row holds before
 * it too. `count` 0 is UTC. */
typedef struct mst_when_zone {
    uint32_t count;
    const mst_zone_row *rows;
} mst_when_zone;

int32_t
mst_when_offset_seconds(const mst_when_zone *zone, mst_instant instant);

/* "5400", "12.5", "-0.001"; MST_NEVER gives "". `buffer` has MST_WHEN_BYTES. Each returns `buffer`.
 */
const char *
mst_when_seconds(mst_time ms, char *buffer);
/* "38 h 20 min", "45 min", "12.5 s", "0 min"; MST_NEVER gives "never". */
const char *
mst_when_duration(mst_time ms, char *buffer);
/* The same rounded up to whole minutes, for a table: nobody is out earlier than it says. */
const char *
mst_when_rough(mst_time ms, char *buffer);
/* "2021-07-03T03:30:00Z", with milliseconds only when there are some; "" for MST_NEVER. */
const char *
mst_when_utc(mst_instant instant, char *buffer);
/* "2021-07-03T08:00:00+04:30". */
const char *
mst_when_local(const mst_when_zone *zone, mst_instant instant, char *buffer);
/* For people: "Sat 3 Jul 08:00" in local time, and "03 0330Z" (day, hours and minutes, Zulu).
 * Seconds are cut, as in an order; they are in the other forms. */
const char *
mst_when_local_short(const mst_when_zone *zone, mst_instant instant, char *buffer);
const char *
mst_when_zulu(mst_instant instant, char *buffer);

/* "+38:20", with seconds only when there are some: hours and minutes after the order. */
const char *
mst_when_after(mst_time ms, char *buffer);

/* Reads "12.345" exactly into ms; false when it is no number, has more than three decimals that are
 * not zero, or lies outside +-10^11 s. */
bool
mst_when_parse_seconds(const char *text, mst_time *ms) MST_NODISCARD;
/* Reads YYYY-MM-DDTHH:MM[:SS[.mmm]] and Z or +HH:MM (a space for the T is allowed); false when it
 * is not of that form. */
bool
mst_when_parse(const char *text, mst_instant *instant) MST_NODISCARD;

#endif
