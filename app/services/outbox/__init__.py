"""The outbox: letters are rows, written with the deed that causes them, sent by the clock."""

from app.services.outbox.fates import cancel_unsent, expire, release
from app.services.outbox.minutes import drop_papers, queue_minutes
from app.services.outbox.planning import plan_reminders
from app.services.outbox.polls import poll_reach, queue_poll_invitations, queue_poll_results
from app.services.outbox.posting import (
    enqueue,
    queue_mail_test,
    queue_sign_in,
    queue_welcome,
)
from app.services.outbox.rounds import (
    queue_round_extension,
    queue_round_reminders,
    queue_round_requests,
)
from app.services.outbox.tasks import queue_task_assigned, queue_task_handed_back
from app.services.outbox.telling import (
    facts_of,
    queue_invitations,
    take_back_cancellation,
    tell_of_cancellation,
    tell_of_change,
    tell_of_withdrawal,
)
from app.services.outbox.topics import queue_topic_decided

__all__ = [
    "cancel_unsent",
    "drop_papers",
    "enqueue",
    "expire",
    "facts_of",
    "plan_reminders",
    "poll_reach",
    "queue_invitations",
    "queue_mail_test",
    "queue_minutes",
    "queue_poll_invitations",
    "queue_poll_results",
    "queue_round_extension",
    "queue_round_reminders",
    "queue_round_requests",
    "queue_sign_in",
    "queue_task_assigned",
    "queue_task_handed_back",
    "queue_topic_decided",
    "queue_welcome",
    "release",
    "take_back_cancellation",
    "tell_of_cancellation",
    "tell_of_change",
    "tell_of_withdrawal",
]
