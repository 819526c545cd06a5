/** Each entry about organisations, capital and offices: what is asked, what will happen. Refuses to judge it. */
import type { Party } from "../api/money_shapes";
import { money } from "../format/numbers";
import { partyTexts as t } from "../i18n/parties";
import { hundredths, type Field, type Values } from "./fields";

export const KINDS = ["COLLECTIVE", "COMPANY", "COOPERATIVE", "OPERATOR", "PUBLIC_BODY"] as const;
export const ROLES = ["BOARD", "FINANCE", "ACCOUNTANT", "CASHIER", "AUDIT", "ARCHIVE", "SUPERVISOR", "VILLAGE_SUPERVISION", "VILLAGE_COMMITTEE", "APPROVER"] as const;
export const RELATIONS = ["SPOUSE", "PARENT_CHILD", "SIBLING", "GRANDPARENT"] as const;
export const OF_PARTY = ["ROLE_GIVEN", "CAPITAL_REGISTERED", "CAPITAL_PAID_IN", "FISH_GROWN", "PERSON_LOGIN", "CLOSE_RELATIVES"] as const;
export type PartyActKind = "PARTY" | "ROLE_ENDED" | (typeof OF_PARTY)[number];
export interface PartyScene {
  parties: readonly Party[];
  today: string;
  /** Whose entry it is; null for an organisation that is new. */
  party: Party | null;
  /** The office that ends. */
  office: Party["offices"][number] | null;
}
export interface PartyAct {
  fields: Field[];
  will: (values: Values) => string;
  made: (values: Values) => Values;
}

const choices = (values: readonly Parameters<typeof t>[0][]) => values.map((value) => ({ value, text: t(value) }));
const opaque = (text: string): string | null => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(text) ? null : t("not_an_id"));
const spaceless = (text: string): string | null => (/^\S+$/.test(text) ? null : t("no_spaces"));
const some = (text: string): string | null => ((hundredths(text) ?? 0) > 0 ? null : t("not_zero"));
const people = (scene: PartyScene): string[] => [...new Set(scene.parties.flatMap((one) => one.offices.map((held) => held.person)))];
const person = (scene: PartyScene, key = "person", label = t("person")): Field => ({ key, label, kind: "text", hint: t("person_hint"), suggest: people(scene), check: opaque });
const same = (values: Values): Values => values;
const titled = (scene: PartyScene): string => scene.party?.title ?? "";

const ACTS: Record<PartyActKind, (scene: PartyScene) => PartyAct> = {
  PARTY: (scene) => ({
    fields: [
      { key: "entity", label: t("entity"), kind: "text", hint: t("entity_hint"), check: (text) => (scene.parties.some((one) => one.entity === text) ? t("entity_taken") : spaceless(text)) },
      { key: "title", label: t("party_title"), kind: "text", hint: t("title_hint") },
      { key: "party_kind", label: t("kind"), kind: "choice", choices: choices(KINDS) },
    ],
    will: (values) => t("will_party", { title: String(values.title), kind: t(values.party_kind as (typeof KINDS)[number]), day: String(values.day) }),
    made: same,
  }),
  ROLE_GIVEN: (scene) => ({
    fields: [
      person(scene), { key: "role", label: t("role"), kind: "choice", choices: choices(ROLES) },
      { key: "until", label: t("until"), kind: "day", optional: true, hint: t("until_hint") },
    ],
    will: (values) => t("will_role", { person: String(values.person), entity: titled(scene), role: t(values.role as (typeof ROLES)[number]), day: String(values.day) }),
    made: same,
  }),
  ROLE_ENDED: (scene) => ({
    fields: [],
    will: (values) => t("will_end", { person: scene.office?.person ?? "", entity: titled(scene), role: t(scene.office?.role as (typeof ROLES)[number]), day: String(values.day) }),
    made: (values) => ({ ...values, ref: scene.office?.deed_id }),
  }),
  CAPITAL_REGISTERED: (scene) => ({
    fields: [{ key: "amount_fen", label: t("registered"), kind: "yuan", check: some }],
    will: (values) => t("will_registered", { entity: titled(scene), v: money(Number(values.amount_fen)), day: String(values.day) }),
    made: same,
  }),
  CAPITAL_PAID_IN: (scene) => ({
    fields: [
      { key: "payer", label: t("payer"), kind: "text", hint: t("payer_hint"), suggest: scene.parties.map((one) => one.entity), check: spaceless },
      { key: "amount_fen", label: t("paid_in"), kind: "yuan", check: some },
    ],
    will: (values) => t("will_paid_in", { entity: titled(scene), payer: String(values.payer), v: money(Number(values.amount_fen)), day: String(values.day) }),
    made: same,
  }),
  FISH_GROWN: (scene) => ({ fields: [], will: (values) => t("will_grown", { entity: titled(scene), day: String(values.day) }), made: same }),
  PERSON_LOGIN: (scene) => ({
    fields: [{ key: "login", label: t("login"), kind: "text" }, person(scene)],
    will: (values) => t("will_login", { login: String(values.login), person: String(values.person) }),
    made: same,
  }),
  CLOSE_RELATIVES: (scene) => ({
    fields: [person(scene), person(scene, "relative", t("relative")), { key: "relation", label: t("relation"), kind: "choice", choices: choices(RELATIONS) }],
    will: (values) => t("will_kin", { person: String(values.person), relative: String(values.relative), relation: t(values.relation as (typeof RELATIONS)[number]) }),
    made: same,
  }),
};

export function partyAct(kind: PartyActKind, scene: PartyScene): PartyAct {
  const act = ACTS[kind](scene);
  return { ...act, fields: [...act.fields, { key: "day", label: t("day"), kind: "day", start: scene.today }, { key: "proof", label: t("paper"), kind: "paper" }] };
}
