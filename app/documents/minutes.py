"""Minutes on paper: the head, who was there, results in one table, all open tasks as an annex."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from app.documents.document import Block, Document, Facts, Heading, Paragraph, Table
from app.documents.names import author_of, title_of, which_of_year
from app.domain import attendance, wording
from app.domain import minutes as law
from app.domain.days import local_day
from app.domain.spoken import day_of_year, instant_words, long_day, numeric_day, time_span
from app.domain.tasks import due_text, is_overdue
from app.domain.words import AGREEMENT_WORDS, ITEM_OUTCOME_WORDS, TASK_WORDS
from app.language import gettext as _
from app.language import ngettext
from app.models.meetings import Agreement, Attendee, Minutes, MinutesState
from app.models.tasks import Task
from app.queries.readings import Point, Reading
from app.queries.task_links import Link

MONTHS_FROM = 90  # days; a younger task's age is told in days


def minutes_document(read: Reading, *, number: int, today: dt.date) -> Document:
    """The minutes as of `today`; `number` counts the group's meetings of the year."""
    minutes, meeting = read.minutes, read.minutes.meeting
    return Document(
        title=_("Protokoll: %(title)s", title=meeting.title),
        preline=" · ".join(part for part in (meeting.plan.county, meeting.plan.title) if part),
        author=author_of(meeting.plan),
        day=today,
        mark=_mark(minutes),
        blocks=[
            _head(read, number),
            *_present(read),
            *_results(read),
            *_corrections(read),
            *_annex(read, today),
        ],
    )


def _mark(minutes: Minutes) -> str:
    """How far the minutes have come, and since or until when."""
    until = minutes.objections_until_on
    if minutes.approved_at is not None:
        approved_on = local_day(minutes.approved_at, minutes.meeting.plan)
        return _("Freigegeben am %(day)s", day=day_of_year(approved_on))
    if minutes.state is MinutesState.OBJECTIONS and until is not None:
        return _("Entwurf – Rückmeldungen bis %(day)s", day=day_of_year(until))
    return _("Entwurf")


def _head(read: Reading, number: int) -> Facts:
    meeting = read.minutes.meeting
    day = long_day(meeting.held_on) if meeting.held_on else ""
    time = time_span(meeting.begins, meeting.ends)
    return Facts(
        rows=[
            (_("Gremium"), meeting.body.name),
            (_("Sitzung"), which_of_year(meeting, number)),
            (_("Termin"), ", ".join(part for part in (day, time) if part)),
            (_("Ort"), meeting.place or (_("online") if meeting.online_url else "")),
            (_("Sitzungsleitung"), read.name_of(meeting.chair)),
            (_("Schriftführung"), read.name_of(meeting.minute_taker)),
        ]
    )


def _present(read: Reading) -> Iterator[Block]:
    if not read.attendance:
        return
    groups = attendance.groups(read.attendance)
    yield Heading(text=_("Anwesenheit"))
    yield Table(
        caption=", ".join(f"{label}: {len(rows)}" for label, rows in groups),
        head=[_("Teilnahme"), _("Stelle"), _("Person"), _("Bemerkung")],
        widths=[27, 50, 50, 38],
        rows=[
            _attendee(label, one, read) for label, rows in groups for one in _by_organisation(rows)
        ],
    )


def _by_organisation(rows: Sequence[Attendee]) -> list[Attendee]:
    """Whoever speaks for nobody comes last."""
    named = [one for one in rows if one.on_behalf_of]
    named.sort(key=lambda one: one.on_behalf_of.name if one.on_behalf_of else "")
    return [*named, *(one for one in rows if not one.on_behalf_of)]


def _attendee(label: str, attendee: Attendee, read: Reading) -> list[str]:
    organisation = attendee.on_behalf_of
    return [
        label,
        organisation.name if organisation else "–",
        read.name_of(attendee.person),
        attendance.remark(attendee, read.name_of),
    ]


def _results(read: Reading) -> Iterator[Block]:
    yield Heading(text=_("Ergebnisse"))
    rows: list[list[str]] = []
    leading: list[int] = []
    for point in read.points:
        leading.append(len(rows))
        rows += [
            _point(point, read),
            *_what_came(point.agreements, point.tasks, point.item.number, read),
        ]
    rows += _what_came(read.loose_agreements, read.loose_tasks, "", read)
    if not rows:
        yield Paragraph(text=_("Es sind keine Ergebnisse festgehalten."))
        return
    yield Table(
        caption=_("Ergebnisse nach Tagesordnungspunkten (TOP)"),
        head=[_("Nr."), _("TOP"), _("Ergebnis"), _("Wer"), _("Bis wann"), _("Ziel")],
        widths=[9, 31, 52, 24, 28, 26],
        rows=rows,
        leading=leading,
    )


def _point(point: Point, read: Reading) -> list[str]:
    item = point.item
    outcome = f"({_(ITEM_OUTCOME_WORDS[item.outcome])})" if item.outcome else ""
    return [
        item.number,
        title_of(item),
        "\n".join(part for part in (point.text.strip(), outcome) if part) or "–",
        read.name_of(item.presenter),
        "",
        "\n".join(f"{goal.key} {goal.title}" for goal in item.goals),
    ]


def _what_came(
    agreements: Sequence[Agreement], tasks: Sequence[Task], number: str, read: Reading
) -> list[list[str]]:
    return [
        *([number, *_agreement(one), "", "", ""] for one in agreements),
        *([number, *_task(task, read.links.get(task.id, ()))] for task in tasks),
    ]


def _agreement(agreement: Agreement) -> list[str]:
    """The agreement with its number, and what it rests on (R43)."""
    basis, said = agreement.based_on, agreement.text
    if basis:
        rests = _(
            "Beruht auf %(label)s (%(meeting)s).", label=basis.label, meeting=basis.meeting.title
        )
        said = f"{said}\n{rests}"
    return [f"{_(AGREEMENT_WORDS[agreement.kind])}\n{agreement.label}", said]


def _task(task: Task, links: Sequence[Link]) -> list[str]:
    return [
        _("Aufgabe"),
        task.title,
        task.accountable.name if task.accountable else _("noch offen"),
        due_text(task, wording.short_day),
        _serves(links),
    ]


def _serves(links: Sequence[Link]) -> str:
    return "\n".join(f"{link.key} {link.title}" for link in links)


def _corrections(read: Reading) -> Iterator[Block]:
    notes = [note for note in read.minutes.notes if not law.is_objection(note, read.minutes)]
    if not notes:
        return
    zone = ZoneInfo(read.minutes.meeting.plan.timezone)
    yield Heading(text=_("Vermerke nach der Freigabe"))
    for note in notes:
        at = instant_words(note.written_at.astimezone(zone))
        name = read.authors.get(note.author_id or 0)
        yield Paragraph(text=f"{at}{f', {name}' if name else ''}:\n{note.text}")


def _annex(read: Reading, today: dt.date) -> Iterator[Block]:
    """All open tasks, not only this meeting's: the list goes from minutes to minutes."""
    tasks = read.open_tasks
    yield Heading(text=_("Anlage: Offene Aufgaben"), annex=True)
    late = sum(is_overdue(task, today) for task in tasks)
    said = _("Stand: %(day)s. Keine Aufgabe ist offen.", day=long_day(today))
    if tasks:
        said = _(
            "Stand: %(day)s. Offen: %(number)s, davon überfällig: %(late)s.",
            day=long_day(today),
            number=len(tasks),
            late=late,
        )
    yield Paragraph(text=said)
    if tasks:
        yield Table(
            caption=_("Offene Aufgaben, die früheste Frist zuerst"),
            head=[
                _("Aufgabe"),
                _("Wer"),
                _("Bis wann"),
                _("Ziel"),
                _("Stand"),
                _("Offen seit"),
            ],
            widths=[46, 27, 28, 29, 19, 21],
            rows=[_open_task(task, read.links.get(task.id, ()), today) for task in tasks],
        )


def _open_task(task: Task, links: Sequence[Link], today: dt.date) -> list[str]:
    agreed = f"\n{task.agreement.label}" if task.agreement else ""
    late = "\n" + _("überfällig") if is_overdue(task, today) else ""
    return [
        task.title + agreed,
        task.accountable.name if task.accountable else _("noch offen"),
        due_text(task, wording.short_day) + late,
        _serves(links),
        _(TASK_WORDS[task.state]),
        _age(task, today),
    ]


def _age(task: Task, today: dt.date) -> str:
    """ "29.03.2017\\n42 Tage": since the meeting that handed it out, else since it was entered."""
    held_on = task.meeting.held_on if task.meeting else None
    since = held_on or local_day(task.created_at, task.plan)
    days = max((today - since).days, 0)
    many = (
        ngettext("%(num)s Monat", "%(num)s Monate", days // 30)
        if days >= MONTHS_FROM
        else ngettext("%(num)s Tag", "%(num)s Tage", days)
    )
    return f"{numeric_day(since)}\n{many}"
