"""The office's pages 网页: dashboard, reading room, interface for programs and feeds, over storage's views."""
