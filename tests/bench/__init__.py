"""Measurements of the whole product; nothing here is asserted by the suite."""
