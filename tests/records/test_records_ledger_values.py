"""What the books are made of cannot be changed once it is made."""

import dataclasses
import importlib
import inspect
import pkgutil

import pytest

import records.cost
import records.ledger

GROWING = {
    "BalanceRow", "BatchCost", "BatchMonth", "Carried", "CostItem", "Drafted", "Due", "FeedMonth",
    "Flow", "Metered", "MonthTally", "Reconciled", "_Year",
}  # fmt: skip
"""Sums that a fold adds to; each is made and read within one call."""


def values() -> list[type]:
    found: list[type] = []
    for package in (records.ledger, records.cost):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for _, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if dataclasses.is_dataclass(one) and one.__module__ == module.name:
                    found.append(one)
    return found


@pytest.mark.parametrize("one", values(), ids=lambda one: one.__name__)
def test_a_value_is_frozen_and_takes_no_other_name(one: type) -> None:
    assert one.__dataclass_params__.frozen == (one.__name__ not in GROWING)  # type: ignore[attr-defined]
    assert "__slots__" in vars(one)


def test_every_growing_sum_is_still_there() -> None:
    assert {one.__name__ for one in values()} >= GROWING
