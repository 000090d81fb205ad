/* SPDX-License-Identifier: Apache-2.0 */
/* Stopping mail that may be stopped: asked once, then done. */
#ifndef MODULES_MAIL_PAGES_STOP_H
#define MODULES_MAIL_PAGES_STOP_H

#include "platform/page/page.h"

struct mail_stop_view {
    struct url here;
    bool is_done;
};

#endif
