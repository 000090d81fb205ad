/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba form check DIR [--json]: compiles a folder of sheets and tells every finding with sheet
 * and cell.  0 nothing to mend, 1 refused, 2 usage. */
#include "app/commands/form.h"

#include "base/json.h"
#include "civic/forms/plan.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_SHEETS = 32 };
#define LARGEST_SHEET ((size_t)8 << 20)

static bool read_file(struct arena *mem, const char *path, struct str *ret_text)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return false;
    char *p = NULL;
    size_t n = 0;
    bool good = fseek(f, 0, SEEK_END) == 0;
    long size = good ? ftell(f) : -1;
    if (size >= 0 && (size_t)size <= LARGEST_SHEET && fseek(f, 0, SEEK_SET) == 0) {
        p = arena_new(mem, char, (size_t)size + 1);
        n = fread(p, 1, (size_t)size, f);
        good = n == (size_t)size;
    } else {
        good = false;
    }
    fclose(f);
    *ret_text = str_n(p, n);
    return good;
}

static int by_sheet(const void *a, const void *b)
{
    return str_cmp(((const struct sheet_text *)a)->name, ((const struct sheet_text *)b)->name);
}

/* All NAME.tsv of the folder, by name; -1 when it cannot be read. */
static int read_folder(struct arena *mem, const char *folder, struct sheet_text *sheets)
{
    DIR *d = opendir(folder);
    int n = 0;
    if (!d)
        return -1;
    for (struct dirent *e; n >= 0 && (e = readdir(d));) {
        struct str name = str_of(e->d_name);
        if (!str_ends(name, S(".tsv")) || str_starts(name, S(".")))
            continue;
        struct str path = arena_fmt(mem, "%s/%s", folder, e->d_name);
        if (n == MOST_SHEETS || !read_file(mem, path.p, &sheets[n].tsv))
            n = -1;
        else
            sheets[n++].name = arena_str(mem, str_sub(name, 0, name.n - 4));
    }
    closedir(d);
    if (n > 0)
        qsort(sheets, (size_t)n, sizeof *sheets, by_sheet);
    return n;
}

static void print_json(struct arena *mem, const struct plan *p, const struct finding *f, size_t n)
{
    struct out o;
    struct json_writer j;
    out_init(&o, mem, OUT_PAGE_CEILING);
    json_begin(&j, &o);
    json_object(&j);
    json_key(&j, S("ok"));
    json_boolean(&j, p != NULL);
    json_put_int(&j, S("fields"), p ? (int64_t)p->n_fields - 1 : 0);
    json_put_str(&j, S("digest"), p ? p->digest : S(""));
    json_key(&j, S("findings"));
    json_array(&j);
    for (size_t i = 0; i < n; i++) {
        json_object(&j);
        json_put_str(&j, S("severity"), f[i].error ? S("error") : S("warning"));
        json_put_str(&j, S("sheet"), f[i].sheet);
        json_put_str(&j, S("cell"), f[i].cell);
        json_put_str(&j, S("code"), f[i].code);
        json_put_str(&j, S("ja"), f[i].ja);
        json_put_str(&j, S("en"), f[i].en);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_close_object(&j);
    printf("%.*s\n", STR(out_text(&o)));
}

static void print_lines(const struct plan *p, const struct finding *f, size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("%s %.*s!%.*s %.*s: %.*s\n", f[i].error ? "error" : "warning", STR(f[i].sheet),
               STR(f[i].cell), STR(f[i].code), STR(f[i].ja));
    if (p)
        printf("%.*s: %zu items, %zu pages, %zu findings\n", STR(p->id), p->n_fields - 1,
               p->n_pages, n);
}

/* The last part of the path is the procedure's id. */
static struct str folder_name(const char *folder)
{
    struct str s = str_of(folder), part, last = s;
    while (str_cut(&s, '/', &part))
        if (part.n > 0 && !str_eq(part, S(".")))
            last = part;
    return last;
}

static int check_folder(struct arena *mem, const char *folder, bool json)
{
    struct sheet_text sheets[MOST_SHEETS];
    int n = read_folder(mem, folder, sheets);
    if (n <= 0) {
        fprintf(stderr, "form check: no .tsv sheets can be read in %s\n", folder);
        return 2;
    }
    const struct plan *plan = NULL;
    const struct finding *findings = NULL;
    size_t n_findings = 0;
    enum rc rc =
        plan_compile(mem, folder_name(folder), sheets, (size_t)n, &plan, &findings, &n_findings);
    if (json)
        print_json(mem, plan, findings, n_findings);
    else
        print_lines(plan, findings, n_findings);
    return rc == OK ? 0 : 1;
}

int command_form_check(int argc, char **argv)
{
    const char *folder = NULL;
    bool json = false, wrong = false;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (argv[i][0] == '-' || folder)
            wrong = true;
        else
            folder = argv[i];
    }
    if (wrong || !folder) {
        fputs("usage: yakuba form check DIR [--json]\n", stderr);
        return 2;
    }
    struct arena mem;
    arena_init(&mem, (size_t)64 << 20);
    int status = check_folder(&mem, folder, json);
    arena_release(&mem);
    return status;
}
