"""The pages that people look at; each module has a `router`."""
