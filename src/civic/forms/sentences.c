/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's own sentences: what is wrong with a value of a kind, said with the way to mend it.
 * Sentences about rules belong to the procedure's sheets; these are about digits, dates and
 * letters. */
#include "civic/forms/answers_build.h"

static const char *const words[SENTENCES][3] = {
    [SAY_TOO_LONG] = { "{0}は{1}文字までです。いまは{2}文字あります。短くしてください",
                       "{0}は {1}文字までです。いま {2}文字です。みじかく してください",
                       "{0} may have {1} characters. It has {2}. Please shorten it." },
    [SAY_BAD_TEXT] = { "{0}に読めない文字が入っています。その文字を消して入力し直してください",
                       "{0}に 読めない 文字が あります。消して、もう一度 書いてください",
                       "{0} holds characters that cannot be read. Please type it again." },
    [SAY_KANA] = { "{0}はカタカナかひらがなで入力してください",
                   "{0}は カタカナか ひらがなで 書いてください",
                   "Enter {0} in katakana or hiragana." },
    [SAY_DIGITS_COUNT] = { "{0}が{2}桁でした。{1}桁で入力してください",
                           "{0}の 数字が {2}つでした。{1}つ 書いてください",
                           "{0} had {2} digits. Enter {1} digits." },
    [SAY_DIGITS_ONLY] = { "{0}は{1}桁の数字で入力してください",
                          "{0}は {1}つの 数字で 書いてください", "Enter {0} as {1} digits." },
    [SAY_PHONE] = { "{0}は、0から始まる10桁か11桁の数字で入力してください",
                    "{0}は、0から はじまる 10か 11の 数字で 書いてください",
                    "Enter {0} as 10 or 11 digits beginning with 0." },
    [SAY_EMAIL] = { "{0}は、@の前と後がある形で入力してください",
                    "{0}は、@が ある 形で 書いてください", "Enter {0} in the form name@domain." },
    [SAY_INTEGER] = { "{0}は数字で入力してください", "{0}は 数字で 書いてください",
                      "Enter {0} as a whole number." },
    [SAY_CHOICE] = { "{0}は、表示されている中から選び直してください",
                     "{0}は、見えている 中から えらんでください",
                     "Choose {0} from what is offered." },
    [SAY_FILES] = { "{0}は{1}個までです。多い分を外してください",
                    "{0}は {1}つまでです。多いものを はずしてください",
                    "{0}: at most {1} files. Remove the others." },
    [SAY_PART_MISSING] = { "{0}の「{1}」を入力してください", "{0}の「{1}」を 書いてください",
                           "Enter the {1} of {0}." },
    [SAY_PART_NUMBER] = { "{0}の「{1}」は数字で入力してください",
                          "{0}の「{1}」は 数字で 書いてください",
                          "Enter the {1} of {0} in digits." },
    [SAY_YEAR_ERA] = { "{0}の「年」を直してください。西暦の4桁で入力するか、年号を選んでください",
                       "{0}の「年」を 直してください。2024のような 4つの 数字で 書いてください",
                       "Correct the year of {0}: four digits, or choose an era." },
    [SAY_NO_YEAR] = { "{0}の「年」を直してください。{1}{2}"
                      "年という年はありません。西暦でも入力できます",
                      "{0}の「年」を 直してください。{1}{2}年は ありません。2024のように 書いても "
                      "いいです",
                      "Correct the year of {0}: there is no year {1}{2}. Western years are taken "
                      "too." },
    [SAY_NOT_ERA] = { "{0}の「年」を直してください。その日は{1}"
                      "ではありません。西暦でも入力できます",
                      "{0}の「年」を 直してください。その 日は {1}では ありません",
                      "Correct the year of {0}: that day does not lie in {1}." },
    [SAY_MONTH] = { "{0}の「月」を直してください。月は1から12までです",
                    "{0}の「月」を 直してください。1から 12までです",
                    "Correct the month of {0}: 1 to 12." },
    [SAY_DAY] = { "{0}の「日」を直してください。{1}月は{2}日までです",
                  "{0}の「日」を 直してください。{1}月は {2}日までです",
                  "Correct the day of {0}: month {1} has {2} days." },
    [SAY_DATE_TEXT] = { "{0}を日付として読めませんでした。年、月、日を入力してください",
                        "{0}の 日が わかりません。年、月、日を 書いてください",
                        "{0} could not be read as a date. Enter year, month and day." },
    [SAY_UNKNOWN_NAME] = { "「{0}」という項目はこの手続にありません。ページを開き直してください",
                           "「{0}」は ありません。ページを もう一度 開いてください",
                           "This form has no field \"{0}\". Please open the page again." },
    [SAY_WRONG_SHAPE] = { "「{0}」の値の形が違います。ページを開き直してください",
                          "「{0}」の 形が ちがいます。ページを もう一度 開いてください",
                          "The value of \"{0}\" has the wrong shape." },
    [SAY_NOT_JSON] = { "JSONとして読めません（{0}バイト目）。形を直してください",
                       "JSONとして 読めません（{0}バイト目）。形を 直してください",
                       "This is not JSON (byte {0})." },
    [SAY_REQUIRED] = { "{0}を入力してください", "{0}を 書いてください", "Enter {0}." },
    [SAY_PART_YEAR] = { "年", "年", "year" },
    [SAY_PART_MONTH] = { "月", "月", "month" },
    [SAY_PART_DAY] = { "日", "日", "day" },
    [SAY_NTH] = { "{0}{1}：", "{0}{1}：", "{0} {1}: " },
};

static size_t language_of(struct str language)
{
    return str_eq(language, S("ja-x-easy")) ? 1 : str_eq(language, S("en")) ? 2 : 0;
}

struct str sentence(struct arena *mem, struct str language, enum sentence id, struct str zero,
                    struct str one, struct str two)
{
    const struct str given[] = { zero, one, two };
    struct str pattern = str_of(words[id][language_of(language)]);
    struct out o;
    out_init(&o, mem, 8192);
    for (size_t i = 0; i < pattern.n; i++) {
        if (pattern.p[i] == '{' && i + 2 < pattern.n && pattern.p[i + 2] == '}') {
            out_str(&o, given[pattern.p[i + 1] - '0']);
            i += 2;
        } else {
            out_char(&o, pattern.p[i]);
        }
    }
    return out_text(&o);
}

/* "… 例：000-0001" → "例：000-0001"; the procedure's sheets hold the examples. */
static struct str example_in(struct str text)
{
    size_t at = str_find(text, S("例："));
    if (at == SIZE_MAX)
        at = str_find(text, S("Example:"));
    return at == SIZE_MAX ? (struct str) { "", 0 } : str_sub(text, at, text.n);
}

struct str sentence_about(struct arena *mem, struct str language, enum sentence id,
                          const struct field *f, struct str one, struct str two)
{
    struct str text = sentence(mem, language, id, label_in(&f->label, language), one, two);
    const struct label *places[] = { &f->required_message, &f->constraint_message, &f->hint };
    for (size_t i = 0; i < 3; i++) {
        struct str example = example_in(label_in(places[i], language));
        if (example.n > 0)
            return arena_fmt(mem, "%.*s%s%.*s", STR(text), language_of(language) == 2 ? " " : "　",
                             STR(example));
    }
    return text;
}

void messages_add(struct messages *m, struct str name, struct str part, struct str text)
{
    if (m->n == MOST_MESSAGES)
        return;
    if (m->n == m->room) {
        size_t room = m->room ? m->room * 2 : 8;
        struct message *grown = arena_new(m->mem, struct message, room);
        if (m->n)
            memcpy(grown, m->p, m->n * sizeof *grown);
        m->p = grown;
        m->room = room;
    }
    m->p[m->n++] = (struct message) { name, part, text };
}
