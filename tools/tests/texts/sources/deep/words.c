/* SPDX-License-Identifier: Apache-2.0 */
/* What --sources reads: T("注意") in a comment is none. */
// T("注意")
static const char *const words[] = {
    T("一"), "ただの文", NOT("ただの文"), "\" T(\"ただの\")", T("二つの"
                                                                "行の文"),
};
