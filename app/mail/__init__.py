"""The workshop for letters: words, message bytes, and the conversation with the relay."""
