"""Laws of topics: who proposes until when, who decides, how old a topic is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain import access
from app.domain import meetings as meeting_law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.deadlines import CUT_OFF, deadlines_of
from app.domain.errors import RuleBroken
from app.domain.wording import day_of_year
from app.language import N_, spoken
from app.language import gettext as _
from app.models.groups import Body
from app.models.meetings import (
    AgendaKind,
    DeadlineRule,
    ItemOutcome,
    Meeting,
    TopicProposal,
    TopicState,
)
from app.models.plans import Goal

UNDECIDED = frozenset({TopicState.PROPOSED, TopicState.WAITING})
SEEN_BY_ALL = UNDECIDED | {TopicState.TAKEN}
TIMES = {1: N_("einmal vertagt"), 2: N_("zweimal vertagt"), 3: N_("dreimal vertagt")}


@dataclass(frozen=True, kw_only=True)
class TopicDraft:
    """What somebody wants to talk about."""

    title: str
    reason: str
    kind: AgendaKind = AgendaKind.DISCUSSION
    minutes_wished: int | None = None
    goals: Sequence[Goal] = ()


def may_propose(viewer: Viewer, meeting: Meeting) -> bool:
    """Whoever may see one of our own meetings."""
    return access.may_see_meeting(viewer, meeting) and not meeting_law.is_external(meeting)


def may_see_backlog(viewer: Viewer, body: Body) -> bool:
    return access.may_see_body(viewer, body) and not body.external


def may_see_topic(viewer: Viewer, topic: TopicProposal) -> bool:
    """The group sees what may still be talked about; what was not taken, its author and chair."""
    if not access.may_see_body(viewer, topic.body):
        return False
    if access.may_lead_body(viewer, topic.body) or topic.author_id == viewer.account_id:
        return True
    return topic.state in SEEN_BY_ALL


def may_decide(viewer: Viewer, topic: TopicProposal) -> bool:
    return access.may_lead_body(viewer, topic.body)


def may_withdraw(viewer: Viewer, topic: TopicProposal) -> bool:
    """Its author, as long as nobody has taken it up or put it aside."""
    return (
        topic.author_id == viewer.account_id
        and topic.state in UNDECIDED
        and access.may_see_body(viewer, topic.body)
    )


def takes_topics(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether topics can still be proposed: our own meeting that is still to come."""
    return (
        not meeting_law.is_external(meeting)
        and not meeting_law.is_over(meeting, local_day(now, meeting.plan))
        and not meeting.cancelled
        and not meeting_law.has_begun(meeting, now)
    )


def check_propose(meeting: Meeting, draft: TopicDraft, now: dt.datetime) -> None:
    """Raise RuleBroken unless the topic may be proposed for the meeting at `now`."""
    meeting_law.check_cycle_open(meeting.cycle)
    if not takes_topics(meeting, now):
        raise RuleBroken(_("Zu dieser Sitzung werden keine Themen mehr angenommen."))
    if not draft.title.strip():
        raise RuleBroken(_("Bitte nennen Sie Ihr Thema."), field="title")
    if not draft.reason.strip():
        raise RuleBroken(_("Bitte schreiben Sie in einem Satz, warum."), field="reason")
    if draft.minutes_wished is not None and not 1 <= draft.minutes_wished <= 600:
        raise RuleBroken(
            _("Bitte geben Sie eine Dauer von 1 bis 600 Minuten ein."), field="minutes_wished"
        )
    if any(goal.field.plan is not meeting.plan for goal in draft.goals):
        raise RuleBroken(_("Bitte wählen Sie Ziele dieses Plans."), field="goals")


def cut_off(meeting: Meeting, rules: Iterable[DeadlineRule]) -> dt.date | None:
    """The last day on which a topic still comes before this meeting; none while it has no day."""
    found = deadlines_of(meeting, rules, meeting.plan.holiday_region)
    return next((one.on for one in found if one.key == CUT_OFF), None)


def too_late(cut_off_on: dt.date | None, today: dt.date) -> bool:
    return cut_off_on is not None and today > cut_off_on


def check_undecided(topic: TopicProposal) -> None:
    """Raise RuleBroken once somebody has decided: there is one result."""
    if topic.state not in UNDECIDED:
        raise RuleBroken(
            _("Über dieses Thema ist schon entschieden. Bitte laden Sie die Seite neu.")
        )


def check_take(topic: TopicProposal, meeting: Meeting) -> None:
    """Raise RuleBroken unless the topic may stand on this meeting's agenda."""
    check_undecided(topic)
    if meeting.body is not topic.body:
        raise RuleBroken(_("Bitte wählen Sie eine Sitzung derselben Gruppe."), field="meeting")


def check_decline(topic: TopicProposal, answer: str) -> None:
    """Raise RuleBroken unless the topic may be declined for the reason given."""
    check_undecided(topic)
    if not answer.strip():
        raise RuleBroken(_("Bitte nennen Sie den Grund in einem Satz."), field="answer")


def check_outcome(
    present: ItemOutcome | None, wanted: ItemOutcome | None, topic: TopicProposal | None
) -> None:
    """Raise RuleBroken when a postponed item has moved on to another agenda already."""
    leaves = present is ItemOutcome.POSTPONED and wanted is not ItemOutcome.POSTPONED
    if leaves and (topic is None or topic.state is not TopicState.WAITING):
        raise RuleBroken(
            _("Das vertagte Thema ist schon weitergegeben. Das Ergebnis bleibt „vertagt“.")
        )


def age(topic: TopicProposal) -> str:
    """ "seit 29. März 2017, zweimal vertagt"."""
    since = _("seit %(day)s", day=day_of_year(topic.raised_on, spoken()))
    times = topic.times_postponed
    if not times:
        return since
    postponed = _(TIMES[times]) if times in TIMES else _("%(number)s-mal vertagt", number=times)
    return f"{since}, {postponed}"
