"""Laws of personal data: what is held of people, how long, and what goes when they go."""
