"""A resolver by hand: answers from a table, can hang, fail, or change its mind."""

import asyncio
import socket

from aiohttp.abc import AbstractResolver, ResolveResult


class FakeResolver(AbstractResolver):
    """`answers`: per name a list of address lists, one a question, the last for ever; "hang" never answers."""

    def __init__(self, answers: dict[str, list[list[str] | str]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        script = self._answers.get(host)
        if script is None:
            raise OSError(socket.EAI_NONAME, "unknown name")
        now = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(now, str):
            await asyncio.Event().wait()
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in now
        ]

    async def close(self) -> None:
        return
