"""Rules of reminders in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.reminders import Subject
from app.domain.reminders.rules import LINES, RuleDraft
from app.domain.spoken import clock_time, long_day
from app.language import german, ngettext
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import DatePoll, Meeting
from app.models.plans import Goal
from app.models.reminders import Reach, ReminderScope
from app.models.rounds import StatusRound
from app.models.tasks import Task
from app.queries.outlook import Change

S, R = ReminderScope, Reach
# The pages' order: what belongs to meetings, to tasks, to the plan.
ROOMS = (
    (
        _l("Sitzungen"),
        (S.MEETING, S.ANSWER, S.POLL, S.UNDATED, S.AGENDA, S.DEADLINE, S.MINUTES),
    ),
    (_l("Aufgaben"), (S.TASK, S.OVERDUE, S.AGAIN, S.UNASSIGNED, S.NAMING)),
    (_l("Abfragen und Ziele"), (S.ROUND, S.GOAL)),
)
SCOPE_WORDS = {
    S.MEETING: _l("Sitzung steht bevor"),
    S.ANSWER: _l("Antwort auf eine Einladung fehlt"),
    S.POLL: _l("Antwort auf eine Terminabstimmung fehlt"),
    S.UNDATED: _l("Termin ist noch offen"),
    S.AGENDA: _l("Tagesordnung fehlt"),
    S.DEADLINE: _l("Frist zu einer Sitzung oder Vorlage"),
    S.MINUTES: _l("Protokoll fehlt"),
    S.TASK: _l("Aufgabe wird fällig"),
    S.OVERDUE: _l("Aufgabe ist überfällig"),
    S.AGAIN: _l("Wiedervorlage einer Aufgabe"),
    S.UNASSIGNED: _l("Aufgabe hat keine Person"),
    S.NAMING: _l("Organisation soll eine Person benennen"),
    S.ROUND: _l("Zuarbeit zu einer Abfrage fehlt"),
    S.GOAL: _l("Wiedervorlage eines Ziels"),
}
# The day from which a rule counts: before it, after it, or on it.
DAY_WORDS = {
    S.MEETING: (_l("vor der Sitzung"), _l("am Tag der Sitzung")),
    S.ANSWER: (_l("vor dem Antworttag"), _l("am Antworttag")),
    S.POLL: (_l("vor dem Antworttag"), _l("am Antworttag")),
    S.UNDATED: (_l("vor der Frist der Terminsuche"), _l("am Tag der Frist")),
    S.AGENDA: (_l("vor der Sitzung"), _l("am Tag der Sitzung")),
    S.DEADLINE: (_l("vor der Frist"), _l("am Tag der Frist")),
    S.MINUTES: (_l("nach der Frist des Entwurfs"), _l("am Tag der Frist")),
    S.TASK: (_l("vor der Frist"), _l("am Tag der Frist")),
    S.OVERDUE: (_l("nach der Frist"), _l("am Tag der Frist")),
    S.AGAIN: (_l("vor der Wiedervorlage"), _l("am Tag der Wiedervorlage")),
    S.UNASSIGNED: (_l("nach dem Eintragen"), _l("am Tag des Eintragens")),
    S.NAMING: (_l("nach der Bitte"), _l("am Tag der Bitte")),
    S.ROUND: (_l("vor dem Antworttag"), _l("am Antworttag")),
    S.GOAL: (_l("vor der Wiedervorlage"), _l("am Tag der Wiedervorlage")),
}
REACH_WORDS = {
    R.PERSON: _l("zuständige Person"),
    R.MINUTE_TAKER: _l("Schriftführung"),
    R.CHAIR: _l("Vorsitz"),
    R.DEPUTY: _l("Stellvertretung"),
    R.CONTACT: _l("Ansprechperson der Organisation"),
    R.OFFICE: _l("Geschäftsstelle"),
}
PERSON_WORDS = {
    S.MEETING: _l("Mitglieder, die nicht abgesagt haben"),
    S.ANSWER: _l("wer noch nicht geantwortet hat"),
    S.POLL: _l("wer noch nicht geantwortet hat"),
    S.NAMING: _l("wer für die Organisation spricht"),
    S.ROUND: _l("wer noch nicht geliefert hat"),
}


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """What a rule changes at one instant, in words."""

    when: str
    what: str
    before: str
    after: str


def place(scope: ReminderScope, one: Reach) -> str:
    """Who stands at a place of the line."""
    return str(PERSON_WORDS.get(scope, REACH_WORDS[one]) if one is R.PERSON else REACH_WORDS[one])


def timing(draft: RuleDraft) -> str:
    """ "7 Tage vor der Sitzung, 9:00 Uhr", "30 Tage nach der Frist, dann alle 30 Tage, …"."""
    from_day, same_day = DAY_WORDS[draft.scope]
    days = ngettext("%(num)s Tag", "%(num)s Tage", draft.days)
    parts = [f"{days} {from_day}" if draft.days else str(same_day)]
    if draft.every:
        parts.append(ngettext("dann jeden Tag", "dann alle %(num)s Tage", draft.every))
    parts.append(clock_time(draft.local_time))
    if draft.quiet:
        parts.append(_("nicht in den Schulferien"))
    return ", ".join(parts)


def line(draft: RuleDraft) -> str:
    """ "Schriftführung, sonst Stellvertretung, sonst Geschäftsstelle"."""
    if not LINES[draft.scope]:
        return str(_("wie bei der Frist angegeben"))
    return str(_(", sonst ")).join(place(draft.scope, one) for one in draft.reach)


def of_subject(subject: Subject, label: str = "") -> str:
    """What a reminder speaks of, as a line of a list names it."""
    if isinstance(subject, StatusRound):
        return _("Abfrage zum %(day)s", day=long_day(subject.reporting_on))
    return german(_named(subject, label))


def _named(subject: Meeting | DatePoll | Goal | Task, label: str) -> str:
    if isinstance(subject, Meeting):
        name = f"{subject.body.name}: {subject.title}"
        return f"{label} ({name})" if label else name
    if isinstance(subject, DatePoll):
        return f"{subject.meeting.body.name}: {subject.meeting.title}"
    if isinstance(subject, Goal):
        return f"{subject.key} {subject.title}"
    return subject.title


def moment(at: dt.datetime, timezone: str) -> str:
    """ "Mittwoch, 22. März 2017 um 9:00 Uhr"."""
    local = at.astimezone(ZoneInfo(timezone))
    return str(_("%(day)s um %(time)s", day=long_day(local.date()), time=clock_time(local.time())))


def people(number: int) -> str:
    """ "an 14 Personen"."""
    return str(ngettext("an %(num)s Person", "an %(num)s Personen", number)) if number else "–"


def change_line(change: Change, timezone: str) -> ChangeLine:
    return ChangeLine(
        when=moment(change.at, timezone),
        what=of_subject(change.subject, change.label),
        before=people(change.before),
        after=people(change.after),
    )


def scope_named(word: Any) -> ReminderScope | None:
    """The scope that an address names."""
    try:
        return ReminderScope(word or "")
    except ValueError:
        return None
