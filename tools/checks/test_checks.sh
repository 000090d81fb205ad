#!/usr/bin/env bash
# The checks are tested by refusal: each folder in refused/ must be refused with exactly the words of its
# file `expected`; each in accepted/ must pass.
#     test_checks.sh LAYERS BANNED LAYERS-PICTURE
set -u
here=$(cd "$(dirname "$0")" && pwd)
layers=$1 banned=$2 picture=$3 passed=0 failed=0
rules=$(mktemp)
trap 'rm -f "$rules"' EXIT
# The exceptions of this tree have no place in a sample tree, which may bring its own rules.
grep -v '^allow' "$here/banned.txt" >"$rules"

check() { # TOOL FOLDER
    if [ "$1" = layers ]; then
        "$layers" "$2/src"
    else
        own=$2/rules
        "$banned" "$([ -e "$own" ] && echo "$own" || echo "$rules")" "$2" src
    fi
}

for tool in layers banned; do
    for folder in "$here/refused/$tool"/*/; do
        said=$(check "$tool" "${folder%/}"); rc=$?
        if [ $rc = 1 ] && [ "$said" = "$(cat "$folder/expected")" ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            printf 'FAILED %s (exit %s)\n   said     %s\n   expected %s\n' "$folder" $rc "$said" "$(cat "$folder/expected")"
        fi
    done
    for folder in "$here/accepted/$tool"/*/; do
        if said=$(check "$tool" "${folder%/}"); then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            printf 'FAILED %s must pass\n   said %s\n' "$folder" "$said"
        fi
    done
done
# The picture of a small tree shows its folders and the room another uses; when the tree grows, the kept picture is old.
work=$(mktemp -d)
trap 'rm -rf "$rules" "$work"' EXIT
cp -r "$here/accepted/layers/needed/src" "$work/src"
"$picture" "$work/src" --update "$work/kept.svg"
if "$picture" "$work/src" --check "$work/kept.svg" >/dev/null && grep -q '>desk<' "$work/kept.svg" && grep -q '→ apply' "$work/kept.svg" &&
    mkdir "$work/src/civic" "$work/src/civic/new" && echo >"$work/src/civic/new/new.c" &&
    ! "$picture" "$work/src" --check "$work/kept.svg" >/dev/null; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAILED the picture of the layers: $(cat "$work/kept.svg")"
fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
