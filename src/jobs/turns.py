"""The Python twin of turns.ts: the same work, by the same method."""

from math import isqrt
from time import perf_counter


def is_prime(n):
    if n < 2:
        return False
    for divisor in range(2, isqrt(n) + 1):
        if n % divisor == 0:
            return False
    return True


def takeTurns(upTo):  # the name that turns.ts exports
    """Looks for primes, and notes when: stretches in ms since its start."""
    begun = perf_counter()
    turns = []
    start = last = 0
    for n in range(1, upTo + 1):
        is_prime(n)
        now = (perf_counter() - begun) * 1e3
        if now - last > 1:
            # A number takes far less than 1 ms: meanwhile somebody else had the turn.
            turns.append([start, last])
            start = now
        last = now
    return turns + [[start, last]]
