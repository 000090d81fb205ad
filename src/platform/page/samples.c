/* SPDX-License-Identifier: Apache-2.0 */
/* The shared components in the page catalogue. */
#include "platform/page/components_pages.h"

static void two_errors(struct page *p)
{
    static const struct field_fault faults[] = {
        { S_("moving_day"), S_("引っ越す日の「日」を直してください。11月は30日までです") },
        { S_("phone"), S_("電話番号は数字で入力してください　例：000-0000-1234") },
    };
    error_summary_page(p, &(struct error_summary_view) { .errors = { faults, 2 } });
}

static void one_error(struct page *p)
{
    struct field_error_view v = {
        .field = S("phone"),
        .message = S("電話番号は数字で入力してください　例：000-0000-1234"),
    };
    field_error_page(p, &v);
}

const struct page_sample components_page_samples[] = {
    { "components/error_summary", "two errors", two_errors },
    { "components/field_error", "one error", one_error },
    { 0 },
};
