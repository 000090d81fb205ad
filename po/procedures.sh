#!/bin/sh
# Every text of a procedure that people read is there in Japanese, やさしい日本語 and English: a cell of `label` is filled
# only together with `label::… (ja-x-easy)` and `label::… (en)`.      procedures.sh FOLDER
set -u
n=0 bad=0
for sheet in "$1"/*/*.tsv; do
    n=$((n + 1))
    awk -F '\t' -v sheet="$sheet" '
        NR == 1 {
            for (i = 1; i <= NF; i++) {
                name = $i; sub(/::.*/, "", name)
                if ($i ~ /\(ja-x-easy\)/) easy[name] = i
                else if ($i ~ /\(en\)/) en[name] = i
                else if ($i !~ /::/) ja[name] = i
            }
            for (name in easy) if (!(name in en)) { print sheet ": " name " has no column of en"; bad = 1 }
            for (name in en) if (!(name in easy)) { print sheet ": " name " has no column of ja-x-easy"; bad = 1 }
            split("label hint required_message constraint_message notice note summary", words, " ")
            for (k in words) if (words[k] in ja && !(words[k] in en)) { print sheet ": " words[k] " is Japanese alone"; bad = 1 }
            next
        }
        {
            # of key and value only what people read; who decides, dates and paths have no language
            if ("value" in en && $1 !~ /^(title|summary|purpose)$/) next
            for (name in en) if (name in ja && $(ja[name]) != "" && ($(en[name]) == "" || $(easy[name]) == "")) {
                print sheet ":" NR ": " name " \"" $(ja[name]) "\" lacks " ($(en[name]) == "" ? "en" : "ja-x-easy"); bad = 1
            }
        }
        END { exit bad }' "$sheet" || bad=1
done
[ $n -ge 1 ] || { echo "no sheets below $1"; exit 1; }
[ $bad -eq 0 ] && echo "$n sheets in three languages"
exit $bad
