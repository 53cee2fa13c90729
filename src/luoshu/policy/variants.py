"""A policy and all that it uses, changed alike: with the parameters of another day, or with other values of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from luoshu.policy.model import Policy


def as_of(policy: Policy, day: date) -> Policy:
    """The policy with the parameters of a day, whenever it is run; so with the policies that it uses."""
    return changed(policy, lambda each: replace(each, as_of=day))


def changed(policy: Policy, change: Callable[[Policy], Policy]) -> Policy:
    """The policy and all that it uses, changed; what two of them use stays one."""
    done: dict[int, Policy] = {}

    def whole(each: Policy) -> Policy:
        if id(each) not in done:
            done[id(each)] = change(replace(each, used=tuple(map(whole, each.used))))
        return done[id(each)]

    return whole(policy)
