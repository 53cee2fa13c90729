"""Documents that this process has read before: the same text, under the same name, using the same policies, is the same
policy. Reading takes a tenth of a second and more a document, and libraries are opened anew all the time: by the office
when anything is published, by an editor at every change."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy
from luoshu.policy.surroundings import FindUsed
from luoshu.problems import ProblemError

_MOST_TEXTS, _MOST_OF_A_TEXT = 100, 4  # of a text on several days, when others are in force that it uses

_lock = Lock()
_kept: OrderedDict[tuple[str, str], tuple[Policy, ...]] = OrderedDict()


def read_once(text: str, path: str, find_used: FindUsed) -> Policy:
    """As `read_policy` reads it; what has errors is read each time.

    Raises:
        ProblemError: with every error of the document.
    """
    key = (path, text)
    known = _kept.get(key, ())
    policy = next((each for each in known if _uses_the_same(each, find_used)), None)
    if policy is None:
        policy = read_policy(text, path, find_used)
    with _lock:
        _kept[key] = (policy, *(each for each in known if each is not policy))[:_MOST_OF_A_TEXT]
        _kept.move_to_end(key)
        if len(_kept) > _MOST_TEXTS:
            _kept.popitem(last=False)
    return policy


def _uses_the_same(policy: Policy, find_used: FindUsed) -> bool:
    try:
        return all(find_used(each.id) is each for each in policy.used)
    except ProblemError:  # which is told when the document is read
        return False
