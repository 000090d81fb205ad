// SPDX-License-Identifier: Apache-2.0
// What people of 都市X answer. 見本 花子 types three things that differ from the register (town/README.md).

const birth = (era, year, month, day) => ({ era, year, month, day });

export const claimant = { claimant_kind: "mother", occupation: "employee", receiving_now: "no" };

export const hanako = {
  applicant_family_name: "見本",
  applicant_given_name: "花子",
  applicant_family_kana: "みほん", // hiragana is taken as katakana
  applicant_given_kana: "はなこ",
  applicant_birth: birth("平成", "４", "５", "１８"), // full width
  applicant_postal_code: "０００−０００１",
  applicant_address: "中央1丁目2番3号 見本ハイツ201",
  applicant_phone: "０００-００００　１２３４",
  applicant_pension: "employees",
};

// U+FA19 and U+FA1B: normalising would change them.
export const fukuko = {
  applicant_family_name: "\uFA19野",
  applicant_given_name: "\uFA1B子",
  applicant_family_kana: "カミノ",
  applicant_given_kana: "フクコ",
  applicant_birth: birth("西暦", "1987", "7", "7"),
  applicant_postal_code: "0000006",
  applicant_address: "雛形町3番8号",
  applicant_phone: "000-0000-2007",
  applicant_pension: "national",
};

export const noSpouse = { has_spouse: "no" };

export const spouse = (family, given, kanaFamily, kanaGiven) => ({
  has_spouse: "yes",
  spouse_family_name: family,
  spouse_given_name: given,
  spouse_family_kana: kanaFamily,
  spouse_given_kana: kanaGiven,
  spouse_birth: birth("平成", "2", "9", "3"),
  spouse_living: "together",
  spouse_public_servant: "no",
  higher_earner: "self",
});

export function child(n, family, given, kanaFamily, kanaGiven, [era, year, month, day]) {
  const at = (name) => `children[${n}]/${name}`;
  return {
    [at("child_family_name")]: family,
    [at("child_given_name")]: given,
    [at("child_family_kana")]: kanaFamily,
    [at("child_given_kana")]: kanaGiven,
    [at("child_birth")]: birth(era, year, month, day),
    [at("child_relation")]: "child",
    [at("child_living")]: "together",
    [at("child_custody")]: "yes",
    [at("child_livelihood")]: "shared",
  };
}

export const born = (era, year, month, day) => ({ reason: "birth", event_date: birth(era, year, month, day) });

export const account = (holder) => ({
  bank_name: "見本銀行",
  bank_code: "９９９０",
  branch_name: "中央支店",
  branch_code: "001",
  account_kind: "ordinary",
  account_number: "0123456",
  account_holder_kana: holder,
  account_own: "yes",
});
