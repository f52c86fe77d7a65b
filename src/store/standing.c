/* SPDX-License-Identifier: Apache-2.0
 *
 * An entry is a JSON object on one line:
 *
 *   {"what":"adopt","plan":DIGEST,"scenario":S,"option":O,"by":ROLE,"at":MS,"form":"json",
 *    "left":N,"completion":MS,"exposure":"N"}
 *   {"what":"withdraw","plan":DIGEST,"by":ROLE,"at":MS}
 */
#include "store/standing.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

void
mst_standing_digest(const char *bytes, size_t count, char text[MST_STANDING_DIGEST_TEXT])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)bytes, count);
    sodium_bin2hex(text, MST_STANDING_DIGEST_TEXT, hash, sizeof hash);
}

/* ---- reading ---- */

typedef struct reader {
    const char *path;
    mst_arena *arena;
    mst_standing_list *list;
    uint32_t room;
    mst_error *err;
} reader;

static mst_status
refuse(const reader *r, uint32_t entry, const char *what)
{
    mst_place place = {.file = r->path, .line = entry + 1, .column = 66};
    return mst_fail(r->err, MST_INVALID, place, "this entry of the log of standing plans %s", what);
}

static mst_status
no_memory(mst_error *err)
{
    return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory for the standing plans");
}

static const char *
text_of(const reader *r, const json_t *entry, const char *key)
{
    const char *text = json_string_value(json_object_get(entry, key));
    return text != NULL ? mst_arena_text(r->arena, text) : NULL;
}

static bool
is_digest(const char *text)
{
    return text != NULL && strlen(text) == MST_STANDING_DIGEST_TEXT - 1 &&
           strspn(text, "0123456789abcdef") == MST_STANDING_DIGEST_TEXT - 1;
}

/* A whole number in digits; false when it is not one. */
static bool
parse_wide(const char *text, mst_wide *value)
{
    *value = 0;
    for (const char *at = text; text != NULL && *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || at - text >= 36) {
            return false;
        }
        *value = *value * 10 + (*at - '0');
    }
    return text != NULL && *text != '\0';
}

static void
remove_at(mst_standing_list *list, uint32_t index)
{
    memmove(&list->plans[index], &list->plans[index + 1],
            (list->count - index - 1) * sizeof list->plans[0]);
    list->count--;
}

static mst_status
take_adoption(reader *r, const json_t *entry, uint32_t number)
{
    mst_standing plan = {.digest = text_of(r, entry, "plan"),
                         .scenario = text_of(r, entry, "scenario"),
                         .option = text_of(r, entry, "option"),
                         .by = text_of(r, entry, "by"),
                         .form = text_of(r, entry, "form"),
                         .at = json_integer_value(json_object_get(entry, "at")),
                         .left = json_integer_value(json_object_get(entry, "left")),
                         .completion = json_integer_value(json_object_get(entry, "completion")),
                         .entry = number,
                         .replaced = UINT32_MAX};
    if (!is_digest(plan.digest) || plan.scenario == NULL || plan.option == NULL ||
        plan.by == NULL || plan.form == NULL ||
        (strcmp(plan.form, "json") != 0 && strcmp(plan.form, "csv") != 0) ||
        !parse_wide(json_string_value(json_object_get(entry, "exposure")), &plan.exposure)) {
        return refuse(r, number, "lacks something of an adoption");
    }
    mst_standing_list *list = r->list;
    for (uint32_t i = 0; i < list->count; i++) {
        if (strcmp(list->plans[i].scenario, plan.scenario) == 0 &&
            strcmp(list->plans[i].option, plan.option) == 0) {
            plan.replaced = list->plans[i].entry;
            remove_at(list, i);
            break;
        }
    }
    void *items = list->plans;
    if (!mst_arena_grow(r->arena, &items, list->count, &r->room, sizeof plan,
                        MST_LOG_MAX_ENTRIES)) {
        return no_memory(r->err);
    }
    list->plans = items;
    list->plans[list->count++] = plan;
    list->adopted++;
    return MST_OK;
}

static mst_status
take_withdrawal(reader *r, const json_t *entry, uint32_t number)
{
    const char *digest = json_string_value(json_object_get(entry, "plan"));
    for (uint32_t i = 0; digest != NULL && i < r->list->count; i++) {
        if (strcmp(r->list->plans[i].digest, digest) == 0) {
            remove_at(r->list, i);
            return MST_OK;
        }
    }
    return refuse(r, number, "withdraws a plan that does not stand");
}

static mst_status
take_entry(reader *r, const mst_log_entry *from, uint32_t number)
{
    json_t *entry = json_loadb(from->payload, from->bytes, JSON_REJECT_DUPLICATES, NULL);
    const char *what = json_string_value(json_object_get(entry, "what"));
    mst_status status;
    if (what != NULL && strcmp(what, "adopt") == 0) {
        status = take_adoption(r, entry, number);
    } else if (what != NULL && strcmp(what, "withdraw") == 0) {
        status = take_withdrawal(r, entry, number);
    } else {
        status = refuse(r, number, "neither adopts a plan nor withdraws one");
    }
    json_decref(entry);
    return status;
}

mst_status
mst_standing_read(const char *path, mst_arena *arena, mst_standing_list *list, mst_error *err)
{
    mst_log log;
    *list = (mst_standing_list){0};
    reader r = {.path = path, .arena = arena, .list = list, .err = err};
    mst_status status = mst_log_read(path, arena, &log, err);
    for (uint32_t i = 0; status == MST_OK && i < log.count; i++) {
        status = take_entry(&r, &log.entries[i], i);
    }
    return status;
}

/* ---- appending ---- */

/* `entry` is taken over; NULL is lack of memory. */
static mst_status
append(const char *path, json_t *entry, mst_error *err)
{
    const size_t flags = JSON_COMPACT | JSON_ENSURE_ASCII;
    size_t bytes = entry != NULL ? json_dumpb(entry, NULL, 0, flags) : 0;
    char *text = bytes > 0 ? mst_heap_take(bytes + 1, 1) : NULL;
    mst_status status;
    if (text == NULL || json_dumpb(entry, text, bytes, flags) != bytes) {
        status = no_memory(err);
    } else {
        text[bytes] = '\0';
        status = mst_log_append(path, text, err);
    }
    mst_heap_free(text);
    json_decref(entry);
    return status;
}

static void
wide_text(mst_wide value, char text[48])
{
    char digits[48];
    uint32_t count = 0;
    do {
        digits[count++] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value > 0);
    for (uint32_t i = 0; i < count; i++) {
        text[i] = digits[count - 1 - i];
    }
    text[count] = '\0';
}

mst_status
mst_standing_adopt(const char *path, const mst_standing *plan, mst_error *err)
{
    char exposure[48];
    wide_text(plan->exposure, exposure);
    return append(path,
                  json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:I, s:I, s:s}", "what", "adopt",
                            "plan", plan->digest, "scenario", plan->scenario, "option",
                            plan->option, "by", plan->by, "at", (json_int_t)plan->at, "form",
                            plan->form, "left", (json_int_t)plan->left, "completion",
                            (json_int_t)plan->completion, "exposure", exposure),
                  err);
}

mst_status
mst_standing_withdraw(const char *path, const char *digest, const char *by, mst_instant at,
                      mst_error *err)
{
    return append(path,
                  json_pack("{s:s, s:s, s:s, s:I}", "what", "withdraw", "plan", digest, "by", by,
                            "at", (json_int_t)at),
                  err);
}
