"""The words of invitations, changes and cancellations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.documents.names import papers_of
from app.domain import invitations as law
from app.domain.days import local_day
from app.domain.reminders import Recipient
from app.domain.spoken import day_of_month, day_of_year, long_day
from app.domain.words import ITEM_WORDS
from app.language import N_
from app.language import gettext as _
from app.mail import letters
from app.mail.items import SUBJECT_CHARACTERS, MeetingItem, shorten
from app.mail.letters import Words
from app.models.meetings import AgendaFile, AgendaItem, Attendee, Meeting, PartStat
from app.queries import meetings as meeting_queries
from app.services.outbox.drafts import Setting, signature
from app.services.outbox.items import page
from app.services.outbox.telling import Facts, facts_of, time_of

GIVEN_ANSWERS = {
    PartStat.ACCEPTED: N_("Sie nehmen teil"),
    PartStat.TENTATIVE: N_("Sie nehmen vielleicht teil"),
    PartStat.DECLINED: N_("Sie nehmen nicht teil"),
    PartStat.DELEGATED: N_("Eine Vertretung kommt"),
}
CANCELLED_STARTS = {
    "meeting": N_("Abgesagt"),
    "date": N_("Termin entfällt"),
    "person": N_("Ihre Einladung entfällt"),
}


def invited(
    meeting: Meeting,
    attendee: Attendee,
    recipient: Recipient,
    setting: Setting,
    *,
    enclosed: bool,
) -> Words:
    """The invitation; `enclosed` says whether a paper travels with it."""
    assert meeting.held_on is not None
    speaks_for = attendee.on_behalf_of
    items = [item for item in meeting_queries.agenda(meeting) if not item.withdrawn]
    papers = meeting_queries.files_by_item(meeting)
    return letters.render(
        "invitation",
        headline=_headline(_("Einladung"), meeting, _("am %(day)s", day=long_day(meeting.held_on))),
        speaks_for=speaks_for.name if speaks_for else None,
        purpose=meeting.purpose,
        enclosed=enclosed,
        agenda=[_topic(item, papers.get(item.id, ())) for item in items],
        papers=any(papers.get(item.id) for item in items),
        **_common(meeting, recipient, setting),
    )


def changed(
    meeting: Meeting, attendee: Attendee, recipient: Recipient, before: Facts, setting: Setting
) -> Words:
    """What is new against `before`, and whether an answer given still holds."""
    old, new = _shown(meeting, before, setting), _shown(meeting, facts_of(meeting), setting)
    moved = any(before[name] != facts_of(meeting)[name] for name in ("held_on", "begins"))
    return letters.render(
        "meeting_changed",
        headline=_changed_headline(meeting, old, new),
        old_when=old.when if old.when != new.when else None,
        old_where=old.where if old.where != new.where else None,
        moved=moved,
        given=None if moved else _given(attendee.partstat),
        **_common(meeting, recipient, setting),
    )


def farewell(
    meeting: Meeting, recipient: Recipient, before: Facts, scope: str, setting: Setting
) -> Words:
    """What falls: by `scope` the meeting, its date, or one person's invitation."""
    known = _shown(meeting, before, setting)
    day = _("am %(day)s", day=day_of_year(known.held_on))
    return letters.render(
        "meeting_cancelled",
        signature=signature(meeting.plan, setting, recipient),
        name=recipient.name,
        headline=_headline(_(CANCELLED_STARTS[scope]), meeting, day),
        scope=scope,
        meeting=known,
        reason=meeting.state_reason if scope == "meeting" else None,
        has_account=recipient.account_id is not None and scope != "person",
        url=page(setting.base_url, meeting),
    )


def _given(answer: PartStat) -> str | None:
    return _(GIVEN_ANSWERS[answer]) if answer in GIVEN_ANSWERS else None


def _common(meeting: Meeting, recipient: Recipient, setting: Setting) -> dict[str, Any]:
    """What both letters to people on the list say of the meeting and of answering."""
    answer_by = meeting.answer_by_on
    if answer_by is not None and answer_by < local_day(setting.now, meeting.plan):
        answer_by = None
    return {
        "signature": signature(meeting.plan, setting, recipient),
        "name": recipient.name,
        "meeting": _shown(meeting, facts_of(meeting), setting),
        "answer_by": law.until_words(answer_by),
        "answer_url": setting.signed_page(
            law.PURPOSE, meeting=meeting.id, person=recipient.actor_id or 0
        ),
        "has_account": recipient.account_id is not None,
        "url": page(setting.base_url, meeting),
    }


def _shown(meeting: Meeting, facts: Facts, setting: Setting) -> MeetingItem:
    held_on = dt.date.fromisoformat(facts["held_on"])
    return MeetingItem(
        days=(held_on - local_day(setting.now, meeting.plan)).days,
        body=meeting.body.name,
        title=meeting.title,
        held_on=held_on,
        begins=time_of(facts["begins"]),
        ends=time_of(facts["ends"]),
        place=facts["place"],
        online_url=facts["online_url"],
        access_note=meeting.access_note,
        url=page(setting.base_url, meeting),
    )


def _topic(item: AgendaItem, papers: Sequence[AgendaFile]) -> str:
    """ "TOP 3.1: Bericht aus den Gruppen (Information, 20 Minuten)", and which papers there are."""
    kind = _(ITEM_WORDS[item.kind])
    if item.minutes_planned:
        kind = _("%(kind)s, %(minutes)s Minuten", kind=kind, minutes=item.minutes_planned)
    topic = _("TOP %(number)s: %(title)s", number=item.number, title=item.title) + f" ({kind})"
    return f"{topic} – {papers_of(papers)}" if papers else topic


def _headline(start: str, meeting: Meeting, end: str) -> str:
    """ "Einladung: Peergroup am Mittwoch, 29. März 2017"; the group's name gives way."""
    room = SUBJECT_CHARACTERS - len(start) - len(end) - 3
    return f"{start}: {shorten(meeting.body.name, max(room, 12))} {end}"


def _changed_headline(meeting: Meeting, old: MeetingItem, new: MeetingItem) -> str:
    day = _("am %(day)s", day=day_of_month(new.held_on))
    if old.held_on != new.held_on:
        before = _("(bisher %(day)s)", day=day_of_month(old.held_on))
        return _headline(_("Neuer Termin"), meeting, f"{day} {before}")
    if (old.begins, old.ends) != (new.begins, new.ends):
        return _headline(_("Neue Uhrzeit"), meeting, day)
    start = _("Neuer Ort") if old.where != new.where else _("Weiterhin")
    return _headline(start, meeting, day)
