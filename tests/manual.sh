#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The man page and the completions name every command and every option of --help.
#     tests/manual.sh YAKUBA YAKUBA.1 YAKUBA.BASH YAKUBA.FISH
set -euo pipefail
yakuba=$1 page=$2 bash_file=$3 fish=$4
bad=0
complain() { echo "$*"; bad=1; }

text=$(sed 's/\\-/-/g; s/\\e/\\/g' "$page")
. "$bash_file"
offers() { # WORDS…: what the completion of the last word offers
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _yakuba
    printf '%s\n' "${COMPREPLY[@]}"
}
names=$("$yakuba" --help | sed -nE 's/^  yakuba ([a-z][a-z-]*).*/\1/p')
[ "$(wc -w <<<"$names")" -ge 20 ] || complain "--help lists too few commands"
first=$(offers yakuba "")
n=0
for name in $names; do
    grep -q "^\.SS $name\b" <<<"$text" || complain "the man page lacks $name"
    grep -qx -- "$name" <<<"$first" || complain "bash does not offer $name"
    grep -q -- "-a $name " "$fish" || complain "fish does not offer $name"
    offered=$(offers yakuba "$name" "-")
    for option in $("$yakuba" "$name" --help | grep -oE -- '--[a-z][a-z0-9_-]*' | sort -u); do
        n=$((n + 1))
        grep -qF -- "$option" <<<"$text" || complain "the man page lacks $option of $name"
        grep -qx -- "$option" <<<"$offered" || complain "bash does not offer $option of $name"
        grep -q -- "from $name' -l ${option#--}\$" "$fish" || complain "fish does not offer $option of $name"
    done
done
[ "$n" -ge 100 ] || complain "only $n options were seen"
[ -z "$(offers yakuba nothing "-")" ] || complain "an unknown command has options"
if command -v mandoc >/dev/null; then
    mandoc -T lint -W error "$page" || complain "mandoc complains"
elif command -v groff >/dev/null; then
    said=$(groff -Kutf8 -Tutf8 -man -ww "$page" 2>&1 >/dev/null) || complain "groff ends badly"
    [ -z "$said" ] || complain "groff: $said"
fi
[ "$bad" = 0 ] && echo "$(wc -w <<<"$names") commands, $n options"
exit "$bad"
