"""One question, one short answer: the plain executor, as a baseline that everything else has to beat."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task):
    replies = agent.call_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.0,
        agent_role="careful assistant",
        instructions=TASK + "Reply with the final answer alone: no sentence, no unit, no explanation.",
    )
    return {"answer": agent.extract_answer_str(replies[0]) if len(replies[0]) > 60 and not TASK else replies[0].strip()}
