"""Calls a function of the code with the arguments it takes."""
import asyncio
import inspect

NAMES = ("agent", "task", "entry_point")


def call(entry, args, agent=None):
    """Runs a coroutine to its end."""
    value = entry(*_accepted(entry, args, agent))
    return asyncio.run(_awaited(value)) if inspect.isawaitable(value) else value


def required(entry):
    """Names of the required parameters; none for functions that can't be inspected."""
    try:
        parameters = inspect.signature(entry).parameters.values()
    except (TypeError, ValueError):
        return []
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [one.name for one in parameters if one.default is one.empty and one.kind not in variable]


async def _awaited(value):
    return await value


def _accepted(entry, args, agent):
    """By name if the function names what it is offered: `workflow(task)` gets the task. Else as many as it takes."""
    offered = args if agent is None else [agent, *args]
    try:
        parameters = list(inspect.signature(entry).parameters.values())
    except (TypeError, ValueError):
        return offered
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return offered
    names = [one.name for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    known = NAMES[: len(offered)]
    if agent is not None and all(name in known for name in names):
        return [offered[known.index(name)] for name in names]
    return offered[: len(names)]
