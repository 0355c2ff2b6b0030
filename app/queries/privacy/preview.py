"""What forgetting somebody would do: what goes, where the name stands, what stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.domain.privacy.register import Erase, Held
from app.extensions import db
from app.models.accounts import PlanAccess
from app.models.meetings import AgendaFile
from app.models.people import Actor
from app.models.tasks import Attachment, TaskReport
from app.queries.handovers import held_by
from app.queries.privacy.holdings import held_of
from app.queries.privacy.subjects import Subject, of_actor
from app.queries.privacy.traces import needles_of, traces_of

# Told by themselves: name and account first of all, names in approved minutes among what stays.
EMPTIED_OR_LOCKED = frozenset({"actor", "account", "minutes_name"})


@dataclass(frozen=True)
class Preview:
    """Counts by register entry; `texts` and `locked` count texts by table.

    `files` are names of uploads, into which nobody can look for the office.
    """

    subject: Subject
    goes: Sequence[tuple[Held, int]]
    stays: Sequence[tuple[Held, int]]
    texts: Sequence[tuple[str, int]]
    locked: Sequence[tuple[str, int]]
    files: Sequence[str]
    open_tasks: int
    account_elsewhere: bool


def preview(actor: Actor) -> Preview:
    """The preview for one person."""
    subject = of_actor(actor)
    counted = [(section.held, len(section.entries)) for section in held_of(subject)]
    traces = traces_of(needles_of(subject))
    return Preview(
        subject=subject,
        goes=[pair for pair in counted if pair[0].erase is Erase.DELETE],
        stays=[
            pair
            for pair in counted
            if pair[0].erase is Erase.KEEP and pair[0].table not in EMPTIED_OR_LOCKED
        ],
        texts=_by_table(trace.table for trace in traces if not trace.locked),
        locked=[
            *((held.table, number) for held, number in counted if held.table == "minutes_name"),
            *_by_table(trace.table for trace in traces if trace.locked),
        ],
        files=_files(subject),
        open_tasks=len(held_by(actor)),
        account_elsewhere=subject.account is None and _has_account(actor),
    )


def _by_table(tables: object) -> list[tuple[str, int]]:
    return sorted(Counter(tables).items())  # type: ignore[call-overload]


def _files(subject: Subject) -> list[str]:
    accounts = subject.ids["account"]
    papers = select(AgendaFile.file_name).where(
        AgendaFile.author_id.in_(accounts), AgendaFile.removed_at.is_(None)
    )
    evidence = (
        select(Attachment.file_name)
        .join(Attachment.report)
        .where(TaskReport.author_id.in_(accounts))
    )
    return sorted({*db.session.scalars(papers), *db.session.scalars(evidence)})


def _has_account(actor: Actor) -> bool:
    found = select(func.count()).where(PlanAccess.actor_id == actor.id)
    return bool(db.session.scalar(found))
