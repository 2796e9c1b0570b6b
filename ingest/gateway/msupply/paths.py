"""Paths as mSupply's clients write them."""

from collections.abc import Callable
from typing import Any


def either(
    method: Callable[..., Any], path: str, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An endpoint with its trailing slash and without; clients send the one or the other."""

    def register(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        method(f"{path}/", include_in_schema=False, **options)(endpoint)
        method(path, **options)(endpoint)
        return endpoint

    return register
