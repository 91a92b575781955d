"""Numbers as people read them: sizes, counts, times and rates, in the spoken language."""

from app.words.catalog import _, n_

_STEPS = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def size(count: int) -> str:
    """Bytes, in the decimal units that model sites and file managers use: 98 MB, 4.1 GB."""
    for step, unit in _STEPS:
        if count >= step:
            amount = count / step
            return f"{amount:.1f} {unit}" if step >= 10**9 or amount < 10 else f"{amount:.0f} {unit}"
    return n_("{count} byte", "{count} bytes", count).format(count=count)


def count(number: int) -> str:
    """With thousands separators, which are the same in Korean: 49,152."""
    return f"{number:,}"


def parameters(number: int) -> str:
    """The size of a network as its makers write it: 135M, 7.2B."""
    for step, unit in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
        if number >= step:
            amount = number / step
            return f"{amount:.1f}{unit}" if amount < 10 and step >= 10**9 else f"{amount:.0f}{unit}"
    return str(number)


def duration(seconds: float) -> str:
    """How long something took: 0.04 s, 1.2 s, 45 s, 2 min 5 s, 1 h 20 min."""
    if seconds < 10:
        return _("{seconds} s").format(seconds=f"{seconds:.2f}" if seconds < 0.1 else f"{seconds:.1f}")
    whole = round(seconds)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return _("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)


def remaining(seconds: float) -> str:
    """How long it will still take, no more exact than anybody can know."""
    if seconds < 5:
        return _("a few seconds left")
    if seconds < 55:
        return _("about {seconds} seconds left").format(seconds=round(seconds / 5) * 5)
    minutes = round(seconds / 60)
    if minutes < 60:
        return n_("about {count} minute left", "about {count} minutes left", minutes).format(count=minutes)
    hours = round(minutes / 60)
    return n_("about {count} hour left", "about {count} hours left", hours).format(count=hours)


def tokens(number: int) -> str:
    return n_("{count} token", "{count} tokens", number).format(count=count(number))


def rate(tokens_per_second: float) -> str:
    """How fast a model reads or writes."""
    figure = f"{tokens_per_second:.1f}" if tokens_per_second < 10 else f"{tokens_per_second:,.0f}"
    return _("{figure} tokens/s").format(figure=figure)


def speed(bytes_per_second: float) -> str:
    """How fast a download comes."""
    return _("{size}/s").format(size=size(round(bytes_per_second)))


def percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "0%"
