/** Each step of a run: what is asked, what will happen, and in which words. Refuses to judge it. */
import type { Figures, Payments, RunHead, RunShown } from "../api/money_shapes";
import { money } from "../format/numbers";
import { valueWord } from "../i18n/forms";
import { stepTexts as t } from "../i18n/run_steps";
import type { Field } from "./fields";

export interface Scene {
  run: RunShown;
  others: readonly RunHead[];
  payments: Payments | null;
  figures: Figures | null;
  today: string;
  /** What was chosen beside the trial calculation. */
  chosen: Record<string, unknown>;
  /** Questions that wait for an answer before it may be computed. */
  undecided: number;
}
export interface StepSpec {
  fields: Field[];
  will: (values: Record<string, unknown>) => string[];
  second: boolean;
  /** The values as the door wants them. */
  made: (values: Record<string, unknown>) => Record<string, unknown>;
}

const BODIES = { REC: ["MEMBER_ASSEMBLY", "REPRESENTATIVE_ASSEMBLY"], COOP: ["COOP_ASSEMBLY"], COMPANY: ["SHAREHOLDERS"] };
const day = (scene: Scene): Field => ({ key: "day", label: t("day"), kind: "day", start: scene.today });
const note = (label: string, optional = false): Field => ({ key: "note", label, kind: "note", optional });
const paper = (key: string, label: string, optional = false): Field => ({ key, label, kind: "paper", optional });
const words = (list: readonly string[]) => list.map((value) => ({ value, text: valueWord(value) }));
const truth = (value: string): boolean => value === "true";
const plain = (values: Record<string, unknown>) => values;

type Maker = (scene: Scene) => Partial<StepSpec>;
const MAKERS: Record<string, Maker> = {
  RUN_COMPUTED: (scene) => ({ fields: [day(scene)], will: () => [t("will_computed")], made: (values) => ({ ...values, chosen: scene.chosen }) }),
  RUN_REVIEWED: (scene) => ({
    fields: [
      { key: "accepted", label: t("verdict"), kind: "choice", choices: [{ value: "true", text: t("pass") }, { value: "false", text: t("reject") }], as: truth },
      { ...note(t("verdict_why"), true), neededWhen: (draft) => draft.accepted === "false" }, day(scene),
    ],
    will: (values) => [t(values.accepted ? "will_passed" : "will_rejected")],
  }),
  RUN_PUBLICISED: (scene) => ({
    fields: [{ key: "place", label: t("place"), kind: "text", hint: t("place_hint") }, paper("proof", t("picture")), day(scene)],
    will: () => [t("will_posted_up")],
  }),
  OBJECTION_RAISED: (scene) => ({
    fields: [
      { key: "objection", label: t("objection"), kind: "text", start: String(scene.run.objections.length + 1) },
      { key: "objector", label: t("objector"), kind: "text", hint: t("id_not_name") }, note(t("objection_text")), day(scene),
    ],
    will: () => [t("will_objected")],
  }),
  OBJECTION_DECIDED: (scene) => ({
    fields: [
      { key: "objection", label: t("objection"), kind: "choice", choices: scene.run.objections.filter((one) => one.upheld === null).map((one) => ({ value: one.id, text: `${one.id} ${one.text}`.slice(0, 40) })) },
      { key: "upheld", label: t("decision"), kind: "choice", choices: [{ value: "true", text: t("upheld") }, { value: "false", text: t("denied") }], as: truth },
      note(t("decision_why")), day(scene),
    ],
    will: (values) => [t(values.upheld ? "will_upheld" : "will_denied")],
  }),
  RUN_APPROVED: (scene) => ({
    fields: [
      { key: "body", label: t("body"), kind: "choice", choices: words(BODIES[scene.run.head.system]), start: BODIES[scene.run.head.system].length === 1 ? BODIES[scene.run.head.system][0] : "" },
      { key: "electorate", label: t("electorate"), kind: "count" }, { key: "present", label: t("present"), kind: "count" }, { key: "in_favour", label: t("in_favour"), kind: "count" },
      { key: "notice_day", label: t("notice_day"), kind: "day" }, { key: "papers_day", label: t("papers_day"), kind: "day" },
      paper("minutes", t("minutes")), paper("party_study", t("party_study"), scene.run.head.system !== "REC"), { ...day(scene), label: t("vote_day") },
    ],
    will: () => [t("will_approved")],
  }),
  RUN_POSTED: (scene) => ({
    fields: [day(scene), { key: "posted_on", label: t("posted_on"), kind: "day", optional: true, hint: t("posted_on_hint", { day: `${scene.run.head.year}-12-31` }) }],
    will: () => [t("will_booked", { n: scene.figures?.vouchers.length ?? 0 })],
  }),
  PAYMENT_ORDERED: (scene) => ({
    fields: [{ key: "batch", label: t("batch"), kind: "text", start: `${scene.run.head.run}-${new Set(scene.payments?.payments.map((one) => one.batch)).size + 1}` }, day(scene)],
    will: () => [t("will_ordered", { v: money(scene.payments?.open_fen) })],
    second: true,
  }),
  PAYMENT_RESULTS: results,
  HELD_RELEASED: (scene) => ({
    fields: [
      { key: "holder", label: t("holder"), kind: "choice", choices: Object.entries(scene.payments?.held ?? {}).map(([id, fen]) => ({ value: id, text: `${id}　${money(fen)}` })) },
      { key: "payee", label: t("payee"), kind: "text", hint: t("id_not_name") }, { key: "gross_fen", label: t("gross"), kind: "yuan" }, paper("proof", t("basis")), note(t("why")), day(scene),
    ],
    will: () => [t("will_released")],
    second: true,
    made: ({ payee, gross_fen, ...rest }) => ({ ...rest, parts: [{ payee, gross_fen }] }),
  }),
  RUN_PAID: (scene) => ({ fields: [day(scene)], will: () => [t("will_paid")] }),
  RUN_RECONCILED: (scene) => ({
    fields: [{ key: "statement_fen", label: t("statement"), kind: "yuan", hint: t("statement_hint") }, paper("proof", t("statement_paper")), day(scene)],
    will: () => [t("will_reconciled")],
  }),
  RUN_CLOSED: (scene) => ({ fields: [day(scene)], will: () => [t("will_closed")] }),
  RUN_REVERSED: (scene) => ({
    fields: [{ key: "counter_run", label: t("counter_run"), kind: "text", start: `${scene.run.head.run}-R` }, note(t("why")), day(scene)],
    will: () => [t("will_reversed")],
    second: true,
  }),
  MEMO_DISCLOSED: (scene) => ({
    fields: [{ key: "error_fen", label: t("error"), kind: "yuan" }, { key: "found_in", label: t("found_in"), kind: "count", start: scene.today.slice(0, 4) }, note(t("why")), day(scene)],
    will: () => [t("will_memo")],
  }),
};

function results(scene: Scene): Partial<StepSpec> {
  const waiting = (scene.payments?.payments ?? []).filter((one) => one.status === null);
  const batches = [...new Set(waiting.map((one) => one.batch))];
  const named = (line: string): string => line.trim().split(/\s+/)[0] ?? "";
  const lines = (text: string): string[] => text.split(/[;；\n]/).filter((line) => line.trim());
  return {
    fields: [
      { key: "batch", label: t("batch"), kind: "choice", choices: batches.map((value) => ({ value, text: value })), start: batches.length === 1 ? batches[0] : "" },
      {
        key: "failed", label: t("not_paid"), kind: "note", optional: true, hint: t("not_paid_hint"),
        check: (text) => lines(text).map(named).filter((id) => !waiting.some((one) => one.payee === id)).map((id) => t("not_paid_unknown", { id }))[0] ?? null,
      },
      { key: "file_hash", label: t("bank_file"), kind: "digest", hint: t("bank_file_hint") }, day(scene),
    ],
    will: (values) => {
      const rows = rowsOf(values);
      const fen = (paid: boolean): number => rows.filter((one) => (one.status === "PAID") === paid).reduce((sum, one) => sum + one.amount_fen, 0);
      return [t("will_results", { n: rows.length, v: money(fen(true)), w: money(fen(false)) })];
    },
    made: (values) => ({ batch: values.batch, file_hash: values.file_hash, day: values.day, rows: rowsOf(values) }),
  };

  function rowsOf(values: Record<string, unknown>) {
    const failed = new Map(lines(String(values.failed ?? "")).map((line) => [named(line), line.trim().slice(named(line).length).trim()]));
    return waiting.filter((one) => one.batch === values.batch).map((one) => {
      const paid = !failed.has(one.payee);
      const reason = failed.get(one.payee);
      return { payment: one.payment, amount_fen: one.amount_fen, status: paid ? "PAID" : "FAILED", ...(reason ? { reason } : {}) };
    });
  }
}

/** null for a step that these pages do not know. */
export function specOf(kind: string, scene: Scene): StepSpec | null {
  const made = MAKERS[kind]?.(scene);
  return made ? { fields: [], will: () => [], second: false, made: plain, ...made } : null;
}

/** Why a step cannot be taken yet, where the page can see it; null if it may be tried. */
export function notYet(kind: string, scene: Scene): { key: "vote_from" | "still_open" | "none_to_order" | "none_pending" | "none_held" | "none_objected" | "decide_first"; params: Record<string, string | number> } | null {
  const { payments, run, today } = scene;
  const vote = run.calendar.find((one) => one.key === "vote");
  if (kind === "RUN_COMPUTED" && scene.undecided) return { key: "decide_first", params: { n: scene.undecided } };
  if (kind === "RUN_APPROVED" && vote && today < vote.day) return { key: "vote_from", params: { day: vote.day } };
  if (kind === "OBJECTION_DECIDED" && !run.objections.some((one) => one.upheld === null)) return { key: "none_objected", params: {} };
  if (!payments) return null;
  if (kind === "RUN_PAID" && payments.open_fen + payments.pending_fen > 0) return { key: "still_open", params: { v: money(payments.open_fen + payments.pending_fen) } };
  if (kind === "PAYMENT_ORDERED" && payments.open_fen <= 0) return { key: "none_to_order", params: {} };
  if (kind === "PAYMENT_RESULTS" && payments.pending_fen <= 0) return { key: "none_pending", params: {} };
  return kind === "HELD_RELEASED" && !Object.keys(payments.held).length ? { key: "none_held", params: {} } : null;
}
