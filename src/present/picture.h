/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture: what the post says once its reports are folded in, how old and how well graded it
 * is, and where each probability comes from. As text for people and as JSON.
 */
#ifndef MUSTER_PRESENT_PICTURE_H
#define MUSTER_PRESENT_PICTURE_H

#include "evidence/assess.h"
#include "present/buffer.h"

/* *text is on the heap, the caller's. O(reports^2). */
MST_NODISCARD mst_status
mst_picture_write_text(const mst_evidence *evidence, char **text, mst_error *err);
MST_NODISCARD mst_status
mst_picture_write_json(const mst_evidence *evidence, char **text, mst_error *err);

/* The chain from the reports to one number, of a scenario, proposition, site or indicator. */
MST_NODISCARD mst_status
mst_explain_write_text(const mst_evidence *evidence, mst_subject subject, char **text,
                       mst_error *err);
MST_NODISCARD mst_status
mst_explain_write_json(const mst_evidence *evidence, mst_subject subject, char **text,
                       mst_error *err);

#endif
