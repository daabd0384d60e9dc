"""The only SQL: what was watched, kept, read, judged and told. One noun a module; functions take a `Session` first."""
