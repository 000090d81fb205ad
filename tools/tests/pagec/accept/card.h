/* SPDX-License-Identifier: Apache-2.0 */
/* The view of card.html, which book.html includes. */
#pragma once
#include "platform/page/page.h"

struct accept_card_view {
    struct str text;
};
