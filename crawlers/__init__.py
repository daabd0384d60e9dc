"""Asking government sites politely and keeping what came. Only the spider speaks Scrapy; platforms are pure."""
