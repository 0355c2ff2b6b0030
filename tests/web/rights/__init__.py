"""Who may call what: every route, as everybody, on things of everybody."""
