/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of ids on the command line.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* Adds one id to a selection once. */
static bool
select_id(mst_cli_selection *s, const muster_post *post, const char *id, size_t length,
          mst_cli_finder find, int *code)
{
    char name[128];
    muster_error err;
    uint32_t index;
    snprintf(name, sizeof name, "%.*s", (int)(length < 120 ? length : 120), id);
    if (find(post, name, &index, &err) != MUSTER_OK) {
        *code = mst_cli_fail(&err);
        return false;
    }
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->indexes[i] == index) {
            return true;
        }
    }
    if (s->count < MST_CLI_MAX_SELECTED) {
        s->indexes[s->count++] = index;
    }
    return true;
}

bool
mst_cli_select(const mst_cli_line *line, const char *option, const muster_post *post,
               mst_cli_finder find, mst_cli_selection *s, int *code)
{
    for (int i = 0; i < line->option_count; i++) {
        if (strcmp(line->options[i].option->name, option) != 0) {
            continue;
        }
        const char *text = line->options[i].value;
        while (true) {
            size_t length = strcspn(text, ",");
            if (!select_id(s, post, text, length, find, code)) {
                return false;
            }
            if (text[length] == '\0') {
                break;
            }
            text += length + 1;
        }
    }
    return true;
}
