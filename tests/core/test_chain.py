"""The chain: whatever is changed, moved, taken out or put in is named; and common tools come to the same digests."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.chain import START, Entry, Head, Kind, Matter, Segment, canonical, faults, link
from core.sealed import check_lines, differences, tally, text_digest

AT = datetime(2026, 4, 2, 18, 0, 41, 120000, UTC)


def matters(number: int) -> list[Matter]:
    kinds = list(Kind)
    return [
        Matter(kinds[n % len(kinds)], f"{n}", {"unit": "qingshi", "year": 2025, "reason": f"理由“{n}”"})
        for n in range(number)
    ]


def chain(number: int = 6) -> list[Entry]:
    """Sealed in two goes, half an hour apart."""
    first = list(link(None, matters(number)[: number // 2], AT))
    return first + list(link(first[-1], matters(number)[number // 2 :], AT + timedelta(minutes=30)))


def told(entries: list[Entry], *heads: Head) -> list[int | None]:
    return [fault.seq for fault in faults(entries, heads)]


def test_an_untouched_chain_holds() -> None:
    entries = chain()
    assert [e.seq for e in entries] == [1, 2, 3, 4, 5, 6]
    assert all(after.previous == before.digest for before, after in pairwise(entries))
    assert told(entries, *(entry.head for entry in entries)) == []
    assert list(faults(entries[2:], after=entries[1].head)) == []


def test_an_entry_is_one_line_that_anybody_can_read() -> None:
    entry = chain()[1]
    assert entry.line == (
        '{"at":"2026-04-02T18:00:41+00:00","facts":{"reason":"理由“1”","unit":"qingshi","year":2025},'
        '"kind":"revision","seq":2,"subject":"1"}\n'
    )
    assert json.loads(entry.line)["seq"] == 2


def test_common_tools_come_to_the_same_digest() -> None:
    """Word for word as docs/evidence.md says it."""
    one, two = chain()[:2]
    script = 'c=$(sha256sum | cut -c1-64); printf "%s %s\\n" "$1" "$c" | sha256sum | cut -c1-64'
    for entry in (one, two):
        done = subprocess.run(
            ["sh", "-c", script, "sh", entry.previous], input=entry.line.encode(), capture_output=True, check=True
        )
        assert done.stdout.decode().strip() == entry.digest


TEXTS = ("kind", "subject", "facts", "previous", "digest")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 5), st.sampled_from(TEXTS), st.integers(0, 500), st.characters(min_codepoint=32, codec="utf-8"))
def test_one_changed_letter_is_named(which: int, field: str, place: int, letter: str) -> None:
    entries = chain()
    text = getattr(entries[which], field)
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    entries[which] = replace(entries[which], **{field: changed})
    assert told(entries)[:1] == ([] if changed == text else [which + 1])


@given(st.integers(0, 5), st.integers(-(10**9), 10**9).filter(bool))
def test_a_changed_time_or_number_is_named(which: int, by: int) -> None:
    entries = chain()
    later = [*entries]
    later[which] = replace(entries[which], at=entries[which].at + timedelta(microseconds=by))
    assert told(later)[0] == which + 1
    numbered = [*entries]
    numbered[which] = replace(entries[which], seq=entries[which].seq + by)
    assert told(numbered)[0] == which + 1


@pytest.mark.parametrize("which", range(6))
def test_an_entry_made_anew_breaks_the_next(which: int) -> None:
    """Who changes facts and makes the digest fit is betrayed by the entry after; the last one by a head once told."""
    entries = chain()
    before = entries[which - 1] if which else None
    [forged] = link(before, [Matter(Kind.STATEMENT, str(which), {"reason": "另一个理由"})], entries[which].at)
    heads = [entry.head for entry in entries]
    assert told([*entries[:which], forged, *entries[which + 1 :]], *heads)[0] == which + 1
    assert told([*entries[:which], forged, *entries[which + 1 :]]) == ([which + 2] if which < 5 else [])


@pytest.mark.parametrize("which", range(6))
def test_an_entry_taken_out_is_named(which: int) -> None:
    entries = chain()
    assert told(entries[:which] + entries[which + 1 :], entries[-1].head)[0] == which + 1


@pytest.mark.parametrize("which", range(5))
def test_entries_that_change_places_are_named(which: int) -> None:
    entries = chain()
    entries[which], entries[which + 1] = entries[which + 1], entries[which]
    assert told(entries)[0] == which + 1


@pytest.mark.parametrize("which", range(6))
def test_an_entry_put_in_is_named(which: int) -> None:
    entries = chain()
    [put_in] = link(entries[which], [Matter(Kind.RUN, "又一次", {})], entries[which].at)
    heads = (entries[5].head, Head(7, "ab"))
    assert told([*entries[: which + 1], put_in, *entries[which + 1 :]], *heads)[0] in (which + 2, which + 3)


def test_a_chain_grown_anew_from_the_start_is_betrayed_by_what_was_told() -> None:
    """No chain can prove itself: whoever makes all of it anew must also reach into every message that was sent."""
    anew = list(link(None, matters(5), AT))
    old = chain()
    assert told(anew) == []
    assert [fault.words for fault in faults(anew, [Head(old[3].seq, old[3].digest[:16]), old[5].head])] == [
        f"第4环不是当时公布的那一环：当时的摘要是 {old[3].digest[:16]}…",
        "缺少曾经公布过的第6环，链现在止于第5环",
    ]


def test_a_clock_set_back_does_not_make_the_chain_run_backwards() -> None:
    first = list(link(None, matters(2), AT))
    second = list(link(first[-1], matters(4)[2:], AT - timedelta(days=300)))
    assert told(first + second) == []
    assert second[0].at == first[-1].at


def test_words_say_what_is_wrong() -> None:
    entries = chain()
    entries[3] = replace(entries[3], facts=canonical({"reason": "改"}))
    assert [fault.words for fault in faults(entries)] == ["第4环（认定 3）的内容与它的摘要不符"]
    assert [fault.words for fault in faults(entries[:1] + entries[4:])] == ["缺少第2至第4环"]


def test_a_segment_leads_to_the_head() -> None:
    entries = chain(8)
    mine, contents = (entries[2], entries[5]), tuple(entry.content for entry in entries[2:])
    segment = Segment(mine, entries[1].head, contents, entries[-1].head)
    assert segment.holds
    assert not replace(segment, entries=(entries[2], entries[1])).holds
    assert not replace(segment, after=START).holds
    assert not replace(segment, contents=(*contents[:3], contents[4], contents[3], *contents[5:])).holds
    assert not replace(segment, head=Head(8, "0" * 64)).holds
    changed = replace(entries[5], facts=canonical({"reason": "改"}))
    assert not replace(segment, entries=(entries[2], changed)).holds


def test_what_differs_is_said_in_words() -> None:
    sealed = canonical({"at": "2026-04-02T18:00:00+00:00", "unit": "qingshi", "reason": "因为"})
    today = {"at": "2026-04-01T18:00:00+00:00", "unit": "qingshi", "reason": "因为"}
    assert list(differences(sealed, today)) == [
        '时间（封存时 "2026-04-02T18:00:00+00:00"，现为 "2026-04-01T18:00:00+00:00"）'
    ]
    assert list(differences(sealed, today | {"at": "2026-04-02T18:00:00+00:00"})) == []
    assert list(differences("{", today)) == ["封存的内容已被改坏，读不出来"]


def test_lists_and_texts_have_the_digests_of_files() -> None:
    [line] = check_lines("qs-fzbg", [AT], "ok", "列表完整", True, False, None, 12, "ab", "<urn:uuid:1>")
    assert line == '["qs-fzbg","2026-04-02T18:00:41Z","ok","列表完整",true,false,"-",12,"ab","<urn:uuid:1>"]\n'
    done = subprocess.run(["sha256sum"], input=line.encode() * 2, capture_output=True, check=True)
    assert tally([line, line]) == {"count": 2, "sha256": done.stdout.decode()[:64]}
    done = subprocess.run(["sha256sum"], input="标题\n正文".encode(), capture_output=True, check=True)
    assert text_digest("标题", "正文") == done.stdout.decode()[:64]
