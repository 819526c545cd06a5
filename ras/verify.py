"""`ras verify`: whether the books are what was written, beside a running dashboard.

It refuses to change or to repair anything; records.audit judges, and this prints what it says.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farm.clock import wall_ms
from farm.words import Words
from ras.folders import dashboard_folder
from ras.paper import emit, pairs, say, table
from ras.person import Person
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from records.audit.anchor import Anchor
    from records.audit.chains import Chain
    from records.audit.verify import Verdict
    from records.canonical import Head
    from records.personal.keys import KeyRing
    from records.refusal import Problem
    from records.store.reading import JournalReader

JOURNAL = "journal.db"

Data = Annotated[
    Path,
    typer.Argument(metavar="DATA", help="数据目录或账本文件 / data folder, or a journal file"),
]
AnchorFile = Annotated[
    Path | None,
    typer.Option("--anchor", help="箱外留存的锚点文件 / file of anchors kept outside"),
]
WriteAnchor = Annotated[
    Path | None,
    typer.Option(
        "--write-anchor", help="核对无误后追加一个锚点 / append an anchor once all is sound"
    ),
]
Keys = Annotated[
    Path | None,
    typer.Option("--keys", help="密钥文件，签锚点用 / key file, signs and checks anchors"),
]
AsJson = Annotated[bool, typer.Option("--json", help="给程序读 / for programs")]


def verify(
    data: Data = Path("var/farm"),
    anchor: AnchorFile = None,
    write_anchor: WriteAnchor = None,
    keys: Keys = None,
    as_json: AsJson = False,
) -> None:
    """核对全部账：链、借贷、结账、重算 / verify all books; exit 1 when something is wrong.

    例 / example: ras verify /var/lib/ras --anchor anchors.txt
    """
    from records.durable import StorageFault
    from records.refusal import RuleRefused

    try:
        ring = _ring(keys, data)
        verdict, kept, made = _examined(_journal(data), anchor, ring)
        if verdict.sound and write_anchor is not None:
            from records.store.anchor_file import add_anchor

            add_anchor(write_anchor, made)
    except RuleRefused as refusal:
        raise Refused(refusal.explanation.zh, refusal.explanation.en) from refusal
    except StorageFault as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    if as_json:
        emit(_body(verdict, kept, made))
    else:
        _print(verdict, kept, made)
    if write_anchor is not None and not verdict.sound:
        say("有问题的账不留锚点 | no anchor is written for books that are not sound")
    raise typer.Exit(0 if verdict.sound else NO)


def _journal(data: Path) -> Path:
    places = [data] if data.is_file() else [dashboard_folder(data) / JOURNAL, data / JOURNAL]
    for place in places:
        if place.is_file():
            return place
    raise Refused(f"{data} 里没有账本 {JOURNAL}", f"there is no {JOURNAL} in {data}")


def _ring(keys: Path | None, data: Path) -> "KeyRing | None":
    if keys is None:
        return None
    from records.store.key_file import read_key_file

    return read_key_file(keys, data if data.is_dir() else data.parent)


def _examined(
    journal: Path, anchor_file: Path | None, ring: "KeyRing | None"
) -> "tuple[Verdict, list[Anchor], Anchor]":
    from records.audit.anchor import heads_kept
    from records.journal.stored import instant_text
    from records.store.reading import JournalReader

    with JournalReader(journal) as reader:
        kept = _kept(anchor_file, reader, ring)
        verdict = _verdict(reader, heads_kept(kept))
        for found in _beside(reader, ring):
            verdict.report(found)
        made = reader.anchor(instant_text(datetime.fromtimestamp(wall_ms() / 1000, UTC)))
    return verdict, kept, made.signed(ring.anchor_keys()[0]) if ring else made


def _beside(reader: "JournalReader", ring: "KeyRing | None") -> "list[Problem]":
    """What no chain covers: the guards of the database, and with keys the sealed fields."""
    from records.durable import StorageFault
    from records.personal.sealing import unreadable_fields
    from records.refusal import Problem
    from records.store.guards import GUARDS, guard_problems

    try:
        guards = guard_problems(reader.ask(GUARDS))
        return guards + (unreadable_fields(ring, reader.sealed_fields()) if ring else [])
    except StorageFault as fault:
        return [Problem("FILE_DAMAGED", fault.words)]


def _verdict(reader: "JournalReader", anchors: "Mapping[str, Sequence[Head]]") -> "Verdict":
    from records.audit.rechecks import RECHECKS
    from records.audit.verify import Verdict
    from records.audit.verify import verify as examine
    from records.durable import StorageFault
    from records.refusal import Problem

    person = Person()

    def progress(chain: "Chain", done: int, rows: int) -> None:
        person.progress(f"{chain.label.zh} {chain.table}  {done:,} / {rows:,}")

    try:
        return examine(reader.rows, anchors, RECHECKS, progress)
    except StorageFault as fault:
        return Verdict(problems=[Problem("FILE_DAMAGED", fault.words)])
    finally:
        person.wipe()


def _kept(path: Path | None, reader: "JournalReader", ring: "KeyRing | None") -> "list[Anchor]":
    """Anchors of this farm; one of another farm, or signed with another key, proves nothing."""
    if path is None:
        return []
    from records.audit.known_chains import CHAINS
    from records.store.anchor_file import anchors_in

    kept, site = anchors_in(path), reader.site()
    for at, one in enumerate(kept, 1):
        if site and one.site and one.site != site:
            raise _useless(
                path, at, f"属于 {one.site}，不是 {site}", f"is of {one.site}, not {site}"
            )
        if ring and not any(one.signed_by(key) for key in ring.anchor_keys()):
            raise _useless(path, at, "不是用这份密钥签的", "was not signed with one of these keys")
        if unknown := set(one.heads) - set(CHAINS):
            names = ", ".join(sorted(unknown))
            raise _useless(path, at, f"有本程序不认识的链 {names}", f"names chains {names}")
    return kept


def _useless(path: Path, number: int, zh: str, en: str) -> Refused:
    return Refused(f"{path} 的第 {number} 个锚点{zh}", f"anchor {number} of {path} {en}")


def _body(verdict: "Verdict", kept: "list[Anchor]", made: "Anchor") -> dict[str, object]:
    from records.audit.advice import advice

    return {
        "sound": verdict.sound,
        "problems": [_plain(p.code, p.explanation) for p in verdict.problems],
        "problems_untold": verdict.untold,
        "do": [_plain(code, words) for code, words in advice(verdict.problems)],
        "rows": verdict.rows,
        "heads": {name: {"seq": h.seq, "hash": h.hash} for name, h in verdict.heads.items()},
        "turnover": [
            {"period": name, "vouchers": sums.vouchers, "debit_fen": sums.debit_fen,
             "credit_fen": sums.credit_fen}
            for name, sums in verdict.sums.by_period.items()
        ],
        "anchors": len(kept),
        "rechecked": verdict.rechecked,
        "fingerprint": made.fingerprint,
    }  # fmt: skip


def _plain(code: str, words: Words) -> dict[str, str]:
    return {"code": code, "zh": words.zh, "en": words.en}


def _print(verdict: "Verdict", kept: "list[Anchor]", made: "Anchor") -> None:
    from records.audit.advice import advice
    from records.audit.known_chains import CHAINS
    from records.money import yuan_text

    table(
        "链 / chains",
        ["链 chain", "行 rows", "链头 head (SHA-256)"],
        [
            [f"{CHAINS[name].label.zh} {CHAINS[name].label.en}", f"{head.seq:,}", head.hash]
            for name, head in verdict.heads.items()
        ],
    )
    table(
        "发生额 / turnover",
        ["期间 period", "凭证 vouchers", "借方 debit (元 yuan)", "贷方 credit"],
        [
            [name, str(sums.vouchers), yuan_text(sums.debit_fen), yuan_text(sums.credit_fen)]
            for name, sums in verdict.sums.by_period.items()
        ],
    )
    for found in verdict.problems:
        say(str(found))
    if verdict.untold:
        say(f"还有 {verdict.untold} 处 | and {verdict.untold} more")
    for code, words in advice(verdict.problems):
        say(f"{code} → {words.zh} | {words.en}")
    pairs(
        "核对 / verified",
        {
            "结果 result": "无误 sound" if verdict.sound else "有问题 NOT sound",
            "锚点 anchors held against": len(kept),
            "本次锚点指纹 fingerprint of the anchor of now": made.fingerprint,
        },
    )
