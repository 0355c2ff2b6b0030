"""The relay of the dispatcher's tests, here too."""

from tests.jobs.conftest import script

__all__ = ["script"]
