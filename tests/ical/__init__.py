"""The calendar workshop, read back by readers that did not write it."""
