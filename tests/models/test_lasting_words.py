"""What a database of an earlier release holds stays readable by a later one (F-25)."""

from __future__ import annotations

import sqlalchemy as sa

from app.models import outbox
from app.orm import Base
from app.services.outbox.kinds import KINDS

# Letters that wait name their kind by one of these words, and a release may come between. A word
# that is given up may go from here only with a migration of the letters that still bear it.
PROMISED = frozenset(
    {
        "address_failed",
        "agenda_missing",
        "answer_reminder",
        "barrier_report",
        "deadline_reminder",
        "goal_resubmission",
        "invitation",
        "invitation_to_group",
        "invitation_withdrawn",
        "mail_test",
        "meeting_cancelled",
        "meeting_changed",
        "meeting_reminder",
        "minutes_published",
        "minutes_reminder",
        "naming_reminder",
        "poll_closed",
        "poll_invitation",
        "poll_reminder",
        "round_due_reminder",
        "round_extension",
        "round_reminder",
        "round_request",
        "sign_in",
        "task_assigned",
        "task_handed_back",
        "task_naming",
        "task_overdue",
        "task_reminder",
        "task_resubmission",
        "task_unassigned",
        "topic_decided",
    }
)
OCTETS = {("outbox_letter", "mime"), ("report_file", "content")}  # a letter and a file as they are


def test_every_word_a_waiting_letter_may_bear_still_has_its_writer() -> None:
    assert KINDS.keys() >= PROMISED
    assert KINDS.keys() - PROMISED == set(), "a new kind: add its word to those promised"
    longest = outbox.OutboxLetter.__table__.c.kind.type
    assert isinstance(longest, sa.String) and longest.length is not None
    assert max(map(len, KINDS)) <= longest.length


def test_nothing_in_the_database_is_a_program_s_own_object() -> None:
    columns = [(table.name, one) for table in Base.metadata.tables.values() for one in table.c]

    pickled = [one for _table, one in columns if isinstance(one.type, sa.PickleType)]
    binary = {(table, one.name) for table, one in columns if isinstance(one.type, sa.LargeBinary)}

    assert pickled == []
    assert binary == OCTETS
