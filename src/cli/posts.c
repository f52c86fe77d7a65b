/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands about posts and what ships with the program: muster check, new, types, airfield.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const mst_cli_option no_options[] = {{NULL, false}};

/* ---- check ---- */

static const char check_help[] =
    "usage: muster check POST [--set ITEM=VALUE] [--as-of TIME]\n"
    "\n"
    "Reads a post (a YAML file, or a folder with post.yaml), prints every fault with\n"
    "its file, line and column, and when there is none what the post holds and\n"
    "what in it has grown old. Every option is tried under every scenario for\n"
    "changes that contradict each other. What can be used under none of them is\n"
    "listed last: a link at whose end nothing may stop, people whom no way leads\n"
    "out, a fleet that cannot leave its base or finds no fuel.\n"
    "\n"
    "Exit codes: 0 no fault, 2 faults, 3 the system refused.\n";

static void
print_summary(const muster_post *post)
{
    muster_post_summary s;
    muster_post_describe(post, &s);
    printf("%s%s%s: no fault found\n", s.id, s.name != NULL ? ", " : "",
           s.name != NULL ? s.name : "");
    printf("as of        %s (%s, %s)\n", s.as_of_utc, s.as_of_local, s.time_zone);
    printf("people       %lld in %u group%s\n", (long long)s.persons, s.people_items,
           s.people_items == 1 ? "" : "s");
    printf("places       %u site%s, %u link%s\n", s.sites, s.sites == 1 ? "" : "s", s.links,
           s.links == 1 ? "" : "s");
    printf("vehicles     %lld in %u fleet%s\n", (long long)s.vehicles, s.fleets,
           s.fleets == 1 ? "" : "s");
    printf("to plan      %u option%s under %u scenario%s\n", s.options, s.options == 1 ? "" : "s",
           s.scenarios, s.scenarios == 1 ? "" : "s");
    if (s.reports > 0) {
        printf("reports      %u of %u count\n", s.known_reports, s.reports);
    }
    printf("input        %s\n", s.input_hash);
}

/* ", 2 fleets" */
static void
print_count(const char *between, uint32_t count, const char *noun)
{
    if (count > 0) {
        printf("%s%u %s%s", between, count, noun, count == 1 ? "" : "s");
    }
}

/* What is lost when somebody withdraws a permission. */
static void
print_permissions(const muster_post *post)
{
    muster_post_summary s;
    muster_post_permission p;
    muster_post_describe(post, &s);
    for (uint32_t i = 0; i < s.permissions; i++) {
        if (muster_post_describe_permission(post, i, &p, NULL) != MUSTER_OK) {
            continue;
        }
        printf("%-12s %s, %s%s: for ", i == 0 ? "permissions" : "", p.id, p.kind,
               p.granted ? "" : ", not granted");
        print_count("", p.sites, "site");
        print_count(p.sites > 0 ? ", " : "", p.links, "link");
        print_count(p.sites + p.links > 0 ? ", " : "", p.fleets, "fleet");
        printf("%s\n", p.sites + p.links + p.fleets > 0 ? "" : "nothing");
    }
}

static void
print_warnings(FILE *out, const char *head, const muster_faults *found)
{
    char text[1100];
    for (uint32_t i = 0; i < muster_faults_warning_count(found); i++) {
        fprintf(out, "%s%s%s", i == 0 ? "\n" : "", i == 0 ? head : "", i == 0 ? ":\n" : "");
        fprintf(out, "%s\n",
                muster_error_line(muster_faults_warning_at(found, i), text, sizeof text));
    }
}

void
mst_cli_print_doubts(FILE *out, const muster_faults *doubts)
{
    print_warnings(out, "to look at again, under whatever option and scenario", doubts);
    if (muster_faults_more(doubts) > 0) {
        fprintf(out, "and %u more\n", muster_faults_more(doubts));
    }
}

static int
run_check(const mst_cli_line *line)
{
    int code = 0;
    muster_error err = {0};
    muster_faults *found = NULL;
    muster_post *post = mst_cli_open_post(line, &found, &code);
    if (post == NULL) {
        return code;
    }
    muster_faults *doubts = NULL;
    if (muster_post_doubts(post, &doubts, &err) != MUSTER_OK) {
        code = mst_cli_fail(&err);
    } else {
        print_summary(post);
        print_permissions(post);
        print_warnings(stdout, "to look at again", found);
        mst_cli_print_doubts(stdout, doubts);
    }
    muster_faults_close(doubts);
    muster_faults_close(found);
    muster_post_close(post);
    return code;
}

static const mst_cli_option check_options[] = {{"set", true}, {"as-of", true}, {NULL, false}};

const mst_cli_command mst_cli_check = {
    .name = "check",
    .summary = "read a post and list its faults",
    .help = check_help,
    .least_words = 1,
    .most_words = 1,
    .options = check_options,
    .run = run_check,
};

/* ---- new ---- */

static const char new_help[] =
    "usage: muster new NAME\n"
    "\n"
    "Makes the folder NAME with a small commented post to start from. The last part\n"
    "of NAME becomes the post's id: letters, digits, - and _. What exists is left\n"
    "alone.\n"
    "\n"
    "Exit codes: 0 done, 2 the name cannot be used, 3 the system refused.\n";

static int
run_new(const mst_cli_line *line)
{
    muster_error err = {0};
    const char *name = line->words[0];
    if (muster_post_new(name, &err) != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    printf("%s/post.yaml is written. Next:\n\n  muster check %s\n  muster plan %s\n", name, name,
           name);
    return 0;
}

const mst_cli_command mst_cli_new = {
    .name = "new",
    .summary = "write a small commented post to start from",
    .help = new_help,
    .least_words = 1,
    .most_words = 1,
    .options = no_options,
    .run = run_new,
};

/* ---- types ---- */

static const char types_help[] =
    "usage: muster types [ID]\n"
    "\n"
    "Lists the vehicle types that ship with the program, or all numbers of one with\n"
    "where each comes from and whether it is published, derived or unverified. A\n"
    "fleet names a type by its id; a post may override any number.\n"
    "\n"
    "Exit codes: 0 done, 2 no such type.\n";

static void
list_types(void)
{
    printf("%-16s %-5s %-10s %s\n", "id", "mode", "berth", "name");
    for (uint32_t i = 0; i < muster_type_count(); i++) {
        muster_type type;
        if (muster_type_at(i, &type, NULL) == MUSTER_OK) {
            printf("%-16s %-5s %-10s %s\n", type.id, type.mode,
                   type.berth_class != NULL ? type.berth_class : "-", type.name);
        }
    }
}

static int
run_types(const mst_cli_line *line)
{
    if (line->word_count == 0) {
        list_types();
        return 0;
    }
    uint32_t index;
    muster_type type;
    muster_error err = {0};
    if (muster_type_find(line->words[0], &index, &err) != MUSTER_OK ||
        muster_type_at(index, &type, &err) != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    printf("%s: %s, mode %s, berth class %s\n", type.id, type.name, type.mode,
           type.berth_class != NULL ? type.berth_class : "-");
    for (uint32_t i = 0; i < type.facts; i++) {
        muster_type_fact fact;
        if (muster_type_fact_at(index, i, &fact, &err) == MUSTER_OK) {
            printf("  %-18s %-14s %-11s %s\n", fact.field, fact.value, fact.confidence,
                   fact.source);
        }
    }
    return 0;
}

const mst_cli_command mst_cli_types = {
    .name = "types",
    .summary = "list the vehicle types that ship with the program",
    .help = types_help,
    .least_words = 0,
    .most_words = 1,
    .options = no_options,
    .run = run_types,
};

/* ---- airfield ---- */

static const char airfield_help[] =
    "usage: muster airfield CODE\n"
    "\n"
    "Prints what the shipped table knows of an airfield, by ICAO or IATA code: what\n"
    "`airfield: CODE` fills into a site of a post.\n"
    "\n"
    "Exit codes: 0 done, 2 no such airfield.\n";

/* Millimetres in whole metres and feet. */
static void
print_length(const char *name, int64_t mm)
{
    printf("%-12s %lld m (%.0f ft)\n", name, (long long)((mm + 500) / 1000), (double)mm / 304.8);
}

static int
run_airfield(const mst_cli_line *line)
{
    muster_airfield a;
    muster_error err = {0};
    if (muster_airfield_find(line->words[0], &a, &err) != MUSTER_OK) {
        return mst_cli_fail(&err);
    }
    printf("%s%s%s: %s\n", a.ident, a.iata[0] != '\0' ? "/" : "", a.iata, a.name);
    printf("%-12s %s%s%s\n", "place", a.municipality, a.municipality[0] != '\0' ? ", " : "",
           a.country);
    printf("%-12s %.5f, %.5f\n", "position", a.latitude_degrees, a.longitude_degrees);
    if (a.mgrs[0] != '\0') {
        printf("%-12s %s\n", "MGRS", a.mgrs);
    }
    print_length("elevation", a.elevation_mm);
    if (a.runway_length_mm > 0) {
        print_length("runway", a.runway_length_mm);
        if (a.runway_width_mm > 0) {
            print_length("width", a.runway_width_mm);
        }
        printf("%-12s %s\n", "surface", a.surface != NULL ? a.surface : "not known");
    } else {
        printf("%-12s not known\n", "runway");
    }
    return 0;
}

const mst_cli_command mst_cli_airfield = {
    .name = "airfield",
    .summary = "print what is known of an airfield",
    .help = airfield_help,
    .least_words = 1,
    .most_words = 1,
    .options = no_options,
    .run = run_airfield,
};
