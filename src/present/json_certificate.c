/* SPDX-License-Identifier: Apache-2.0
 *
 * The certificate of a plan.json: kind, claim, and named rows of whole numbers.
 */
#include <string.h>

#include "present/json_reader.h"

void
mst__json_certificate(mst__json *out, json_t *root, const mst_certificate *certificate)
{
    if (certificate == NULL) {
        return;
    }
    json_t *object = mst__json_object(out);
    char digits[48];
    mst__json_text(out, object, "kind", mst_certificate_name(certificate->kind));
    mst__json_text(out, object, "measure", mst__measure_name(certificate->measure));
    mst__json_text(out, object, "bound_exact", mst__wide_text(certificate->bound, digits));
    mst__json_set(out, object, "most_left",
                  certificate->most_left == MST_UNLIMITED ? json_null()
                                                          : json_integer(certificate->most_left));
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
    mst__json_set(out, root, "certificate", object);
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

void
mst__read_certificate(mst__input *r, const json_t *root)
{
    if (mst__input_is_absent(json_object_get(root, "certificate"))) {
        return;
    }
    const json_t *object = mst__input_enter_object(r, root, "certificate");
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
        read_proof(r, object, certificate);
    }
    r->document->bound.certificate = certificate;
    mst__input_pop(r);
}
