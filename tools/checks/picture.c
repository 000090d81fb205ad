/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the layers of the house as they are, from every #include below src/ (tests left out):
 *     layers-picture SRC                    prints the SVG
 *     layers-picture SRC --check FILE.svg   fails when FILE is not what would be printed
 *     layers-picture SRC --update FILE.svg  writes FILE
 * A band for each layer, a box for each folder with code or tables (in base: for each header), under a room the rooms it includes; an arrow
 * from layer to layer where at least one file includes one. It changes only when a folder or such a tie comes or goes. */
#include "tools/checks/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const layers[] = { "app", "modules", "civic", "platform", "base" };
static const char *const meanings[] = { "one program: commands, the list of rooms, opening and serving",
                                        "the rooms of the town hall, one folder each; → the rooms it uses",
                                        "what many rooms share",
                                        "what any web program needs; knows nothing of towns", "no input or output, no globals" };
enum { N_LAYERS = 5, BASE = 4, MODULES = 1, MOST_BOXES = 80, LONGEST = 64, MOST_SVG = 1 << 18 };

struct box {
    char name[LONGEST];
    int uses[MOST_BOXES]; /* of a room: indices of other rooms in `boxes[MODULES]` */
};

static struct box boxes[N_LAYERS][MOST_BOXES];
static int n_boxes[N_LAYERS];
static int ties[N_LAYERS][N_LAYERS];
static char svg[MOST_SVG];
static size_t n_svg;

static void give_up(const char *what)
{
    fprintf(stderr, "layers-picture: %s\n", what);
    exit(2);
}

__attribute__((format(printf, 1, 2))) static void draw(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(svg + n_svg, sizeof svg - n_svg, format, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= sizeof svg - n_svg)
        give_up("the picture is too large");
    n_svg += (size_t)n;
}

/* ---- what there is ---- */

static int layer_of(const char *path)
{
    size_t n = strcspn(path, "/");
    for (int i = 0; i < N_LAYERS; i++)
        if (path[n] == '/' && strlen(layers[i]) == n && strncmp(path, layers[i], n) == 0)
            return i;
    return -1;
}

/* The folder in the layer, or in base the header; "" for another file that stands in the layer itself. */
static void name_of(int layer, const char *path, char ret_name[LONGEST])
{
    const char *from = strchr(path, '/') + 1;
    size_t n = strcspn(from, "/");
    if (from[n] != '/') {
        const char *dot = strrchr(from, '.');
        n = layer == BASE && dot && strcmp(dot, ".h") == 0 ? (size_t)(dot - from) : 0;
    }
    if (n >= LONGEST)
        give_up("a name is too long");
    memcpy(ret_name, from, n);
    ret_name[n] = 0;
}

static int box_of(int layer, const char *name)
{
    for (int i = 0; i < n_boxes[layer]; i++)
        if (strcmp(boxes[layer][i].name, name) == 0)
            return i;
    if (n_boxes[layer] == MOST_BOXES)
        give_up("too many folders");
    snprintf(boxes[layer][n_boxes[layer]].name, LONGEST, "%s", name);
    return n_boxes[layer]++;
}

static void look_at_include(int layer, int box, const char *included)
{
    char name[LONGEST];
    int below = layer_of(included);
    if (below < 0)
        return;
    ties[layer][below] = 1;
    if (layer != MODULES || below != MODULES || box < 0)
        return;
    name_of(MODULES, included, name);
    int other = box_of(MODULES, name);
    if (other != box)
        boxes[MODULES][box].uses[other] = 1;
}

static void look_at(struct source *s)
{
    char name[LONGEST], included[LONGEST * 3];
    static const char mark[] = "#include \"";
    int layer = layer_of(s->path), box = -1;
    if (layer < 0 || strcmp(tree_ending(s->path), ".sql") == 0 || strncmp(strrchr(s->path, '/') + 1, "test_", 5) == 0)
        return;
    name_of(layer, s->path, name);
    if (*name)
        box = box_of(layer, name);
    tree_blank(s->text, 0);
    for (const char *at = s->text; (at = strstr(at, mark)) != NULL;) {
        at += strlen(mark);
        size_t n = strcspn(at, "\"\n");
        if (n >= sizeof included)
            continue;
        memcpy(included, at, n);
        included[n] = 0;
        look_at_include(layer, box, included);
    }
}

/* ---- the picture ---- */

enum { WIDTH = 900, LEFT = 20, INNER = 740, LINE = 46, TITLE = 34, GAP = 26, LETTER = 9 };

/* The rooms a room uses, as "→ accounts, desk". */
static void uses_of(const struct box *b, char *ret_words, size_t room)
{
    size_t n = 0;
    *ret_words = 0;
    for (int i = 0; i < n_boxes[MODULES]; i++)
        if (b->uses[i])
            n += (size_t)snprintf(ret_words + n, n < room ? room - n : 0, "%s%s", n ? ", " : "→ ", boxes[MODULES][i].name);
}

static int width_of(const struct box *b)
{
    char uses[1000];
    uses_of(b, uses, sizeof uses);
    size_t name = strlen(b->name) * LETTER, below = strlen(uses) * 6;
    return 20 + (int)(name > below ? name : below);
}

/* Draws the boxes from `top`, or only counts their lines. */
static int put_boxes(int layer, int top, int is_drawn)
{
    int x = LEFT + 14, lines = 1;
    for (int i = 0; i < n_boxes[layer]; i++) {
        const struct box *b = &boxes[layer][i];
        char uses[1000];
        int width = width_of(b), y = top + (lines - 1) * LINE;
        if (x + width > LEFT + INNER - 14 && x > LEFT + 14) {
            x = LEFT + 14;
            y = top + lines++ * LINE;
        }
        uses_of(b, uses, sizeof uses);
        if (is_drawn) {
            draw("<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"36\" rx=\"6\"/>", x, y, width);
            draw("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>\n", x + 10, y + (*uses ? 16 : 23), b->name);
            if (*uses)
                draw("<text class=\"uses\" x=\"%d\" y=\"%d\">%s</text>\n", x + 10, y + 30, uses);
        }
        x += width + 8;
    }
    return lines;
}

static void put_bands(int tops[N_LAYERS], int heights[N_LAYERS])
{
    for (int i = 0, y = 20; i < N_LAYERS; y += heights[i++] + GAP) {
        tops[i] = y;
        heights[i] = TITLE + put_boxes(i, 0, 0) * LINE + 4;
        draw("<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"10\"/>\n", LEFT, y, INNER, heights[i]);
        draw("<text class=\"layer\" x=\"%d\" y=\"%d\">%s</text>", LEFT + 14, y + 24, layers[i]);
        draw("<text class=\"means\" x=\"%d\" y=\"%d\">%s</text>\n", LEFT + 110, y + 24, meanings[i]);
        put_boxes(i, y + TITLE, 1);
    }
}

/* Neighbours are tied in the gap; others at the right, each tie in a lane of its own. */
static void put_arrows(const int tops[N_LAYERS], const int heights[N_LAYERS])
{
    int lane = 0;
    for (int from = 0; from < N_LAYERS; from++)
        for (int to = 0; to < N_LAYERS; to++) {
            if (!ties[from][to] || from == to)
                continue;
            if (to == from + 1) {
                draw("<path class=\"tie\" d=\"M%d %dV%d\"/>\n", LEFT + INNER / 2, tops[from] + heights[from], tops[to] - 3);
                continue;
            }
            int x = LEFT + INNER + 22 + 16 * lane;
            draw("<path class=\"tie\" d=\"M%d %dH%dV%dH%d\"/>\n", LEFT + INNER, tops[from] + 16 + 4 * lane, x,
                 tops[to] + 16 + 4 * lane, LEFT + INNER + 4);
            lane++;
        }
}

static const char style[] =
    "<style>text{font-family:system-ui,sans-serif;fill:#1a1a1a}.ground{fill:#fff}.band{fill:#eef3fb;stroke:#4979bf}"
    ".box{fill:#fff;stroke:#8aa5cf}.layer{font-size:18px;font-weight:700}.means{font-size:13px;fill:#4d4d4d}"
    ".name{font-size:14px}.uses{font-size:11px;fill:#4d4d4d}.tie{fill:none;stroke:#264b8c;stroke-width:1.6;"
    "marker-end:url(#end)}.end{fill:#264b8c}</style>\n"
    "<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
    "<path class=\"end\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n";

static void put_picture(void)
{
    int tops[N_LAYERS], heights[N_LAYERS], height = 20;
    for (int i = 0; i < N_LAYERS; i++)
        height += TITLE + put_boxes(i, 0, 0) * LINE + 4 + (i + 1 < N_LAYERS ? GAP : 20);
    draw("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
         "aria-labelledby=\"t\">\n<title id=\"t\">The layers of yakuba, drawn from its includes</title>\n%s",
         WIDTH, height, WIDTH, height, style);
    draw("<rect class=\"ground\" width=\"%d\" height=\"%d\"/>\n", WIDTH, height);
    put_bands(tops, heights);
    put_arrows(tops, heights);
    draw("</svg>\n");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct source *)a)->path, ((const struct source *)b)->path);
}

int main(int argc, char **argv)
{
    int checks = argc == 4 && strcmp(argv[2], "--check") == 0, updates = argc == 4 && strcmp(argv[2], "--update") == 0;
    if (argc != 2 && !checks && !updates) {
        fputs("usage: layers-picture SRC [--check FILE.svg | --update FILE.svg]\n", stderr);
        return 2;
    }
    struct tree tree = tree_load(argv[1], ".c .h .sql");
    qsort(tree.p, tree.n, sizeof *tree.p, by_name);
    for (int pass = 0; pass < 2; pass++) /* all boxes first, so that they stand in the order of their names */
        for (size_t i = 0; i < tree.n; i++) {
            char name[LONGEST];
            int layer = layer_of(tree.p[i].path);
            if (pass == 1)
                look_at(&tree.p[i]);
            else if (layer >= 0 && (name_of(layer, tree.p[i].path, name), *name))
                box_of(layer, name);
        }
    put_picture();
    if (checks) {
        char *kept = tree_read(argv[3]);
        int is_same = strcmp(kept, svg) == 0;
        free(kept);
        puts(is_same ? "the picture is current" : "the picture is old: ninja -C build/asan update-layers-picture");
        return !is_same;
    }
    FILE *to = updates ? fopen(argv[3], "w") : stdout;
    if (!to || fputs(svg, to) < 0 || fclose(to) != 0)
        give_up("cannot write");
    return 0;
}
