"""Recording what a meeting agrees, under the running number of its year (R42, R43)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.domain import meetings as law
from app.domain import minutes as minutes_law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import AgendaItem, Agreement, AgreementKind, Cycle, Meeting
from app.queries import minutes
from app.services import standing
from app.services.meetings import log


def record_agreement(
    meeting: Meeting,
    *,
    kind: AgreementKind,
    text: str,
    by: int | None,
    now: dt.datetime,
    based_on: Agreement | None = None,
    agenda_item: AgendaItem | None = None,
) -> Agreement:
    """A new agreement with the next number of the year, without gaps. Raises RuleBroken."""
    _check(meeting, text, based_on, agenda_item)
    if agenda_item is not None:
        standing.keep(agenda_item)
    agreement = Agreement(
        cycle=meeting.cycle,
        meeting=meeting,
        agenda_item=agenda_item,
        based_on=based_on,
        number=_next_number(meeting.cycle),
        kind=kind,
        text=text.strip(),
        created_at=now,
    )
    db.session.add(agreement)
    db.session.flush()
    log.note(
        "agreement.record",
        meeting,
        by=by,
        now=now,
        changes={"agreement": [None, agreement.label]},
    )
    return agreement


def _check(
    meeting: Meeting, text: str, based_on: Agreement | None, agenda_item: AgendaItem | None
) -> None:
    law.check_cycle_open(meeting.cycle)
    if not law.is_external(meeting):
        minutes_law.check_unlocked(minutes.of_meeting(meeting))
    elif minutes.result_of(meeting) is None:
        raise RuleBroken(
            _(
                "Bitte tragen Sie zuerst das Ergebnis des Ausschusses ein. Danach können Sie "
                "festhalten, was daraus folgt."
            )
        )
    if meeting.cancelled:
        raise RuleBroken(_("Eine abgesagte Sitzung kann nichts vereinbaren."))
    if not text.strip():
        raise RuleBroken(
            _("Bitte schreiben Sie in einem Satz, was vereinbart wurde."), field="text"
        )
    if agenda_item is not None and agenda_item.meeting is not meeting:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="agenda_item")
    if based_on is not None and based_on.cycle.plan is not meeting.plan:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="based_on")


def _next_number(cycle: Cycle) -> int:
    """One more than the highest of the year.

    The cycle's row is locked until the end of the transaction: two who record at the same time
    would else take the same number, and one of them would lose what was written.
    """
    db.session.execute(select(Cycle.id).where(Cycle.id == cycle.id).with_for_update(key_share=True))
    last = db.session.scalar(
        select(func.max(Agreement.number)).where(Agreement.cycle_id == cycle.id)
    )
    return (last or 0) + 1
