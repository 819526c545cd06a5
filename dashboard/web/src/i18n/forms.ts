import { catalogue, language } from "./language";

/** Fields and confirmations that every act about money shares. */
export const forms = catalogue({
  next: ["下一步", "Next"],
  back: ["上一步", "Back"],
  confirm: ["确认，{act}", "Confirm: {act}"],
  will: ["会这样", "What will happen"],
  will_record: ["将记下", "To be recorded"],
  paper_title: ["文件名称", "Title of the paper"],
  paper_number: ["文号", "Number"],
  paper_day: ["文件日期", "Day of the paper"],
  paper_scan: ["扫描件", "Scan"],
  paper_scan_hint: ["文件留在您这里，只记下它的指纹", "the file stays with you; only its fingerprint is kept"],
  choose_file: ["选文件…", "Choose a file…"],
  may_be_empty: ["可不填", "optional"],
  empty: ["这一项要填", "this is needed"],
  not_a_day: ["写成 2026-11-23", "write it as 2026-11-23"],
  not_a_month: ["写成 2026-11", "write it as 2026-11"],
  not_a_count: ["写一个整数", "write a whole number"],
  not_yuan: ["写成元，最多两位小数，如 1234.50", "write yuan with at most two decimals, such as 1234.50"],
  not_shares: ["写成股数，最多两位小数，如 1.50", "write shares with at most two decimals, such as 1.50"],
  second: ["这件事要两个人：请另一位有批准权的人在这里输入姓名和密码。", "This needs two people: somebody else who may approve gives name and password here."],
  second_name: ["第二人姓名", "Second person's name"],
  second_password: ["第二人密码", "Second person's password"],
  done: ["已登记", "Recorded"],
  yes: ["是", "Yes"],
  no: ["否", "No"],
  yuan: ["元", "yuan"],
  day: ["日期", "Day"],
  reason: ["理由", "Reason"],
  own_password: ["您的登录密码", "Your own password"],
});

const VALUES: Record<string, readonly [string, string]> = {
  STATIC: ["静态，不随人口增减", "static, whatever the births and deaths"],
  DYNAMIC: ["动态，随人口增减", "dynamic, with births and deaths"],
  AFTER_LOSS: ["弥补亏损以后", "after losses"],
  NET_INCOME: ["全部净收益", "on the whole net income"],
  NONE: ["没有", "none"],
  WITHHOLD_20: ["代扣 20 %", "withhold 20 %"],
  IN_FORCE: ["仍然有效", "still in force"],
  REPLACED: ["已被取代", "replaced"],
  MAX: ["保底取高", "at least that much"],
  PLUS: ["另加", "on top"],
  GROSS: ["毛收入", "gross"],
  NET: ["净收益", "net"],
  MASKED: ["打码公布", "masked"],
  TOTALS_ONLY: ["只公布合计", "totals only"],
  A_HAMILTON: ["最大余数，分完为止", "largest remainder"],
  B_PER_SHARE: ["每股一个价，零头留存", "one rate a share"],
  MEMBER_ASSEMBLY: ["成员大会", "assembly of members"],
  REPRESENTATIVE_ASSEMBLY: ["成员代表大会", "assembly of representatives"],
  SHAREHOLDERS: ["股东会", "shareholders' meeting"],
  COOP_ASSEMBLY: ["合作社成员大会", "assembly of the cooperative"],
  REC: ["村集体", "collective"],
  COOP: ["合作社", "cooperative"],
  COMPANY: ["公司", "company"],
  YEAR: ["年度分配", "of the year"],
  SUPPLEMENTARY: ["追加分配", "supplementary"],
  CORRECTION: ["更正分配", "correction"],
};

/** A word of the specification as people say it; itself where nobody has named it. */
export function valueWord(value: string): string {
  return VALUES[value]?.[language.value === "zh" ? 0 : 1] ?? value;
}
