"""The interface for programs: `/api/v1`, feeds and files; each module has a `router`."""
