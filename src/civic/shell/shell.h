/* SPDX-License-Identifier: Apache-2.0 */
/* The frame around every page: head, navigation, help strip, foot.  A handler renders its page into struct html
 * and gives it to one of these, which answers the request. */
#ifndef CIVIC_SHELL_H
#define CIVIC_SHELL_H

#include "civic/shell/language.h"
#include "platform/http/http.h"
#include "platform/page/page.h"

struct section;

/* A page in the visitor's language, with the form token. */
struct page shell_page(struct req *r);

struct shell_options {
    struct str title;              /* of the window; 「エラー：」 is put before it when has_errors */
    bool has_errors;
    const struct section *section; /* who to ask: telephone in the help strip; NULL: the town hall */
    struct url back;               /* 戻る above the page; text.n == 0: none */
    const char *script;            /* one more script of the assets, logical name; NULL: none */
    const char *current;           /* staff: path of the menu entry that is current */
    bool wide;                     /* the page brings its own columns */
};

/* Residents' pages. */
enum rc shell_public(struct req *r, int status, const struct shell_options *o, struct html body);
/* Where somebody with these permissions begins: the first entry of their menu, else /staff. */
struct url shell_home(struct req *r, uint64_t permissions);
/* Staff pages: bar, rail, body. */
enum rc shell_staff(struct req *r, int status, const struct shell_options *o, struct html body);
/* A page with nothing around it but the town's name: log-in. */
enum rc shell_plain(struct req *r, int status, struct str title, struct html body);

struct problem_field { /* one mistake in what was sent */
    struct str pointer; /* JSON pointer into the body, or "" for the whole of it */
    struct str detail;
};
struct problem {
    int status;
    struct str code;   /* for programs: "invalid-answers"; "" = the status's own */
    struct str detail; /* for people, in Japanese; "" = the status's own */
    const struct problem_field *fields;
    size_t n_fields;
};
/* An error of the JSON interface (RFC 9457). */
enum rc shell_problem(struct req *r, const struct problem *problem);
/* The page of an error, or of an address below /api/ the problem; `message` is "" or a sentence for the visitor. */
void shell_error(struct req *r, int status, struct str message);

#endif
