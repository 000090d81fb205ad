#!/bin/sh
# The command line of pagec: exit statuses, and nothing written for a refused page.
#     command.sh PAGEC SOURCE_FOLDER
set -u
pagec=$1 here=$2 bad=0
work=$(mktemp -d) || exit 1
mkdir -p "$work/src/y"
trap 'rm -rf "$work"' EXIT
fail() { echo "not so: $*"; bad=1; }

said=$("$pagec" --prefix x --out "$work/x.c" --header-out "$work/x.h" "$here/accept/card.html" "$here/refuse/img_without_alt.html" 2>&1)
[ $? -eq 1 ] || fail "a refused page must give status 1"
case $said in *"refuse/img_without_alt.html:3: img without alt"*) ;; *) fail "said '$said'" ;; esac
[ ! -e "$work/x.c" ] && [ ! -e "$work/x.h" ] || fail "files were written for a refused page"

"$pagec" --prefix x --out "$work/x.c" --header-out "$work/src/y/x_pages.h" "$here/accept/card.html" || fail "card.html is refused"
grep -qF 'void x_card_page(struct page *p, const struct x_card_view *v);' "$work/src/y/x_pages.h" || fail "no declaration"
grep -qF '#include "y/x_pages.h"' "$work/x.c" || fail "no include"
grep -qF '#line 2 ' "$work/x.c" || fail "no #line"
head -1 "$work/x.c" | grep -qF 'do not edit' || fail "no note in the first line"

"$pagec" "$here/accept/places.html" || fail "places.html is refused"
"$pagec" "$work/absent.html" 2>/dev/null
[ $? -eq 2 ] || fail "an absent file must give status 2"
"$pagec" --nonsense x 2>/dev/null
[ $? -eq 2 ] || fail "usage"

"$pagec" --pot "$work/x.pot" --components "$here/../../../src/platform/page/components" "$here/accept/book.html" "$here/accept/layout.html" || fail "--pot"
if command -v msgfmt >/dev/null; then
    msgfmt --check-format -o /dev/null "$work/x.pot" || fail "msgfmt does not read our template"
else
    echo "msgfmt is not installed: the template was not read by it"
fi
[ $bad -eq 0 ] && echo "the command line is as expected"
exit $bad
