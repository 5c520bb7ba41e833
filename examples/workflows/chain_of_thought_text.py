"""Reasoning before the answer, in plain words: one call an item."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task):
    reply = agent.call_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.0,
        agent_role="patient expert who works in small steps",
        instructions=TASK + "Work step by step and check each step. End with the final answer alone in \\boxed{}.",
    )[0]
    return {"answer": agent.extract_answer_str(reply)}
