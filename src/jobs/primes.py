"""The Python twin of primes.ts: the same work, by the same method."""

from math import isqrt


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
