/** Each entry of the share register: what is asked, what will happen, and the deed. Refuses to judge it. */
import type { Register, ShareHolder } from "../api/money_shapes";
import { number } from "../format/numbers";
import { shareActs as t } from "../i18n/share_acts";
import { hundredths, type Field, type Values } from "./fields";

export interface ShareScene {
  register: Register;
  today: string;
  /** Whom it is about; null where somebody new is entered. */
  holder: ShareHolder | null;
}
export interface ShareAct {
  fields: Field[];
  will: (values: Values) => string;
  made: (values: Values) => Values;
}
export const OF_REGISTER = ["MEMBER_GAIN", "HOLDER_ADMIT", "SHARE_CLASS"] as const;
export const OF_HOLDER = ["ISSUE", "TRANSFER_INTERNAL", "INHERIT", "HOUSEHOLD_SPLIT", "HOUSEHOLD_MERGE"] as const;
export type ShareActKind = (typeof OF_REGISTER)[number] | (typeof OF_HOLDER)[number];

const REASONS = ["FOUNDING", "BIRTH", "MARRIAGE", "ADOPTION", "RESETTLEMENT", "OTHER_BY_LAW"] as const;
const STANDINGS = ["HEIR", "BENEFICIARY", "COLLECTIVE"] as const;
const HOLDERS = ["MEMBER", ...STANDINGS] as const;
const choices = (values: readonly Parameters<typeof t>[0][]) => values.map((value) => ({ value, text: t(value) }));
const truth = (value: string): boolean => value === "true";
const yes = (key: string, label: string): Field => ({ key, label, kind: "choice", choices: [{ value: "true", text: t("yes") }, { value: "false", text: t("no") }], as: truth });
const same = (values: Values): Values => values;
const people = (scene: ShareScene): string[] => scene.register.members.map((one) => one.holder);
const households = (scene: ShareScene): string[] => [...new Set(scene.register.members.map((one) => one.household))];
export const householdOf = (scene: ShareScene): ShareHolder[] => scene.register.members.filter((one) => one.household === scene.holder?.household);
const opaque = (text: string): string | null => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(text) ? null : t("not_an_id"));
const someShares = (text: string): string | null => ((hundredths(text) ?? 0) > 0 ? null : t("not_zero"));

/** One field for each class; one of them at least is filled in. */
function lotFields(scene: ShareScene, inRow = false): Field[] {
  const classes = scene.register.classes;
  const keys = classes.map((_, at) => `lot${at}`);
  const none = (draft: Record<string, string>): boolean => keys.every((key) => !draft[key]?.trim());
  return classes.map((one, at) => ({ key: `lot${at}`, label: one.name, kind: "shares", optional: true, hint: inRow ? " " : undefined, check: someShares, neededWhen: at === 0 ? none : undefined }));
}

function lotsOf(scene: ShareScene, values: Values): { share_class: string; hundredths: number }[] {
  return scene.register.classes.map((one, at) => ({ share_class: one.name, hundredths: Number(values[`lot${at}`] ?? 0) })).filter((one) => one.hundredths > 0);
}

const withoutLots = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([key]) => !/^lot\d+$/.test(key)));
const lotsText = (scene: ShareScene, values: Values): string => lotsOf(scene, values).map((one) => `${one.share_class} ${number(one.hundredths / 100, 2)}`).join("、");
const named = (scene: ShareScene): string => scene.holder?.holder ?? "";

const ACTS: Record<ShareActKind, (scene: ShareScene) => ShareAct> = {
  MEMBER_GAIN: (scene) => ({
    fields: [
      { key: "holder", label: t("holder"), kind: "text", hint: t("id_hint"), check: opaque },
      { key: "household", label: t("household"), kind: "text", hint: t("household_hint"), suggest: households(scene), check: opaque },
      { key: "reason", label: t("reason"), kind: "choice", choices: choices(REASONS) },
    ],
    will: (values) => t(households(scene).includes(String(values.household)) ? "will_gain" : "will_gain_new", { holder: String(values.holder), household: String(values.household), day: String(values.day) }),
    made: same,
  }),
  HOLDER_ADMIT: (scene) => ({
    fields: [
      { key: "holder", label: t("holder"), kind: "text", hint: t("id_hint"), check: opaque },
      { key: "household", label: t("household"), kind: "text", hint: t("household_hint"), suggest: households(scene), check: opaque },
      { key: "standing", label: t("standing"), kind: "choice", choices: choices(STANDINGS) },
      { key: "votes_for", label: t("votes_for"), kind: "count", optional: true, hint: t("votes_hint"), neededWhen: (draft) => draft.standing === "BENEFICIARY" },
      { key: "electorate", label: t("electorate"), kind: "count", optional: true, hint: t("votes_hint"), neededWhen: (draft) => draft.standing === "BENEFICIARY" },
    ],
    will: (values) => t("will_admit", { holder: String(values.holder), standing: t(values.standing as (typeof STANDINGS)[number]), day: String(values.day) }),
    made: same,
  }),
  SHARE_CLASS: () => ({
    fields: [
      { key: "share_class", label: t("share_class"), kind: "text", suggest: ["人口股", "农龄股", "土地股", "集体股", "现金股"] },
      { key: "basis", label: t("basis"), kind: "text", hint: t("basis_hint") },
      { key: "form", label: t("form"), kind: "choice", choices: choices(["STATIC", "DYNAMIC"]) },
      { key: "fixed_on", label: t("fixed_on"), kind: "day", optional: true, hint: t("fixed_hint"), neededWhen: (draft) => draft.form === "STATIC" },
      { key: "holders", label: t("holders"), kind: "many", choices: choices(HOLDERS), start: "MEMBER" },
      yes("transferable", t("transferable")), yes("inheritable", t("inheritable")),
    ],
    will: (values) => t("will_class", { name: String(values.share_class), day: String(values.day) }),
    made: ({ fixed_on, ...rest }) => (rest.form === "STATIC" ? { ...rest, fixed_on } : rest),
  }),
  ISSUE: (scene) => ({
    fields: lotFields(scene),
    will: (values) => t("will_issue", { holder: named(scene), lots: lotsText(scene, values), day: String(values.day) }),
    made: (values) => ({ ...withoutLots(values), holder: named(scene), lots: lotsOf(scene, values) }),
  }),
  TRANSFER_INTERNAL: (scene) => ({
    fields: [{ key: "to_holder", label: t("to_holder"), kind: "text", hint: t("to_hint"), suggest: people(scene), check: opaque }, ...lotFields(scene)],
    will: (values) => t("will_transfer", { holder: named(scene), to: String(values.to_holder), lots: lotsText(scene, values), day: String(values.day) }),
    made: (values) => ({ ...withoutLots(values), from_holder: named(scene), lots: lotsOf(scene, values) }),
  }),
  INHERIT: (scene) => ({
    fields: [{
      key: "heirs", label: t("heir"), kind: "rows", least: 1, hint: t("heirs_hint"),
      columns: [{ key: "heir", label: t("holder"), kind: "text", hint: " ", suggest: people(scene), check: opaque }, ...lotFields(scene, true)],
      sum: (rows) => estateText(scene, rows), together: (rows) => overEstate(scene, rows),
    }],
    will: (values) => t("will_inherit", { holder: named(scene), heirs: heirsOf(values).map((row) => `${String(row.heir)}（${lotsText(scene, row)}）`).join("、"), rest: estateText(scene, heirsOf(values)) }),
    made: (values) => ({ ...values, from_holder: named(scene), heirs: heirsOf(values).map((row) => ({ heir: row.heir, lots: lotsOf(scene, row) })) }),
  }),
  HOUSEHOLD_SPLIT: (scene) => ({
    fields: [
      { key: "new_household", label: t("new_household"), kind: "text", check: (text) => (households(scene).includes(text) ? t("household_taken") : opaque(text)) },
      { key: "holders", label: t("who_leaves"), kind: "many", hint: t("somebody_stays"), start: named(scene), choices: householdOf(scene).map((one) => ({ value: one.holder, text: one.holder })) },
    ],
    will: (values) => t("will_split", { who: (values.holders as string[]).join("、"), old: scene.holder?.household ?? "", household: String(values.new_household), day: String(values.day) }),
    made: (values) => ({ ...values, household: scene.holder?.household }),
  }),
  HOUSEHOLD_MERGE: (scene) => ({
    fields: [{ key: "into", label: t("into"), kind: "text", suggest: households(scene).filter((one) => one !== scene.holder?.household), check: (text) => (text === scene.holder?.household ? t("same_household") : opaque(text)) }],
    will: (values) => t("will_merge", { old: scene.holder?.household ?? "", household: String(values.into), n: householdOf(scene).length, day: String(values.day) }),
    made: (values) => ({ ...values, household: scene.holder?.household }),
  }),
};

const heirsOf = (values: Values): Values[] => values.heirs as Values[];
const given = (rows: readonly Values[], at: number): number => rows.reduce((sum, row) => sum + Number(row[`lot${at}`] ?? 0), 0);

/** What of the estate is still with nobody, class by class. */
function estateText(scene: ShareScene, rows: readonly Values[]): string {
  const left = scene.register.classes.map((one, at) => ({ name: one.name, left: (scene.holder?.hundredths[at] ?? 0) - given(rows, at) })).filter((one) => one.left > 0);
  return left.length ? t("estate_left", { lots: left.map((one) => `${one.name} ${number(one.left / 100, 2)}`).join("、") }) : t("estate_all");
}

function overEstate(scene: ShareScene, rows: readonly Values[]): string | null {
  const at = scene.register.classes.findIndex((_, index) => given(rows, index) > (scene.holder?.hundredths[index] ?? 0));
  if (at < 0) return null;
  return t("estate_over", { name: scene.register.classes[at]!.name, have: number((scene.holder?.hundredths[at] ?? 0) / 100, 2), want: number(given(rows, at) / 100, 2) });
}

/** Which entries can be made about a holder as the register stands. */
export function offeredFor(scene: ShareScene): ShareActKind[] {
  const dead = scene.holder?.status === "ESTATE_PENDING";
  return OF_HOLDER.filter((kind) => {
    if (kind === "INHERIT") return dead;
    if (kind === "ISSUE") return !dead && scene.register.classes.length > 0;
    if (kind === "TRANSFER_INTERNAL") return !dead && (scene.holder?.weight ?? 0) > 0;
    return kind === "HOUSEHOLD_SPLIT" ? householdOf(scene).length > 1 : households(scene).length > 1;
  });
}

export function shareAct(kind: ShareActKind, scene: ShareScene): ShareAct {
  const act = ACTS[kind](scene);
  return { ...act, fields: [...act.fields, { key: "day", label: t("day"), kind: "day", start: scene.today }, { key: "proof", label: t("paper"), kind: "paper" }] };
}
