"""The product's figures in Prometheus' text form."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from app.models.outbox import LetterState
from app.models.tasks import TaskState
from app.queries.health import Figures, Pulse

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(pulse: Pulse, figures: Figures) -> bytes:
    """Gauges as of now, read from the tables; nothing is counted in memory.

    So one process or several give the same answer, and a restart loses nothing.
    """
    registry = CollectorRegistry()
    _gauge(registry, "mail_enabled", "Letters may leave (1) or not (0).", pulse.mail_enabled)
    _gauge(registry, "relay_failures", "Failures of the mail relay in a row.", pulse.relay_failures)
    if pulse.heartbeat is not None:
        age = pulse.heartbeat.total_seconds()
        _gauge(registry, "heartbeat_age_seconds", "Time since the scheduler's last tick.", age)
    waiting = pulse.waiting.total_seconds() if pulse.waiting else 0
    _gauge(registry, "oldest_sendable_seconds", "How long the oldest letter has waited.", waiting)
    letters = {state.value: figures.letters.get(state, 0) for state in LetterState}
    _gauges(registry, "letters", "Letters by state.", "state", letters)
    tasks = {state.value: figures.tasks.get(state, 0) for state in TaskState}
    _gauges(registry, "tasks", "Tasks by state.", "state", tasks)
    objects = {
        "account": figures.accounts,
        "session": figures.sessions,
        "plan": figures.plans,
        "meeting": figures.meetings,
    }
    _gauges(registry, "objects", "How many there are.", "kind", objects)
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, says: str, value: float) -> None:
    Gauge(name, says, namespace="wiedervorlage", registry=registry).set(round(value))


def _gauges(
    registry: CollectorRegistry, name: str, says: str, label: str, values: dict[str, int]
) -> None:
    gauge = Gauge(name, says, [label], namespace="wiedervorlage", registry=registry)
    for word, value in values.items():
        gauge.labels(word).set(value)
