/* SPDX-License-Identifier: Apache-2.0
 *
 * What the reader's tests share: reading a text that is sound, and the first fault of one that
 * is not.
 */
#ifndef MUSTER_TESTS_READ_HELP_H
#define MUSTER_TESTS_READ_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "read/reader.h"

/* The post of a text that has no fault; the test fails with its faults else. */
mst_post *
help_read(const char *text);

/* The same for more files than one; the first is the post. */
mst_post *
help_read_files(const mst__text_file *files, uint32_t count);

/* The first fault of a text, as `line:column: sentence`; "" when it has none. Until the next
 * call. */
const char *
help_first_fault(const char *text);

/* A post of two sites, `town` and `haven`, with `site` among the keys of town, and `more` at its
 * end. */
const char *
help_town(const char *site, const char *more);

/* The item of an id; the test fails when there is none. Items need not stand in the order of the
 * text. */
mst_people *
help_people(const mst_post *post, const char *id);
mst_site *
help_site(const mst_post *post, const char *id);
mst_link *
help_link(const mst_post *post, const char *id);
mst_type *
help_type(const mst_post *post, const char *id);
/* Its number. */
uint32_t
help_people_number(const mst_post *post, const char *id);
uint32_t
help_site_number(const mst_post *post, const char *id);

/* Where two posts differ, in words; NULL when they are the same, field by field. Places, files
 * and hashes may differ. */
const char *
help_difference(const mst_post *a, const mst_post *b);

#endif
