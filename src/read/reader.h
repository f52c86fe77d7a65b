/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader's inside. A post is read in four steps, each over everything before the next begins:
 *
 *   gather   files to trees of nodes (source.c, yaml.c, csv.c), lists taken together per class
 *   declare  the id of every item, dormant ones too, so that references may point forward
 *   (declare.c) define   every item's fields, references resolved on the spot (post.c, people.c,
 *   sites.c, ...) finish   what needs all items: sums, links' lengths, stale items (finish.c)
 *
 * I1  A fault never stops a step; a step with faults may stop the next. Only lack of memory stops
 *     at once, by `out_of_memory`, which every taker sets and every step looks at.
 * I2  What the post keeps is in `arena`; nodes and tables are in `scratch`.
 */
#ifndef MUSTER_READ_READER_H
#define MUSTER_READ_READER_H

#include "model/fields.h"
#include "model/reports.h"
#include "read/limits.h"
#include "read/names.h"
#include "read/node.h"
#include "read/read.h"

typedef enum mst__class {
    MST__PEOPLE,
    MST__SITE,
    MST__LINK,
    MST__TYPE,
    MST__FLEET,
    MST__PERMISSION,
    MST__SCENARIO,
    MST__OPTION,
    MST__PIN,
    MST__PROPOSITION,
    MST__INDICATOR,
    MST__TRIPWIRE,
    MST__REPORT,
    MST__CLASS_COUNT,
} mst__class;

/* An item declared and not yet defined. */
typedef struct mst__draft {
    mst__node *node;
    bool dormant;          /* a scenario or an option adds it */
    bool is_reinforcement; /* the people item of a reinforcement; `node` is the reinforcement's */
} mst__draft;

typedef struct mst__draft_list {
    mst__draft *items;
    uint32_t count, room;
    mst__names names; /* of the items that have a sound id, in the same order */
} mst__draft_list;

/* A file of the post. Its place in the list is the order of reading. */
typedef struct mst__file {
    const char *name;     /* as shown in messages */
    const char *relative; /* within the post's folder */
    const char *text;
    size_t bytes;
    uint32_t parent; /* the file that includes it; MST_NONE for the first */
    bool is_rows;    /* a spreadsheet, already taken in */
} mst__file;

/* A file of a post in memory. */
typedef struct mst__text_file {
    const char *name;
    const char *text;
    size_t bytes;
} mst__text_file;

typedef struct mst__fault_mark {
    uint32_t file, line, column, sequence;
} mst__fault_mark;

/* The first faults of the text, in whatever order they are found. */
typedef struct mst__fault_book {
    mst_error *slots; /* MST_MAX_FAULTS of them */
    mst__fault_mark marks[MST_MAX_FAULTS];
    uint32_t order[MST_MAX_FAULTS];
    uint32_t count, more, sequence;
} mst__fault_book;

typedef struct mst__reader {
    mst_post *post;
    mst_arena *arena;
    mst_arena scratch;
    mst_fault_list *faults;
    mst__fault_book fault_book, warning_book;
    uint32_t suggestions_left;
    bool is_muted; /* faults are told elsewhere */
    bool out_of_memory;
    uint64_t node_count;
    bool text_is_lost; /* a file could not be read as YAML or CSV: what it says is not known */
    /* ---- files ---- */
    const mst__text_file *texts; /* the files there are, of a post in memory; NULL: from disk */
    uint32_t text_count;
    const char *root;      /* the post's folder as the user wrote it, "" for the current one */
    const char *real_root; /* the same without symbolic links */
    mst__file files[MST_READ_MAX_FILES];
    uint32_t file_count;
    size_t total_bytes;
    /* ---- items ---- */
    const mst__node *post_node;
    const mst__node *evidence_node;  /* the settings; NULL */
    const mst__node *chance_node;    /* NULL */
    const mst_read_options *options; /* NULL: none */
    uint32_t first_logged;           /* of the reports: this one and later ones are of the log */
    mst__draft_list drafts[MST__CLASS_COUNT];
    uint32_t type_room;     /* of post->types */
    mst__names type_names;  /* of post->types, those of the library last */
    mst__names berth_names; /* every class that may be named */
    bool berth_class_is_single;
    uint32_t single_berth_class;
    mst__names alert_names;
} mst__reader;

/* ---- faults.c ---- */

void
mst__faults_init(mst_fault_list *faults);

/* One sentence about what stands at `place`. */
void
mst__fault(mst__reader *reader, mst_place place, const char *format, ...) MST_PRINTF(3, 4);
void
mst__fault_limit(mst__reader *reader, mst_place place, const char *format, ...) MST_PRINTF(3, 4);
void
mst__fault_of(mst__reader *reader, mst_status status, mst_place place, const char *text);
void
mst__warn(mst__reader *reader, mst_place place, const char *format, ...) MST_PRINTF(3, 4);

/* How many faults there have been. */
uint32_t
mst__fault_total(const mst__reader *reader);

/* Lists the faults by place and writes the first into `err`; MST_OK when there is none. */
mst_status
mst__faults_close(mst__reader *reader, mst_error *err);

/* The text as it stands in a message: short, on one line. Never NULL. */
const char *
mst__shown(mst__reader *reader, const char *text);

/* `; did you mean "x"?` or nothing. Never NULL. */
const char *
mst__did_you_mean(mst__reader *reader, const char *text, const char *const *names, uint32_t count);

/* Memory of the post and of the reading; NULL sets out_of_memory. */
void *
mst__reader_take(mst__reader *reader, size_t count, size_t bytes);
void *
mst__take_scratch(mst__reader *reader, size_t count, size_t bytes);
const char *
mst__format(mst__reader *reader, const char *format, ...)
    MST_PRINTF(2, 3); /* scratch; never NULL */
const char *
mst__keep(mst__reader *reader, const char *text); /* a copy in the post; NULL on lack of memory */
bool
mst__grow(mst__reader *reader, mst_arena *arena, void **items, uint32_t count, uint32_t *room,
          size_t bytes, uint32_t maximum) MST_NODISCARD;

/* ---- source.c, yaml.c, csv.c ---- */

/* Finds the post's folder and opens the first file of `path`; MST_NONE after a fault. */
uint32_t
mst__file_open_first(mst__reader *reader, const char *path);
/* Opens `relative` within the post's folder; MST_NONE after a fault at `place`. */
uint32_t
mst__file_open(mst__reader *reader, const char *relative, uint32_t parent, mst_place place);
/* A text in memory as a file. */
uint32_t
mst__file_add(mst__reader *reader, const char *name, const char *relative, const char *text,
              size_t bytes, uint32_t parent, mst_place place);

/* The path `name` written in file `from`, within the folder; NULL after a fault. */
const char *
mst__file_resolve(mst__reader *reader, const char *from, const char *name, mst_place place);

/* The root of a YAML text, NULL after a fault (an empty text is an empty map). */
mst__node *
mst__yaml_read(mst__reader *reader, const char *file, const char *text, size_t bytes);

/* One value in YAML's flow form that stands at `place` in another text. */
mst__node *
mst__yaml_read_flow(mst__reader *reader, mst_place place, const char *text);

/* A CSV text as a list of maps; with `flat`, a dot in a column's name is not a map inside a map. */
mst__node *
mst__csv_read(mst__reader *reader, const char *file, const char *text, size_t bytes, bool flat);

/* A new node, NULL on lack of memory or after a fault about the number of nodes. */
mst__node *
mst__node_new(mst__reader *reader, mst__node_kind kind, mst_place place);

/* The control character (C0 but tab and line ends, DEL, C1) that begins at `at`; 0 when it is
 * none. What comes out of a post may be shown on a terminal, which obeys them. */
uint32_t
mst__control_at(const char *at);

/* False after a fault when the text is not clean UTF-8 without control characters. */
bool
mst__text_is_clean(mst__reader *reader, const char *file, const char *text, size_t bytes);

/* Makes `node` a list, with every `file: name.csv` in it replaced by that file's rows; nothing
 * becomes an empty list. `what` names it in messages. False after a fault or on lack of memory. */
bool
mst__list_expand(mst__reader *reader, mst__node *node, const char *what, bool flat) MST_NODISCARD;

/* Reads the first file, and all that it includes, into drafts and post_node. */
void
mst__gather(mst__reader *reader, uint32_t first_file);

/* ---- read.c ---- */

/* As mst_post_read_text, with more files than one; the first is the post. For tests. */
MST_NODISCARD mst_status
mst__post_read_texts(const mst__text_file *files, uint32_t count, mst_post **post,
                     mst_fault_list *faults, mst_error *err);

/* ---- declare.c ---- */

extern const char *const mst__section_names[MST__CLASS_COUNT]; /* "people", "sites", ... */
extern const char *const mst__class_nouns[MST__CLASS_COUNT];   /* "people item", "site", ... */

/* Adds the items of a section's list as drafts. */
void
mst__draft_section(mst__reader *reader, mst__class class, const mst__node *list, bool dormant);

/* What the item is called: its id, in the post's arena. */
const char *
mst__draft_id(mst__reader *reader, mst__class class, uint32_t index);

/* Declares what scenarios and options add, and their reinforcements. */
void
mst__declare_additions(mst__reader *reader);

/* False after a fault when `text` cannot be an id. */
bool
mst__id_is_sound(mst__reader *reader, const char *text, const char *what, mst_place place);

/* ---- quantity.c ---- */

/* What is asked of a number in the text. */
typedef struct mst__measure {
    mst_kind kind;
    const char *noun; /* of a rate */
    int64_t minimum, maximum;
} mst__measure;

mst__measure
mst__measure_of(const mst_field *field);

/* A number with its unit, false after a fault; `name` is how the text calls it. */
bool
mst__number_read(mst__reader *reader, const mst__node *node, const char *name, mst__measure measure,
                 int64_t *value) MST_NODISCARD;

/* A number or a range. On a fault the quantity stays not given. */
void
mst__quantity_read(mst__reader *reader, const mst__node *node, const char *name,
                   mst__measure measure, mst_quantity *quantity);

/* A value in the shortest exact text that reads back to it. Never NULL. */
const char *
mst__number_text(mst_arena *arena, mst_kind kind, const char *noun, int64_t value);

/* value / 10^decimals without trailing zeros, and a suffix. Never NULL. */
const char *
mst__decimal_text(mst_arena *arena, int64_t value, uint32_t decimals, const char *suffix);

bool
mst__flag_read(mst__reader *reader, const mst__node *node, const char *name,
               bool *value) MST_NODISCARD;

/* ---- chance.c ---- */

/* An interval of probability or a word that stands for one; false after a fault. */
bool
mst__chance_read(mst__reader *reader, const mst__node *node, const char *name,
                 mst_chance *chance) MST_NODISCARD;
/* The text that reads back to it. Never NULL. */
const char *
mst__chance_text(mst_arena *arena, const mst_chance *chance);

/* ---- moment.c, position.c ---- */

bool
mst__moment_read(mst__reader *reader, const mst__node *node, const char *name,
                 mst_moment *moment) MST_NODISCARD;
/* An absolute moment. */
bool
mst__instant_read(mst__reader *reader, const mst__node *node, const char *name,
                  mst_instant *instant) MST_NODISCARD;
void
mst__windows_read(mst__reader *reader, const mst__node *node, const char *name,
                  mst_window_list *windows);
const char *
mst__moment_text(const mst_post *post, mst_arena *arena, mst_moment moment);
const char *
mst__instant_text(const mst_post *post, mst_arena *arena, mst_instant instant);

bool
mst__position_read(mst__reader *reader, const mst__node *node, double *latitude,
                   double *longitude) MST_NODISCARD;
/* Degrees are kept in whole billionths, so that text and number agree on every machine. */
double
mst__degrees_rounded(double degrees);

/* ---- items.c ---- */

typedef struct mst__key {
    const char *path;
    void (*read)(mst__reader *reader, void *item, const mst__node *node);
} mst__key;

/* How one class of item is written: the fields of the field table and the keys that are not
 * numbers. */
typedef struct mst__shape {
    const char *noun;    /* "site" */
    const char *section; /* "sites" */
    bool has_fields;
    mst_item_class item_class;
    size_t meta_offset; /* of the mst_meta in the item */
    const mst__key *keys;
    uint32_t key_count;
    const mst_field *fields; /* fields of things that are no items; NULL: the field table */
    uint32_t field_count;
} mst__shape;

#define MST__COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

/* Reads a map into an item: fields, keys, metadata; unknown keys are faults. */
void
mst__item_read(mst__reader *reader, const mst__shape *shape, const mst__node *node, void *item);

/* Reads a group inside an item, such as `process`: every key is `prefix.key` of the shape. */
void
mst__group_read(mst__reader *reader, const mst__shape *shape, const char *prefix,
                const mst__node *node, void *item);

/* A fault when the map has a key that is not among `names` (a plain map, not an item). */
void
mst__keys_check(mst__reader *reader, const mst__node *map, const char *what,
                const char *const *names, uint32_t count);

/* A piece of text that says something; false after a fault. */
bool
mst__text_read(mst__reader *reader, const mst__node *node, const char *name,
               const char **text) MST_NODISCARD;
/* One of a few words, as its number; false after a fault. */
bool
mst__word_read(mst__reader *reader, const mst__node *node, const char *name,
               const char *const *words, uint32_t count, uint32_t *word) MST_NODISCARD;
/* The item of a class that `node` names; false after a fault. */
bool
mst__reference_read(mst__reader *reader, const mst__node *node, const char *name, mst__class class,
                    uint32_t *index) MST_NODISCARD;
/* What a report or a tripwire is about, as sites.ID; false after a fault. */
bool
mst__subject_read(mst__reader *reader, const mst__node *node, mst_subject *subject) MST_NODISCARD;
/* One name or a list of names, each once, as numbers in the post's arena. */
bool
mst__reference_list_read(mst__reader *reader, const mst__node *node, const char *name,
                         mst__class class, uint32_t **indexes, uint32_t *count) MST_NODISCARD;
/* The words of a scalar split at spaces and commas, or the scalars of a list. */
bool
mst__words_read(mst__reader *reader, const mst__node *node, const char *name,
                const mst__node ***words, uint32_t *count) MST_NODISCARD;

/* ---- define: one file a class ---- */

void
mst__post_define(mst__reader *reader);
void
mst__permissions_define(mst__reader *reader);
void
mst__types_define(mst__reader *reader);
void
mst__fleets_define(mst__reader *reader);
void
mst__sites_define(mst__reader *reader);
void
mst__people_define(mst__reader *reader);
void
mst__links_define(mst__reader *reader);
void
mst__scenarios_define(mst__reader *reader);
void
mst__options_define(mst__reader *reader);
void
mst__pins_define(mst__reader *reader);
void
mst__evidence_define(mst__reader *reader);
void
mst__chances_define(mst__reader *reader);
void
mst__propositions_define(mst__reader *reader);
void
mst__indicators_define(mst__reader *reader);
void
mst__tripwires_define(mst__reader *reader);
void
mst__reports_define(mst__reader *reader);
/* Finds the as_of of the picture and which reports count by then. */
void
mst__picture_define(mst__reader *reader);
void
mst__finish(mst__reader *reader);

/* The type called `name`: the post's own, or one of the library, which is then copied in. */
bool
mst__type_read(mst__reader *reader, const mst__node *node, const char *name,
               mst_type_id *type) MST_NODISCARD;
/* Number of a berth class in post->berth_classes; false after a fault. */
bool
mst__berth_class_read(mst__reader *reader, const char *text, const char *name, mst_place place,
                      uint32_t *berth_class) MST_NODISCARD;

/* Finds whether all fleets are of one berth class, so that `berths: 2` says enough. */
void
mst__single_berth_class_find(mst__reader *reader);
/* Every berth class that may be named: those of the library and of the post's own types. */
bool
mst__berth_names_fill(mst__reader *reader) MST_NODISCARD;

extern const char *const mst__mode_words[4];
extern const char *const mst__people_kind_words[];
extern const mst_field mst__reinforcement_fields[];
extern const uint32_t mst__reinforcement_field_count;
extern const char *const mst__surface_words[];
extern const uint32_t mst__surface_count;

/* ---- changes.c ---- */

typedef struct mst__change_list {
    mst_change *items;
    uint32_t count, room;
} mst__change_list;

/* Reads one entry of `changes:` and appends what it says; `in_option`: no surprises, as in what is
 * ordered and in what is reported. */
void
mst__change_read(mst__reader *reader, const mst__node *node, bool in_option,
                 mst__change_list *changes);
void
mst__changes_read(mst__reader *reader, const mst__node *node, bool in_option,
                  mst__change_list *changes);

#endif
