/* SPDX-License-Identifier: Apache-2.0 */
/* One draft at two devices. */
#include "tests/test.h"
