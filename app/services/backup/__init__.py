"""Backups: a consistent copy while everything runs, and the way back."""

from app.services.backup.making import make
from app.services.backup.manifest import Manifest
from app.services.backup.restoring import Opened, opened, restore

__all__ = ["Manifest", "Opened", "make", "opened", "restore"]
