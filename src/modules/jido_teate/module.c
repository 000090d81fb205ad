/* SPDX-License-Identifier: Apache-2.0 */
/* The room has rules and no pages: desk and papers ask it. */
#include "modules/jido_teate/jido_teate.h"

const struct module jido_teate_module = {
    .name = "jido_teate",
    .title = T("児童手当"),
    .sentence = "Reckons from a family whether, from when and how much 児童手当 is paid.",
};
