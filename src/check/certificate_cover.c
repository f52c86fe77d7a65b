/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of kind `cover`.
 */
#include "check/certificate.h"

bool
mst__certificate_cover(mst__proof_check *check)
{
    return mst__refute(check, "this program cannot check a certificate of kind cover");
}
