/* SPDX-License-Identifier: Apache-2.0 */
/* Refuses what the house does not write: banned calls, words of unfinished work, files without
 * their licence line.  What is refused, where, and which exceptions stand with what reason is data:
 *     banned RULES ROOT FOLDER…
 * RULES has one rule a line, '#' begins a note:
 *     call NAME [PREFIX,PREFIX…]      NAME( is refused (below these paths only;
 *                                     -PREFIX: everywhere but there)
 *     word TEXT                       refused anywhere in a file, in any case, as a whole word
 *     allow PREFIX NAME REASON        the exception: this call below this path, because …
 * An exception that nothing uses is refused too, so the list never outlives its reasons. */
#include "tools/checks/tree.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_RULES = 300 };

struct rule {
    char kind; /* 'c' call, 'w' word, 'a' allow */
    const char *text, *where, *reason;
    int used;
};

static struct rule rules[MOST_RULES];
static size_t n_rules;
static int n_refused;

static void refuse(const char *path, int line, const char *what, const char *why)
{
    printf("%s:%d: %s %s\n", path, line, what, why);
    n_refused++;
}

static char *next_part(char **at)
{
    *at += strspn(*at, " ");
    char *part = *at;
    *at += strcspn(*at, " ");
    if (**at)
        *(*at)++ = 0;
    return part;
}

static void read_rule(char *line)
{
    char *at = line, *kind = next_part(&at);
    struct rule r = { .kind = *kind };
    if (!strcmp(kind, "call")) {
        r.text = next_part(&at);
        r.where = next_part(&at);
    } else if (!strcmp(kind, "word")) {
        r.text = at;
    } else if (!strcmp(kind, "allow")) {
        r.where = next_part(&at);
        r.text = next_part(&at);
        r.reason = at + strspn(at, " ");
    }
    if (!r.text || !*r.text || (r.kind == 'a' && !*r.reason) || n_rules == MOST_RULES) {
        fprintf(stderr, "banned: not a rule: %s\n", line);
        exit(2);
    }
    rules[n_rules++] = r;
}

static void read_rules(const char *path)
{
    char *rest = NULL, *text = tree_read(path);
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (*line != '#')
            read_rule(line);
}

static int starts(const char *text, const char *prefix, size_t n)
{
    return strncmp(text, prefix, n) == 0;
}

static int applies(const struct rule *r, const char *path)
{
    int except = *r->where == '-';
    for (const char *at = r->where; *at; at += strspn(at, ",")) {
        at += *at == '-';
        size_t n = strcspn(at, ",");
        if (starts(path, at, n))
            return !except;
        at += n;
    }
    return except || !*r->where;
}

static int is_allowed(const char *path, const char *name)
{
    for (size_t i = 0; i < n_rules; i++) {
        struct rule *r = &rules[i];
        if (r->kind == 'a' && !strcmp(r->text, name) && starts(path, r->where, strlen(r->where)))
            return r->used = 1;
    }
    return 0;
}

static int is_part_of_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static int stands_alone(const char *text, const char *at, size_t n)
{
    return (at == text || !is_part_of_word(at[-1])) && !is_part_of_word(at[n]);
}

static void check_call(const char *path, const char *code, const struct rule *r)
{
    size_t n = strlen(r->text);
    for (const char *at = code; (at = strstr(at, r->text)); at += n) {
        if (!stands_alone(code, at, n) || at[n + strspn(at + n, " \n")] != '(')
            continue;
        if (at > code && (at[-1] == '.' || at[-1] == '>'))
            continue; /* a field of ours that happens to bear the name */
        if (!is_allowed(path, r->text))
            refuse(path, tree_line(code, (size_t)(at - code)), r->text, "is a banned call");
    }
}

static void check_word(const char *path, const char *text, const struct rule *r)
{
    size_t n = strlen(r->text);
    for (const char *at = text; (at = strcasestr(at, r->text)); at += n)
        if (stands_alone(text, at, n))
            refuse(path, tree_line(text, (size_t)(at - text)), r->text,
                   "is a word of unfinished work");
}

static void check_licence(const char *path, const char *text)
{
    size_t n = strcspn(text, "\n");
    const char *line = strstr(text, "SPDX-License-Identifier: Apache-2.0");
    if (!line || line > text + n)
        refuse(path, 1, "the first line", "does not name the licence (SPDX)");
}

static void check(const struct source *s, const char *folder)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, s->path);
    const char *ending = tree_ending(path);
    int is_c = !strcmp(ending, ".c") || !strcmp(ending, ".h");
    if (is_c || !strcmp(ending, ".js") || !strcmp(ending, ".mjs"))
        check_licence(path, s->text);
    for (size_t i = 0; i < n_rules; i++)
        if (rules[i].kind == 'w')
            check_word(path, s->text, &rules[i]);
    if (!is_c)
        return;
    tree_blank(s->text, 1);
    for (size_t i = 0; i < n_rules; i++)
        if (rules[i].kind == 'c' && applies(&rules[i], path))
            check_call(path, s->text, &rules[i]);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: banned RULES ROOT FOLDER...\n", stderr);
        return 2;
    }
    read_rules(argv[1]);
    size_t files = 0;
    for (int i = 3; i < argc; i++) {
        char root[1000];
        snprintf(root, sizeof root, "%s/%s", argv[2], argv[i]);
        struct tree tree = tree_load(root, ".c .h .html .sql .js .mjs .css");
        files += tree.n;
        for (size_t k = 0; k < tree.n; k++)
            check(&tree.p[k], argv[i]);
    }
    for (size_t i = 0; i < n_rules; i++)
        if (rules[i].kind == 'a' && !rules[i].used)
            refuse(rules[i].where, 0, rules[i].text, "is an exception that nothing uses");
    if (n_refused == 0)
        printf("%zu files hold nothing banned\n", files);
    return n_refused != 0;
}
