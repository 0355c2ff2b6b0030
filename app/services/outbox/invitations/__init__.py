"""Letters of a meeting to the people on its list: invitation, change, cancellation, withdrawal."""

from app.services.outbox.invitations.drafts import cancelled, changed, invitation, withdrawn

__all__ = ["cancelled", "changed", "invitation", "withdrawn"]
