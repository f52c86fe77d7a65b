/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

mst_post *
help_read_files(const mst__text_file *files, uint32_t count)
{
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    mst_status status = mst__post_read_texts(files, count, &post, &faults, &err);
    for (uint32_t i = 0; i < faults.count; i++) {
        const mst_error *fault = &faults.faults[i];
        print_error("%s:%u:%u: %s\n", fault->file, fault->line, fault->column, fault->text);
    }
    mst_fault_list_release(&faults);
    assert_int_equal(status, MST_OK);
    return post;
}

mst_post *
help_read(const char *text)
{
    const mst__text_file file = {"post.yaml", text, strlen(text)};
    return help_read_files(&file, 1);
}

const char *
help_first_fault(const char *text)
{
    static char line[MST_ERROR_TEXT_BYTES + 64];
    mst_post *post = NULL;
    mst_fault_list faults;
    mst_error err = {0};
    line[0] = '\0';
    if (mst_post_read_text("post.yaml", text, strlen(text), &post, &faults, &err) == MST_OK) {
        mst_post_release(post);
    } else {
        snprintf(line, sizeof line, "%u:%u: %s", err.line, err.column, err.text);
    }
    mst_fault_list_release(&faults);
    return line;
}

const char *
help_town(const char *site, const char *more)
{
    static char text[1 << 14];
    snprintf(text, sizeof text,
             "post: {id: test, as_of: 2021-07-03T08:00Z}\n"
             "sites:\n"
             "  - {id: town%s%s}\n"
             "  - {id: haven, safe: true}\n"
             "%s",
             site[0] != '\0' ? ", " : "", site, more);
    return text;
}

#define FIND(post, count, list, id)                                                                \
    do {                                                                                           \
        for (uint32_t i = 0; i < (post)->count; i++) {                                             \
            if (strcmp((post)->list[i].id, id) == 0) {                                             \
                return &(post)->list[i];                                                           \
            }                                                                                      \
        }                                                                                          \
        print_error("there is no %s\n", id);                                                       \
        fail();                                                                                    \
        return NULL;                                                                               \
    } while (0)

mst_people *
help_people(const mst_post *post, const char *id)
{
    FIND(post, people_count, people, id);
}

mst_site *
help_site(const mst_post *post, const char *id)
{
    FIND(post, site_count, sites, id);
}

mst_link *
help_link(const mst_post *post, const char *id)
{
    FIND(post, link_count, links, id);
}

mst_type *
help_type(const mst_post *post, const char *id)
{
    FIND(post, type_count, types, id);
}

uint32_t
help_people_number(const mst_post *post, const char *id)
{
    return (uint32_t)(help_people(post, id) - post->people);
}

uint32_t
help_site_number(const mst_post *post, const char *id)
{
    return (uint32_t)(help_site(post, id) - post->sites);
}
