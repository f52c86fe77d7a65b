/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer's inside: a text that grows, and how values stand in it.
 */
#ifndef MUSTER_READ_WRITE_H
#define MUSTER_READ_WRITE_H

#include "read/reader.h"

typedef struct mst__out {
    const mst_post *post;
    mst_arena *arena;
    char *text;
    size_t length, room;
    bool failed;     /* out of memory: what follows is dropped */
    uint32_t indent; /* of keys, in spaces */
    bool first_key;  /* the next key stands behind "- " */
} mst__out;

void
mst__put(mst__out *out, const char *format, ...) MST_PRINTF(2, 3);

/* Begins a line with a key: indented, or behind the dash of its item. */
void
mst__put_key(mst__out *out, const char *key);
/* The next key begins an item of a list whose dash stands at `indent`. */
void
mst__begin_item(mst__out *out, uint32_t indent);

/* Text in quotes, and text that is plain where it can be. */
void
mst__put_quoted(mst__out *out, const char *text);
void
mst__put_word(mst__out *out, const char *word);

/* `key: "text"` and `key: word`; nothing for NULL. */
void
mst__put_text_line(mst__out *out, const char *key, const char *text);
void
mst__put_word_line(mst__out *out, const char *key, const char *word);
/* `key: 45 min`; nothing when it is not given. */
void
mst__put_quantity(mst__out *out, const mst_field *field, const mst_quantity *quantity);
void
mst__put_number_line(mst__out *out, const char *key, mst_kind kind, int64_t value);
void
mst__put_moment_line(mst__out *out, const char *key, mst_moment moment);
void
mst__put_windows(mst__out *out, mst_window_list windows);
void
mst__put_meta(mst__out *out, const mst_meta *meta);

/* One item each, at out->indent. */
void
mst__write_people(mst__out *out, uint32_t index);
void
mst__write_site(mst__out *out, uint32_t index);
void
mst__write_link(mst__out *out, uint32_t index);
void
mst__write_type(mst__out *out, uint32_t index);
void
mst__write_fleet(mst__out *out, uint32_t index);

/* The numbers of an item, groups as maps in braces. `fields` NULL: those of `item_class` in the
 * table; `extra` writes what else stands in a group, and says whether it did; `skip` names what is
 * written otherwise. Both may be NULL. */
typedef struct mst__field_writer {
    mst_item_class item_class;
    const void *item;
    const mst_field *fields;
    uint32_t field_count;
    bool (*extra)(mst__out *out, const char *group, const void *item, bool after_other);
    bool (*skip)(const char *path, const void *item);
} mst__field_writer;

void
mst__write_fields(mst__out *out, const mst__field_writer *writer);

void
mst__write_scenarios(mst__out *out);
void
mst__write_options(mst__out *out);
/* `changes:` and its list; nothing when it is empty. */
void
mst__write_changes(mst__out *out, const mst_change *changes, uint32_t count);
/* `evidence:` with the settings that are given; nothing when none is. */
void
mst__write_evidence(mst__out *out);
/* `chance:`; nothing when it says nothing. */
void
mst__write_chances(mst__out *out);
void
mst__write_proposition(mst__out *out, uint32_t index);
void
mst__write_indicator(mst__out *out, uint32_t index);
void
mst__write_tripwire(mst__out *out, uint32_t index);
void
mst__write_report(mst__out *out, uint32_t index);

#endif
