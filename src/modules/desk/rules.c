/* SPDX-License-Identifier: Apache-2.0 */
/* Standing of checks, what a proposal lacks, who may decide, when an answer is due. */
#include "modules/desk/rules.h"

#include "base/text.h"

enum desk_standing desk_standing(struct str by_person, struct str by_machine, struct str severity)
{
    struct str result = by_person.n ? by_person : by_machine;
    if (str_eq(result, S("pass")))
        return STANDING_PASSED;
    if (str_eq(result, S("stop")) || (str_eq(result, S("look")) && str_eq(severity, S("stop"))))
        return STANDING_STOP;
    return str_eq(result, S("look")) ? STANDING_LOOK : STANDING_OPEN;
}

bool desk_result_is_known(struct str result)
{
    return str_eq(result, S("pass")) || str_eq(result, S("look"));
}

struct desk_mark desk_mark(const enum desk_standing *standings, size_t n, bool has_person)
{
    size_t look = 0, stop = 0;
    for (size_t i = 0; i < n; i++) {
        look += standings[i] == STANDING_LOOK;
        stop += standings[i] == STANDING_STOP;
    }
    if (stop)
        return (struct desk_mark) { S("stop"), S("要件を確認") };
    if (look)
        return (struct desk_mark) { S("look"), has_person ? S("要確認") : S("住民記録なし") };
    return (struct desk_mark) { S("ok"), S("不備なし") };
}

bool desk_outcome_refuses(const struct outcome *outcome)
{
    return str_eq(outcome->kind, S("refuse")) || str_eq(outcome->kind, S("reject"));
}

bool desk_outcome_is_ours(const struct outcome *outcome)
{
    return !str_eq(outcome->kind, S("withdraw"));
}

static void fault(struct desk_fault *faults, size_t *n, struct str field, struct str text)
{
    faults[(*n)++] = (struct desk_fault) { field, text };
}

size_t desk_proposal_faults(const struct desk_proposal *p,
                            struct desk_fault ret_faults[DESK_MOST_FAULTS])
{
    size_t n = 0;
    struct str reason = str_trim(p->reason), appeal = str_trim(p->appeal_text);
    if (!p->outcome || !desk_outcome_is_ours(p->outcome)) {
        fault(ret_faults, &n, S("outcome"), S("結果を選んでください"));
        return n;
    }
    bool refuses = desk_outcome_refuses(p->outcome);
    if (str_eq(p->outcome->kind, S("grant")) && p->n_stops)
        fault(ret_faults, &n, S("outcome"),
              S("要件を満たさない審査項目があります。確かめて「問題なし」にするか、結果を選び直して"
                "ください"));
    else if (str_eq(p->outcome->kind, S("grant")) && p->lacks_amounts)
        fault(
            ret_faults, &n, S("outcome"),
            S("申請の内容では、支給する月と額がありません。申請の内容か、結果を確かめてください"));
    else if (str_eq(p->outcome->kind, S("grant")) && p->needs_survey && !p->surveyed)
        fault(ret_faults, &n, S("outcome"),
              S("被害認定調査の記録がまだありません。調査を記録してから起案してください"));
    else if (str_eq(p->outcome->kind, S("grant")) && p->needs_survey && !str_eq(p->surveyed->name, p->outcome->name))
        fault(ret_faults, &n, S("outcome"),
              S("調査の結果と違います。調査の結果を選ぶか、調査の記録を直してください"));
    if ((refuses || p->outcome->reason_required) && !reason.n)
        fault(ret_faults, &n, S("reason"),
              S("理由を書いてください。根拠の条項と、どの事実が当たるかを書きます"));
    else if (text_length(reason) > DESK_LONGEST_TEXT)
        fault(ret_faults, &n, S("reason"), S("理由は2,000文字までで書いてください"));
    if (refuses && !appeal.n)
        fault(ret_faults, &n, S("appeal"),
              S("教示を書いてください。不服があるときの方法と期間を伝えます"));
    else if (text_length(appeal) > DESK_LONGEST_TEXT)
        fault(ret_faults, &n, S("appeal"), S("教示は2,000文字までで書いてください"));
    return n;
}

bool desk_may_approve(t_id proposed_by, t_id staff_id)
{
    return proposed_by != staff_id;
}

struct date desk_correction_due(const struct calendar *c, struct date today)
{
    return calendar_add(c, today, DESK_CORRECTION_DAYS);
}

struct str desk_correction_due_fault(const struct calendar *c, struct date today,
                                     struct date due_on)
{
    if (!date_is_set(due_on))
        return S("期限の日を入力してください　例：2026-12-09");
    if (due_on.days <= today.days)
        return S("期限は、あすより後の日にしてください");
    if (!calendar_is_open(c, due_on))
        return S("期限の日は閉庁日です。開庁日にしてください");
    if (calendar_count(c, today, due_on) > DESK_LONGEST_WAIT)
        return S("期限は60開庁日より前にしてください");
    return S("");
}
