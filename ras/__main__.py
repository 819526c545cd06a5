"""The door: every verb by its name, each application imported only when its verb is asked for.

It refuses to do anything itself but turn a person's mistake into a sentence and an exit code.
"""

import os
import sys
from io import TextIOWrapper

import typer

from farm.problem import Misconfigured
from ras import (
    anchor,
    bank,
    calibrate,
    check,
    demo,
    dividend,
    export,
    export_books,
    export_town,
    history,
    keys,
    members,
    people,
    plant,
    poll,
    profile,
    readdress,
    replay,
    run,
    scan,
    scenario,
    sim,
    soak,
    trail,
    verify,
    water,
)
from ras.paper import say
from ras.refusal import USAGE, Refused

app = typer.Typer(
    name="ras",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="循环水养鱼工厂：监测、控制、记录、分红 / fish farm: watch, control, record, pay out"
    "\n\n例 / example: ras demo --port 8080",
)
app.command()(demo.demo)
app.command()(check.check)
app.command()(poll.poll)
app.command()(scan.scan)
app.command()(readdress.readdress)
app.command()(calibrate.calibrate)
app.command()(run.run)
app.command()(run.dashboard)
app.command()(sim.sim)
app.command()(soak.soak)
app.command()(water.water)
app.command()(verify.verify)
app.command()(trail.trail)
app.command()(replay.replay)
app.add_typer(profile.app, name="profile")
app.add_typer(history.app, name="history")
app.add_typer(dividend.app, name="dividend")
app.add_typer(members.app, name="members")
app.add_typer(bank.app, name="bank")
app.add_typer(anchor.app, name="anchor")
app.add_typer(keys.app, name="keys")
app.add_typer(people.app, name="people")
app.add_typer(export.app, name="export")
export.app.command()(export_books.vouchers)
export.app.command()(export_town.town)
export.app.command()(export_town.uplift)
app.add_typer(scenario.app, name="scenario")
app.add_typer(plant.app, name="plant")


def main() -> None:
    """Run the verb on the command line; exit code 0 ok, 1 the answer is no, 2 usage."""
    if not __debug__:
        say("不能用 python -O 运行：断言是安全的一部分 | never run with -O: assertions are safety")
        sys.exit(USAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # Chinese, and the same bytes, in every locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except Refused as refused:
        say(f"{refused.words.zh} | {refused.words.en}")
        sys.exit(refused.exit_code)
    except Misconfigured as error:
        for problem in error.problems:
            say(str(problem))
        sys.exit(USAGE)
    except BrokenPipeError:
        # Who read our output (head, less) has gone: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        place, reason = error.filename or "", error.strerror or str(error)
        say(f"{place} 不行：{reason}，检查权限和磁盘 | {place}: {reason}; check rights and disk")
        sys.exit(USAGE)


if __name__ == "__main__":
    main()
