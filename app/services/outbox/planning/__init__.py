"""Plans reminders: what thresholds were crossed becomes letters, what is untrue is cancelled."""

from app.services.outbox.planning.ticking import plan_reminders

__all__ = ["plan_reminders"]
