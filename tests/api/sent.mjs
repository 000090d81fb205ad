// SPDX-License-Identifier: Apache-2.0
// What a program sends: a complete, visibly fictional application for 児童手当, with a picture made here.
import { deflateSync } from "node:zlib";

function crc(bytes) {
  let c = ~0;
  for (const b of bytes) {
    c ^= b;
    for (let i = 0; i < 8; i++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return ~c >>> 0;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]), length = Buffer.alloc(4), sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

// A grey picture with a dark bar.
export function png(width = 320, height = 200) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 200);
  for (let y = 0; y < height; y++) {
    rows[y * (width + 1)] = 0;
    if (y > 80 && y < 120) rows.fill(20, y * (width + 1) + 20, y * (width + 1) + width - 20);
  }
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

// Two weeks ago in Japan: within the fifteen days, whenever this runs.
const born = new Date(Date.now() - 14 * 86400000 + 9 * 3600000).toISOString().slice(0, 10);

const child = (given, kana, born) => ({
  child_family_name: "見本", child_given_name: given, child_family_kana: "ミホン", child_given_kana: kana, child_birth: born,
  child_relation: "child", child_living: "together", child_custody: "yes", child_livelihood: "shared",
});

export const answers = () => ({
  eligibility: { claimant_kind: "father", occupation: "employee", receiving_now: "no" },
  applicant: {
    applicant_family_name: "見本", applicant_given_name: "太郎", applicant_family_kana: "ミホン", applicant_given_kana: "タロウ",
    applicant_birth: "1988-04-05", applicant_postal_code: "000-0001", applicant_address: "都市X中央1丁目2番3号",
    applicant_phone: "00000001234", applicant_pension: "employees",
  },
  spouse: {
    has_spouse: "yes",
    spouse_person: {
      spouse_family_name: "見本", spouse_given_name: "花子", spouse_family_kana: "ミホン", spouse_given_kana: "ハナコ",
      spouse_birth: "1989-06-01", spouse_living: "together", spouse_public_servant: "no", higher_earner: "self",
    },
  },
  children: [child("二葉", "フタバ", "2015-08-01"), child("三郎", "サブロウ", born)],
  event: { reason: "birth", event_date: born },
  account: {
    bank_name: "見本銀行", bank_code: "9990", branch_name: "中央支店", branch_code: "001", account_kind: "ordinary",
    account_number: "0123456", account_holder_kana: "ミホン　タロウ", account_own: "yes",
  },
  papers: { passbook: [{ name: "通帳.png", content: png().toString("base64") }] },
  confirm: { remarks: "電話は夕方にお願いします" },
});

export const application = (change = () => {}) => {
  const body = { procedure: "jido-teate", answers: answers() };
  change(body.answers, body);
  return body;
};
