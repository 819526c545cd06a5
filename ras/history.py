"""`ras history`: what was measured, straight from the files, beside a running farm.

It refuses to write; a gap is shown as a gap.
"""

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from ras.demo_folder import farm_now_ms
from ras.folders import history_folder
from ras.instants import instant_ms, iso
from ras.paper import emit, table
from ras.refusal import NO, Refused

app = typer.Typer(no_args_is_help=True)

SAMPLES_MAX = 1_000_000
"""Most rows one answer carries."""


@app.callback()
def _only_a_group() -> None:
    """历史曲线 / what was measured.

    例 / example: ras history query 1-07.do_a --from -1h
    """


BeginOption = Annotated[str, typer.Option("--from", help="起：2026-11-22T14:00 或 -24h / from")]
EveryOption = Annotated[
    int | None,
    typer.Option(
        min=1, max=31 * 86400, help="每段秒数；不给则为原始值 / seconds each, default: raw"
    ),
]
ZoneOption = Annotated[str, typer.Option(help="无时区时间按此时区 / zone of times without one")]
AsJsonOption = Annotated[
    bool, typer.Option("--json", help="给程序读，每行一个 / for programs, a line each")
]


@app.command()
def query(
    tag: Annotated[str, typer.Argument(help="测点，如 1-07.do_a / tag")],
    begin: BeginOption = "-24h",
    end: Annotated[str, typer.Option("--to", help="止：ISO 时间或 now / to")] = "now",
    every: EveryOption = None,
    data: Annotated[Path, typer.Option("--data", help="数据目录 / data folder")] = Path("var/demo"),
    zone: ZoneOption = "Asia/Shanghai",
    as_json: AsJsonOption = False,
) -> None:
    """查历史值 / query history; exit 1 when the tag was never recorded.

    例 / example: ras history query 1-07.do_a --from -1h --every 60
    """
    from records.durable import StorageFault
    from records.history.query import HistoryReader

    reader = HistoryReader(_kept(data))
    now_ms = farm_now_ms(data)
    from_ms, to_ms = instant_ms(begin, zone, now_ms), instant_ms(end, zone, now_ms)
    if from_ms >= to_ms:
        raise Refused("--from 要早于 --to", "--from must be before --to")
    try:
        unit = reader.tags().get(tag)
        if unit is None:
            raise Refused(f"没有记录过测点 {tag}", f"tag {tag} was never recorded", NO)
        rows = (
            _raw(reader.raw(tag, from_ms, to_ms))
            if every is None
            else _buckets(reader.every(tag, from_ms, to_ms, every))
        )
    except StorageFault as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
    _print(tag, unit, rows, as_json)


def _kept(data: Path) -> Path:
    folder = history_folder(data)
    if not folder.is_dir():
        raise Refused(
            f"{data} 里没有历史：用 --data 指出数据目录",
            f"no history in {data}: name it with --data",
        )
    return folder


def _raw(series: Any) -> list[dict[str, object]]:
    return [
        {"at": iso(int(at)), "value": _number(value), "status": _status(int(code))}
        for at, value, code in zip(series.at_ms, series.value, series.status, strict=True)
    ]


def _buckets(rollup: Any) -> list[dict[str, object]]:
    columns = zip(
        rollup.start_ms,
        rollup.low,
        rollup.mean,
        rollup.high,
        rollup.samples,
        rollup.good,
        rollup.worst,
        strict=True,
    )
    return [
        {
            "at": iso(int(at)),
            "min": _number(low),
            "mean": _number(mean),
            "max": _number(high),
            "samples": int(samples),
            "good": int(good),
            "worst": _status(int(worst)) if samples else None,
        }
        for at, low, mean, high, samples, good, worst in columns
    ]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _status(code: int) -> str:
    from farm.status import Status

    return Status(code).opc_name


def _print(tag: str, unit: str, rows: list[dict[str, object]], as_json: bool) -> None:
    if len(rows) > SAMPLES_MAX:
        raise Refused(
            f"{len(rows)} 行太多：缩短时间或加 --every",
            f"{len(rows)} rows are too many: shorten the span or give --every",
        )
    if as_json:
        for row in rows:
            emit(row)
        return
    heads = list(rows[0]) if rows else ["at"]
    table(f"{tag} [{unit}]", heads, [[str(row[head]) for head in heads] for row in rows])
