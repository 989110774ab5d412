"""The Python twin of turns.ts: the same work, by the same method."""

from math import isqrt
from time import perf_counter

GAP_MS = 0.25


def is_prime(n):
    if n < 2:
        return False
    for divisor in range(2, isqrt(n) + 1):
        if n % divisor == 0:
            return False
    return True


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
