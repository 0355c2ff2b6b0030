"""Whom letters reach: a person, whoever stands in for it, the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.models.people import Actor
from app.models.tasks import Acceptance, Task


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody letters reach: a person with or without account, or the office's mailbox."""

    name: str
    address: str
    actor_id: int | None = None
    account_id: int | None = None

    @property
    def key(self) -> str:
        if self.actor_id is not None:
            return f"p{self.actor_id}"
        return f"a{self.account_id}" if self.account_id is not None else "office"


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Who can be reached today: actors by id, the people of organisations, the office."""

    reachable: Mapping[int, Recipient] = field(default_factory=dict)
    people_of: Mapping[int, Sequence[Recipient]] = field(default_factory=dict)
    office: Sequence[Recipient] = ()
    speakers: Mapping[int, Sequence[int]] = field(default_factory=dict)
    deputies: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def for_actor(self, actor: Actor | None) -> Sequence[Recipient]:
        """Whom to write to for `actor`: itself, its deputy, its contact, its people, the office."""
        if actor is None:
            return self.office
        found = self.reached((*self.in_stead(actor.id), actor.contact_id))
        return [found] if found else self.people_of.get(actor.id) or self.office

    def for_task(self, task: Task) -> Sequence[Recipient]:
        """Whom to write to about a task: the person named for it, else for the accountable one.

        While somebody is asked to name that person, it is whoever speaks for the organisation.
        """
        if task.acceptance is Acceptance.NAMING:
            return self.for_naming(task)
        found = self.reached(self.in_stead(task.person_id))
        return [found] if found else self.for_actor(task.accountable)

    def for_naming(self, task: Task) -> Sequence[Recipient]:
        """Whom to ask for a person: the organisation's speaker, else as `for_actor`."""
        found = self.reached(self.speakers.get(task.accountable_id or 0, ()))
        return [found] if found else self.for_actor(task.accountable)

    def in_stead(self, actor_id: int | None) -> Sequence[int]:
        """The actor, and then whoever stands in for it."""
        return () if actor_id is None else (actor_id, *self.deputies.get(actor_id, ()))

    def reached(self, actor_ids: Iterable[int | None]) -> Recipient | None:
        """The first of the actors that can be reached."""
        for actor_id in actor_ids:
            if actor_id is not None and actor_id in self.reachable:
                return self.reachable[actor_id]
        return None
