"""Reasoning before the program, in one call.

Chain of thought: Wei et al. 2022, arXiv 2201.11903.
"""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task, entry_point):
    reply = agent.call_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.2,
        agent_role="experienced Python programmer",
        instructions=TASK + (
            "First reason in steps: what goes in, what comes out, which cases are special, which way leads there. "
            f"Then give the complete program in one ```python block. It must define `{entry_point}`."
        ),
    )[0]
    return {"answer": agent.extract_code_block(reply, entry_point=entry_point) or reply}
