"""Scrapy as this project wants it: polite, small, and silent on standard output."""

from typing import Any

from core.crawl import ShardJob
from crawlers.handlers import PoliteHandler
from crawlers.names import PRIVATE_HOSTS

PRODUCT = "FazhiWatch"  # the name that a robots.txt may address
HOSTS_AT_ONCE = 128  # side by side in a shard: each is asked seldom, so that many fit into a night


def scrapy_settings(job: ShardJob) -> dict[str, Any]:
    """Settings of one shard's crawl."""
    return {**_manners(job), **_limits(job), **_plumbing()}


def _manners(job: ShardJob) -> dict[str, Any]:
    return {
        "USER_AGENT": job.user_agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": PRODUCT,
        # `crawlers.turns` keeps the distance, over all shards; Scrapy's slots let several requests out at delay 0.
        "FAZHIWATCH_DELAY": job.delay,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 2 * HOSTS_AT_ONCE,  # a request that waits for its host's turn holds its place
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": True,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
        },
        PRIVATE_HOSTS: list(job.private_hosts),
    }


def _limits(job: ShardJob) -> dict[str, Any]:
    return {
        "DOWNLOAD_TIMEOUT": job.timeout,
        "DOWNLOAD_MAXSIZE": job.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REACTOR_THREADPOOL_MAXSIZE": 32,  # names are looked up there
        "DNS_TIMEOUT": min(job.timeout, 10.0),
        "RETRY_TIMES": 2,
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "REDIRECT_MAX_TIMES": 10,
        "METAREFRESH_MAXDELAY": 5,  # a page that reloads itself every minute is a page, not a redirect
        "URLLENGTH_LIMIT": 0,
    }


def _plumbing() -> dict[str, Any]:
    ours = PoliteHandler  # by class: loaded with the rest, since Scrapy's modules look through the whole stack then
    return {
        "DOWNLOAD_HANDLERS": {"http": ours, "https": ours, "file": None, "ftp": None, "s3": None, "data": None},
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.middlewares.PatientRetry": 30,
            "crawlers.middlewares.Doorkeeper": 60,
            "crawlers.robots.Robots": 100,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
            # A proxy would resolve names for us, behind the back of the guard and of the turns.
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
        },
        # None of Scrapy's extensions serves a shard: two of them would open a port that runs code (telnet, remote
        # control), and naming them here to switch them off would load them all the same, a quarter of our start.
        "EXTENSIONS_BASE": {},
        "TWISTED_DNS_RESOLVER": "crawlers.names.Names",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "INFO",
        "STATS_DUMP": False,
    }
