"""Who may see what 访问控制: login, sessions, tokens, roles, and what guards every answer."""
