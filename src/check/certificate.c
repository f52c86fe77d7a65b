/* SPDX-License-Identifier: Apache-2.0
 *
 * The claim of a certificate, and the way to the proof of its kind.
 */
#include "check/certificate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static mst__certificate_checker *const checkers[MST_CERTIFICATE_COUNT] = {
    [MST_CERTIFICATE_COVER] = mst__certificate_cover,
    [MST_CERTIFICATE_DUAL] = mst__certificate_dual,
    [MST_CERTIFICATE_TREE] = mst__certificate_tree,
    [MST_CERTIFICATE_WAY] = mst__certificate_way,
    [MST_CERTIFICATE_LEAVE] = mst__certificate_leave,
    [MST_CERTIFICATE_CUT] = mst__certificate_cut,
};

bool
mst__refute(mst__proof_check *check, const char *format, ...)
{
    if (check->text != NULL || check->out_of_memory) {
        return false;
    }
    char text[512];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    check->text = mst_arena_text(check->arena, text);
    check->out_of_memory = check->text == NULL;
    return false;
}

const mst_certificate_part *
mst__part(mst__proof_check *check, const char *name, uint32_t count)
{
    const mst_certificate_part *part = mst_certificate_find(check->certificate, name);
    if (part == NULL) {
        mst__refute(check, "the certificate has no part \"%s\"", name);
        return NULL;
    }
    if (count != MST_NONE && part->count != count) {
        mst__refute(check, "part \"%s\" of the certificate has %u numbers and must have %u", name,
                    part->count, count);
        return NULL;
    }
    return part;
}

bool
mst__proves(mst__proof_check *check, mst_wide proved)
{
    check->proved = proved < check->certificate->bound ? proved : check->certificate->bound;
    return proved >= check->certificate->bound ||
           mst__refute(check, "the proof shows less than the certificate claims");
}

/* T3: no part twice; and a claim that says something. */
static bool
is_sound(mst__proof_check *check)
{
    const mst_certificate *certificate = check->certificate;
    if ((unsigned)certificate->kind >= MST_CERTIFICATE_COUNT ||
        (unsigned)certificate->measure >= MST_MEASURE_COUNT) {
        return mst__refute(check, "the certificate is of no kind that is known");
    }
    if (certificate->priority_count > MST_MAX_PRIORITIES) {
        return mst__refute(check, "the certificate is about more priorities than there can be");
    }
    for (uint32_t i = 0; i < certificate->part_count; i++) {
        const char *name = certificate->parts[i].name;
        if (mst_certificate_find(certificate, name) != &certificate->parts[i]) {
            return mst__refute(check, "the certificate has part \"%s\" twice", name);
        }
    }
    return true;
}

mst_status
mst_certificate_check(const mst_case *instance, const mst_certificate *certificate,
                      mst_arena *arena, mst_certificate_verdict *verdict, mst_error *err)
{
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    mst__proof_check check = {.problem = &instance->phases[instance->phase_count - 1],
                              .certificate = certificate,
                              .scratch = &scratch,
                              .arena = arena};
    bool holds = is_sound(&check) && checkers[certificate->kind](&check);
    mst_arena_release(&scratch);
    if (check.out_of_memory) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                        "there is not enough memory to check the certificate");
    }
    *verdict = (mst_certificate_verdict){
        .holds = holds, .text = holds ? NULL : check.text, .proved = check.proved};
    memcpy(verdict->left_by_priority, check.left_by_priority, sizeof verdict->left_by_priority);
    return MST_OK;
}
