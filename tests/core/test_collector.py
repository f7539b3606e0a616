"""The collector passes over what has settled, and nothing stays so."""

from __future__ import annotations

import gc

import pytest

from corpuskit.core.collector import settled


def test_objects_settle_and_come_back() -> None:
    assert gc.get_freeze_count() == 0
    with settled() as may_settle:
        assert may_settle
        gc.freeze()
        first = gc.get_freeze_count()
        held = [[n] for n in range(1000)]
        gc.freeze()
        assert gc.get_freeze_count() >= first + len(held) > len(held)
    assert gc.get_freeze_count() == 0


def test_they_come_back_after_an_error_too() -> None:
    with pytest.raises(OSError), settled():
        gc.freeze()
        raise OSError
    assert gc.get_freeze_count() == 0


def test_what_another_has_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        with settled() as may_settle:
            assert not may_settle
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
