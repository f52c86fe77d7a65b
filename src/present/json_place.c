/* SPDX-License-Identifier: Apache-2.0
 *
 * Where in the text of a JSON file a value stands. jansson keeps no places; errors are rare, so the
 * text is walked again for the one that is reported.
 */
#include <string.h>

#include "base/text.h"
#include "present/internal.h"

typedef struct walk {
    const char *text;
    size_t bytes, at;
} walk;

static void
skip_space(walk *w)
{
    while (w->at < w->bytes && strchr(" \t\r\n", w->text[w->at]) != NULL &&
           w->text[w->at] != '\0') {
        w->at++;
    }
}

static void
skip_string(walk *w)
{
    w->at++;
    while (w->at < w->bytes && w->text[w->at] != '"') {
        w->at += w->text[w->at] == '\\' ? 2 : 1;
    }
    w->at++;
}

static void
skip_value(walk *w)
{
    size_t depth = 0;
    while (w->at < w->bytes) {
        char c = w->text[w->at];
        if (c == '"') {
            skip_string(w);
            if (depth == 0) {
                return;
            }
            continue;
        }
        if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth == 0) {
                return; /* the end of what holds a number or a word */
            }
            if (--depth == 0) {
                w->at++;
                return;
            }
        } else if (depth == 0 && c == ',') {
            return;
        }
        w->at++;
    }
}

/* From the `{` to the value of `key`; false when it has none. */
static bool
enter_key(walk *w, const char *key)
{
    size_t length = strlen(key);
    w->at++;
    for (;;) {
        skip_space(w);
        if (w->at >= w->bytes || w->text[w->at] != '"') {
            return false;
        }
        size_t begin = w->at + 1;
        skip_string(w);
        bool found = w->at <= w->bytes && w->at - 1 - begin == length &&
                     memcmp(w->text + begin, key, length) == 0;
        skip_space(w);
        w->at++; /* the colon */
        skip_space(w);
        if (found) {
            return true;
        }
        skip_value(w);
        skip_space(w);
        if (w->at >= w->bytes || w->text[w->at] != ',') {
            return false;
        }
        w->at++;
    }
}

static bool
enter_index(walk *w, size_t index)
{
    w->at++;
    for (size_t i = 0;; i++) {
        skip_space(w);
        if (i == index) {
            return w->at < w->bytes && w->text[w->at] != ']';
        }
        skip_value(w);
        skip_space(w);
        if (w->at >= w->bytes || w->text[w->at] != ',') {
            return false;
        }
        w->at++;
    }
}

mst_place
mst__json_place(const char *name, const char *text, size_t bytes, const mst__step *path,
                uint32_t depth)
{
    walk w = {.text = text, .bytes = bytes};
    skip_space(&w);
    size_t found = w.at;
    for (uint32_t i = 0; i < depth; i++) {
        bool entered =
            w.at < bytes &&
            (path[i].key != NULL ? w.text[w.at] == '{' && enter_key(&w, path[i].key)
                                 : w.text[w.at] == '[' && enter_index(&w, path[i].index));
        if (!entered) {
            break; /* what is missing is reported at what should hold it */
        }
        found = w.at;
    }
    mst_place place = {.file = name};
    mst_text_position(text, bytes, found < bytes ? found : bytes, &place.line, &place.column);
    return place;
}
