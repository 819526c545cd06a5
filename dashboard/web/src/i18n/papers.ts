import { catalogue } from "./language";

/** Papers to be filed, posted up and handed out. */
export const paperTexts = catalogue({
  title: ["表单和打印件", "Papers"],
  dividend: ["分红报表", "Dividend report"],
  notice: ["公示表", "Public notice"],
  notice_make: ["生成公示表…", "Make the notice…"],
  notice_title: ["生成公示表", "Make the public notice"],
  notice_act: ["下载公示表", "download the notice"],
  notice_will: ["下载一份公示表 PDF：只有户编号和金额，没有姓名；数据不会改变。", "A notice is downloaded as PDF: households by number with their amounts, no names; nothing is changed."],
  channel: ["向谁提异议", "Where to object"],
  channel_hint: ["写办公室和公开电话，会贴在公告栏上；不写个人号码", "an office and its public telephone, as it hangs on the board; no private number"],
  posted: ["张贴日", "Day of posting"],
  statements: ["全体对账单", "All statements"],
  statements_note: ["每人一页，只写编号；谁下载会记入审计", "a page each, by id; who takes them stands in the audit"],
  making: ["生成中……", "being made …"],
  yield: ["产量报表", "Yield report"],
  annual: ["年度报告", "Annual report"],
  dividends: ["分红汇总", "Dividends of the year"],
});
