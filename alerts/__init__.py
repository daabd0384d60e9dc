"""Judging who is late (pure rules), saying it in plain official Chinese (pure wording), and sending it (channels)."""
