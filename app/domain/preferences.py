"""What people's wishes mean for their reminders: left out, at other times, or on one weekday."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.errors import RuleBroken
from app.domain.local_time import local_instant
from app.language import gettext as _
from app.models.preferences import ReminderPreference, Topic

SETTINGS = "reminders"  # purpose of the signed page with the settings
STOP = "stop_"  # with the topic: purpose of the one-click address in a letter's header
# The topic of each kind of letter that somebody can do without.
TOPIC_OF = {
    "meeting_reminder": Topic.MEETINGS,
    "answer_reminder": Topic.ANSWERS,
    "naming_reminder": Topic.ANSWERS,
    "poll_reminder": Topic.ANSWERS,
    "task_reminder": Topic.TASKS,
    "task_resubmission": Topic.TASKS,
    "task_overdue": Topic.OVERDUE,
    "round_due_reminder": Topic.ROUNDS,
    "deadline_reminder": Topic.STEPS,
    "minutes_reminder": Topic.STEPS,
    "agenda_missing": Topic.STEPS,
    "task_unassigned": Topic.STEPS,
    "goal_resubmission": Topic.STEPS,
}
NO_DUTY = frozenset({Topic.MEETINGS})
MOST_DAYS, MOST_STAGES = 60, 5
LONGEST_PAUSE = dt.timedelta(days=366)
GATHERED_FOR = dt.timedelta(days=6)  # how long a reminder can wait for its weekday
LOOK_BACK = dt.timedelta(days=8)  # how far a changed wish can move a reminder


@dataclass(frozen=True)
class Holder:
    """Whose wishes: an account, or a person without one; exactly one of the two is known."""

    actor_id: int | None = None
    account_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """All that can be wished; as in `ReminderPreference`."""

    off: frozenset[Topic] = frozenset()
    meeting_days: tuple[int, ...] | None = None
    task_days: tuple[int, ...] | None = None
    digest_weekday: int | None = None
    duties_only: bool = False
    paused_until: dt.date | None = None


def wishes_of(preference: ReminderPreference | None) -> Wishes:
    """What is kept, or no wishes at all. A word that is no topic any more is passed over."""
    if preference is None:
        return Wishes()
    known = {topic.value: topic for topic in Topic}
    days = (preference.meeting_days, preference.task_days)
    meeting_days, task_days = (None if one is None else tuple(one) for one in days)
    return Wishes(
        off=frozenset(known[word] for word in preference.off if word in known),
        meeting_days=meeting_days,
        task_days=task_days,
        digest_weekday=preference.digest_weekday,
        duties_only=preference.duties_only,
        paused_until=preference.paused_until,
    )


def check(wishes: Wishes, today: dt.date) -> None:
    """Raises RuleBroken for days nobody can mean and for a pause that has no end in sight."""
    for field, days in (("meeting_days", wishes.meeting_days), ("task_days", wishes.task_days)):
        if days is None:
            continue
        if len(days) > MOST_STAGES:
            raise RuleBroken(_("Bitte nennen Sie höchstens fünf Zahlen."), field=field)
        if not all(0 <= one <= MOST_DAYS for one in days):
            raise RuleBroken(_("Bitte nennen Sie Zahlen von 0 bis 60."), field=field)
    if wishes.paused_until is None:
        return
    if wishes.paused_until > today + LONGEST_PAUSE:
        raise RuleBroken(_("Eine Pause dauert höchstens ein Jahr."), field="paused_until")


def left_out(preference: ReminderPreference, kind: str, on: dt.date) -> str | None:
    """Why a letter of the `kind` does not go to them on the local day; None if it goes."""
    topic = TOPIC_OF.get(kind)
    if topic is None:
        return None
    if topic.value in preference.off:
        return "switched_off"
    if preference.duties_only and topic in NO_DUTY:
        return "duties_only"
    if preference.paused_until is not None and on <= preference.paused_until:
        return "paused"
    return None


def lead_days(preference: ReminderPreference, kind: str) -> list[int] | None:
    """The days before the meeting or due day on which they want to hear; None as the group."""
    if kind == "meeting_reminder":
        return preference.meeting_days
    return preference.task_days if kind == "task_reminder" else None


def gathered(
    preference: ReminderPreference, at: dt.datetime, until: dt.datetime, zone: ZoneInfo
) -> dt.datetime:
    """`at`, or the same clock time on their weekday if that is not too late to be useful."""
    if preference.digest_weekday is None:
        return at
    wall = at.astimezone(zone)
    wait = (preference.digest_weekday - wall.weekday()) % 7
    later = local_instant(wall.date() + dt.timedelta(days=wait), wall.time(), zone)
    return later if later < until else at
