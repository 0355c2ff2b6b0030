"""Meetings: the year's cycle, each meeting with agenda and attendees, what was agreed there."""

from app.models.meetings.agenda import (
    STANDING,
    AgendaItem,
    AgendaKind,
    ItemOutcome,
    agenda_item_goal,
)
from app.models.meetings.agreements import Agreement, AgreementKind, agreement_label
from app.models.meetings.attendees import Attendance, Attendee, AttendeeRole, PartStat, Uninvited
from app.models.meetings.cycles import Cycle, DatePrecision, Meeting, MeetingState, Phase
from app.models.meetings.deadlines import Addressee, DeadlineRule, Direction, MeetingScope
from app.models.meetings.files import AgendaFile
from app.models.meetings.locks import LOCKS
from app.models.meetings.minutes import (
    ArchiveState,
    CommitteeResult,
    Minutes,
    MinutesName,
    MinutesNote,
    MinutesRevision,
    MinutesState,
    Outcome,
)
from app.models.meetings.polls import DatePoll, PollAnswer, PollChoice, PollOption
from app.models.meetings.proposals import TopicProposal, TopicState, topic_proposal_goal

__all__ = [
    "STANDING",
    "LOCKS",
    "Addressee",
    "AgendaFile",
    "AgendaItem",
    "AgendaKind",
    "Agreement",
    "AgreementKind",
    "ArchiveState",
    "Attendance",
    "Attendee",
    "AttendeeRole",
    "CommitteeResult",
    "Cycle",
    "DatePoll",
    "DatePrecision",
    "DeadlineRule",
    "Direction",
    "ItemOutcome",
    "Meeting",
    "MeetingScope",
    "MeetingState",
    "Minutes",
    "MinutesName",
    "MinutesNote",
    "MinutesRevision",
    "MinutesState",
    "Outcome",
    "PartStat",
    "Phase",
    "PollAnswer",
    "PollChoice",
    "PollOption",
    "TopicProposal",
    "TopicState",
    "Uninvited",
    "agreement_label",
    "agenda_item_goal",
    "topic_proposal_goal",
]
