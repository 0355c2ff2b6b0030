"""The nouns: what holds of tables whoever writes them."""
