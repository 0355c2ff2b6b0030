"""Whatever is done to the chain of the audit trail, the check names the place."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest

from app.domain import audit as law
from app.domain.audit import Fault, Finding
from app.models.audit import AuditCheckpoint, AuditEntry, AuditHead

AT = dt.datetime(2017, 3, 29, 14, 0, 0, 123456, tzinfo=dt.UTC)
SECRET = "a secret of this installation"
Chain = tuple[list[AuditEntry], AuditHead]


def make_chain(length: int = 6) -> Chain:
    head = AuditHead()
    entries = []
    for place in range(1, length + 1):
        entry = AuditEntry(
            at=AT + dt.timedelta(minutes=place),
            account_id=7,
            plan_id=1,
            action="meeting.move",
            object_type="meeting",
            object_uid=uuid.UUID(int=place),
            changes={"held_on": ["2017-03-29", f"2017-04-0{place}"], "ort": [None, "Böblingen"]},
        )
        law.append(entry, head)
        entries.append(entry)
    return entries, head


def mark_at(entry: AuditEntry, *, cuts: bool = False, secret: str = SECRET) -> AuditCheckpoint:
    mark = AuditCheckpoint(
        made_at=AT, number=entry.number, fingerprint=entry.fingerprint, cuts=cuts
    )
    law.sign(mark, secret)
    return mark


def found(chain: Chain, *marks: AuditCheckpoint) -> list[tuple[Fault, int]]:
    entries, head = chain
    inorder = sorted(entries, key=lambda entry: entry.number)
    return [(one.fault, one.number) for one in law.findings(inorder, marks, head, SECRET)]


def test_a_whole_chain_has_no_fault() -> None:
    entries, _head = chain = make_chain()

    assert found(chain) == []
    assert found(chain, mark_at(entries[2])) == []
    assert found(([], AuditHead())) == []


def _other_day(entry: AuditEntry) -> None:
    entry.changes = {"held_on": ["2017-03-29", "2017-12-24"]}


def _other_hand(entry: AuditEntry) -> None:
    entry.account_id = 8


def _other_instant(entry: AuditEntry) -> None:
    entry.at += dt.timedelta(microseconds=1)


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("change", [_other_day, _other_hand, _other_instant])
def test_a_changed_entry_is_named(place: int, change: Callable[[AuditEntry], None]) -> None:
    entries, _head = chain = make_chain()

    change(entries[place])

    assert found(chain) == [(Fault.CHANGED, place + 1)]


@pytest.mark.parametrize("place", range(5))
def test_a_deleted_entry_is_named(place: int) -> None:
    entries, _head = chain = make_chain()

    del entries[place]

    assert found(chain) == [(Fault.MISSING, place + 1)]


def test_the_newest_entry_cannot_go_unseen_either() -> None:
    entries, head = chain = make_chain()

    del entries[5]
    assert found(chain) == [(Fault.MISSING, 6)]

    head.number, head.fingerprint = 5, entries[4].fingerprint  # whoever also turns the end back
    gone = AuditCheckpoint(made_at=AT, number=6, fingerprint="x", cuts=False)
    law.sign(gone, SECRET)
    assert found(chain, gone) == [(Fault.MISSING, 6)]


@pytest.mark.parametrize("place", range(5))
def test_two_entries_that_changed_places_are_named(place: int) -> None:
    entries, _head = chain = make_chain()
    one, other = entries[place], entries[place + 1]

    one.number, other.number = other.number, one.number

    assert {number for _fault, number in found(chain)} >= {place + 1, place + 2}


def test_an_entry_written_anew_with_its_fingerprint_breaks_the_next() -> None:
    entries, _head = chain = make_chain()

    _other_day(entries[2])
    entries[2].fingerprint = law.fingerprint(entries[2])

    assert found(chain) == [(Fault.MOVED, 4)]


def test_a_whole_chain_written_anew_is_betrayed_by_a_checkpoint() -> None:
    old, _head = make_chain()
    entries, head = make_chain(0)
    for entry in old:
        entry.account_id = 8
        marked = mark_at(entry) if entry.number == 3 else None
        law.append(entry, head)
        entries.append(entry)
        if marked:
            mark = marked

    assert found((entries, head), mark) == [(Fault.CHANGED, 3)]


def test_the_oldest_part_may_go_behind_a_signed_checkpoint_only() -> None:
    entries, head = make_chain()
    rest = entries[3:]

    assert found((rest, head)) == [(Fault.MISSING, 1), (Fault.MISSING, 2), (Fault.MISSING, 3)]
    assert found((rest, head), mark_at(entries[2], cuts=True)) == []


def test_a_forged_checkpoint_is_named_and_hides_nothing() -> None:
    entries, head = make_chain()
    forged = mark_at(entries[2], cuts=True)
    forged.number = 4

    assert found((entries[4:], head), forged) == [
        (Fault.FORGED, 4),
        *((Fault.MISSING, number) for number in (1, 2, 3, 4)),
    ]


def test_a_checkpoint_of_another_secret_is_a_doubt_and_no_fault() -> None:
    entries, head = make_chain()
    foreign = mark_at(entries[2], cuts=True, secret="the key of last year")

    doubts = list(law.findings(entries[3:], [foreign], head, SECRET))

    assert doubts == [Finding(Fault.FOREIGN_KEY, 3)]
    assert doubts[0].is_doubt
