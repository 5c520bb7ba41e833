"""The plain executor on a programming task: asked once for the program, which is taken as it comes."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task, entry_point):
    replies = agent.call_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.0,
        agent_role="careful Python programmer",
        instructions=TASK + f"Reply with the complete program in one fenced Python block. It must define `{entry_point}`.",
    )
    return {"answer": agent.extract_code_block(replies[0], entry_point=entry_point) or replies[0]}
