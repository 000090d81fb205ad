/* SPDX-License-Identifier: Apache-2.0 */
/* The frames.  A frame costs one copy of the body. */
#include "civic/shell/shell.h"

#include "civic/permissions/permissions.h"
#include "civic/shell/language.h"
#include "civic/shell/menu.h"
#include "civic/shell/shell_pages.h"
#include "civic/town/town.h"
#include "platform/http/assets.h"

static struct url icon_url(struct req *r, const char *name)
{
    struct url sprite = asset_url("icons.svg");
    return (struct url){ arena_fmt(r->mem, "%.*s#%s", STR(sprite.text), name) };
}

/* Only a page with a form needs the token, and with it the visitor's cookie. */
static struct str token(void *ctx)
{
    return req_csrf(ctx);
}

struct page shell_page(struct req *r)
{
    struct out *out = arena_new(r->mem, struct out, 1);
    out_init(out, r->mem, OUT_PAGE_CEILING);
    return (struct page){
        .out = out,
        .mem = r->mem,
        .language = page_language_find(r->language),
        .csrf_source = token,
        .csrf_ctx = r,
        .icons = asset_url("icons.svg"),
        .ruby = r->ruby,
        .readings = r->ruby && r->town_id ? &town_of(r)->readings : NULL,
    };
}

static struct str address_line(struct req *r, const struct town *t)
{
    if (!t->postal_code.n)
        return language_words(r->mem, r->language, T("{town}役場　{address}"), VALUES(page_word("town", t->name), page_word("address", t->address)));
    return language_words(r->mem, r->language, T("{town}役場　〒{postal} {address}"),
                          VALUES(page_word("town", t->name), page_word("postal", t->postal_code), page_word("address", t->address)));
}

/* The town's own colour and mark, if it has them. Their addresses change with what they are. */
static void fill_look(struct req *r, const struct town *t, struct shell_public_view *v)
{
    const struct town_picture *logo = town_picture(t, S("logo"));
    v->has_theme = t->colour.n == 7;
    if (v->has_theme)
        v->theme = url_fmt(r->mem, "/theme/%.*s.css", STR(str_sub(t->colour, 1, 7)));
    v->has_logo = logo && logo->height > 0;
    if (v->has_logo)
        v->logo = url_fmt(r->mem, "/logo/%.*s.jpg", STR(logo->digest));
}

static struct str in_language(const struct req *r, struct str ja, struct str easy, struct str en)
{
    struct str other = str_eq_nocase(r->language, S("en")) ? en : str_eq_nocase(r->language, S("ja-x-easy")) ? easy : ja;
    return other.n ? other : ja;
}

static void fill_emergency(struct req *r, struct shell_public_view *v)
{
    const struct emergency *e = town_emergency(town_of(r), r->now);
    if (!e)
        return;
    v->has_emergency = true;
    v->level = e->level;
    v->has_level = e->level > 0;
    v->emergency = in_language(r, e->heading, e->heading_easy, e->heading_en);
    v->emergency_text = in_language(r, e->body, e->body_easy, e->body_en);
    v->emergency_when = say_time(r, e->since);
    v->has_link = e->link.n > 0;
    v->link_title = e->link_title.n ? e->link_title : e->heading;
    if (v->has_link)
        v->link = url_local(r->mem, e->link);
}

static struct str clock_text(struct arena *mem, int minutes)
{
    return arena_fmt(mem, "%d:%02d", minutes / 60, minutes % 60);
}

/* Who can be asked, where, and whether somebody is there now. */
static void fill_doors(struct req *r, const struct section *section, struct shell_public_view *v)
{
    const struct town *t = town_of(r);
    struct date next;
    v->is_open = town_is_open(t, r->now, &next);
    v->open_until = clock_text(r->mem, t->closes_at);
    struct str day = say_date(r, next), time = clock_text(r->mem, t->opens_at);
    v->next_open = arena_fmt(r->mem, "%.*s %.*s", STR(day), STR(time));
    if (!section)
        return;
    v->place = section->floor;
    v->has_place = section->floor.n > 0;
    if (section->hours.n)
        v->hours = words_of(say_hours(r, section->hours));
}

enum rc shell_public(struct req *r, int status, const struct shell_options *o, struct html body)
{
    const struct town *t = town_of(r);
    struct page p = shell_page(r);
    bool asks_section = o->section && o->section->telephone.n;
    struct str telephone = asks_section ? o->section->telephone : t->telephone;
    struct shell_public_view v = {
        .title = o->title,
        .lang = str_eq(r->language, S("en")) ? S("en") : S("ja"),
        .language = r->language,
        .town = words_of(t->name),
        .address = words_of(address_line(r, t)),
        .hours = words_of(say_hours(r, t->hours)),
        .code = t->code,
        .telephone = telephone,
        .has_telephone = telephone.n > 0,
        .asked = asks_section ? words_of(o->section->name) : say_words(r, T("役場")),
        .style = asset_url("public.css"),
        .script = asset_url("public.js"),
        .page_script = o->script ? asset_url(o->script) : (struct url){ S("") },
        .has_page_script = o->script != NULL,
        .icon = asset_url("emblem.svg"),
        .emblem = icon_url(r, "emblem"),
        .tel = url_tel(r->mem, telephone),
        .back = o->back,
        .has_back = o->back.text.n > 0,
        .has_errors = o->has_errors,
        .has_account = hall_of(r)->mailer != NULL,
        .languages = language_links(r),
        .body = body,
    };
    reply_header(r, "Vary", S("Cookie, Accept-Language"));
    v.is_wide = o->wide;
    fill_look(r, t, &v);
    fill_emergency(r, &v);
    fill_doors(r, asks_section ? o->section : NULL, &v);
    shell_public_page(&p, &v);
    return reply_html(r, status, page_html(&p).text);
}

struct url shell_home(struct req *r, uint64_t permissions)
{
    const struct menu_entry *entries;
    size_t n = menu_entries(hall_of(r), &entries);
    for (size_t i = 0; i < n; i++) {
        const struct menu_entry *e = &entries[i];
        if (e->zone == ZONE_STAFF && (!e->permission || permissions_has(permissions, str_of(e->permission))))
            return url_local(r->mem, str_of(e->path));
    }
    return url_local(r->mem, S("/staff"));
}

static void fill_menu(struct req *r, const struct identity *who, const char *current, struct shell_staff_view *v)
{
    const struct menu_entry *entries;
    size_t n = menu_entries(hall_of(r), &entries), shown = 0;
    struct shell_menu_item *items = arena_new(r->mem, struct shell_menu_item, n);
    for (size_t i = 0; i < n; i++) {
        const struct menu_entry *e = &entries[i];
        if (e->zone == ZONE_STAFF && (!e->permission || permissions_has(who->permissions, str_of(e->permission))))
            items[shown++] = (struct shell_menu_item){ say_words(r, e->title), url_local(r->mem, str_of(e->path)),
                                                       icon_url(r, e->icon ? e->icon : "inbox"),
                                                       current && str_eq(str_of(e->path), str_of(current)) };
    }
    v->menu.p = items;
    v->menu.n = shown;
}

enum rc shell_staff(struct req *r, int status, const struct shell_options *o, struct html body)
{
    const struct identity *who = identity_of(r);
    struct page p = shell_page(r);
    struct shell_staff_view v = {
        .title = o->title,
        .town = town_of(r)->name,
        .who = arena_fmt(r->mem, "%.*s　%.*s", STR(who->section_name), STR(who->name)),
        .lang = str_eq(r->language, S("en")) ? S("en") : S("ja"),
        .language = r->language,
        .languages = language_links(r),
        .now = say_time(r, r->now),
        .search = req_query(r, "q"),
        .home = shell_home(r, who->permissions),
        .has_search = permissions_has(who->permissions, S("cases.see")),
        .style = asset_url("staff.css"),
        .script = asset_url("staff.js"),
        .icon = asset_url("emblem.svg"),
        .emblem = icon_url(r, "emblem-staff"),
        .has_errors = o->has_errors,
        .body = body,
    };
    fill_menu(r, who, o->current, &v);
    shell_staff_page(&p, &v);
    return reply_html(r, status, page_html(&p).text);
}

enum rc shell_plain(struct req *r, int status, struct str title, struct html body)
{
    struct page p = shell_page(r);
    struct shell_plain_view v = {
        .title = title,
        .lang = str_eq(r->language, S("en")) ? S("en") : S("ja"),
        .language = r->language,
        .languages = language_links(r),
        .town = town_of(r)->name,
        .style = asset_url("staff.css"),
        .script = asset_url("staff.js"),
        .icon = asset_url("emblem.svg"),
        .emblem = icon_url(r, "emblem-staff"),
        .body = body,
    };
    shell_plain_page(&p, &v);
    return reply_html(r, status, page_html(&p).text);
}
