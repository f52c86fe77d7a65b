/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of plan.html share. Every mst__page_... adds to page->out, which remembers when
 * memory fails. G1 and G2 of page.c hold for each.
 */
#ifndef MUSTER_PRESENT_PAGE_PARTS_H
#define MUSTER_PRESENT_PAGE_PARTS_H

#include "present/buffer.h"
#include "present/document.h"

typedef struct mst__page {
    const mst_document *document;
    mst_buffer out;
    mst_arena arena;
} mst__page;

/* As it is. */
void
mst__page_put(mst__page *p, const char *html);
void
mst__page_escaped(mst__page *p, const char *text);
/* A text of the post: escaped and kept apart from the direction of what is around it; - for NULL.
 */
void
mst__page_name(mst__page *p, const char *text);
/* The name, and the id in brackets where it is another. */
void
mst__page_id_and_name(mst__page *p, const char *id, const char *name);
void
mst__page_site(mst__page *p, uint32_t site);
/* Local time, Zulu, and after the order, as three cells. */
void
mst__page_time_cells(mst__page *p, mst_time at);
/* Local time, and Zulu in brackets. */
void
mst__page_short_time(mst__page *p, mst_time at);
/* `heads` ends with NULL. */
void
mst__page_open_table(mst__page *p, const char *caption, const char *const *heads);
void
mst__page_close_table(mst__page *p);
/* A row of a table of two columns. */
void
mst__page_open_fact(mst__page *p, const char *name);
void
mst__page_close_fact(mst__page *p);

/* ---- page_moves.c ---- */
void
mst__page_movements(mst__page *p);
void
mst__page_desks(mst__page *p);
void
mst__page_duties(mst__page *p);
void
mst__page_people(mst__page *p);
void
mst__page_places(mst__page *p);
void
mst__page_types(mst__page *p);

/* ---- page_glance.c ---- */
/* Each way that people are taken, by whom it is served, from when to when, and how many. */
void
mst__page_glance(mst__page *p);

#endif
