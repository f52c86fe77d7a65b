/* SPDX-License-Identifier: Apache-2.0
 *
 * The certificate of a plan.json: kind, claim, and named rows of whole numbers.
 */
#include <string.h>

#include "present/json_reader.h"

static json_t *
number_or_null(int64_t number)
{
    return number == MST_UNLIMITED ? json_null() : json_integer(number);
}

static json_t *
certificate_json(mst__json *out, const mst_certificate *certificate)
{
    json_t *object = mst__json_object(out);
    char digits[48];
    mst__json_text(out, object, "kind", mst_certificate_name(certificate->kind));
    mst__json_text(out, object, "measure", mst__measure_name(certificate->measure));
    mst__json_text(out, object, "bound_exact", mst__wide_text(certificate->bound, digits));
    mst__json_set(out, object, "most_left", number_or_null(certificate->most_left));
    if (certificate->priority_count > 0) {
        json_t *most = mst__json_array(out);
        for (uint32_t k = 0; k < certificate->priority_count; k++) {
            mst__json_append(out, most, number_or_null(certificate->most_left_by_priority[k]));
        }
        mst__json_set(out, object, "most_left_by_priority", most);
    }
    json_t *proof = mst__json_object(out);
    for (uint32_t i = 0; i < certificate->part_count; i++) {
        const mst_certificate_part *part = &certificate->parts[i];
        json_t *row = mst__json_array(out);
        for (uint32_t k = 0; k < part->count; k++) {
            mst__json_append(out, row, json_integer(part->values[k]));
        }
        mst__json_set(out, proof, part->name, row);
    }
    mst__json_set(out, object, "proof", proof);
    return object;
}

void
mst__json_certificates(mst__json *out, json_t *root, const mst_document *document)
{
    if (document->certificate_count == 0) {
        return;
    }
    json_t *list = mst__json_array(out);
    for (uint32_t i = 0; i < document->certificate_count; i++) {
        mst__json_append(out, list, certificate_json(out, document->certificates[i]));
    }
    mst__json_set(out, root, "certificates", list);
}

static mst_certificate_part
part_of(mst__input *r, const char *name, const json_t *row)
{
    size_t count = json_array_size(row);
    if (!json_is_array(row) || count > MST_CERTIFICATE_MOST_VALUES) {
        mst__input_fail(r, name, "\"%s\" must be an array of at most %u whole numbers", name,
                        MST_CERTIFICATE_MOST_VALUES);
        return (mst_certificate_part){0};
    }
    int64_t *values = mst__input_take(r, count, sizeof *values);
    const char *copy = mst_arena_text(r->arena, name);
    if (copy == NULL && r->status == MST_OK) {
        mst__input_fail(r, name, "there is not enough memory to read \"%s\"", name);
    }
    for (size_t i = 0; i < count && r->status == MST_OK; i++) {
        if (!json_is_integer(json_array_get(row, i))) {
            mst__input_fail(r, name, "\"%s\" must hold whole numbers", name);
        } else {
            values[i] = json_integer_value(json_array_get(row, i));
        }
    }
    return (mst_certificate_part){copy, (uint32_t)count, values};
}

static void
read_proof(mst__input *r, const json_t *object, mst_certificate *certificate)
{
    const json_t *proof = mst__input_enter_object(r, object, "proof");
    size_t count = json_object_size(proof);
    if (count > MST_CERTIFICATE_MOST_PARTS) {
        mst__input_fail(r, NULL, "a proof has at most %d parts", MST_CERTIFICATE_MOST_PARTS);
        return;
    }
    mst_certificate_part *parts = mst__input_take(r, count, sizeof *parts);
    uint32_t taken = 0;
    const char *name;
    json_t *row;
    json_object_foreach((json_t *)(uintptr_t)proof, name, row)
    {
        if (r->status == MST_OK) {
            parts[taken++] = part_of(r, name, row);
        }
    }
    certificate->part_count = taken;
    certificate->parts = parts;
    mst__input_pop(r);
}

/* The persons of each priority that the claim lets a plan leave; null is any. */
static void
read_most_left(mst__input *r, const json_t *object, mst_certificate *certificate)
{
    const json_t *list = json_object_get(object, "most_left_by_priority");
    if (mst__input_is_absent(list)) {
        return;
    }
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > MST_MAX_PRIORITIES) {
        mst__input_fail(r, "most_left_by_priority", "it must be a list of at most %d numbers",
                        MST_MAX_PRIORITIES);
        return;
    }
    for (size_t k = 0; k < count; k++) {
        const json_t *value = json_array_get(list, k);
        bool is_any = json_is_null(value);
        int64_t most = is_any ? MST_UNLIMITED : json_integer_value(value);
        if (!is_any && (!json_is_integer(value) || most < 0 || most > MST_MAX_PEOPLE)) {
            mst__input_fail(r, "most_left_by_priority",
                            "numbers of persons are whole and from 0 to %d", MST_MAX_PEOPLE);
            return;
        }
        certificate->most_left_by_priority[k] = most;
    }
    certificate->priority_count = (uint32_t)count;
}

static void
read_certificate(mst__input *r, const json_t *object)
{
    mst_certificate *certificate = mst__input_take(r, 1, sizeof *certificate);
    const char *kind = mst__input_required_text(r, object, "kind");
    if (r->status == MST_OK && !mst_certificate_kind_find(kind, &certificate->kind)) {
        mst__input_fail(r, "kind", "\"%s\" is no kind of certificate that this program knows",
                        kind);
    }
    const char *measure = mst__input_required_text(r, object, "measure");
    if (r->status != MST_OK) {
        return;
    }
    certificate->measure = mst__input_measure(r, measure, "measure");
    certificate->bound = mst__input_wide_at(r, object, "bound_exact");
    certificate->most_left =
        mst__input_is_absent(json_object_get(object, "most_left"))
            ? MST_UNLIMITED
            : mst__input_integer_within(r, object, "most_left", 0, MST_MAX_PEOPLE);
    if (r->status == MST_OK) {
        read_most_left(r, object, certificate);
    }
    if (r->status == MST_OK) {
        read_proof(r, object, certificate);
    }
    r->document->certificates[r->document->certificate_count++] = certificate;
}

void
mst__read_certificates(mst__input *r, const json_t *root)
{
    r->document->certificate_count = 0;
    if (!mst__input_is_absent(json_object_get(root, "certificate"))) {
        read_certificate(r, mst__input_enter_object(r, root, "certificate"));
        mst__input_pop(r);
    }
    uint32_t count = 0;
    const json_t *list = mst__input_array_at(r, root, "certificates", &count);
    if (count > MST_DOCUMENT_CERTIFICATES - r->document->certificate_count) {
        mst__input_fail(r, "certificates", "a plan carries at most %d certificates",
                        MST_DOCUMENT_CERTIFICATES);
        return;
    }
    for (uint32_t i = 0; i < count && r->status == MST_OK; i++) {
        read_certificate(r, mst__input_enter_element(r, list, "certificates", i));
        mst__input_leave_element(r);
    }
}
