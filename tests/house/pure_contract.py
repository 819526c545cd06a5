"""An import contract for rooms that must stay pure, told by their names and their exceptions.

Knows only the import graph; which modules are pure is written in pyproject.toml, not here.
"""

from collections.abc import Iterable
from typing import Any, cast

from grimp import ImportGraph
from importlinter import ContractCheck
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.domain import fields
from importlinter.domain.imports import ModuleExpression


def matching(expressions: Iterable[ModuleExpression], graph: ImportGraph) -> set[str]:
    """Names in the graph that the expressions mean; a name that is not there means nothing."""
    names: set[str] = set()
    for expression in expressions:
        if expression.has_wildcard_expression():
            names |= graph.find_matching_modules(expression.expression)
        elif expression.expression in graph.modules:
            names.add(expression.expression)
    return names


def within(module: str, packages: Iterable[str]) -> bool:
    """True if the module is one of the packages or lies inside one."""
    return any(module == name or module.startswith(f"{name}.") for name in packages)


class PureContract(ForbiddenContract):
    """As `forbidden`, through any chain, but modules may be excepted and need not exist yet."""

    type_name = "pure"

    except_modules = fields.SetField(subfield=fields.ModuleExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Narrow the sources to what exists and is not excepted, then judge as `forbidden` does."""
        mine = cast(Any, self)  # the library declares fields as descriptions and stores values
        named = matching(mine.source_modules, graph)
        excepted = matching(mine.except_modules or (), graph)
        mine.source_modules = {
            ModuleExpression(module)
            for module in graph.modules
            if within(module, named) and not within(module, excepted)
        }
        mine.as_packages = False
        return super().check(graph, verbose)
