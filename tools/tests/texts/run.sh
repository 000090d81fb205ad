#!/bin/sh
# tools/texts by refusal: each catalogue of refuse/ says in its first line what must be said of it; en.po is
# compiled, with its gaps counted.   run.sh TEXTS SOURCE_FOLDER
set -u
texts=$1 here=$2 bad=0 n=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "not so: $*"; bad=1; }

for file in "$here"/refuse/*.po; do
    n=$((n + 1))
    expect=$(sed -n '1s/^# expect: //p' "$file")
    said=$("$texts" --out "$work/out.c" "$file" 2>&1)
    status=$?
    [ $status -eq 1 ] || fail "$file: status $status"
    [ -n "$expect" ] || fail "$file expects nothing"
    case $said in *"$expect"*) ;; *) fail "$file: wanted '$expect', said '$said'" ;; esac
    [ ! -e "$work/out.c" ] || fail "$file: a table was written"
done
[ $n -ge 10 ] || fail "only $n refusals"

said=$("$texts" --out "$work/out.c" "$here/en.po" 2>&1) || fail "en.po: $said"
case $said in *"texts are not translated"*) ;; *) fail "en.po: $said" ;; esac
grep -qF '{ "残り {n} 件", { "one left", "{n} left" } }' "$work/out.c" || fail "the plural is not in the table"
grep -qF '{ "form\004メモ \"a\"\\", { "Memo" } }' "$work/out.c" || fail "the context is not in the table"
if grep -q 'Too\|"三"\|古い' "$work/out.c"; then fail "a fuzzy, empty or old entry is in the table"; fi

# What a page, a T("…") of C or a procedure says and a catalogue lacks is named, and the test fails.
said=$("$texts" --check --pot "$here/words.pot" "$here/en.po" 2>&1)
[ $? -eq 1 ] || fail "--check passes a catalogue with gaps"
for gap in 'lacks "四"' "not translated" "fuzzy or half translated"; do
    case $said in *"$gap"*) ;; *) fail "--check does not say '$gap': $said" ;; esac
done
said=$("$texts" --check --sources "$here/sources" "$here/whole.po" 2>&1)
[ $? -eq 1 ] || fail "--check passes words of C that are not translated"
case $said in *'lacks "二つの行の文"'*) ;; *) fail "T() in C: $said" ;; esac
case $said in *注意* | *試験* | *ただの*) fail "comments, tests or other literals are taken for words: $said" ;; esac
"$texts" --check --pot "$here/whole.pot" "$here/whole.po" >/dev/null 2>&1 || fail "--check refuses a whole catalogue"
for folder in "$here"/procedures/*/; do
    said=$(sh "$here/../../../po/procedures.sh" "$folder" 2>&1)
    [ $? -eq 1 ] || fail "$folder: procedures.sh passes"
    case $said in *"$(cat "$folder/expect")"*) ;; *) fail "$folder: $said" ;; esac
done
"$texts" >/dev/null 2>&1
[ $? -eq 2 ] || fail "usage"
[ $bad -eq 0 ] && echo "$n refusals and one table are as expected"
exit $bad
