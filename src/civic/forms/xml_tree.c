/* SPDX-License-Identifier: Apache-2.0 */
/* XML into nodes, by expat. */
#include "civic/forms/xml_tree.h"

#include "base/out.h"

#include <expat.h>

enum { LARGEST = 8 << 20, DEEPEST = 100, MOST_NODES = 200 * 1000 };

struct reading {
    struct arena *mem;
    XML_Parser parser;
    struct node *document, *at;
    struct out text; /* of the text node being read */
    int depth;
    int n_nodes;
    int32_t order;
    bool refused;
};

static void refuse(struct reading *r)
{
    r->refused = true;
    XML_StopParser(r->parser, XML_FALSE);
}

/* Appends in document order, so numbering needs no second walk. */
static struct node *add(struct reading *r, struct str name, struct str text)
{
    if (++r->n_nodes > MOST_NODES || arena_failed(r->mem)) {
        refuse(r);
        return NULL;
    }
    return tree_add(r->mem, r->at, name, text);
}

static void end_text(struct reading *r)
{
    struct str text = out_text(&r->text);
    if (text.n && r->at != r->document)
        add(r, S("#text"), arena_str(r->mem, text));
    r->text.n = 0;
}

static void XMLCALL on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *r = arg;
    if (r->refused)
        return;
    end_text(r);
    struct node *n = add(r, arena_str(r->mem, str_of(name)), S(""));
    if (!n || ++r->depth > DEEPEST) {
        refuse(r);
        return;
    }
    r->at = n;
    for (; attributes[0]; attributes += 2) {
        struct str key = str_of(attributes[0]);
        if (!str_eq(key, S("xmlns")) && !str_starts(key, S("xmlns:")))
            add(r, arena_fmt(r->mem, "@%s", attributes[0]),
                arena_str(r->mem, str_of(attributes[1])));
    }
}

static void XMLCALL on_end(void *arg, const XML_Char *name)
{
    struct reading *r = arg;
    (void)name;
    if (r->refused)
        return;
    end_text(r);
    r->at = r->at->parent;
    r->depth--;
}

static void XMLCALL on_text(void *arg, const XML_Char *p, int n)
{
    struct reading *r = arg;
    out_put(&r->text, p, (size_t)n);
    if (out_failed(&r->text) && !r->refused)
        refuse(r);
}

static void XMLCALL on_cdata(void *arg)
{
    struct reading *r = arg;
    if (!r->refused)
        end_text(r);
}

static void XMLCALL on_comment(void *arg, const XML_Char *text)
{
    struct reading *r = arg;
    if (r->refused)
        return;
    end_text(r);
    add(r, S("#comment"), arena_str(r->mem, str_of(text)));
}

static void XMLCALL on_instruction(void *arg, const XML_Char *target, const XML_Char *data)
{
    struct reading *r = arg;
    if (r->refused)
        return;
    end_text(r);
    add(r, arena_fmt(r->mem, "#?%s", target), arena_str(r->mem, str_of(data)));
}

static void XMLCALL on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    struct reading *r = arg;
    (void)system, (void)public, (void)internal;
    if (!r->refused)
        add(r, S("#doctype"), arena_str(r->mem, str_of(name)));
}

static void XMLCALL on_entity(void *arg, const XML_Char *name, int is_parameter,
                              const XML_Char *value, int n, const XML_Char *base,
                              const XML_Char *system, const XML_Char *public,
                              const XML_Char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)n, (void)base;
    (void)system, (void)public, (void)notation;
    refuse(arg);
}

static void watch(struct reading *r)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetCdataSectionHandler(r->parser, on_cdata, on_cdata);
    XML_SetCommentHandler(r->parser, on_comment);
    XML_SetProcessingInstructionHandler(r->parser, on_instruction);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    XML_SetEntityDeclHandler(r->parser, on_entity);
}

static struct node *root_element(const struct node *document)
{
    for (struct node *n = document->first; n; n = n->next)
        if (n->name.p[0] != '#')
            return n;
    return NULL;
}

enum rc xml_tree_read(struct arena *mem, struct str xml, struct node **ret_root, int *ret_line)
{
    struct reading r = { .mem = mem };
    xml = str_trim(xml);
    *ret_line = 0;
    if (xml.n == 0) {
        *ret_root = NULL;
        return OK;
    }
    if (xml.n > LARGEST)
        return INVALID;
    r.document = r.at = tree_root(mem, S(""));
    out_init(&r.text, mem, LARGEST);
    r.parser = XML_ParserCreate("UTF-8");
    if (!r.parser)
        return FAILED;
    watch(&r);
    bool ok = XML_Parse(r.parser, xml.p, (int)xml.n, XML_TRUE) == XML_STATUS_OK && !r.refused;
    *ret_line = (int)XML_GetCurrentLineNumber(r.parser);
    XML_ParserFree(r.parser);
    if (arena_failed(mem))
        return FAILED;
    *ret_root = ok ? root_element(r.document) : NULL;
    return *ret_root ? OK : INVALID;
}

static int element_index(const struct node *n)
{
    int index = 0;
    for (; n; n = n->prev)
        index += n->name.n && n->name.p[0] != '#' && n->name.p[0] != '@';
    return index;
}

struct str xml_tree_path(struct arena *mem, const struct node *n)
{
    if (n->name.n == 0)
        return S("/");
    struct str up = n->parent ? xml_tree_path(mem, n->parent) : S("");
    if (n->name.p[0] == '@')
        return arena_fmt(mem, "%.*s/%.*s", STR(up), STR(n->name));
    if (n->name.p[0] == '#')
        return arena_fmt(mem, "%.*s/node()", STR(up));
    if (str_eq(up, S("/")))
        up = S("");
    return arena_fmt(mem, "%.*s/*[%d]", STR(up), element_index(n));
}
