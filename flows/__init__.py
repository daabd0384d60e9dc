"""Composing the job: plain stage functions, and the Prefect flows that are made of them."""
