/* SPDX-License-Identifier: Apache-2.0 */
/* regex(): the whole text must match (forms.md 5.3).  PCRE2 with match, depth and heap limits and
 * without JIT, so that a compiled pattern is read-only memory of an arena that threads share. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "civic/forms/expr_ast.h"

#include <pcre2.h>

enum { MATCH_LIMIT = 200 * 1000, DEPTH_LIMIT = 1000, HEAP_LIMIT_KIB = 1024, PATTERN_BYTES = 4096 };

static void *take(size_t n, void *mem)
{
    return arena_try_alloc(mem, n, 1);
}

static void give_back(void *p, void *mem)
{
    (void)p, (void)mem; /* the arena forgets everything at once */
}

enum rc pattern_compile(struct arena *mem, struct str pattern, const void **ret_pattern)
{
    /* (*VERB) at the front would change the options chosen here. */
    if (pattern.n > PATTERN_BYTES || str_starts(pattern, S("(*")))
        return INVALID;
    pcre2_general_context *general = pcre2_general_context_create(take, give_back, mem);
    pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
    if (!context)
        return FAILED;
    pcre2_set_parens_nest_limit(context, 100);
    uint32_t options = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY |
                       PCRE2_ALT_BSUX | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP;
    int error;
    PCRE2_SIZE at;
    const char *p = pattern.n ? pattern.p : "";
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)p, pattern.n, options, &error, &at, context);
    if (!code)
        return arena_failed(mem) ? FAILED : INVALID;
    *ret_pattern = code;
    return OK;
}

enum rc pattern_match(struct arena *mem, const void *pattern, struct str subject, bool *ret_match)
{
    pcre2_general_context *general = pcre2_general_context_create(take, give_back, mem);
    pcre2_match_context *context = general ? pcre2_match_context_create(general) : NULL;
    pcre2_match_data *data = context ? pcre2_match_data_create(1, general) : NULL;
    if (!data)
        return FAILED;
    pcre2_set_match_limit(context, MATCH_LIMIT);
    pcre2_set_depth_limit(context, DEPTH_LIMIT);
    pcre2_set_heap_limit(context, HEAP_LIMIT_KIB);
    const char *p = subject.n ? subject.p : "";
    int rc = pcre2_match(pattern, (PCRE2_SPTR)p, subject.n, 0, 0, data, context);
    if (rc == PCRE2_ERROR_NOMATCH || rc >= 0) {
        *ret_match = rc >= 0;
        return OK;
    }
    return arena_failed(mem) ? FAILED : INVALID;
}
