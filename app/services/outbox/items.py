"""Reminders of the law turned into what a letter says of them."""

from __future__ import annotations

import datetime as dt

from app.domain import polls, rounds
from app.domain.invitations import PURPOSE
from app.domain.reminders import Reminder, ReminderKind, Subject
from app.domain.spoken import long_day, time_span
from app.language import gettext as _
from app.mail.items import (
    PURPOSES,
    AgainItem,
    AgendaItem,
    AnswerItem,
    ContributionItem,
    DeadlineItem,
    GoalItem,
    Item,
    MeetingItem,
    MinutesItem,
    NamingItem,
    OverdueItem,
    PollItem,
    TaskItem,
    UnassignedItem,
)
from app.models.meetings import DatePoll, Meeting, PollOption
from app.models.plans import Goal
from app.models.rounds import StatusRound
from app.models.tasks import Task
from app.services.outbox.drafts import Setting

ANSWER = "task_answer"  # purpose of the signed page of whoever is asked about a task

ROOMS = {Meeting: "sitzungen", Task: "aufgaben", StatusRound: "abfragen"}


def page(base_url: str, subject: Subject) -> str:
    """The address of an object's page; letters are written outside any request."""
    if isinstance(subject, DatePoll):
        return page(base_url, subject.meeting)
    if isinstance(subject, Goal):
        return f"{base_url}/plaene/{subject.field.plan.slug}/ziele/{subject.key}"
    return f"{base_url}/{ROOMS[type(subject)]}/{subject.uid}"


def goal_names(task: Task) -> tuple[str, ...]:
    """ "7.4 Gemeinden unterstützen" for each goal of the task, in the plan's order."""
    ordered = sorted(task.goals, key=lambda goal: (goal.field.number, goal.position))
    return tuple(f"{goal.key} {goal.title}" for goal in ordered)


def option_words(option: PollOption) -> str:
    """ "Mittwoch, 12. Juli 2017, 14:00–16:30 Uhr"."""
    return f"{long_day(option.held_on)}, {time_span(option.begins, option.ends)}"


def item_of(reminder: Reminder, today: dt.date, setting: Setting) -> Item:
    """What the letter written on the local day `today` says of the reminder."""
    days = (reminder.about_on - today).days
    match reminder.subject:
        case Task():
            return _of_task(reminder.subject, reminder, days, setting)
        case Meeting():
            return _of_meeting(reminder.subject, reminder, days, setting)
        case StatusRound():
            return _round_item(reminder.subject, reminder, days, setting)
        case DatePoll():
            return _poll_item(reminder.subject, reminder, days, setting)
        case Goal():
            return _goal_item(reminder.subject, reminder, days, setting)


def _of_task(task: Task, reminder: Reminder, days: int, setting: Setting) -> Item:
    url = page(setting.base_url, task)
    match reminder.kind:
        case ReminderKind.NAMING:
            return _naming_item(task, reminder, days, setting)
        case ReminderKind.OVERDUE:
            return _overdue_item(task, reminder, days, url)
        case ReminderKind.AGAIN:
            return _again_item(task, reminder, days, url)
        case ReminderKind.UNASSIGNED:
            return _unassigned_item(task, reminder, days, url)
    return _task_item(task, reminder, days, url)


def _of_meeting(meeting: Meeting, reminder: Reminder, days: int, setting: Setting) -> Item:
    url = page(setting.base_url, meeting)
    match reminder.kind:
        case ReminderKind.DEADLINE:
            return _deadline_item(meeting, reminder, days, url)
        case ReminderKind.MINUTES:
            return _minutes_item(meeting, reminder, days, url)
        case ReminderKind.AGENDA:
            return _agenda_item(meeting, reminder, days, url)
        case ReminderKind.ANSWER:
            return _answer_item(meeting, reminder, days, setting)
    return _meeting_item(meeting, reminder, days, url)


def _meeting_item(meeting: Meeting, reminder: Reminder, days: int, url: str) -> MeetingItem:
    return MeetingItem(
        days=days,
        body=meeting.body.name,
        title=meeting.title,
        held_on=reminder.about_on,
        begins=meeting.begins,
        ends=meeting.ends,
        place=meeting.place,
        online_url=meeting.online_url,
        access_note=meeting.access_note,
        url=url,
    )


def _answer_item(meeting: Meeting, reminder: Reminder, days: int, setting: Setting) -> AnswerItem:
    assert meeting.held_on is not None
    person_id = reminder.recipient.actor_id or 0
    return AnswerItem(
        days=days,
        body=meeting.body.name,
        title=meeting.title,
        held_on=meeting.held_on,
        begins=meeting.begins,
        ends=meeting.ends,
        answer_by=reminder.about_on,
        url=setting.signed_page(PURPOSE, meeting=meeting.id, person=person_id),
    )


def _round_item(
    round_: StatusRound, reminder: Reminder, days: int, setting: Setting
) -> ContributionItem:
    person_id = reminder.recipient.actor_id or 0
    requests = rounds.requests_to(round_, person_id)
    return ContributionItem(
        days=days,
        purpose=PURPOSES[round_.occasion],
        answer_by=round_.answer_by,
        owed=sum(len(rounds.owed(request)) for request in requests),
        url=setting.signed_page(rounds.PURPOSE, round=round_.id, person=person_id),
    )


def _deadline_item(meeting: Meeting, reminder: Reminder, days: int, url: str) -> DeadlineItem:
    assert meeting.held_on is not None
    return DeadlineItem(
        days=days,
        label=reminder.label,
        on=reminder.about_on,
        body=meeting.body.name,
        held_on=meeting.held_on,
        url=url,
    )


def _minutes_item(meeting: Meeting, reminder: Reminder, days: int, url: str) -> MinutesItem:
    assert meeting.held_on is not None
    return MinutesItem(
        days=days,
        body=meeting.body.name,
        title=meeting.title,
        held_on=meeting.held_on,
        due_on=reminder.about_on,
        note=_(reminder.label) if reminder.label else "",
        url=f"{url}/protokoll",
    )


def _agenda_item(meeting: Meeting, reminder: Reminder, days: int, url: str) -> AgendaItem:
    return AgendaItem(
        days=days,
        body=meeting.body.name,
        title=meeting.title,
        held_on=reminder.about_on,
        url=url,
    )


def _poll_item(poll: DatePoll, reminder: Reminder, days: int, setting: Setting) -> PollItem:
    person_id = reminder.recipient.actor_id or 0
    return PollItem(
        days=days,
        body=poll.meeting.body.name,
        title=poll.meeting.title,
        month_on=poll.meeting.month_on,
        options=tuple(option_words(option) for option in poll.options),
        answer_by=poll.answer_by,
        url=setting.signed_page(polls.PURPOSE, poll=poll.id, person=person_id),
    )


def _goal_item(goal: Goal, reminder: Reminder, days: int, setting: Setting) -> GoalItem:
    url = page(setting.base_url, goal)
    return GoalItem(days=days, key=goal.key, title=goal.title, on=reminder.about_on, url=url)


def _naming_item(task: Task, reminder: Reminder, days: int, setting: Setting) -> NamingItem:
    reader = reminder.recipient.actor_id
    signed = setting.signed_page(ANSWER, task=task.id, actor=reader) if reader else None
    return NamingItem(
        days=days,
        title=task.title,
        organisation=task.accountable.name if task.accountable else "",
        url=signed or page(setting.base_url, task),
    )


def _task_item(task: Task, reminder: Reminder, days: int, url: str) -> TaskItem:
    return TaskItem(
        days=days,
        title=task.title,
        due_on=reminder.about_on,
        due_label=task.due_label,
        goals=goal_names(task),
        responsible=_responsible(task, reminder),
        url=url,
    )


def _again_item(task: Task, reminder: Reminder, days: int, url: str) -> AgainItem:
    return AgainItem(
        days=days,
        title=task.title,
        on=reminder.about_on,
        reason=task.state_reason or "",
        goals=goal_names(task),
        responsible=_responsible(task, reminder),
        url=url,
    )


def _overdue_item(task: Task, reminder: Reminder, days: int, url: str) -> OverdueItem:
    return OverdueItem(
        days=days,
        title=task.title,
        due_on=reminder.about_on,
        due_label=task.due_label,
        goals=goal_names(task),
        responsible=_responsible(task, reminder),
        url=url,
    )


def _unassigned_item(task: Task, reminder: Reminder, days: int, url: str) -> UnassignedItem:
    return UnassignedItem(
        days=days,
        title=task.title,
        entered_on=reminder.about_on,
        due_on=task.due_on,
        organisation=task.accountable.name if task.accountable else None,
        url=url,
    )


def _responsible(task: Task, reminder: Reminder) -> str | None:
    """Who is accountable, where the letter goes to somebody else."""
    if task.accountable is None or reminder.recipient.actor_id == task.accountable_id:
        return None
    return task.accountable.name
