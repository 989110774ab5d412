"""The Python twin of primes.ts and turns.ts: the same work, by the same method."""

from math import isqrt
from time import perf_counter

GAP_MS = 0.25  # as in turns.ts


def is_prime(n):
    """Whether n has no divisor but 1 and itself, by trying every one up to its square root."""
    if n < 2:
        return False
    for divisor in range(2, isqrt(n) + 1):
        if n % divisor == 0:
            return False
    return True


def primesIn(part):  # the name that primes.ts exports
    """All primes of a range, in order."""
    return [n for n in range(part["from"], part["to"] + 1) if is_prime(n)]


def countPrimes(upTo):  # the name that primes.ts exports
    """How many primes there are from 1 to upTo."""
    return len(primesIn({"from": 1, "to": upTo}))


def noteWhenRunning(upTo):  # the name that turns.ts exports
    """Looks for primes, and looks at the clock after every number: when did it really run?"""
    stretches = []
    start = last = perf_counter() * 1e3
    for n in range(1, upTo + 1):
        is_prime(n)
        now = perf_counter() * 1e3
        if now - last > GAP_MS:
            stretches.append([start, last])
            start = now
        last = now
    return stretches + [[start, last]]
