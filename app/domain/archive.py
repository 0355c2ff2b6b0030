"""Laws of approved minutes on their way out: offered to the archive first, deleted only after it.

The archive of the county decides what is of lasting value. Whatever it took over stays here as
well: no law that we know says what may become of our own copy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.domain import minutes as minutes_law
from app.domain.access import Viewer
from app.domain.days import months_later
from app.domain.errors import RuleBroken
from app.domain.spoken import day_of_year
from app.language import gettext as _
from app.models.meetings import ArchiveState, Minutes

# How long the archive has for its answer. A choice of ours: no statute of the county names one.
PERIOD_MONTHS = 12

ANSWERS = frozenset({ArchiveState.HANDED_OVER, ArchiveState.DECLINED})
STEPS: Mapping[ArchiveState, frozenset[ArchiveState]] = {
    ArchiveState.CURRENT: frozenset({ArchiveState.OFFERED}),
    ArchiveState.OFFERED: frozenset({ArchiveState.CURRENT, *ANSWERS, ArchiveState.DELETED}),
    ArchiveState.HANDED_OVER: frozenset({ArchiveState.OFFERED}),
    ArchiveState.DECLINED: frozenset({ArchiveState.OFFERED, ArchiveState.DELETED}),
    ArchiveState.DELETED: frozenset(),
}
# Where one gets to who takes back what was noted wrongly.
BACK: Mapping[ArchiveState, ArchiveState] = {
    ArchiveState.OFFERED: ArchiveState.CURRENT,
    ArchiveState.HANDED_OVER: ArchiveState.OFFERED,
    ArchiveState.DECLINED: ArchiveState.OFFERED,
}


def may_archive(viewer: Viewer, minutes: Minutes) -> bool:
    """Offering, noting the answer and deleting are the office's."""
    return viewer.coordinates(minutes.meeting.plan.id)


def is_deleted(minutes: Minutes | None) -> bool:
    """Whether only the row is left, which says so."""
    return minutes is not None and minutes.archive_state is ArchiveState.DELETED


def until(offered_on: dt.date) -> dt.date:
    """The last day on which the archive's answer is waited for."""
    return months_later(offered_on, PERIOD_MONTHS)


def check_offer(minutes: Minutes) -> None:
    """Raise RuleBroken unless the minutes are approved and were not offered yet."""
    if not minutes_law.locked(minutes):
        raise RuleBroken(_("Angeboten werden nur freigegebene Protokolle."))
    if minutes.archive_state is not ArchiveState.CURRENT:
        raise RuleBroken(_("Das Protokoll ist dem Kreisarchiv schon angeboten worden."))


def check_answer(minutes: Minutes, answer: ArchiveState) -> None:
    """Raise RuleBroken unless this is an answer, and one is waited for."""
    if answer not in ANSWERS or minutes.archive_state is not ArchiveState.OFFERED:
        raise RuleBroken(
            _(
                "Eine Antwort kann nur vermerkt werden, solange das Protokoll angeboten ist "
                "und noch keine Antwort dabeisteht."
            )
        )


def check_take_back(minutes: Minutes) -> None:
    """Raise RuleBroken where nothing was noted, and once the words are gone."""
    if minutes.archive_state not in BACK:
        raise RuleBroken(_("Hier gibt es nichts zurückzunehmen."))


def why_not_deletable(minutes: Minutes, today: dt.date) -> str | None:
    """The reason why the minutes may not be deleted on `today`; None when they may."""
    if not minutes_law.locked(minutes):
        return _(
            "Das Protokoll ist noch nicht freigegeben. Gelöscht wird nur, was freigegeben ist "
            "und was das Kreisarchiv nicht haben möchte."
        )
    match minutes.archive_state:
        case ArchiveState.CURRENT:
            return _(
                "Das Protokoll ist dem Kreisarchiv noch nicht angeboten worden. Gelöscht werden "
                "darf es erst, wenn das Archiv abgelehnt hat oder seine Frist vorbei ist."
            )
        case ArchiveState.OFFERED:
            last = minutes.archive_until_on
            assert last is not None  # the table's rule: an offer has its days
            if today > last:
                return None
            return _(
                "Das Kreisarchiv hat noch nicht geantwortet. Bis zum %(day)s wird darauf gewartet; "
                "danach darf das Protokoll auch ohne Antwort gelöscht werden.",
                day=day_of_year(last),
            )
        case ArchiveState.HANDED_OVER:
            return _(
                "Das Kreisarchiv hat das Protokoll übernommen. Ob unser Exemplar dann gelöscht "
                "werden darf, ist rechtlich nicht geklärt; deshalb bleibt es."
            )
        case ArchiveState.DELETED:
            return _("Das Protokoll ist schon gelöscht.")
    return None


def check_delete(minutes: Minutes, today: dt.date) -> None:
    """Raise RuleBroken with its reason unless the minutes may be deleted on `today`."""
    reason = why_not_deletable(minutes, today)
    if reason is not None:
        raise RuleBroken(reason)


def check_there(minutes: Minutes | None) -> None:
    """Raise RuleBroken once the words of the minutes are gone."""
    if minutes is not None and is_deleted(minutes):
        raise RuleBroken(deleted_words(minutes))


def deleted_words(minutes: Minutes) -> str:
    """What a page says in place of minutes that were deleted."""
    assert minutes.deleted_on is not None  # the table's rule: what is deleted has its day
    day = day_of_year(minutes.deleted_on)
    if minutes.archive_answered_on is not None:
        return _(
            "Das Protokoll ist am %(day)s gelöscht worden, nachdem das Kreisarchiv es abgelehnt "
            "hatte.",
            day=day,
        )
    return _(
        "Das Protokoll ist am %(day)s gelöscht worden, nachdem die Frist des Kreisarchivs ohne "
        "Antwort vorbei war.",
        day=day,
    )
