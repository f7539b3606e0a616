"""Personal data: counted by form and check digit, masked only where asked. All numbers here are made by the tests."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.edit import apply
from corpuskit.steps.personal import Mask, Personal
from corpuskit.testing import assert_editor_laws

LAW = settings(max_examples=60, deadline=None, derandomize=True)
WEIGHTS = [2 ** (17 - n) % 11 for n in range(17)]  # ISO 7064 MOD 11-2, worked out here and not taken from the step


def national_id(seed: int, *, shift: int = 0) -> str:
    """A number of the form, with region 000000-like digits that no place has; `shift` makes the check digit wrong."""
    chance = random.Random(seed)
    head = (
        f"99{chance.randrange(10**4):04d}{chance.randrange(1900, 2020)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    )
    head += f"{chance.randrange(1000):03d}"
    total = sum(int(d) * w for d, w in zip(head, WEIGHTS, strict=True))
    check = (12 - total % 11 + shift) % 11
    return head + "0123456789X"[check]


def phone(seed: int) -> str:
    return "199" + f"{random.Random(seed).randrange(10**8):08d}"


def counts(text: str) -> dict[str, object]:
    return dict(Personal().annotate(Document("", text)))


@pytest.mark.parametrize("seed", range(20))
def test_true_check_digits_only(seed: int) -> None:
    good = national_id(seed)
    assert counts(f"证号:{good}。") == {"personal_national_ids": 1}
    assert all(counts(f"证号:{national_id(seed, shift=n)}。") == {} for n in range(1, 11))
    assert counts(f"证号{good.lower()}号") == {"personal_national_ids": 1}


def test_all_kinds_are_counted() -> None:
    text = f"{national_id(1)},{national_id(2)};电话{phone(1)},信箱 someone@example.org。"
    assert counts(text) == {"personal_national_ids": 2, "personal_phones": 1, "personal_emails": 1}


@pytest.mark.parametrize("form", ["{}", "+86{}", "86-{}", "+86 {}", "电话:{}转"])
def test_forms_of_phones(form: str) -> None:
    number = phone(3)
    assert counts(form.format(number)) == {"personal_phones": 1}
    assert counts(form.format(f"{number[:3]}-{number[3:7]}-{number[7:]}")) == {"personal_phones": 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "圆周率是 3.14159265358979",
        "订单 1" + "9" * 20,
        f"0{phone(5)}",
        f"{phone(5)}0",
        f"a{phone(5)}",
        f"1{national_id(3)}",
        "19001301" * 3,
        "@某人 说",
        "a@b",
        "someone@example",
        "2024-03-05 09:12:00",
    ],
)
def test_what_is_none(text: str) -> None:
    assert counts(text) == {}


def test_a_date_must_be_possible() -> None:
    head = "990000" + "20001332" + "000"
    check = (12 - sum(int(d) * w for d, w in zip(head, WEIGHTS, strict=True)) % 11) % 11
    assert counts(head + "0123456789X"[check]) == {}


def test_mask_replaces_and_can_be_put_back() -> None:
    text = f"证号{national_id(4)},电话{phone(4)},信箱 someone@example.org。"
    assert not counts(masked(text, Mask())) and masked(text, Mask()).startswith("证号")
    assert counts(masked(text, Mask(phones=False))) == {"personal_phones": 1}
    assert counts(masked(text, Mask(national_ids=False, emails=False))) == {"personal_national_ids": 1, "personal_emails": 1}
    assert masked("没有要遮住的。", Mask()) == "没有要遮住的。"


def masked(text: str, step: Mask) -> str:
    return apply(text, step.edits(Document("", text)))


PIECES = st.one_of(
    st.integers(0, 99).map(national_id),
    st.integers(0, 99).map(phone),
    st.sampled_from(["someone@example.org", "河水漫过堤岸,", "\n", " ", "2024年", "1", "x", "😀"]),
)


def test_mask_keeps_the_laws() -> None:
    edits: list[int] = []

    @LAW
    @given(st.lists(PIECES, min_size=1, max_size=8).map("".join))
    def check(text: str) -> None:
        edits.append(assert_editor_laws(Mask(), text))

    check()
    assert sum(n > 0 for n in edits) >= 0.2 * len(edits) > 10
