"""The outbox: letters are rows, written with the deed that causes them, sent by the clock."""

from app.services.outbox.fates import cancel_unsent, expire, release
from app.services.outbox.minutes import queue_minutes
from app.services.outbox.planning import plan_reminders
from app.services.outbox.polls import queue_poll_invitations, queue_poll_results
from app.services.outbox.posting import (
    enqueue,
    queue_sign_in,
    queue_task_assigned,
    queue_welcome,
)

__all__ = [
    "cancel_unsent",
    "enqueue",
    "expire",
    "plan_reminders",
    "queue_minutes",
    "queue_poll_invitations",
    "queue_poll_results",
    "queue_sign_in",
    "queue_task_assigned",
    "queue_welcome",
    "release",
]
