"""Whom letters reach: a person, whoever stands in for it, the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.language import GERMAN
from app.models.people import Actor
from app.models.reminders import Reach
from app.models.tasks import Acceptance, Task


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody letters reach: a person with or without account, or the office's mailbox."""

    name: str
    address: str
    actor_id: int | None = None
    account_id: int | None = None
    language: str = GERMAN  # what letters to them are written in

    @property
    def key(self) -> str:
        if self.actor_id is not None:
            return f"p{self.actor_id}"
        return f"a{self.account_id}" if self.account_id is not None else "office"


Line = Mapping[Reach, Sequence[int | None]]  # the actors who stand at each place of a line


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

    def for_task(self, task: Task, reach: Iterable[Reach]) -> Sequence[Recipient]:
        """Whom to write to about a task: the person named for it, else for the accountable one.

        While somebody is asked to name that person, it is whoever speaks for the organisation.
        """
        if task.acceptance is Acceptance.NAMING:
            return self.for_naming(task, reach)
        holder = task.person_id or task.accountable_id
        line = {
            Reach.PERSON: (holder,),
            Reach.DEPUTY: self.deputies.get(holder or 0, ()),
            Reach.CONTACT: self._contacts(task.accountable),
        }
        return self.along(line, reach, people=self.people_of.get(task.accountable_id or 0, ()))

    def for_naming(self, task: Task, reach: Iterable[Reach]) -> Sequence[Recipient]:
        """Whom to ask for a person: the organisation's speaker, else the organisation itself."""
        line = {
            Reach.PERSON: self.speakers.get(task.accountable_id or 0, ()),
            Reach.CONTACT: self._contacts(task.accountable),
        }
        return self.along(line, reach, people=self.people_of.get(task.accountable_id or 0, ()))

    def along(
        self, line: Line, reach: Iterable[Reach], *, people: Sequence[Recipient] = ()
    ) -> Sequence[Recipient]:
        """The first along the line who can be reached; at CONTACT `people` come last."""
        for place in reach:
            if place is Reach.OFFICE and self.office:
                return self.office
            found = self.reached(line.get(place, ()))
            if found is not None:
                return [found]
            if place is Reach.CONTACT and people:
                return people
        return ()

    def in_stead(self, actor_id: int | None) -> Sequence[int]:
        """The actor, and then whoever stands in for it."""
        return () if actor_id is None else (actor_id, *self.deputies.get(actor_id, ()))

    def reached(self, actor_ids: Iterable[int | None]) -> Recipient | None:
        """The first of the actors that can be reached."""
        for actor_id in actor_ids:
            if actor_id is not None and actor_id in self.reachable:
                return self.reachable[actor_id]
        return None

    def _contacts(self, actor: Actor | None) -> Sequence[int | None]:
        return () if actor is None else (*self.in_stead(actor.id), actor.contact_id)
